"""/consultations, step by step: the same steps as on the pages, each refused where it does not fit."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, url_for
from pydantic import BaseModel

from archive_service import http
from archive_service.api.asked import Nothing
from archive_service.api.asked_consultations import (
    ClosingRequest,
    OpeningRequest,
    OpinionsRequest,
    ReminderRequest,
    ResolutionRequest,
    SendingRequest,
    StepRequest,
    SynthesisRequest,
    in_utc,
)
from archive_service.api.asked_desk import CONSULTATION_ID
from archive_service.api.endpoint import Answer, Call, Endpoint, PathPart, RequestBody, json_answer, read_json
from archive_service.domain.access import Actor
from archive_service.domain.consultation import Consultation, Member, Opinion, Reminder, Taken
from archive_service.services.consultations import ConsultationService, Sending
from archive_service.wire_consultations import ConsultationBody, consultation_body

_ONE = {"id": PathPart(CONSULTATION_ID, "The id of a consultation.")}
_PROBLEMS = (400, 403, 404, 409, 413, 415)
_ANSWERS = (Answer(200, "The consultation after the step.", ConsultationBody),)


def begin(call: Call[Nothing]) -> Response:
    """Begin a consultation; it opens a dossier of its own."""
    sent = read_json(OpeningRequest)
    opened = _service().open(
        call.actor, sent.unit, sent.title, sent.reason, sent.period, sent.draft, opened_at=sent.opened_at
    )
    return _answer(call.actor, opened, 201, {"Location": url_for("api.consultation", id=opened.id)})


def send(call: Call[Nothing]) -> Response:
    """Send the draft to the members: both are frozen. A changed draft, after the replies ended, is a further round."""
    sent = read_json(SendingRequest)
    sending = Sending(
        draft_id=sent.draft,
        letter_id=sent.letter,
        members=tuple(Member(each.name.strip(), each.official) for each in sent.members),
        deadline=in_utc(sent.deadline),
        channel=sent.channel,
        sent_at=in_utc(sent.sent_at) if sent.sent_at else None,
    )
    return _answer(call.actor, _service().send(call.actor, call.path["id"], sending, sent.version))


def record_opinions(call: Call[Nothing]) -> Response:
    """Record replies. Late ones are kept and marked; a second reply of a member takes the place of the first."""
    sent = read_json(OpinionsRequest)
    opinions = [
        Opinion(each.member, each.answer, each.channel, in_utc(each.received_at), each.text.strip(), each.document)
        for each in sent.opinions
    ]
    return _answer(call.actor, _service().record_opinions(call.actor, call.path["id"], opinions, sent.version))


def remind(call: Call[Nothing]) -> Response:
    """Note that members without a reply were reminded."""
    sent, service = read_json(ReminderRequest), _service()
    reminder = Reminder(in_utc(sent.sent_at) if sent.sent_at else service.clock.now(), sent.channel, sent.members)
    return _answer(call.actor, service.remind(call.actor, call.path["id"], reminder, sent.version))


def end(call: Call[Nothing]) -> Response:
    """End the replies: the deadline is past, or everybody replied."""
    sent = read_json(StepRequest)
    return _answer(call.actor, _service().end_replies(call.actor, call.path["id"], sent.version))


def synthesise(call: Call[Nothing]) -> Response:
    """Enter the synthesis, with what was taken up and what not."""
    sent = read_json(SynthesisRequest)
    taken = [Taken(each.about.strip(), each.accepted, each.why.strip()) for each in sent.taken]
    return _answer(call.actor, _service().synthesise(call.actor, call.path["id"], sent.synthesis, taken, sent.version))


def issue(call: Call[Nothing]) -> Response:
    """Link the issued resolution; refused unless more than half of the official members agreed in time."""
    sent = read_json(ResolutionRequest)
    return _answer(call.actor, _service().issue(call.actor, call.path["id"], sent.resolution, sent.version))


def reject(call: Call[Nothing]) -> Response:
    """Say that the draft was not adopted."""
    sent = read_json(StepRequest)
    return _answer(call.actor, _service().reject(call.actor, call.path["id"], sent.version))


def close(call: Call[Nothing]) -> Response:
    """Close consultation and dossier: complete, or with a reason why not. For who describes records."""
    sent = read_json(ClosingRequest)
    closed = _service().close(
        call.actor, call.path["id"], sent.version, notice_id=sent.notice, although_incomplete=sent.although_incomplete
    )
    return _answer(call.actor, closed)


def _service() -> ConsultationService:
    return http.archive().consultations


def _answer(actor: Actor, moved: Consultation, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    archive = http.archive()
    seen = archive.consultations.see(actor, moved.id)
    return json_answer(
        consultation_body(seen, archive.units.register(), archive.consultations.clock.now()), status, headers
    )


def _step(
    address: str, name: str, title: str, take: Callable[[Call[Nothing]], Response], sent: type[BaseModel]
) -> Endpoint[Nothing]:
    """A step of the consultation in the path, which answers with what the consultation then is."""
    return Endpoint(
        "POST", f"/consultations/{{id}}/{address}", name, title, take, Nothing,
        answers=_ANSWERS, problems=_PROBLEMS, parts=_ONE, body=RequestBody("application/json", sent),
    )  # fmt: skip


ENDPOINTS = (
    Endpoint(
        "POST", "/consultations", "begin_consultation", "Begin a consultation", begin, Nothing,
        answers=(Answer(201, "The consultation.", ConsultationBody, headers={"Location": "Its address."}),),
        problems=(400, 403, 413, 415), body=RequestBody("application/json", OpeningRequest),
    ),
    _step("rounds", "send_consultation", "Send a draft", send, SendingRequest),
    _step("opinions", "record_opinions", "Record replies", record_opinions, OpinionsRequest),
    _step("reminders", "note_reminder", "Note a reminder", remind, ReminderRequest),
    _step("ending", "end_replies", "End the replies", end, StepRequest),
    _step("synthesis", "synthesise", "Enter the synthesis", synthesise, SynthesisRequest),
    _step("resolution", "issue_after_consultation", "Link the resolution", issue, ResolutionRequest),
    _step("rejection", "reject_after_consultation", "Say it was not adopted", reject, StepRequest),
    _step("closing", "close_consultation", "Close a consultation", close, ClosingRequest),
)  # fmt: skip
