"""The steps of a consultation as forms: what each sends, and the step it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

from werkzeug.datastructures import MultiDict

from archive_service.domain.consultation import Answer, Channel, Consultation, Member, Opinion, Reminder, Taken
from archive_service.domain.errors import BadField
from archive_service.domain.local_time import LOCAL_TIME
from archive_service.domain.records import parse_day
from archive_service.services.consultations import ConsultationService, Sending
from archive_service.web.sessions import actor

PROBATIONARY = "(dự bị)"
_OF_A_REPLY = ("member", "answer", "channel", "received_at", "text", "document")
_RECORD_ID = re.compile(r"\brec_\w{26}\b")
Form: TypeAlias = MultiDict[str, str]


def id_in(text: str | None) -> str | None:
    """The id of a record, also out of its address, or after the title as the list of papers offers it."""
    found = _RECORD_ID.search(text or "")
    return found[0] if found else (text or "").strip().rsplit("/", 1)[-1] or None


def _send(service: ConsultationService, consultation_id: str, version: int, form: Form) -> Consultation:
    lines = [line.strip() for line in form.get("members", "").splitlines() if line.strip()]
    members = tuple(Member(line.removesuffix(PROBATIONARY).strip(), not line.endswith(PROBATIONARY)) for line in lines)
    sending = Sending(
        draft_id=id_in(form.get("draft")) or "",
        letter_id=id_in(form.get("letter")),
        members=members,
        deadline=_moment(form.get("deadline", ""), "17:00"),
        channel=channel_in(form.get("channel", "")),
        sent_at=_moment(form["sent_at"], "07:00") if form.get("sent_at") else None,
    )
    return service.send(actor(), consultation_id, sending, version)


def columns(form: Form) -> list[list[str]]:
    """The replies of a form, a list for each of `_OF_A_REPLY`, all equally long."""
    columns = [form.getlist(name) for name in _OF_A_REPLY]
    if len({len(column) for column in columns}) > 1:
        raise BadField(field="member", value="")
    return columns


def _opinions(service: ConsultationService, consultation_id: str, version: int, form: Form) -> Consultation:
    channel_for_all, received_for_all = form.get("channel_for_all", ""), form.get("received_for_all", "")
    given = [
        Opinion(
            member, Answer(answer), channel_in(channel or channel_for_all),
            _moment(received or received_for_all, "12:00"), text.strip(), id_in(document),
        )
        for member, answer, channel, received, text, document in zip(*columns(form), strict=True)
        if answer in set(Answer)
    ]  # fmt: skip
    return service.record_opinions(actor(), consultation_id, given, version)


def _synthesise(service: ConsultationService, consultation_id: str, version: int, form: Form) -> Consultation:
    rows = zip(form.getlist("about"), form.getlist("accepted"), form.getlist("why"), strict=True)
    taken = [Taken(about.strip(), accepted == "yes", why.strip()) for about, accepted, why in rows if about.strip()]
    return service.synthesise(actor(), consultation_id, id_in(form.get("synthesis")) or "", taken, version)


def _remind(service: ConsultationService, consultation_id: str, version: int, form: Form) -> Consultation:
    sent_at = _moment(form["sent_at"], "12:00") if form.get("sent_at") else service.clock.now()
    reminder = Reminder(sent_at, channel_in(form.get("channel", "")), tuple(form.getlist("member_reminded")))
    return service.remind(actor(), consultation_id, reminder, version)


STEPS: dict[str, Callable[[ConsultationService, str, int, Form], Consultation]] = {
    "send": _send,
    "opinions": _opinions,
    "remind": _remind,
    "end": lambda service, of, version, _: service.end_replies(actor(), of, version),
    "synthesise": _synthesise,
    "issue": lambda service, of, version, form: service.issue(
        actor(), of, id_in(form.get("resolution")) or "", version
    ),
    "reject": lambda service, of, version, _: service.reject(actor(), of, version),
    "close": lambda service, of, version, form: service.close(
        actor(), of, version, notice_id=id_in(form.get("notice")), although_incomplete=form.get("reason", "")
    ),
}


def channel_in(text: str) -> Channel:
    if text not in set(Channel):
        raise BadField(field="channel", value=text[:20])
    return Channel(text)


def _moment(text: str, hour: str) -> datetime:
    """A day, with the hour where one was given ("03/03/2022 17:00"). Raises ImpossibleDate, BadField."""
    day, _, clock = text.strip().partition(" ")
    try:
        at = datetime.strptime(clock.strip() or hour, "%H:%M").time()  # noqa: DTZ007 - only the time of day is taken
    except ValueError:
        raise BadField(field="time", value=text[:20]) from None
    return datetime.combine(parse_day(day), at, LOCAL_TIME).astimezone(UTC)
