"""/export: chosen records as a bag that proves itself."""

from __future__ import annotations

from flask import Response

from archive_service import http
from archive_service.api import asked
from archive_service.api.endpoint import Answer, Call, Endpoint
from archive_service.http import downloads


def export(call: Call[asked.EvidenceQuery]) -> Response:
    """Records with their files, table, log and checker, as a zip that is sent while it is made."""
    return downloads.send_evidence(
        http.archive().evidence.bag(call.actor, call.query.record, dossier_id=call.query.dossier)
    )


ENDPOINTS = (
    Endpoint(
        "GET", "/export", "export", "Take records along with their proof", export, asked.EvidenceQuery,
        answers=(Answer(200, "The bag.", media_types=("application/zip",)),), problems=(404,),
    ),
)  # fmt: skip
