"""/consultations: written consultations as they stand, with what is late and missing."""

from __future__ import annotations

from flask import Response

from archive_service import http
from archive_service.api import asked, asked_desk
from archive_service.api.endpoint import Answer, Call, Endpoint, PathPart, json_answer
from archive_service.wire_consultations import (
    ConsultationBody,
    ConsultationLines,
    RemindersBody,
    consultation_body,
    lines_body,
    reminders_body,
)

_ONE = {"id": PathPart(asked_desk.CONSULTATION_ID, "The id of a consultation.")}


def consultations(call: Call[asked_desk.ConsultationListQuery]) -> Response:
    """The consultations one may read."""
    archive, query = http.archive(), call.query
    found, more = archive.consultations.list(
        call.actor, after=query.after, limit=query.limit, open_only=query.open == "yes"
    )
    now = archive.consultations.clock.now()
    return json_answer(lines_body(found, more=more, register=archive.units.register(), now=now))


def consultation(call: Call[asked.Nothing]) -> Response:
    """One consultation: rounds, late and missing replies, checklist and what came of it."""
    archive = http.archive()
    seen = archive.consultations.see(call.actor, call.path["id"])
    return json_answer(consultation_body(seen, archive.units.register(), archive.consultations.clock.now()))


def reminders(call: Call[asked.Nothing]) -> Response:
    """A message for each member without a reply, for who may see names."""
    archive = http.archive()
    found = archive.consultation_watch.unanswered(call.actor, call.path["id"])
    return json_answer(reminders_body(found, archive.units.register().units[found.consultation.unit_id]))


ENDPOINTS = (
    Endpoint(
        "GET", "/consultations", "consultations", "List consultations", consultations,
        asked_desk.ConsultationListQuery, answers=(Answer(200, "A page of the list.", ConsultationLines),),
    ),
    Endpoint(
        "GET", "/consultations/{id}", "consultation", "Read a consultation", consultation, asked.Nothing,
        answers=(Answer(200, "The consultation.", ConsultationBody),), problems=(404,), parts=_ONE,
    ),
    Endpoint(
        "GET", "/consultations/{id}/reminders", "reminders", "Write reminders", reminders, asked.Nothing,
        answers=(Answer(200, "A message a member.", RemindersBody),), problems=(403, 404, 409), parts=_ONE,
    ),
)  # fmt: skip
