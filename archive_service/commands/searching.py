"""search: the same answer as the page and REST, with its completeness line."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import TypedDict

import click

from archive_service.commands.runner import Verb, cli_language, print_json, with_verb
from archive_service.domain.errors import BadField
from archive_service.domain.records import parse_day, parse_period
from archive_service.domain.retention_clock import RetentionStanding
from archive_service.sentences.query_notes import query_note
from archive_service.services.result_lists import CSV, MEDIA_TYPES, ResultList, Separator, csv_lines, json_lines
from archive_service.wire_json import record_line, search_body
from archive_service.wire_saved_searches import kept_body
from archive_service.wire_shapes import SearchBody, SearchHit, TermGroupBody
from indexer.model import Filters, Sort

MOST_PAGES_SAID = 5


class Narrowed(TypedDict):
    """What a search, a list and a saved search are narrowed by beside the filters."""

    unit_id: str | None
    lineage: bool
    retention: RetentionStanding | None
    sort: Sort


@click.command()
@click.argument("words", nargs=-1)
@click.option("--unit", help="Code of a unit: it and what stood below it then.")
@click.option("--lineage/--no-lineage", default=True, help="With the units that came before and after it.")
@click.option("--date-from")
@click.option("--date-to")
@click.option("--period-from", help="First month: 2022-01.")
@click.option("--period-to", help="Last month: 2022-12.")
@click.option("--year", "years", multiple=True, help="Of the date, or of the period of a record without one.")
@click.option("--class", "record_classes", multiple=True)
@click.option("--type", "type_codes", multiple=True)
@click.option("--lifecycle", "lifecycles", multiple=True)
@click.option("--number", type=int)
@click.option("--dossier")
@click.option(
    "--retention", type=click.Choice([each.value for each in RetentionStanding]), help="How they stand in retention."
)
@click.option("--sort", type=click.Choice([sort.value for sort in Sort]), default=Sort.RELEVANCE.value)
@click.option("--offset", type=click.IntRange(0), default=0)
@click.option("--limit", type=click.IntRange(1, 200), default=20)
@click.option("--json", "as_json", is_flag=True)
@click.option("--save", "save_as", help="Keep the search under this name instead of running it.")
@click.option(
    "--export", type=click.Path(dir_okay=False, path_type=Path), help="Write the whole list: .csv for Excel, or .jsonl."
)
@click.option(
    "--separator", type=click.Choice([each.value for each in Separator]), default=Separator.COMMA.value,
    help="Between the cells of .csv; Excel on a machine set to Vietnam wants semicolons.",
)  # fmt: skip
@with_verb
def search(
    verb: Verb,
    words: tuple[str, ...],
    *,
    unit: str | None,
    lineage: bool,
    date_from: str | None,
    date_to: str | None,
    period_from: str | None,
    period_to: str | None,
    years: tuple[str, ...],
    record_classes: tuple[str, ...],
    type_codes: tuple[str, ...],
    lifecycles: tuple[str, ...],
    number: int | None,
    dossier: str | None,
    retention: str | None,
    sort: str,
    offset: int,
    limit: int,
    as_json: bool,
    save_as: str | None,
    export: Path | None,
    separator: str,
) -> None:
    """Find records; marks are not needed: nghi quyet chi bo."""
    text, known = " ".join(words), verb.archive.units.named(verb.actor, unit) if unit else None
    filters = Filters(
        date_from=parse_day(date_from) if date_from else None,
        date_to=parse_day(date_to) if date_to else None,
        period_from=parse_period(period_from) if period_from else None,
        period_to=parse_period(period_to) if period_to else None,
        years=frozenset(years),
        record_classes=frozenset(record_classes),
        type_codes=frozenset(type_codes),
        lifecycles=frozenset(lifecycles),
        number=number,
        dossier_id=dossier,
    )
    narrowed: Narrowed = {
        "unit_id": known.id if known else None,
        "lineage": lineage,
        "retention": RetentionStanding(retention) if retention else None,
        "sort": Sort(sort),
    }
    if save_as is not None:
        kept = verb.archive.saved_searches.save(verb.actor, save_as, text, filters, **narrowed)
        print_json(kept_body(kept, verb.archive.units.register()).plain()) if as_json else click.echo(kept.id)
    elif export is not None:
        kind = _kind_of_list(export)
        found = verb.archive.result_lists.found(verb.actor, text, filters, **narrowed)
        _write_list(found, export, kind, Separator(separator))
    else:
        result = verb.archive.search.search(verb.actor, text, filters, **narrowed, offset=offset, limit=limit)
        answer = search_body(result, verb.archive.units.register())
        print_json(answer.plain()) if as_json else print_answer(answer)


def _kind_of_list(path: Path) -> str:
    """What its name says that the file is to be. Raises BadField for a kind that no list has."""
    kind = path.suffix.lower().removeprefix(".")
    if kind not in MEDIA_TYPES:
        raise BadField(field="export", value=path.name)
    return kind


def _write_list(found: ResultList, path: Path, kind: str, separator: Separator) -> None:
    """Write the list beside its name and put it there when it is whole."""
    part = path.with_name(path.name + ".part")
    with part.open("wb") as target:
        target.writelines(csv_lines(found, separator) if kind == CSV else json_lines(found, record_line))
    part.replace(path)
    click.echo(f"{found.listed} of {found.total} records written, receipt {found.receipt}.")


def print_answer(answer: SearchBody) -> None:
    """An answer for people."""
    for note in answer.notes:
        click.echo(query_note(note.code, note.text, cli_language()))
    if answer.suggestions:
        click.echo(f"Did you mean: {', '.join(answer.suggestions)}")
    if answer.degraded:
        click.echo("The index is being built again: an older state of it answers.")
    hits = {hit.id: hit for hit in answer.hits}
    for group in answer.groups:
        click.echo(_heading(group))
        for record_id in group.ids:
            _print_hit(hits.pop(record_id))
    for hit in hits.values():
        _print_hit(hit)
    covered = answer.completeness
    click.echo(f"{answer.total} found, {answer.all_words} with all the words.")
    reasons = ", ".join(f"{each.reason} {each.count}" for each in covered.without_text) or "none"
    click.echo(
        f"Searched {covered.records} records you may see: {covered.with_text} with text, "
        f"{covered.pending} still to be read; without text: {reasons}."
    )


def _print_hit(hit: SearchHit) -> None:
    click.echo(f"{hit.id}  {hit.date or '          '}  {hit.title}")
    pages = f", page {', '.join(map(str, hit.pages[:MOST_PAGES_SAID]))}" if hit.pages else ""
    click.echo(f"    {hit.unit.name_then}{pages}")
    if hit.snippet:
        click.echo(f"    {_plain(hit.snippet)}")


def _heading(group: TermGroupBody) -> str:
    """The unit and the term whose papers follow."""
    if group.unit is None:
        return "Mentioned in:"
    term = group.term
    if term is None:
        return f"{group.unit.name}, term not known:"
    limits = f"{term.begins or '…'} – {term.ends or 'today'}"
    return f"{group.unit.name}, term {f'{term.printed} ({limits})' if term.printed else limits}:"


def _plain(snippet: str) -> str:
    """The snippet for a terminal: found words in bold."""
    marked = snippet.replace("<mark>", "\x1b[1m").replace("</mark>", "\x1b[0m")
    return html.unescape(re.sub(r"\s+", " ", marked))
