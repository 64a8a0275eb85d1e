"""deposit, show, get: records in and out."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from archive_service.commands.runner import (
    REFUSED,
    Verb,
    cli_language,
    complain,
    console,
    exit_code_of,
    print_json,
    with_verb,
)
from archive_service.domain.errors import NotProposed
from archive_service.services.batch import FileOutcome, deposit_batch, files_as_rows, manifest_rows
from archive_service.services.describing import DescribedFields
from archive_service.wire_batches import receipt_body
from archive_service.wire_json import record_body, similar_body
from archive_service.wire_recognition import proposals_body, recognition_body

_CHUNK = 1 << 20


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--manifest",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV that names the metadata of each file; its paths are relative to it.",
)
@click.option("--unit", help="Code of the issuing unit.")
@click.option("--class", "record_class", help="resolution, consultation or evidence.")
@click.option("--type", "type_code", help="Type of paper: NQ, BB, BC …")
@click.option("--number", help="Running number.")
@click.option("--symbol", help="Number as printed: 12-NQ/CB.")
@click.option("--title", help="Title (trích yếu).")
@click.option("--issuer-printed", help="Issuer as printed on the paper.")
@click.option("--date", "day", help="Date of the paper: 05/02/2022 or 2022-02-05.")
@click.option("--period", help="The month it is for: 2022-02 or 02/2022.")
@click.option("--lifecycle", help="draft, issued or superseded.")
@click.option("--access-level", help="public, internal or restricted.")
@click.option("--dossier", help="Id of the dossier.")
@click.option("--source", help="digital, scan, photo or chat.")
@click.option("--one-record", is_flag=True, help="All files are one record, in the order given: photos of pages.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file and line.")
@with_verb
def deposit(
    verb: Verb,
    paths: tuple[Path, ...],
    manifest: Path | None,
    *,
    one_record: bool,
    as_json: bool,
    **options: str | None,
) -> None:
    """Hand in files, folders or .zip packages, each file a record.

    What is there already is skipped, so a broken run is simply run again.
    """
    if not paths and manifest is None:
        raise click.UsageError("Name files, folders or a --manifest.")
    fields = _fields(options)
    rows = manifest_rows(manifest) if manifest else files_as_rows(_files(paths), fields, together=one_record)
    failures: list[int] = []
    with _progress(as_json) as progress:
        task = progress.add_task("", total=None)
        for outcome in deposit_batch(
            verb.archive.deposit, verb.actor, rows, on_total=lambda total: progress.update(task, total=total)
        ):
            _report(outcome, as_json)
            progress.advance(task)
            if outcome.error is not None:
                failures.append(exit_code_of(outcome.error))
    if failures:
        sys.exit(max(failures) if len(set(failures)) == 1 else REFUSED)


def _fields(options: dict[str, str | None]) -> DescribedFields:
    names = {"record_class": "class", "type_code": "type", "day": "date"}
    return DescribedFields({names.get(name, name): value for name, value in options.items() if value})


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    """The files named, and those in the folders named; hidden ones are left out."""
    for path in paths:
        if path.is_dir():
            for inner in sorted(path.rglob("*")):
                if inner.is_file() and not any(part.startswith(".") for part in inner.relative_to(path).parts):
                    yield inner
        else:
            yield path


def _progress(quiet: bool) -> Progress:
    return Progress(
        TextColumn("Nộp hồ sơ"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=quiet or not console.is_terminal,
    )


def _report(outcome: FileOutcome, as_json: bool) -> None:
    if as_json:
        print_json(receipt_body(outcome, cli_language()).plain())
    elif outcome.error is None:
        click.echo(f"{outcome.status:8} {outcome.record_id}  {outcome.file}")
    else:
        click.echo(f"{outcome.status:8} {outcome.file}")
        complain(outcome.error)


@click.command()
@click.argument("record_id")
@click.option("--similar", is_flag=True, help="Records about the same instead.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def show(verb: Verb, record_id: str, similar: bool, as_json: bool) -> None:
    """Show what is known about a record."""
    if similar:
        near = similar_body(verb.archive.search.similar(verb.actor, record_id), verb.archive.units.register())
        if as_json:
            print_json(near.plain())
        for each in () if as_json else near.records:
            click.echo(f"{each.id}  {each.date or '          '}  {each.title}  {each.unit.name}")
        return
    archive = verb.archive
    document = record_body(archive.retrieve.record(verb.actor, record_id), archive.units.register()).plain()
    if (found := archive.recognition.of_record(record_id)) is not None:
        document["recognition"] = recognition_body(found).plain()
    paper = archive.retrieve.evidence(verb.actor, record_id)
    document |= proposals_body(archive.retrieve.proposals(verb.actor, record_id), paper).plain()
    document["signatures"] = [
        {"file": file.name, **signature.model_dump()}
        for file in verb.archive.retrieve.text(verb.actor, record_id).files
        for signature in file.signatures
    ]
    if as_json:
        print_json(document)
        return
    if (evidence := document.pop("evidence")) is not None:
        document["evidence"] = evidence["kind"]
        document["facts"] = evidence["facts"]
    for name, value in document.items():
        if isinstance(value, list):
            for part in value:
                click.echo(f"{name:16} {', '.join(str(each) for each in part.values())}")
        elif isinstance(value, dict):
            click.echo(f"{name:16} {', '.join(str(part) for part in value.values() if part is not None)}")
        else:
            click.echo(f"{name:16} {'' if value is None else value}")


@click.command()
@click.argument("record_id")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
@click.option("--name", help="Which file of the record; the first one by default.")
@click.option("--reading-copy", is_flag=True, help="The PDF made of a scan, with its words: derived, no original.")
@with_verb
def get(verb: Verb, record_id: str, output: Path | None, name: str | None, *, reading_copy: bool) -> None:
    """Write an original, byte for byte, after checking its digest."""
    if reading_copy:
        _write(io.BytesIO(verb.archive.retrieve.reading_copy(verb.actor, record_id)), output)
        return
    with verb.archive.retrieve.file(verb.actor, record_id, name) as (_, content):
        _write(content, output)


def _write(content: BinaryIO, output: Path | None) -> None:
    """To the file, which appears when it is whole, or to standard output."""
    if output is None:
        _pour(content, sys.stdout.buffer)
        return
    partial = output.with_name(output.name + ".part")
    try:
        with partial.open("wb") as target:
            _pour(content, target)
        partial.replace(output)
    finally:
        partial.unlink(missing_ok=True)


def _pour(source: BinaryIO, target: BinaryIO) -> None:
    while chunk := source.read(_CHUNK):
        target.write(chunk)


@click.command()
@click.argument("record_id")
@click.option("--field", "fields", multiple=True, help="A proposal to take, sure or not; without it every sure one.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def accept(verb: Verb, record_id: str, *, fields: tuple[str, ...], as_json: bool) -> None:
    """Take over what a scan says about itself into fields that are empty; `show` tells what that is."""
    archive = verb.archive
    known = archive.retrieve.record(verb.actor, record_id).record
    seen = proposals_body(archive.retrieve.proposals(verb.actor, record_id)).proposals
    values = {each.field: each.value for each in seen if each.field in fields or (each.sure and not fields)}
    if missing := sorted(set(fields) - set(values)):
        raise NotProposed(field=missing[0][:40])
    accepted = archive.accepting.accept(verb.actor, record_id, expected_version=known.version, values=values)
    if as_json:
        entry = archive.retrieve.record(verb.actor, record_id)
        print_json(record_body(entry, archive.units.register()).plain())
        return
    click.echo(f"{record_id} version {accepted.version}")
    for name, value in values.items():
        click.echo(f"{name:16} {value}")


@click.command()
@click.argument("record_id")
@click.option(
    "--set", "changes", multiple=True, metavar="FIELD=VALUE", help="A field to set; an empty value clears it."
)
@click.option("--reason", required=True, help="Why; kept with the new version.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def correct(verb: Verb, record_id: str, *, changes: tuple[str, ...], reason: str, as_json: bool) -> None:
    """Correct what is said about a record: a new version; the files stay as they came."""
    wanted = dict(change.partition("=")[::2] for change in changes)
    known = verb.archive.retrieve.record(verb.actor, record_id).record
    corrected = verb.archive.correction.correct(
        verb.actor, record_id, wanted, reason=reason, expected_version=known.version
    )
    if as_json:
        entry = verb.archive.retrieve.record(verb.actor, record_id)
        print_json(record_body(entry, verb.archive.units.register()).plain())
    else:
        click.echo(f"{record_id} version {corrected.version}: {corrected.description.title}")
