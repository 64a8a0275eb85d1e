"""Recognition of scans: how far it is, stopping it, the reading copy, what the paper proposes, what is locked away."""

from __future__ import annotations

from flask import Response

from archive_service import http
from archive_service.api import asked
from archive_service.api.endpoint import Answer, Call, Endpoint, PathPart, RequestBody, json_answer, read_json
from archive_service.domain.errors import NotFound
from archive_service.wire_json import record_body
from archive_service.wire_recognition import (
    LockedList,
    ProposalList,
    RecognitionBody,
    RecognitionList,
    locked_body,
    proposals_body,
    recognition_body,
)
from archive_service.wire_shapes import QueuedBody, RecordBody

_ONE = {"id": PathPart(asked.RECORD_ID, "The id of a record.")}


def recognition(call: Call[asked.Nothing]) -> Response:
    """How far the recognition of a record is; 404 when nothing of it is under way."""
    archive, record_id = http.archive(), call.path["id"]
    archive.retrieve.record(call.actor, record_id, trace=False)
    found = archive.recognition.of_record(record_id)
    if found is None:
        raise NotFound
    return json_answer(recognition_body(found))


def stop(call: Call[asked.Nothing]) -> Response:
    """Stop the recognition of a record before its next page; pages read are kept for when it is retried."""
    record_id = call.path["id"]
    http.archive().recognition.stop(call.actor, record_id)
    return json_answer(QueuedBody(id=record_id, status="stopped"), 202)


def recognitions(call: Call[asked.RecognitionQuery]) -> Response:
    """Every record whose recognition waits, runs or was stopped."""
    limit = call.query.limit
    found = http.archive().recognition.list(call.actor, after=call.query.after, limit=limit)
    listed = tuple(recognition_body(each) for each in found)
    return json_answer(RecognitionList(recognitions=listed, next=listed[-1].id if len(listed) == limit else None))


def locked_away(call: Call[asked.Nothing]) -> Response:
    """The records that bear a mark of secrecy, which recognition found."""
    archive = http.archive()
    return json_answer(locked_body(archive.locking_away.locked(call.actor), archive.units.register()))


def reading_copy(call: Call[asked.Nothing]) -> Response:
    """The two-layer PDF made of a scan: derived, not an original."""
    content = http.archive().retrieve.reading_copy(call.actor, call.path["id"])
    return Response(content, content_type="application/pdf")


def proposals(call: Call[asked.Nothing]) -> Response:
    """What a recognised paper says about fields its description leaves empty, and what a supporting paper says."""
    retrieve, record_id = http.archive().retrieve, call.path["id"]
    proposed = retrieve.proposals(call.actor, record_id)
    return json_answer(proposals_body(proposed, retrieve.evidence(call.actor, record_id)))


def accept(call: Call[asked.Nothing]) -> Response:
    """Take proposals over into the description: a new version that tells which line said it."""
    wanted, archive = read_json(asked.AcceptRequest), http.archive()
    accepted = archive.accepting.accept(
        call.actor, call.path["id"], expected_version=wanted.version, values=wanted.values
    )
    entry = archive.retrieve.record(call.actor, accepted.id, trace=False)
    return json_answer(record_body(entry, archive.units.register()))


ENDPOINTS = (
    Endpoint(
        "GET", "/records/{id}/recognition", "recognition", "See how far recognition is", recognition, asked.Nothing,
        answers=(Answer(200, "How far it is.", RecognitionBody),), problems=(404, 410), parts=_ONE,
    ),
    Endpoint(
        "POST", "/records/{id}/recognition/stop", "stop_recognition", "Stop recognition", stop, asked.Nothing,
        answers=(Answer(202, "Stopped before its next page.", QueuedBody),), problems=(403, 404, 410), parts=_ONE,
    ),
    Endpoint(
        "GET", "/recognitions", "recognitions", "See all recognition under way", recognitions, asked.RecognitionQuery,
        answers=(Answer(200, "A page of the list.", RecognitionList),), problems=(403,),
    ),
    Endpoint(
        "GET", "/locked-away", "locked_away", "See what is locked away", locked_away, asked.Nothing,
        answers=(Answer(200, "The records.", LockedList),), problems=(403,),
    ),
    Endpoint(
        "GET", "/records/{id}/reading-copy", "reading_copy", "Fetch the reading copy", reading_copy, asked.Nothing,
        answers=(Answer(200, "A PDF, derived from the originals.", media_types=("application/pdf",)),),
        problems=(404, 410), parts=_ONE,
    ),
    Endpoint(
        "GET", "/records/{id}/proposals", "proposals", "See what the paper proposes", proposals, asked.Nothing,
        answers=(Answer(200, "The proposals.", ProposalList),), problems=(404, 410), parts=_ONE,
    ),
    Endpoint(
        "POST", "/records/{id}/proposals", "accept_proposals", "Accept proposals", accept, asked.Nothing,
        answers=(Answer(200, "The record at its new version.", RecordBody),),
        problems=(400, 403, 404, 410, 409, 413, 415), parts=_ONE,
        body=RequestBody("application/json", asked.AcceptRequest),
    ),
)  # fmt: skip
