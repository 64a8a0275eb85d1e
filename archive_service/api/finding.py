"""/search: the same answer as the page and `search --json`."""

from __future__ import annotations

from flask import Response

from archive_service import http
from archive_service.api import asked
from archive_service.api.endpoint import Answer, Call, Endpoint, PathPart, json_answer
from archive_service.domain.errors import UnknownDocumentType
from archive_service.http import downloads
from archive_service.wire_json import search_body, similar_body
from archive_service.wire_shapes import SearchBody, SimilarList
from indexer.model import Filters


def search(call: Call[asked.SearchQuery]) -> Response:
    """Find records; marks are not needed. Every answer says how complete it is."""
    archive, query = http.archive(), call.query
    result = archive.search.search(
        call.actor,
        query.q,
        filters_of_query(query),
        unit_id=unit_id_of(call),
        lineage=query.lineage == "yes",
        retention=query.retention,
        sort=query.sort,
        offset=query.offset,
        limit=query.limit,
    )
    return json_answer(search_body(result, archive.units.register()))


def export(call: Call[asked.ExportQuery]) -> Response:
    """The complete list of what a search finds, with its head and a receipt in the log."""
    query = call.query
    found = http.archive().result_lists.found(
        call.actor, query.q, filters_of_query(query), unit_id=unit_id_of(call),
        lineage=query.lineage == "yes", retention=query.retention, sort=query.sort,
    )  # fmt: skip
    return downloads.send_list(found, query.format, query.separator)


def similar(call: Call[asked.SimilarQuery]) -> Response:
    """Records about the same as this one, among those one may see."""
    archive = http.archive()
    found = archive.search.similar(call.actor, call.path["id"], call.query.limit)
    return json_answer(similar_body(found, archive.units.register()))


def unit_id_of(call: Call[asked.SearchQuery] | Call[asked.ExportQuery] | Call[asked.FoundQuery]) -> str | None:
    """The id of the unit that was asked for. Raises UnknownUnit."""
    unit = call.query.unit
    return http.archive().units.named(call.actor, unit).id if unit is not None else None


def filters_of_query(query: asked.FoundQuery) -> Filters:
    """What the parameters narrow a search to. Raises UnknownDocumentType."""
    return Filters(
        date_from=query.date_from,
        date_to=query.date_to,
        period_from=query.period_from,
        period_to=query.period_to,
        years=frozenset(query.year),
        record_classes=frozenset(choice.value for choice in query.record_class),
        type_codes=frozenset(_type_code(text) for text in query.type),
        lifecycles=frozenset(choice.value for choice in query.lifecycle),
        number=query.number,
        dossier_id=query.dossier,
    )


def _type_code(text: str) -> str:
    known = http.archive().types.document_type(text)
    if known is None:
        raise UnknownDocumentType(type=text, field="type")
    return known.code


ENDPOINTS = (
    Endpoint(
        "GET", "/records/{id}/similar", "similar", "Find similar records", similar, asked.SimilarQuery,
        answers=(Answer(200, "The nearest first.", SimilarList),), problems=(404, 410),
        parts={"id": PathPart(asked.RECORD_ID, "The id of a record.")},
    ),
    Endpoint(
        "GET", "/search", "search", "Search", search, asked.SearchQuery,
        answers=(Answer(200, "What was found, and how complete that is.", SearchBody),), problems=(403,),
    ),
    Endpoint(
        "GET", "/search/export", "export_search", "Export a search", export, asked.ExportQuery,
        answers=(
            Answer(200, "The whole list.", media_types=("text/csv", "application/x-ndjson"),
                   headers={"Content-Disposition": "Its name."}),
        ),
        problems=(403,),
    ),
)  # fmt: skip
