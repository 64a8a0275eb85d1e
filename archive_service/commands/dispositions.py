"""dispose: what is due, and a list from step to step to its destruction and its certificate."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from archive_service.commands.runner import Verb, print_json, with_verb
from archive_service.domain.disposition import Council, Disposition, HandingOver, ItemOutcome
from archive_service.domain.errors import BadManifestRow
from archive_service.domain.local_time import local_day
from archive_service.services.disposition_papers import PAPERS, WRITERS
from archive_service.services.step_papers import Paper
from archive_service.services.weighing import ItemView
from archive_service.wire_disposition import disposition_body, summary_body, tombstone_body
from archive_service.wire_retention import due_body

_Day = click.DateTime(formats=["%Y-%m-%d"])
_File = click.Path(exists=True, dir_okay=False, path_type=Path)
_PAGE = 200


@click.group()
def dispose() -> None:
    """Disposition: nothing goes by itself. A frozen list, minutes, opinion, decision, execution, certificate."""


@dispose.command()
@click.option("--unit", help="Code or id of a unit, with everything below it.")
@click.option("--year", type=click.IntRange(1900, 9998), help="The year of the day of review.")
@click.option("--days", type=click.IntRange(0, 3650), default=0, help="Also what will be over in so many days.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def due(verb: Verb, *, unit: str | None, year: int | None, days: int, as_json: bool) -> None:
    """Records whose period is over, the longest overdue first."""
    register, after = verb.archive.units.register(), None
    while True:
        found = verb.archive.retention.due(verb.actor, unit=unit, year=year, within_days=days, after=after, limit=_PAGE)
        for each, body in zip(found, due_body(found, register, _PAGE).due, strict=True):
            if as_json:
                print_json(body.plain())
                continue
            mark = "held" if each.held else "listed" if each.listed else ""
            click.echo(f"{each.record_id}  {each.review_from}  {mark:6}  {body.unit.name}: {each.title}")
        if len(found) < _PAGE:
            return
        after = (found[-1].review_from, found[-1].record_id)


@dispose.command()
@click.argument("record_ids", nargs=-1, required=True)
@click.option("--title", required=True, help="What the list is called.")
@click.option("--account", default="", help="How the papers came about, for the explanation.")
@click.option("--keep", "copies", multiple=True, metavar="ID=KEPT", help="For duplicates: which record stays.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def propose(
    verb: Verb, *, record_ids: tuple[str, ...], title: str, account: str, copies: tuple[str, ...], as_json: bool
) -> None:
    """Freeze a list of records whose period is over, or of duplicates."""
    kept = {gone: stays for gone, _, stays in (each.partition("=") for each in copies)} or None
    made = verb.archive.dispositions.propose(verb.actor, title, record_ids, kept_copies=kept, account=account)
    _tell(verb, made, as_json=as_json)


_PAPER_OPTIONS = (
    click.argument("disposition_id"),
    click.argument("document", type=_File),
    click.option("--number", required=True, help="Number of the document."),
    click.option("--day", type=_Day, required=True, help="Its day."),
    click.option("--json", "as_json", is_flag=True),
)
_MORE_OPTIONS = {
    "founding": (
        click.option("--chair", required=True, help="Name and office of the chair."),
        click.option("--secretary", required=True, help="Name and office of the secretary."),
        click.option("--member", "members", multiple=True, help="Name and office of a member; several times."),
    ),
    "handover": (
        click.option("--keeper", required=True, help="Name and office of who keeps the store and gives."),
        click.option("--destroyer", required=True, help="Name and office of who takes and destroys: another person."),
    ),
    "council": (click.option("--views", type=_File, help="CSV with record, outcome, years, dissent, overruled."),),
}


def _add_step(name: str, step: str, says: str) -> None:
    """The verb of one step; each takes the signed document that shows it."""

    def enter(
        verb: Verb, *, disposition_id: str, document: Path, number: str, day: datetime, as_json: bool, **more: Any
    ) -> None:
        archive = verb.archive
        with archive.deposit.open_spool() as spool, document.open("rb") as content:
            paper = Paper(spool.take(document.name, content), number, day.date())
            made = archive.dispositions.take_step(
                verb.actor, disposition_id, step, paper,
                views=_read_views(more["views"]) if more.get("views") else None,
                council=Council(more["chair"], more["secretary"], more["members"]) if "chair" in more else None,
                handing_over=HandingOver(more["keeper"], more["destroyer"]) if "keeper" in more else None,
            )  # fmt: skip
        _tell(verb, made, as_json=as_json)

    made = with_verb(enter)
    for option in reversed((*_PAPER_OPTIONS, *_MORE_OPTIONS.get(step, ()))):
        made = option(made)
    dispose.command(name, help=says)(made)


for _name, _step, _says in (
    ("submission", "submission", "Enter the submission of the list to the head (tờ trình); may be left out."),
    ("founding", "founding", "Enter the decision that founds the council, with who sits in it."),
    ("council", "council", "Enter the council's minutes, with its view of each item."),
    ("request", "request", "Enter the request for the superior's opinion; may be left out."),
    ("superior", "superior", "Enter the opinion of the superior archive."),
    ("decide", "decision", "Enter the decision: by another person than who proposed the list."),
    ("handover", "handover", "Enter the record of handing over to whoever destroys (biên bản bàn giao)."),
    ("certificate", "certificate", "Enter the signed record of the destruction (biên bản hủy)."),
):
    _add_step(_name, _step, _says)


@dispose.command()
@click.argument("disposition_id")
@click.argument("views", type=_File)
@click.option("--json", "as_json", is_flag=True)
@with_verb
def weigh(verb: Verb, *, disposition_id: str, views: Path, as_json: bool) -> None:
    """Keep the council's view of items (CSV: record, outcome, years, dissent, overruled), to print its minutes."""
    made = verb.archive.dispositions.weigh(verb.actor, disposition_id, _read_views(views))
    _tell(verb, made, as_json=as_json)


