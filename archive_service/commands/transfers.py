"""transfer: permanent dossiers go to the historical archive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import click

from archive_service.commands.runner import Verb, print_json, with_verb
from archive_service.domain.transfer import Transfer
from archive_service.services.bags import as_folder
from archive_service.services.disposition_papers import WRITERS
from archive_service.services.step_papers import Paper
from archive_service.services.transfer_papers import handover_record
from archive_service.wire_transfer import due_dossiers_body, transfer_body

_PAPER = click.Path(exists=True, dir_okay=False, path_type=Path)
_JSON = click.option("--json", "as_json", is_flag=True)


@click.group()
def transfer() -> None:
    """Hand permanent dossiers over to the historical archive: list, packages, both confirmations, leaving."""


@transfer.command()
@_JSON
@with_verb
def due(verb: Verb, *, as_json: bool) -> None:
    """Dossiers that have to go by the end of next year, the longest closed first."""
    after: tuple[date, str] | None = None
    register = verb.archive.units.register()
    while page := verb.archive.transfers.due(verb.actor, after=after, limit=200):
        for each, body in zip(page, due_dossiers_body(page, register, len(page)).dossiers, strict=True):
            if as_json:
                print_json(body.plain())
            else:
                click.echo(f"{body.id}  {body.closed_at} -> {body.last_day}  {body.title}")
            if each.dossier.closed_at:
                after = (each.dossier.closed_at, each.dossier.id)


@transfer.command()
@click.argument("title")
@click.argument("dossier_ids", nargs=-1, required=True)
@click.option("--to", "receiver", required=True, help="The historical archive.")
@_JSON
@with_verb
def propose(verb: Verb, title: str, dossier_ids: tuple[str, ...], receiver: str, *, as_json: bool) -> None:
    """Freeze a list of dossiers of one unit."""
    made = verb.archive.transfers.propose(verb.actor, title, receiver, dossier_ids)
    if as_json:
        _print(verb, made, as_json=True)
    else:
        click.echo(made.id)


@transfer.command("list")
@_JSON
@with_verb
def list_transfers(verb: Verb, *, as_json: bool) -> None:
    """Transfers, newest first."""
    after = None
    while page := verb.archive.transfers.list(verb.actor, after=after, limit=200):
        for each in page:
            _print(verb, each, as_json=as_json)
        after = page[-1].id


@transfer.command()
@click.argument("transfer_id")
@_JSON
@with_verb
def show(verb: Verb, transfer_id: str, *, as_json: bool) -> None:
    """One transfer with its dossiers."""
    _print(verb, verb.archive.transfers.get(verb.actor, transfer_id), as_json=as_json)


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
    for kind in WRITERS:
        paper = folder / f"bien-ban-giao-nhan.{kind}"
        paper.write_bytes(handover_record(found, verb.archive.units.register(), kind))
        click.echo(str(paper))


@transfer.command("hand-over")
@click.argument("transfer_id")
@click.argument("paper", type=_PAPER)
@click.option("--number", required=True)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), required=True)
@_JSON
@with_verb
def hand_over(verb: Verb, transfer_id: str, paper: Path, number: str, day: datetime, *, as_json: bool) -> None:
    """Our side: enter the signed record; every package is counted and its digest kept."""
    with _paper(verb, paper, number, day) as entered:
        _print(verb, verb.archive.transfers.hand_over(verb.actor, transfer_id, entered), as_json=as_json)


@transfer.command()
@click.argument("transfer_id")
@click.argument("paper", type=_PAPER)
@click.argument("digests", nargs=-1, required=True)
@click.option("--number", required=True)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), required=True)
@_JSON
@with_verb
def receive(
    verb: Verb, transfer_id: str, paper: Path, digests: tuple[str, ...], number: str, day: datetime, *, as_json: bool
) -> None:
    """The other side: enter its signed receipt with the digests it counted; by another person."""
    with _paper(verb, paper, number, day) as entered:
        _print(verb, verb.archive.transfers.receive(verb.actor, transfer_id, entered, digests), as_json=as_json)


@transfer.command()
@click.argument("transfer_id")
@_JSON
@with_verb
def release(verb: Verb, transfer_id: str, *, as_json: bool) -> None:
    """Let the records go; what may not go stays and is named."""
    _print(verb, verb.archive.transfers.release(verb.actor, transfer_id), as_json=as_json)


@transfer.command()
@click.argument("transfer_id")
@_JSON
@with_verb
def drop(verb: Verb, transfer_id: str, *, as_json: bool) -> None:
    """Give a list up before it was received."""
    _print(verb, verb.archive.transfers.drop(verb.actor, transfer_id), as_json=as_json)


def _print(verb: Verb, found: Transfer, *, as_json: bool) -> None:
    """A line for people, with what the packages are and what stays; or the shape of REST."""
    if as_json:
        print_json(transfer_body(found, verb.archive.units.register()).plain())
        return
    click.echo(f"{found.id}  {found.state.value:12} {found.title} -> {found.receiver}")
    for item in found.items:
        packed = f"{item.files} files  {item.bytes} bytes  {item.digest}" if item.digest else "-"
        left = f"  {len(item.left)} left" if item.left else ""
        click.echo(f"  {item.dossier_id}  {len(item.record_ids)} records  {packed}{left}")
        for record_id, why in item.withheld:
            click.echo(f"    stays here: {record_id} ({why})")


@contextmanager
def _paper(verb: Verb, path: Path, number: str, day: datetime) -> Iterator[Paper]:
    with verb.archive.deposit.open_spool() as spool, path.open("rb") as content:
        yield Paper(spool.take(path.name, content), number, day.date())
