"""The search page."""

from __future__ import annotations

from itertools import islice
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from archive_service import http
from archive_service.domain.access import retention_scopes
from archive_service.domain.errors import BadField
from archive_service.domain.local_time import local_day
from archive_service.domain.retention_clock import RetentionStanding
from archive_service.http import downloads
from archive_service.sentences.query_notes import query_note
from archive_service.services.evidence import MOST_RECORDS
from archive_service.services.result_lists import MEDIA_TYPES, Separator
from archive_service.services.search import SearchResult
from archive_service.web.period_picker import year_offered
from archive_service.web.search_address import LAST_OFFSET, PAGE_SIZE, read_address
from archive_service.web.sessions import actor, signed_in

blueprint = Blueprint("search", __name__)
_NARROWING = (
    "unit",
    "lineage",
    "span",
    "date_from",
    "date_to",
    "period_from",
    "period_to",
    "year",
    "class",
    "type",
    "lifecycle",
    "retention",
    "number",
    "dossier",
)


@blueprint.get("/search")
@signed_in
def results() -> str:
    """Results with facets, the completeness line and what to do when nothing was found."""
    asked = read_address()
    result = http.archive().search.search(
        actor(), asked.text, asked.filters, unit_id=asked.unit_id, lineage=asked.lineage,
        retention=asked.retention, sort=asked.sort,
        offset=(asked.page - 1) * PAGE_SIZE, limit=PAGE_SIZE,
    )  # fmt: skip
    last = max(1, -(-min(result.total, LAST_OFFSET) // PAGE_SIZE))
    return render_template(
        "search.html", asked=asked, result=result, last_page=last, address=address_with, chosen=chosen(),
        picker=year_offered(asked.span or asked.filters.period_from or "", _years(result), local_day(result.as_of)),
        register=http.archive().units.register(),
        standings=tuple(RetentionStanding) if retention_scopes(actor()) else (),
        export_address=export_address, most_exported=MOST_RECORDS, save_address=save_address,
        notes=[query_note(code, text, http.language()) for code, text in result.notes],
    )  # fmt: skip


def _years(result: SearchResult) -> tuple[int, ...]:
    return tuple(int(year) for year, _ in result.facets.get("year", ()) if year.isdecimal())


@blueprint.get("/search/export.<kind>")
@signed_in
def export(kind: str) -> Response:
    """The complete list as a file; or what it lists, as a bag that proves itself (zip)."""
    if kind not in (*MEDIA_TYPES, "zip"):
        raise BadField(field="kind", value=kind[:10])
    asked = read_address()
    found = http.archive().result_lists.found(
        actor(), asked.text, asked.filters, unit_id=asked.unit_id, lineage=asked.lineage,
        retention=asked.retention, sort=asked.sort,
    )  # fmt: skip
    if kind == "zip":
        chosen = [entry.record.id for entry in islice(found.entries, MOST_RECORDS + 1)]
        return downloads.send_evidence(http.archive().evidence.bag(actor(), chosen))
    separator = request.args.get("separator", "")
    return downloads.send_list(found, kind, Separator(separator) if separator in set(Separator) else Separator.COMMA)


def export_address(kind: str, separator: str | None = None) -> str:
    """The address of the list of this page's search."""
    return url_for("search.export", kind=kind) + address_with(separator=separator).removeprefix(
        url_for("search.results")
    )


def save_address() -> str:
    """Where this page's search is kept under a name."""
    return url_for("saved_searches.save") + address_with().removeprefix(url_for("search.results"))


def chosen() -> list[tuple[str, str]]:
    """What the search is narrowed to, as (name, value) pairs of the address."""
    return [(name, value) for name in _NARROWING for value in request.args.getlist(name) if value]


def address_with(*, drop: tuple[str, str] | None = None, **changes: Any) -> str:
    """This page's address with some values set, or one of them dropped; paging starts again."""
    values = {name: [v for v in request.args.getlist(name) if v] for name in request.args}
    values.pop("page", None)
    if "span" in changes:  # one time takes the place of another
        for name in ("period_from", "period_to", "date_from", "date_to"):
            values.pop(name, None)
    if drop is not None:
        values[drop[0]] = [value for value in values.get(drop[0], []) if value != drop[1]]
    values.update({name: [value] for name, value in changes.items() if value is not None})
    query = MultiDict((name, value) for name, listed in values.items() for value in listed)
    return url_for("search.results") + "?" + urlencode(list(query.items(multi=True)))