@dispose.command()
@click.argument("disposition_id")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def execute(verb: Verb, *, disposition_id: str, as_json: bool) -> None:
    """Carry a decision out now, item by item; interrupted, it goes on where it stopped. Holds and the clock win."""
    _tell(verb, verb.archive.dispositions.execute(verb.actor, disposition_id), as_json=as_json)


@dispose.command("print")
@click.argument("disposition_id")
@click.argument("paper", type=click.Choice(sorted(PAPERS)))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="A .docx or .pdf file.")
@with_verb
def print_paper(verb: Verb, *, disposition_id: str, paper: str, out: Path) -> None:
    """Write a paper to a file, to be signed."""
    kind = out.suffix.removeprefix(".").lower()
    if kind not in WRITERS:
        raise click.BadParameter(f"one of {', '.join(sorted(WRITERS))}", param_hint="--out")
    out.write_bytes(verb.archive.disposition_papers.printed(verb.actor, disposition_id, paper, kind))
    click.echo(str(out))


@dispose.command()
@click.argument("disposition_id")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def close(verb: Verb, *, disposition_id: str, as_json: bool) -> None:
    """Close it, once its certificate is entered and old backups are gone."""
    _tell(verb, verb.archive.dispositions.close(verb.actor, disposition_id), as_json=as_json)


@dispose.command()
@click.argument("disposition_id")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def drop(verb: Verb, *, disposition_id: str, as_json: bool) -> None:
    """Give a list up before it is carried out; its records may be listed again."""
    _tell(verb, verb.archive.dispositions.drop(verb.actor, disposition_id), as_json=as_json)


@dispose.command("list")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def list_dispositions(verb: Verb, *, as_json: bool) -> None:
    """All dispositions, newest first."""
    after = None
    while True:
        found = verb.archive.dispositions.list(verb.actor, after=after, limit=_PAGE)
        for each in found:
            _tell_line(verb, each, as_json=as_json)
        if len(found) < _PAGE:
            return
        after = found[-1].id


@dispose.command()
@click.argument("disposition_id")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def show(verb: Verb, *, disposition_id: str, as_json: bool) -> None:
    """One disposition with its steps and items."""
    _tell(verb, verb.archive.dispositions.get(verb.actor, disposition_id), as_json=as_json)


@dispose.command()
@click.argument("words", nargs=-1)
@click.option("--unit", help="Code or id of a unit.")
@click.option("--json", "as_json", is_flag=True)
@with_verb
def tombstones(verb: Verb, *, words: tuple[str, ...], unit: str | None, as_json: bool) -> None:
    """What stays of destroyed records, by words of kind, number and title."""
    register, after = verb.archive.units.register(), None
    while True:
        page = verb.archive.tombstones.list(verb.actor, words=" ".join(words), unit=unit, after=after, limit=_PAGE)
        for each in page.stones:
            if as_json:
                print_json(tombstone_body(each, register).plain())
            else:
                click.echo(f"{each.record_id}  {local_day(each.destroyed_at)}  {each.decision}  {each.title}")
        if page.next is None:
            return
        after = page.next


def _read_views(path: Path) -> dict[str, ItemView]:
    """The council's view of each record it says something of. Raises BadManifestRow."""
    views = {}
    with path.open(encoding="utf-8-sig", newline="") as source:
        for number, row in enumerate(csv.DictReader(source), start=2):
            outcome, years = row.get("outcome") or "", row.get("years") or ""
            if outcome not in set(ItemOutcome):
                raise BadManifestRow(row=number, column="outcome", problem=outcome)
            if years and not (years.isdecimal() and len(years) < 3):
                raise BadManifestRow(row=number, column="years", problem=years)
            views[row.get("record") or ""] = ItemView(
                ItemOutcome(outcome), int(years) if years else None, row.get("dissent") or "",
                row.get("overruled") or "",
            )  # fmt: skip
    return views


def _tell(verb: Verb, made: Disposition, *, as_json: bool) -> None:
    seen = verb.archive.dispositions.see(verb.actor, made.id)
    gone = verb.archive.dispositions.gone(made)
    if as_json:
        print_json(disposition_body(seen, gone, verb.archive.units.register()).plain())
        return
    _tell_line(verb, made, as_json=False)
    for each in seen.disposition.steps:
        click.echo(f"  {each.day}  {each.state.value}: {each.number}  {each.document}")
    for item in seen.disposition.items:
        why = f" ({item.withheld_because})" if item.withheld_because else ""
        click.echo(f"  {item.record_id}  {item.outcome.value:9} {item.state.value}{why}  {item.title}")
    click.echo(f"  destroyed: {gone} of {len(made.items)}")


def _tell_line(verb: Verb, made: Disposition, *, as_json: bool) -> None:
    if as_json:
        print_json(summary_body(made, verb.archive.units.register()).plain())
    else:
        click.echo(f"{made.id}  {made.state.value:16} {local_day(made.proposed_at)}  {made.title}")
