"""What the address of the search page asks for: words, unit, time and the other restrictions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import request

from archive_service import http
from archive_service.domain.errors import BadField, ImpossibleDate, UnknownUnit
from archive_service.domain.periods import period_end, period_start
from archive_service.domain.records import Lifecycle, RecordClass, parse_day, parse_period, parse_span
from archive_service.domain.retention_clock import RetentionStanding
from archive_service.domain.unit_events import Unit
from archive_service.services.unit_finding import FoundUnit
from archive_service.web.sessions import actor
from indexer.model import Filters, Sort
from indexer.query import LONGEST_QUERY

# Past this hit nobody turns pages; a narrower search is the way, and the whole list can be exported.
LAST_OFFSET = 10_000
PAGE_SIZE = 20
_ALIKE = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the page asks for; `mistakes` are values that could not be read and were left out.

    `alike` are other units that the name fits too. `span` is the time as written, by the period of the papers or, with
    `by_day`, by their own date.
    """

    text: str
    filters: Filters
    unit_id: str | None
    alike: tuple[FoundUnit, ...]
    lineage: bool
    retention: RetentionStanding | None
    span: str
    by_day: bool
    sort: Sort
    page: int
    as_table: bool
    mistakes: tuple[str, ...]


def read_address() -> Asked:
    """The query of the address. What cannot be read is left out and said."""
    args, mistakes = request.args, list[str]()
    by_day = args.get("by") == "date"
    days, periods = _days(args, mistakes), _periods(args, mistakes)
    if periods["period_from"] and periods["period_to"] and by_day:
        days = {"date_from": period_start(periods["period_from"]), "date_to": period_end(periods["period_to"])}
        periods = dict.fromkeys(periods)
    unit, alike = _unit_named(args["unit"], mistakes) if args.get("unit") else (None, ())
    number = args.get("number", "")
    filters = Filters(
        date_from=days["date_from"],
        date_to=days["date_to"],
        period_from=periods["period_from"],
        period_to=periods["period_to"],
        years=frozenset(value for value in args.getlist("year") if re.fullmatch("[0-9]{4}", value)),
        record_classes=frozenset(value for value in args.getlist("class") if value in set(RecordClass)),
        type_codes=frozenset(args.getlist("type")[:20]),
        lifecycles=frozenset(value for value in args.getlist("lifecycle") if value in set(Lifecycle)),
        number=int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else None,
        dossier_id=args.get("dossier") or None,
    )
    sort, page, standing = args.get("sort", ""), args.get("page", "1"), args.get("retention", "")
    if standing and standing not in set(RetentionStanding):
        mistakes.append(standing[:40])
    return Asked(
        text=args.get("q", "")[: LONGEST_QUERY + 1],  # one more than is read, so that the cut is noticed and said
        filters=filters,
        unit_id=unit.id if unit else None,
        alike=alike,
        lineage=args.get("lineage") != "no",
        retention=RetentionStanding(standing) if standing in set(RetentionStanding) else None,
        span=args.get("span", "")[:40],
        by_day=by_day,
        sort=Sort(sort) if sort in set(Sort) else Sort.RELEVANCE,
        page=min(int(page), LAST_OFFSET // PAGE_SIZE) if page.isdecimal() and int(page[:6]) else 1,
        as_table=args.get("view") == "table",
        mistakes=tuple(mistakes),
    )


def _days(args: Mapping[str, str], mistakes: list[str]) -> dict[str, date | None]:
    days: dict[str, date | None] = {}
    for name in ("date_from", "date_to"):
        try:
            days[name] = parse_day(args[name]) if args.get(name) else None
        except ImpossibleDate:
            mistakes.append(args[name][:40])
            days[name] = None
    return days


def _periods(args: Mapping[str, str], mistakes: list[str]) -> dict[str, str | None]:
    """The periods of the address; a span in one field stands before two separate ends."""
    periods: dict[str, str | None] = dict.fromkeys(("period_from", "period_to"))
    if args.get("span"):
        try:
            first, last = parse_span(args["span"])
        except BadField:
            mistakes.append(args["span"][:40])
            return periods
        return {"period_from": first, "period_to": last}
    for name in periods:
        try:
            periods[name] = parse_period(args[name]) if args.get(name) else None
        except BadField:
            mistakes.append(args[name][:40])
    return periods


def _unit_named(text: str, mistakes: list[str]) -> tuple[Unit | None, tuple[FoundUnit, ...]]:
    """The unit by code, else the one that any of its names fits best, with the others that the name fits."""
    units = http.archive().units
    try:
        return units.named(actor(), text), ()
    except UnknownUnit:
        found = units.find(actor(), text, _ALIKE)
    if not found:
        mistakes.append(text[:40])
        return None, ()
    return found[0].unit, tuple(found[1:])
