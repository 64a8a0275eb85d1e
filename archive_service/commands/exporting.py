"""export: chosen records as a bag that proves itself."""

from __future__ import annotations

from pathlib import Path

import click

from archive_service.commands.runner import Verb, print_json, with_verb
from archive_service.services.bags import as_folder, as_zip


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.argument("record_ids", nargs=-1)
@click.option("--dossier", help="All records of this dossier (id).")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def export(verb: Verb, target: Path, record_ids: tuple[str, ...], dossier: str | None, *, as_json: bool) -> None:
    """Records with their files, table, log and checker, into a new folder or a .zip."""
    if target.exists():
        raise click.UsageError(f"{target} is there already.")
    made = verb.archive.evidence.bag(verb.actor, record_ids, dossier_id=dossier)
    if target.suffix.lower() == ".zip":
        part = target.with_name(target.name + ".part")
        with part.open("wb") as package:
            package.writelines(as_zip(made.entries, made.name, made.at))
        part.rename(target)
    else:
        as_folder(made.entries, target)
    if as_json:
        print_json({"target": str(target), "records": made.records, "seal": made.head.seal, "digest": made.head.digest})
        return
    click.echo(f"{made.records} records in {target}; seal {made.head.seal} {made.head.digest}")
