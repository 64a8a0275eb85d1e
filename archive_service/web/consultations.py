"""Written consultations: the list, one with its next step, and the papers it prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TypeAlias, cast

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage, MultiDict

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
from archive_service.domain.errors import BadField, EmptyFile, NotFound, NotPermitted
from archive_service.domain.local_time import LOCAL_TIME
from archive_service.domain.records import AccessLevel, Lifecycle, parse_day
from archive_service.services.consultation_forms import FORMS
from archive_service.services.consultation_papers import PARTS
from archive_service.services.consultations import ConsultationService, Seen, Sending
from archive_service.web.sessions import actor, signed_in

blueprint = Blueprint("consultations", __name__, url_prefix="/consultations")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PROBATIONARY = "(dự bị)"
_OF_A_REPLY = ("member", "answer", "channel", "received_at", "text", "document")
_RECORD_ID = re.compile(r"\brec_\w{26}\b")
_STEPS_SHOWN = ("drafting", "asking", "replies_ended", "synthesised", "issued", "closed")
Form: TypeAlias = MultiDict[str, str]


@blueprint.get("")
@signed_in
def browse() -> str:
    """The consultations one may read."""
    reader, archive = actor(), http.archive()
    found, more = archive.consultations.list(reader, after=request.args.get("after"))
    cells = [unit for unit in archive.units.reached(reader) if unit.kind == "cell" and not unit.ended]
    draft = _id(request.args.get("draft"))
    return render_template(
        "consultations.html", found=found, more=more, cells=sorted(cells, key=lambda unit: unit.name),
        may_open=may_anywhere(reader, Act.DEPOSIT),
        draft=archive.retrieve.record(reader, draft, trace=False).record if draft else None,
    )  # fmt: skip


@blueprint.post("")
@signed_in
def open_new() -> Response:
    """Begin a consultation."""
    form = request.form
    opened = http.archive().consultations.open(
        actor(), form.get("unit", ""), form.get("title", ""), form.get("reason", ""), form.get("period") or None,
        _id(form.get("draft")),
    )  # fmt: skip
    return _to(opened.id)


@blueprint.get("/<consultation_id>")
@signed_in
def consultation(consultation_id: str) -> str:
    """A consultation: where it stands, what is missing, what can be done next."""
    reader, archive = actor(), http.archive()
    seen = archive.consultations.see(reader, consultation_id)
    facts = RecordFacts(seen.consultation.unit_id, AccessLevel.RESTRICTED, Lifecycle.ISSUED)
    about = seen.consultation
    papers = archive.retrieve.list(reader, dossier_id=about.dossier_id, limit=200)
    named = [about.draft_id, about.synthesis_id, about.resolution_id, about.notice_id]
    return render_template(
        "consultation.html", seen=seen, consultation=about, parts=checklist(about), steps=_STEPS_SHOWN,
        answers=list(Answer), channels=list(Channel), papers=papers, members=_members_before(seen),
        known=archive.retrieve.list_some(reader, [each for each in named if each]),
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
    STEPS[step](http.archive().consultations, consultation_id, int(version), _with_papers(consultation_id))
    return _to(consultation_id)


def _with_papers(consultation_id: str) -> Form:
    """The form with an id in the place of every paper that was sent along as a file, kept before the step is done."""
    archive, form = http.archive(), request.form.copy()
    sent = {name: file for name, file in request.files.items() if file.filename}
    if not sent:
        return form
    about = archive.consultations.see(actor(), consultation_id).consultation
    for part in PARTS.keys() & sent.keys():
        form[part] = archive.consultation_papers.hand_in(actor(), about, part, [http.arrived(sent[part])])
    if "member" in form:
        form.setlist("document", [*_documents(about, form, sent)])
    return form


def _documents(about: Consultation, form: Form, sent: Mapping[str, FileStorage]) -> Iterator[str]:
    """What shows each reply: the record that was named, or that of the file sent along with it."""
    for number, (member, answer, channel, _, _, document) in enumerate(zip(*_columns(form), strict=True)):
        scan = sent.get(f"document-{number}")
        if scan is None:
            yield document
            continue
        if answer not in set(Answer):
            raise BadField(field="answer", value=member[:60])
        came_by = _channel(channel or form.get("channel_for_all", ""))
        yield http.archive().consultation_papers.hand_in_opinion(actor(), about, [http.arrived(scan)], came_by, member)


@blueprint.post("/<consultation_id>/scans")
@signed_in
def take_scans(consultation_id: str) -> Response:
    """Many pictures or scans of opinions at once, each a record of the dossier, to be given to members afterwards."""
    archive = http.archive()
    about = archive.consultations.see(actor(), consultation_id).consultation
    channel = _channel(request.form.get("channel", ""))
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        raise EmptyFile
    for file in files:
        archive.consultation_papers.hand_in_opinion(actor(), about, [http.arrived(file)], channel)
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
    today = archive.units.today()
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
    """The id of a record, also out of its address, or after the title as the list of papers offers it."""
    found = _RECORD_ID.search(text or "")
    return found[0] if found else (text or "").strip().rsplit("/", 1)[-1] or None


def _members_before(seen: Seen) -> str:
    """The list of members to begin with: that of the last round, or of the cell's newest consultation before this."""
    latest = seen.consultation.round
    if latest is None and seen.named:
        others, _ = http.archive().consultations.list(actor(), limit=20)
        rounds = (
            other.consultation.round for other in others if other.consultation.unit_id == seen.consultation.unit_id
        )
        latest = next((each for each in rounds if each is not None), None)
    members = latest.members if latest else ()
    return "\n".join(member.name if member.official else f"{member.name} {_PROBATIONARY}" for member in members)


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


def _columns(form: Form) -> list[list[str]]:
    """The replies of a form, a list for each of `_OF_A_REPLY`, all equally long."""
    columns = [form.getlist(name) for name in _OF_A_REPLY]
    if len({len(column) for column in columns}) > 1:
        raise BadField(field="member", value="")
    return columns


def _opinions(
    service: ConsultationService, consultation_id: str, version: int, form: MultiDict[str, str]
) -> Consultation:
    channel_for_all, received_for_all = form.get("channel_for_all", ""), form.get("received_for_all", "")
    given = [
        Opinion(
            member, Answer(answer), _channel(channel or channel_for_all),
            _moment(received or received_for_all, "12:00"), text.strip(), _id(document),
        )
        for member, answer, channel, received, text, document in zip(*_columns(form), strict=True)
        if answer in set(Answer)
    ]  # fmt: skip
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
    return datetime.combine(parse_day(day), at, LOCAL_TIME).astimezone(UTC)
