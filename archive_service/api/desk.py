"""/desk: where the files stand that were handed in, and which of them a person has dealt with."""

from __future__ import annotations

from flask import Response

from archive_service import http
from archive_service.api import asked, asked_desk
from archive_service.api.endpoint import Answer, Call, Endpoint, RequestBody, json_answer, read_json
from archive_service.services.desk import EVERY_STATE, DeskView
from archive_service.wire_desk import DeskBody, SettledBody, desk_body


def desk(call: Call[asked_desk.DeskQuery]) -> Response:
    """A page of the queue, with how many files of it are in which state."""
    service, query = http.archive().desk, call.query
    view = DeskView(query.whose == "all", query.batch, frozenset(query.state) or EVERY_STATE)
    entries, more = service.queue(call.actor, view, after=query.after, limit=query.limit)
    counts = service.counts(call.actor, DeskView(view.everybodys, view.batch_id))
    return json_answer(desk_body(counts, entries, more=more, language=http.language()))


def settle(call: Call[asked.Nothing]) -> Response:
    """Say that a person has dealt with files, or take that back."""
    wanted = read_json(asked_desk.SettleRequest)
    settled = http.archive().desk.settle(call.actor, list(dict.fromkeys(wanted.files)), done=wanted.done)
    return json_answer(SettledBody(settled=settled))


ENDPOINTS = (
    Endpoint(
        "GET", "/desk", "desk", "List the queue", desk, asked_desk.DeskQuery,
        answers=(Answer(200, "A page of the queue.", DeskBody),), problems=(403,),
    ),
    Endpoint(
        "POST", "/desk/settle", "settle", "Take files off the desk", settle, asked.Nothing,
        answers=(Answer(200, "How many.", SettledBody),), problems=(400, 413, 415),
        body=RequestBody("application/json", asked_desk.SettleRequest),
    ),
)  # fmt: skip
