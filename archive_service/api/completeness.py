"""/completeness: what must exist for cells and months, and whether it does."""

from __future__ import annotations

from flask import Response

from archive_service import http
from archive_service.api import asked
from archive_service.api.endpoint import Answer, Call, Endpoint, json_answer
from archive_service.wire_completeness import MatrixBody, SlotReportBody, matrix_body, slot_report_body


def matrix(call: Call[asked.CompletenessQuery]) -> Response:
    """Cells by months, each quarter and year after its last month."""
    archive, query = http.archive(), call.query
    unit = archive.units.named(call.actor, query.unit) if query.unit is not None else None
    found = archive.completeness.matrix(
        call.actor, unit.id if unit else None, query.first_month, query.last_month, after=query.after, limit=query.limit
    )
    return json_answer(matrix_body(found, archive.units.register()))


def slot(call: Call[asked.SlotQuery]) -> Response:
    """One cell in one period, with everything that explains its state."""
    archive = http.archive()
    unit = archive.units.named(call.actor, call.query.unit)
    report = archive.completeness.slot(call.actor, unit.id, call.query.period)
    return json_answer(slot_report_body(report, archive.units.register()))


ENDPOINTS = (
    Endpoint(
        "GET", "/completeness", "completeness", "Completeness matrix", matrix, asked.CompletenessQuery,
        answers=(Answer(200, "A screenful of cells.", MatrixBody),), problems=(422,),
    ),
    Endpoint(
        "GET", "/completeness/slot", "completeness_slot", "One cell in one period", slot, asked.SlotQuery,
        answers=(Answer(200, "How it stands and why.", SlotReportBody),), problems=(422,),
    ),
)  # fmt: skip
