"""transfer: permanent dossiers go to the historical archive."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from archive_service.commands.runner import Verb, print_json, with_verb
from archive_service.domain.transfer import Transfer
from archive_service.ports import IncomingFile
from archive_service.services.bags import as_folder
from archive_service.services.disposition import Paper
from archive_service.services.transfer_papers import handover_record

_PAPER = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def transfer() -> None:
    """Hand permanent dossiers over to the historical archive: list, packages, both confirmations, leaving."""


@transfer.command()
@click.option("--json", "as_json", is_flag=True)
@with_verb
def due(verb: Verb, *, as_json: bool) -> None:
    """Dossiers that have to go by the end of next year, the longest closed first."""
    after: tuple[date, str] | None = None
    while page := verb.archive.transfers.due(verb.actor, after=after, limit=200):
        for each in page:
            source, closed = each.term.source, each.dossier.closed_at
            if as_json:
                print_json(
                    {
                        "id": each.dossier.id, "title": each.dossier.title,
                        "closed_at": closed.isoformat() if closed else None, "last_day": each.last_day.isoformat(),
                        "source": source.title, "article": source.article, "mark": source.mark.value,
                    }
                )  # fmt: skip
            else:
                click.echo(f"{each.dossier.id}  {closed} -> {each.last_day}  {each.dossier.title}")
            if closed:
                after = (closed, each.dossier.id)


@transfer.command()
@click.argument("title")
@click.argument("dossier_ids", nargs=-1, required=True)
@click.option("--to", "receiver", required=True, help="The historical archive.")
@with_verb
def propose(verb: Verb, title: str, dossier_ids: tuple[str, ...], receiver: str) -> None:
    """Freeze a list of dossiers of one unit."""
    click.echo(verb.archive.transfers.propose(verb.actor, title, receiver, dossier_ids).id)


@transfer.command("list")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def list_transfers(verb: Verb, *, as_json: bool) -> None:
    """Transfers, newest first."""
    after = None
    while page := verb.archive.transfers.list(verb.actor, after=after, limit=200):
        for each in page:
            _print(each, as_json=as_json)
        after = page[-1].id


@transfer.command()
@click.argument("transfer_id")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def show(verb: Verb, transfer_id: str, *, as_json: bool) -> None:
    """One transfer with its dossiers."""
    found = verb.archive.transfers.get(verb.actor, transfer_id)
    _print(found, as_json=as_json)
    if not as_json:
        for item in found.items:
            click.echo(f"  {item.dossier_id}  {len(item.record_ids)} records  {item.bytes} bytes  {item.digest or '-'}")
            for record_id, why in item.withheld:
                click.echo(f"    stays here: {record_id} ({why})")


@transfer.command()
@click.argument("transfer_id")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@with_verb
def pack(verb: Verb, transfer_id: str, folder: Path) -> None:
    """Write the package of each dossier into the folder, and the record of handing over to be signed."""
    found = verb.archive.transfers.get(verb.actor, transfer_id)
    for item in found.items:
        package = verb.archive.transfers.package(verb.actor, transfer_id, item.dossier_id)
        click.echo(f"{folder / package.name}: {as_folder(package.course(), folder / package.name)} files")
    paper = folder / "bien-ban-giao-nhan.docx"
    paper.write_bytes(handover_record(found, verb.archive.units.register()))
    click.echo(str(paper))


@transfer.command("hand-over")
@click.argument("transfer_id")
@click.argument("paper", type=_PAPER)
@click.option("--number", required=True)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), required=True)
@with_verb
def hand_over(verb: Verb, transfer_id: str, paper: Path, number: str, day: datetime) -> None:
    """Our side: enter the signed record; every package is counted and its digest kept."""
    with _paper(paper, number, day) as entered:
        moved = verb.archive.transfers.hand_over(verb.actor, transfer_id, entered)
    for item in moved.items:
        click.echo(f"{item.dossier_id}  {item.files} files  {item.bytes} bytes  {item.digest}")


@transfer.command()
@click.argument("transfer_id")
@click.argument("paper", type=_PAPER)
@click.argument("digests", nargs=-1, required=True)
@click.option("--number", required=True)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), required=True)
@with_verb
def receive(verb: Verb, transfer_id: str, paper: Path, digests: tuple[str, ...], number: str, day: datetime) -> None:
    """The other side: enter its signed receipt with the digests it counted; by another person."""
    with _paper(paper, number, day) as entered:
        _print(verb.archive.transfers.receive(verb.actor, transfer_id, entered, digests), as_json=False)


@transfer.command()
@click.argument("transfer_id")
@with_verb
def release(verb: Verb, transfer_id: str) -> None:
    """Let the records go; what may not go stays and is named."""
    for item in verb.archive.transfers.release(verb.actor, transfer_id).items:
        click.echo(f"{item.dossier_id}  {len(item.left)} left")
        for record_id, why in item.withheld:
            click.echo(f"  stays here: {record_id} ({why})")


@transfer.command()
@click.argument("transfer_id")
@with_verb
def drop(verb: Verb, transfer_id: str) -> None:
    """Give a list up before it was received."""
    _print(verb.archive.transfers.drop(verb.actor, transfer_id), as_json=False)


def _print(found: Transfer, *, as_json: bool) -> None:
    if not as_json:
        click.echo(f"{found.id}  {found.state.value:12} {found.title} -> {found.receiver}")
        return
    items = [
        {"dossier": item.dossier_id, "records": len(item.record_ids), "files": item.files, "bytes": item.bytes,
         "digest": item.digest, "left": list(item.left), "withheld": dict(item.withheld)}
        for item in found.items
    ]  # fmt: skip
    print_json(
        {"id": found.id, "state": found.state.value, "title": found.title, "receiver": found.receiver,
         "list_digest": found.list_digest, "items": items}
    )  # fmt: skip


@contextmanager
def _paper(path: Path, number: str, day: datetime) -> Iterator[Paper]:
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha512").hexdigest()
        size = content.tell()
        content.seek(0)
        yield Paper(IncomingFile(path.name, content, size, digest), number, day.date())
