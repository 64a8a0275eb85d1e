"""/batches: many records in one file."""

from __future__ import annotations

from flask import Response

from archive_service import http
from archive_service.api import asked
from archive_service.api.endpoint import Answer, Call, Endpoint, RequestBody, json_answer
from archive_service.api.records import arrived_files, fields_sent, form_schema
from archive_service.domain.errors import BadField
from archive_service.services.batch import deposit_package
from archive_service.wire_batches import BatchBody, receipt_body


def batch(call: Call[asked.Nothing]) -> Response:
    """Hand in a .zip: each file in it becomes a record of its own, and has a receipt of its own."""
    [package, *others] = arrived_files()
    if others:
        raise BadField(field="file", value="")
    archive = http.archive()
    outcomes = deposit_package(archive.deposit, call.actor, package, fields_sent(), note=archive.desk.note_alone)
    language = http.language()
    return json_answer(BatchBody(receipts=tuple(receipt_body(outcome, language) for outcome in outcomes)))


ENDPOINTS = (
    Endpoint(
        "POST", "/batches", "batch", "Hand in a package", batch, asked.Nothing,
        answers=(Answer(200, "What became of each file.", BatchBody),),
        problems=(400, 403, 413, 415),
        body=RequestBody("multipart/form-data", form_schema()),
    ),
)  # fmt: skip
