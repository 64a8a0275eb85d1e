"""Written consultations: the list, one with its next step, and the papers it prints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias, cast

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from archive_service import http
from archive_service.domain.access import Act, RecordFacts, may, may_anywhere
from archive_service.domain.consultation import (
    Answer,
    Channel,
    Consultation,
    Member,
    Opinion,
    Taken,
    checklist,
)
from archive_service.domain.errors import BadField, NotFound, NotPermitted
from archive_service.domain.records import AccessLevel, Lifecycle, parse_day
from archive_service.services.consultation_forms import FORMS
from archive_service.services.consultations import ConsultationService, Sending
from archive_service.web.sessions import actor, signed_in

blueprint = Blueprint("consultations", __name__, url_prefix="/consultations")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PROBATIONARY = "(dự bị)"
_OF_A_REPLY = ("member", "answer", "channel", "received_at", "text", "document")
Form: TypeAlias = MultiDict[str, str]


@blueprint.get("")
@signed_in
def browse() -> str:
    """The consultations one may read."""
    reader = actor()
    found, more = http.archive().consultations.list(reader, after=request.args.get("after"))
    cells = [unit for unit in http.archive().units.reached(reader) if unit.kind == "cell"]
    return render_template(
        "consultations.html", found=found, more=more, cells=sorted(cells, key=lambda unit: unit.name),
        may_open=may_anywhere(reader, Act.DEPOSIT),
    )  # fmt: skip


@blueprint.post("")
@signed_in
def open_new() -> Response:
    """Begin a consultation."""
    form = request.form
    opened = http.archive().consultations.open(
        actor(), form.get("unit", ""), form.get("title", ""), form.get("reason", ""), form.get("period") or None
    )
    return _to(opened.id)


@blueprint.get("/<consultation_id>")
@signed_in
def consultation(consultation_id: str) -> str:
    """A consultation: where it stands, what is missing, what can be done next."""
    reader, archive = actor(), http.archive()
    seen = archive.consultations.see(reader, consultation_id)
    facts = RecordFacts(seen.consultation.unit_id, AccessLevel.RESTRICTED, Lifecycle.ISSUED)
    papers = archive.retrieve.list(reader, dossier_id=seen.consultation.dossier_id, limit=100)
    return render_template(
        "consultation.html", seen=seen, consultation=seen.consultation, parts=checklist(seen.consultation),
        answers=list(Answer), channels=list(Channel), papers=papers,
        may_change=may(reader, Act.DEPOSIT, facts), may_close=may(reader, Act.DESCRIBE, facts),
    )  # fmt: skip


@blueprint.post("/<consultation_id>/<step>")
@signed_in
def move(consultation_id: str, step: str) -> Response:
    """Do one step; the form carries the version it was filled in for."""
    if step not in STEPS:
        raise NotFound
    version = request.form.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        raise BadField(field="version", value=version[:20])
    STEPS[step](http.archive().consultations, consultation_id, int(version), request.form)
    return _to(consultation_id)


@blueprint.get("/<consultation_id>/<form>.docx")
@signed_in
def printed(consultation_id: str, form: str) -> Response:
    """A paper of the consultation to print and sign."""
    if form not in FORMS:
        raise NotFound
    archive = http.archive()
    seen = archive.consultations.see(actor(), consultation_id)
    units = archive.units.register().units
    unit = units[seen.consultation.unit_id]
    today = archive.consultations.clock.now().astimezone().date()
    if not seen.named:
        raise NotPermitted
    content = FORMS[form](seen.consultation, unit, units.get(unit.parent_id or ""), today)
    return Response(
        content,
        mimetype=_WORD,
        headers={"Content-Disposition": f'attachment; filename="{form}-{consultation_id}.docx"'},
    )


def _to(consultation_id: str) -> Response:
    return cast(Response, redirect(url_for("consultations.consultation", consultation_id=consultation_id)))


def _id(text: str | None) -> str | None:
    """The id of a record, also out of its address."""
    return (text or "").strip().rsplit("/", 1)[-1] or None


def _send(service: ConsultationService, consultation_id: str, version: int, form: Form) -> Consultation:
    lines = [line.strip() for line in form.get("members", "").splitlines() if line.strip()]
    members = tuple(
        Member(line.removesuffix(_PROBATIONARY).strip(), not line.endswith(_PROBATIONARY)) for line in lines
    )
    sending = Sending(
        draft_id=_id(form.get("draft")) or "",
        letter_id=_id(form.get("letter")),
        members=members,
        deadline=_moment(form.get("deadline", ""), "17:00"),
        channel=_channel(form.get("channel", "")),
        sent_at=_moment(form["sent_at"], "07:00") if form.get("sent_at") else None,
    )
    return service.send(actor(), consultation_id, sending, version)


def _opinions(
    service: ConsultationService, consultation_id: str, version: int, form: MultiDict[str, str]
) -> Consultation:
    rows = zip(
        *(form.getlist(name) for name in ("member", "answer", "channel", "received_at", "text", "document")),
        strict=True,
    )
    given = [
        Opinion(member, Answer(answer), _channel(channel), _moment(received, "12:00"), text.strip(), _id(document))
        for member, answer, channel, received, text, document in rows
        if answer in set(Answer)
    ]
    return service.record_opinions(actor(), consultation_id, given, version)


def _synthesise(
    service: ConsultationService, consultation_id: str, version: int, form: MultiDict[str, str]
) -> Consultation:
    rows = zip(form.getlist("about"), form.getlist("accepted"), form.getlist("why"), strict=True)
    taken = [Taken(about.strip(), accepted == "yes", why.strip()) for about, accepted, why in rows if about.strip()]
    return service.synthesise(actor(), consultation_id, _id(form.get("synthesis")) or "", taken, version)


STEPS: dict[str, Callable[[ConsultationService, str, int, Form], Consultation]] = {
    "send": _send,
    "opinions": _opinions,
    "end": lambda service, of, version, _: service.end_replies(actor(), of, version),
    "synthesise": _synthesise,
    "issue": lambda service, of, version, form: service.issue(actor(), of, _id(form.get("resolution")) or "", version),
    "reject": lambda service, of, version, _: service.reject(actor(), of, version),
    "close": lambda service, of, version, form: service.close(
        actor(), of, version, notice_id=_id(form.get("notice")), although_incomplete=form.get("reason", "")
    ),
}


def _channel(text: str) -> Channel:
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
    return datetime.combine(parse_day(day), at).astimezone().astimezone(UTC)
