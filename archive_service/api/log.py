"""/audit and /receipts: who did what, and what a search answered."""

from __future__ import annotations

from flask import Response

from archive_service import http
from archive_service.api import asked
from archive_service.api.endpoint import Answer, Call, Endpoint, PathPart, json_answer
from archive_service.http import downloads
from archive_service.services.audit import AuditQuestion
from archive_service.services.spreadsheet import audit_csv
from archive_service.wire_audit import SearchReceiptBody, receipt_body
from archive_service.wire_json import audit_body
from archive_service.wire_shapes import AuditList

_NUMBER = PathPart(asked.EVENT_NUMBER, "The number of the event in the log.")


def _question(call: Call[asked.AuditQuery] | Call[asked.AuditSheetQuery]) -> AuditQuestion:
    query = call.query
    unit = http.archive().units.named(call.actor, query.unit) if query.unit is not None else None
    return AuditQuestion(query.subject, query.person, query.act, unit.id if unit else None, query.since, query.until)


def audit(call: Call[asked.AuditQuery]) -> Response:
    """Events of the log, newest first."""
    query = call.query
    events = http.archive().audit.page(call.actor, _question(call), before=query.before, limit=query.limit)
    more = len(events) == query.limit and events[-1].number > 1
    listed = tuple(audit_body(event) for event in events)
    return json_answer(AuditList(events=listed, next=listed[-1].number if more else None))


def audit_sheet(call: Call[asked.AuditSheetQuery]) -> Response:
    """Events of the log as a table for spreadsheets, newest first, however many they are."""
    archive = http.archive()
    lines = audit_csv(archive.audit.rows(call.actor, _question(call)), archive.units.register())
    return downloads.send_sheet(lines, "nhat-ky.csv")


def receipt(call: Call[asked.ReceiptQuery]) -> Response:
    """What was asked in a search, when, and what was answered; with `again`, whether it answers the same today."""
    receipts, number = http.archive().receipts, int(call.path["number"])
    shown = receipts.show(call.actor, number)
    again = receipts.repeat(call.actor, number) if call.query.again else None
    return json_answer(receipt_body(shown, again))


ENDPOINTS = (
    Endpoint(
        "GET", "/audit", "audit", "Read the log", audit, asked.AuditQuery,
        answers=(Answer(200, "A page of the log.", AuditList),), problems=(403,),
    ),
    Endpoint(
        "GET", "/audit.csv", "audit_sheet", "Take the log into a spreadsheet", audit_sheet, asked.AuditSheetQuery,
        answers=(Answer(200, "The events as CSV.", media_types=("text/csv",)),), problems=(403,),
    ),
    Endpoint(
        "GET", "/receipts/{number}", "receipt", "See the receipt of a search", receipt, asked.ReceiptQuery,
        answers=(Answer(200, "The receipt.", SearchReceiptBody),), problems=(403, 404), parts={"number": _NUMBER},
    ),
)  # fmt: skip
