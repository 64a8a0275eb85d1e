"""hold: keep records whatever their clock says, until two people have lifted the order."""

from __future__ import annotations

from datetime import datetime

import click

from archive_service.commands.runner import Verb, print_json, with_verb
from archive_service.domain.errors import BadField
from archive_service.domain.holds import Hold, HoldTarget, HoldTargetKind
from archive_service.domain.local_time import local_day
from archive_service.wire_json import record_body
from archive_service.wire_retention import hold_body

_Day = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def hold() -> None:
    """Holds: nothing under one may be destroyed, whatever its clock says."""


@hold.command()
@click.option("--record", "records", multiple=True, help="Id of a record; may be given several times.")
@click.option("--dossier", "dossiers", multiple=True, help="Id of a dossier, with whatever lies in it.")
@click.option("--unit", "units", multiple=True, help="Code or id of a unit, with everything below it.")
@click.option("--from", "first_day", type=_Day, help="First day of what the units wrote.")
@click.option("--to", "last_day", type=_Day, help="Last day of what the units wrote.")
@click.option("--reason", required=True, help="Why it is held.")
@click.option("--authority", required=True, help="Who gave the order.")
@click.option("--document", required=True, help="Number and day of the order.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def place(
    verb: Verb,
    *,
    records: tuple[str, ...],
    dossiers: tuple[str, ...],
    units: tuple[str, ...],
    first_day: datetime | None,
    last_day: datetime | None,
    reason: str,
    authority: str,
    document: str,
    as_json: bool,
) -> None:
    """Hold records, dossiers, or what units wrote in a time; it counts at once."""
    if (first_day or last_day) and not units:
        raise BadField(field="unit", value="")
    days = (first_day.date() if first_day else None, last_day.date() if last_day else None)
    targets = [
        *(HoldTarget(HoldTargetKind.HELD_RECORD, each) for each in records),
        *(HoldTarget(HoldTargetKind.HELD_DOSSIER, each) for each in dossiers),
        *(HoldTarget(HoldTargetKind.HELD_UNIT, each, *days) for each in units),
    ]
    kept = verb.archive.holds.place(verb.actor, targets, reason=reason, authority=authority, document=document)
    _tell(kept, as_json=as_json)


@hold.command("list")
@click.option("--lifted", is_flag=True, help="Those that were lifted.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def list_holds(verb: Verb, *, lifted: bool, as_json: bool) -> None:
    """The holds that stand, oldest first."""
    after = None
    while True:
        page = verb.archive.holds.list(verb.actor, standing=not lifted, after=after, limit=200)
        for each in page.holds:
            _tell(each, as_json=as_json)
        if page.next is None:
            return
        after = page.next


@hold.command()
@click.argument("hold_id")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def show(verb: Verb, *, hold_id: str, as_json: bool) -> None:
    """One hold, and the records it lies over now."""
    _tell(verb.archive.holds.get(verb.actor, hold_id), as_json=as_json)
    register, after = verb.archive.units.register(), None
    while True:
        page = verb.archive.holds.under(verb.actor, hold_id, after=after, limit=200)
        for entry in page.entries:
            if as_json:
                print_json(record_body(entry, register).plain())
            else:
                click.echo(f"  {entry.record.id}  {entry.record.description.title}")
        if page.next is None:
            return
        after = page.next


@hold.command("lift-propose")
@click.argument("hold_id")
@click.option("--reason", required=True, help="Why it may be lifted.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def propose_lifting(verb: Verb, *, hold_id: str, reason: str, as_json: bool) -> None:
    """Ask that a hold be lifted: the first of two people."""
    _tell(verb.archive.holds.ask_to_lift(verb.actor, hold_id, reason), as_json=as_json)


@hold.command("lift-approve")
@click.argument("hold_id")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def approve_lifting(verb: Verb, *, hold_id: str, as_json: bool) -> None:
    """Lift a hold somebody else asked to lift."""
    _tell(verb.archive.holds.lift(verb.actor, hold_id), as_json=as_json)


def _tell(kept: Hold, *, as_json: bool) -> None:
    if as_json:
        print_json(hold_body(kept).plain())
        return
    state = "lifted" if not kept.stands else "lifting asked" if kept.lift_asked_by else "stands"
    click.echo(f"{kept.id}  {state:13} {local_day(kept.placed_at)}  {kept.document}: {kept.reason} ({kept.authority})")
