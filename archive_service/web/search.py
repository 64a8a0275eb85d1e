"""The search page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from archive_service import http
from archive_service.domain.errors import BadField, ImpossibleDate, UnknownUnit
from archive_service.domain.records import Lifecycle, RecordClass, parse_day, parse_period
from archive_service.domain.unit_events import Unit
from archive_service.services.result_lists import MEDIA_TYPES
from archive_service.web.language import translate
from archive_service.web.sessions import actor, signed_in
from indexer.model import Filters, Sort

blueprint = Blueprint("search", __name__)
PAGE_SIZE = 20
# Past this hit nobody turns pages; a narrower search is the way, and the whole list can be exported.
LAST_OFFSET = 10_000
_NARROWING = (
    "unit",
    "lineage",
    "date_from",
    "date_to",
    "period_from",
    "period_to",
    "class",
    "type",
    "lifecycle",
    "number",
    "dossier",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the page asks for; `mistakes` are values that could not be read and were left out."""

    text: str
    filters: Filters
    unit_id: str | None
    lineage: bool
    sort: Sort
    page: int
    mistakes: tuple[str, ...]


@blueprint.get("/search")
@signed_in
def results() -> str:
    """Results with facets, the completeness line and what to do when nothing was found."""
    asked = read_address()
    result = http.archive().search.search(
        actor(), asked.text, asked.filters, unit_id=asked.unit_id, lineage=asked.lineage, sort=asked.sort,
        offset=(asked.page - 1) * PAGE_SIZE, limit=PAGE_SIZE,
    )  # fmt: skip
    last = max(1, -(-min(result.total, LAST_OFFSET) // PAGE_SIZE))
    return render_template(
        "search.html", asked=asked, result=result, last_page=last, address=address_with, chosen=chosen(),
        export_address=export_address, save_address=save_address,
        notes=[translate(NOTES.get(code, "{text}"), text=text) for code, text in result.notes],
    )  # fmt: skip


@blueprint.get("/search/export.<kind>")
@signed_in
def export(kind: str) -> Response:
    """The complete list as a file."""
    if kind not in MEDIA_TYPES:
        raise BadField(field="kind", value=kind[:10])
    asked = read_address()
    found = http.archive().result_lists.found(
        actor(), asked.text, asked.filters, unit_id=asked.unit_id, lineage=asked.lineage, sort=asked.sort
    )
    return http.send_list(found, kind)


def export_address(kind: str) -> str:
    """The address of the list of this page's search."""
    return url_for("search.export", kind=kind) + address_with().removeprefix(url_for("search.results"))


def save_address() -> str:
    """Where this page's search is kept under a name."""
    return url_for("saved_searches.save") + address_with().removeprefix(url_for("search.results"))


NOTES = {
    "query_cut": "Câu tìm quá dài, phần từ “{text}” đã bỏ qua.",
    "unclosed_quote": "Thiếu dấu ngoặc kép đóng: {text}",
    "impossible_date": "Ngày không có thật, tìm như chữ thường: {text}",
    "date_expected": "Chờ một ngày nhưng gặp: {text}",
    "unknown_field": "Không có mục “{text}”, tìm như chữ thường.",
    "star_as_word": "Dấu * đứng không đúng chỗ: {text}",
    "field_without_value": "Mục chưa có giá trị: {text}",
    "parenthesis": "Dấu ngoặc đơn không khớp, đã bỏ qua.",
    "operator_as_word": "Từ nối đứng không đúng chỗ, tìm như chữ thường: {text}",
}


def read_address() -> Asked:
    """The query of the address. What cannot be read is left out and said."""
    args, mistakes = request.args, []
    days: dict[str, date | None] = {}
    periods: dict[str, str | None] = {}
    for name in ("date_from", "date_to"):
        try:
            days[name] = parse_day(args[name]) if args.get(name) else None
        except ImpossibleDate:
            mistakes.append(args[name][:40])
            days[name] = None
    for name in ("period_from", "period_to"):
        try:
            periods[name] = parse_period(args[name]) if args.get(name) else None
        except BadField:
            mistakes.append(args[name][:40])
            periods[name] = None
    unit = _unit_named(args["unit"], mistakes) if args.get("unit") else None
    number = args.get("number", "")
    filters = Filters(
        date_from=days["date_from"],
        date_to=days["date_to"],
        period_from=periods["period_from"],
        period_to=periods["period_to"],
        record_classes=frozenset(value for value in args.getlist("class") if value in set(RecordClass)),
        type_codes=frozenset(args.getlist("type")[:20]),
        lifecycles=frozenset(value for value in args.getlist("lifecycle") if value in set(Lifecycle)),
        number=int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else None,
        dossier_id=args.get("dossier") or None,
    )
    sort = args.get("sort", "")
    page = args.get("page", "1")
    return Asked(
        text=args.get("q", "")[:500],
        filters=filters,
        unit_id=unit.id if unit else None,
        lineage=args.get("lineage") != "no",
        sort=Sort(sort) if sort in set(Sort) else Sort.RELEVANCE,
        page=min(int(page), LAST_OFFSET // PAGE_SIZE) if page.isdecimal() and int(page[:6]) else 1,
        mistakes=tuple(mistakes),
    )


def _unit_named(text: str, mistakes: list[str]) -> Unit | None:
    """The unit by code, else the one that any of its names fits best."""
    units = http.archive().units
    try:
        return units.named(actor(), text)
    except UnknownUnit:
        found = units.find(actor(), text, 1)
    if not found:
        mistakes.append(text[:40])
        return None
    return found[0].unit


def chosen() -> list[tuple[str, str]]:
    """What the search is narrowed to, as (name, value) pairs of the address."""
    return [(name, value) for name in _NARROWING for value in request.args.getlist(name) if value]


def address_with(*, drop: tuple[str, str] | None = None, **changes: Any) -> str:
    """This page's address with some values set, or one of them dropped; paging starts again."""
    values = {name: [v for v in request.args.getlist(name) if v] for name in request.args}
    values.pop("page", None)
    if drop is not None:
        values[drop[0]] = [value for value in values.get(drop[0], []) if value != drop[1]]
    values.update({name: [value] for name, value in changes.items() if value is not None})
    query = MultiDict((name, value) for name, listed in values.items() for value in listed)
    return url_for("search.results") + "?" + urlencode(list(query.items(multi=True)))
