"""The steps of a consultation as forms: what each sends, and the step it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from werkzeug.datastructures import MultiDict

from archive_service.domain.consultation import Answer, Consultation, Opinion, Reminder, Taken
from archive_service.domain.errors import BadField
from archive_service.domain.records import parse_moment
from archive_service.services.consultation_lists import NOON, REPLY_COLUMNS, channel_in, members_in
from archive_service.services.consultations import ConsultationService, Sending
from archive_service.web.sessions import actor

_RECORD_ID = re.compile(r"\brec_\w{26}\b")
Form: TypeAlias = MultiDict[str, str]


def id_in(text: str | None) -> str | None:
    """The id of a record, also out of its address, or after the title as the list of papers offers it."""
    found = _RECORD_ID.search(text or "")
    return found[0] if found else (text or "").strip().rsplit("/", 1)[-1] or None


def _send(service: ConsultationService, consultation_id: str, version: int, form: Form) -> Consultation:
    sending = Sending(
        draft_id=id_in(form.get("draft")) or "",
        letter_id=id_in(form.get("letter")),
        members=members_in(form.get("members", "").splitlines()),
        deadline=parse_moment(form.get("deadline", ""), "17:00"),
        channel=channel_in(form.get("channel", "")),
        sent_at=parse_moment(form["sent_at"], "07:00") if form.get("sent_at") else None,
    )
    return service.send(actor(), consultation_id, sending, version)


def columns(form: Form) -> list[list[str]]:
    """The replies of a form, a list for each of REPLY_COLUMNS, all equally long."""
    columns = [form.getlist(name) for name in REPLY_COLUMNS]
    if len({len(column) for column in columns}) > 1:
        raise BadField(field="member", value="")
    return columns


def _opinions(service: ConsultationService, consultation_id: str, version: int, form: Form) -> Consultation:
    channel_for_all, received_for_all = form.get("channel_for_all", ""), form.get("received_for_all", "")
    given = [
        Opinion(
            member, Answer(answer), channel_in(channel or channel_for_all),
            parse_moment(received or received_for_all, NOON), text.strip(), id_in(document),
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
    sent_at = parse_moment(form["sent_at"], NOON) if form.get("sent_at") else service.clock.now()
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
