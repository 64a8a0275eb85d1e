"""unit, dossier: who issued the papers and how they belong together."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from archive_service.commands.runner import Verb, print_json, with_verb
from archive_service.domain.errors import BadUnitRegister
from archive_service.domain.records import parse_day
from archive_service.domain.unit_events import Unit
from archive_service.sentences import unit_problem
from archive_service.services.dossiers import KINDS
from archive_service.services.unit_csv import ImportPlan
from archive_service.wire_json import dossier_body, unit_body


@click.group()
def unit() -> None:
    """The register of units (tổ chức đảng)."""


@unit.command("import")
@click.argument("csv_file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change and what is wrong in each row; change nothing.")
@with_verb
def import_units(verb: Verb, csv_file: Path, *, dry_run: bool) -> None:
    """Add and update units from CSV; see config/units.example.csv."""
    try:
        with csv_file.open(encoding="utf-8-sig", newline="") as source:
            if dry_run:
                _tell_plan(verb.archive.units.plan_import(verb.actor, source))
                return
            register = verb.archive.units.import_csv(verb.actor, source)
    except UnicodeDecodeError:
        raise BadUnitRegister(row=1, problem="not_utf8") from None
    click.echo(f"{len(register.units)} units in the register.")


def _tell_plan(plan: ImportPlan) -> None:
    for error in plan.errors:
        click.echo(f"row {error.row}: {unit_problem(error.problem, error.value, 'en')}")
    click.echo(f"{len(plan.added)} to add, {len(plan.changed)} to change, {len(plan.errors)} rows wrong; nothing done.")
    if plan.errors:
        sys.exit(1)


@unit.command("list")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def list_units(verb: Verb, as_json: bool) -> None:
    """The tree of the units within reach."""
    units = verb.archive.units.reached(verb.actor)
    if as_json:
        for known in units:
            print_json(unit_body(known).plain())
        return
    children: dict[str | None, list[Unit]] = {}
    shown = {known.id for known in units}
    for known in sorted(units, key=lambda each: each.code, reverse=True):
        children.setdefault(known.parent_id if known.parent_id in shown else None, []).append(known)
    waiting = [(root, 0) for root in children.get(None, [])]
    while waiting:
        known, depth = waiting.pop()
        click.echo(f"{'  ' * depth}{known.code:12} {known.name}")
        waiting.extend((child, depth + 1) for child in children.get(known.id, []))


@click.group()
def dossier() -> None:
    """Dossiers (hồ sơ)."""


@dossier.command("open")
@click.argument("title")
@click.option("--unit", required=True, help="Code of the unit it belongs to.")
@click.option("--code", help="Code of the dossier.")
@click.option("--kind", type=click.Choice(KINDS), default="general")
@click.option("--opened", help="First day of the work.")
@with_verb
def open_dossier(verb: Verb, title: str, unit: str, code: str | None, kind: str, opened: str | None) -> None:
    """Open a dossier and print its id."""
    opened_at = parse_day(opened) if opened else None
    click.echo(verb.archive.dossiers.open(verb.actor, unit, title, code=code, kind=kind, opened_at=opened_at).id)


@dossier.command("close")
@click.argument("dossier_id")
@click.option("--on", "day", required=True, help="The day its work ended.")
@click.option("--although", default="", help="Why it is closed although something is missing.")
@with_verb
def close_dossier(verb: Verb, dossier_id: str, day: str, although: str) -> None:
    """Set the day the work of a dossier ended."""
    verb.archive.dossier_contents.close(verb.actor, dossier_id, parse_day(day), although)


@dossier.command("list")
@click.option("--after", help="Go on after this id.")
@click.option("--limit", type=click.IntRange(1, 200), default=50)
@click.option("--json", "as_json", is_flag=True)
@with_verb
def list_dossiers(verb: Verb, after: str | None, limit: int, as_json: bool) -> None:
    """Dossiers in the order they were opened."""
    register = verb.archive.units.register()
    found, more = verb.archive.dossiers.list(verb.actor, after=after, limit=limit)
    for each in found:
        if as_json:
            print_json(dossier_body(each, register).plain())
        else:
            click.echo(f"{each.id}  {each.opened_at or ''} – {each.closed_at or ''}  {each.title}")
    if more and not as_json:
        click.echo(f"More: --after {found[-1].id}")
