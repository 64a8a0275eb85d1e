"""unit event, events, tree, life, find, export, look-alikes, changes: units through time."""

from __future__ import annotations

from pathlib import Path

import click

from archive_service.commands.runner import Verb, print_json, with_verb
from archive_service.domain.records import parse_day
from archive_service.domain.unit_events import EventKind
from archive_service.services.unit_requests import EventRequest, read_codes, read_events, read_made
from archive_service.wire_units import (
    EventPreviewBody,
    UnitVersionBody,
    changes_body,
    found_body,
    life_body,
    look_alikes_body,
    preview_body,
    version_body,
)


@click.command("event")
@click.argument("kind", type=click.Choice([kind.value for kind in EventKind]))
@click.option("--on", "day", required=True, help="The day it took effect.")
@click.option("--units", default="", help="Codes of the units it happened to, split by |.")
@click.option("--into", default="", help="Codes of units that were there and take over, split by |.")
@click.option("--made", default="", help="New units as CODE=Name, split by |.")
@click.option("--name", help="The new name.")
@click.option("--short-name", help="The new short name.")
@click.option("--code", help="The new code.")
@click.option("--unit-kind", help="The new kind, or the kind of the new units.")
@click.option("--parent", help="Code of the new superior.")
@click.option("--survives", is_flag=True, help="A unit that was split goes on.")
@click.option("--document", default="", help="The decision, as it is cited.")
@click.option("--document-record", help="Id of the record of the decision.")
@click.option("--expected-version", type=int, help="The version of the register that was looked at.")
@click.option("--dry-run", is_flag=True, help="Say what would change; change nothing.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def unit_event(
    verb: Verb,
    kind: str,
    day: str,
    *,
    units: str,
    into: str,
    made: str,
    name: str | None,
    short_name: str | None,
    code: str | None,
    unit_kind: str | None,
    parent: str | None,
    survives: bool,
    document: str,
    document_record: str | None,
    expected_version: int | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Record what happened to units: found, rename, change_kind, merge, split, move or end."""
    asked = EventRequest(
        EventKind(kind), parse_day(day), read_codes(units), read_codes(into), read_made(made), name, short_name, code,
        unit_kind, parent, survives, document, document_record,
    )  # fmt: skip
    service = verb.archive.units
    if dry_run:
        told = preview_body(service.preview(verb.actor, asked))
    else:
        register = service.apply(verb.actor, asked, expected_version=expected_version)
        told = preview_body(service.recorded(verb.actor, len(register.history.events)), applied=register.version)
    if as_json:
        print_json(told.plain())
    else:
        _tell(told)


def _tell(told: EventPreviewBody) -> None:
    for change in told.changes:
        click.echo(f"{_line(change.before)}  →  {_line(change.after)}")
    click.echo(f"{told.records} records that you may read belong to these units.")
    for person in told.people:
        click.echo(
            f"{person.person} ({person.role}, {person.unit.name}): "
            f"{len(person.gained)} units more, {len(person.lost)} units less"
        )
    done = "Recorded" if told.applied else "Nothing was changed"
    click.echo(f"{done}; the register is at version {told.register_version}.")


def _line(version: UnitVersionBody | None) -> str:
    return f"{version.code} {version.name} [{version.parent.name if version.parent else ''}]" if version else "—"


@click.command("events")
@click.argument("csv_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_verb
def unit_events(verb: Verb, csv_file: Path) -> None:
    """Record events from CSV, one after another: day, kind, units, into, made, name, code, unit_kind, parent_code …"""
    with csv_file.open(encoding="utf-8-sig", newline="") as source:
        asked = list(read_events(source))
    for row, event in asked:
        version = verb.archive.units.apply(verb.actor, event).version
        click.echo(f"row {row}: {event.kind.value}, register version {version}")


@click.command("find")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 50), default=10)
@click.option("--json", "as_json", is_flag=True)
@with_verb
def find_units(verb: Verb, words: tuple[str, ...], limit: int, *, as_json: bool) -> None:
    """Find units by any name, code or alias they ever had; marks are not needed."""
    service = verb.archive.units
    found = found_body(service.find(verb.actor, " ".join(words), limit), service.register())
    if as_json:
        print_json(found.plain())
        return
    for each in found.units:
        above = f" [{each.parent.name}]" if each.parent else ""
        click.echo(f"{each.unit.code:12} {each.unit.name}{above}  ({each.by})")


@click.command("tree")
@click.option("--on", "day", help="The day; today by default.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def unit_tree(verb: Verb, day: str | None, *, as_json: bool) -> None:
    """The tree of units as it was on a day."""
    service = verb.archive.units
    register = service.register()
    for depth, version in service.tree(verb.actor, parse_day(day) if day else service.today()):
        if as_json:
            print_json({"depth": depth, **version_body(version, register).plain()})
        else:
            click.echo(f"{'  ' * depth}{version.code:12} {version.name}")


@click.command("life")
@click.argument("code")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def unit_life(verb: Verb, code: str, *, as_json: bool) -> None:
    """The versions of a unit, and who came before and after it."""
    service = verb.archive.units
    life = life_body(service.life(verb.actor, code), service.register())
    if as_json:
        print_json(life.plain())
        return
    for version in life.versions:
        click.echo(f"{version.valid_from or '…'} – {version.valid_to or '…'}  {_line(version)}  {version.document}")
    for each in life.successions:
        click.echo(f"{each.day}  {each.before.name} → {each.after.name}{'' if each.whole else ' (in part)'}")


@click.command("export")
@click.argument("csv_file", type=click.Path(dir_okay=False, path_type=Path))
@with_verb
def export_units(verb: Verb, csv_file: Path) -> None:
    """Write the register as it stands as CSV."""
    csv_file.write_text(verb.archive.units.export_csv(verb.actor), encoding="utf-8")
    click.echo(str(csv_file))


@click.command("look-alikes")
@with_verb
def unit_look_alikes(verb: Verb) -> None:
    """Units that may be one and the same, as JSON; nothing is merged."""
    service = verb.archive.units
    print_json(look_alikes_body(service.look_alikes(verb.actor), service.register()).plain())


@click.command("changes")
@with_verb
def unit_changes(verb: Verb) -> None:
    """The versions of the register, as JSON: when, by whom and why."""
    print_json(changes_body(verb.archive.units.changes(verb.actor)).plain())


VERBS = (
    unit_event, unit_events, find_units, unit_tree, unit_life, export_units, unit_look_alikes, unit_changes,
)  # fmt: skip
"""What `unit` can do besides importing and listing."""
