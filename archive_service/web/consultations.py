"""Written consultations: the list, one with its next step, and the papers it prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage, MultiDict

from archive_service import http
from archive_service.domain.access import Act, RecordFacts, may, may_anywhere
from archive_service.domain.consultation import Answer, Channel, Consultation
from archive_service.domain.errors import BadField, Conflict, EmptyFile, NotFound, NotPermitted, Refused
from archive_service.domain.records import AccessLevel, Lifecycle
from archive_service.http import uploads
from archive_service.services.consultation_forms import FORMS, reminder_text
from archive_service.services.consultation_lists import PROBATIONARY, channel_in
from archive_service.services.consultation_papers import PARTS
from archive_service.services.consultation_seen import Seen, responsible
from archive_service.web.consultation_steps import STEPS, Form, columns, id_in
from archive_service.web.sessions import actor, signed_in
from archive_service.web.told import told_on_a_form

blueprint = Blueprint("consultations", __name__, url_prefix="/consultations")
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_STEPS_SHOWN = ("drafting", "asking", "replies_ended", "synthesised", "issued", "closed")
NOTHING_ENTERED: Form = MultiDict()


@blueprint.get("")
@signed_in
def browse() -> str:
    """The consultations one may read."""
    reader, archive = actor(), http.archive()
    found, more = archive.consultations.list(reader, after=request.args.get("after"))
    cells = [unit for unit in archive.units.reached(reader) if unit.kind == "cell" and not unit.ended]
    draft = id_in(request.args.get("draft"))
    return render_template(
        "consultations.html", found=found, more=more, cells=sorted(cells, key=lambda unit: unit.name),
        may_open=may_anywhere(reader, Act.DEPOSIT), waiting=archive.consultation_watch.waiting(reader),
        draft=archive.retrieve.record(reader, draft, trace=False).record if draft else None,
    )  # fmt: skip


@blueprint.post("")
@signed_in
def open_new() -> Response:
    """Begin a consultation."""
    form = request.form
    opened = http.archive().consultations.open(
        actor(), form.get("unit", ""), form.get("title", ""), form.get("reason", ""), form.get("period") or None,
        id_in(form.get("draft")),
    )  # fmt: skip
    return _to(opened.id)


@blueprint.get("/<consultation_id>")
@signed_in
def consultation(consultation_id: str) -> str:
    """A consultation: where it stands, what is missing, what can be done next."""
    return _page(consultation_id, NOTHING_ENTERED)


def _page(consultation_id: str, entered: Form, error: Refused | Conflict | None = None) -> str:
    """The page; a form that was refused comes back as it was filled in, with what is wrong above."""
    reader, archive = actor(), http.archive()
    seen = archive.consultations.see(reader, consultation_id)
    facts = RecordFacts(seen.consultation.unit_id, AccessLevel.RESTRICTED, Lifecycle.ISSUED)
    about = seen.consultation
    papers = archive.dossier_contents.look(reader, about.dossier_id)
    named = [about.draft_id, about.synthesis_id, about.resolution_id, about.notice_id]
    named += [id_in(entered.get(part)) for part in PARTS]
    return render_template(
        "consultation.html", seen=seen, consultation=about, parts=seen.checklist, steps=_STEPS_SHOWN,
        answers=list(Answer), channels=list(Channel), papers=papers, members=_members_before(seen),
        known=archive.retrieve.list_some(reader, [each for each in named if each]),
        may_change=may(reader, Act.DEPOSIT, facts), may_close=may(reader, Act.DESCRIBE, facts),
        entered=entered, replies=_typed(entered),
        to_answer=_to_answer(about), told=told_on_a_form(error, "step_field") if error else None,
    )  # fmt: skip


@blueprint.post("/<consultation_id>/<step>")
@signed_in
def move(consultation_id: str, step: str) -> Response:
    """Do one step; the form carries the version it was filled in for, and comes back when it is refused."""
    if step not in STEPS:
        raise NotFound
    version = request.form.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        raise BadField(field="version", value=version[:20])
    form: Form = request.form
    try:
        form = _with_papers(consultation_id)
        STEPS[step](http.archive().consultations, consultation_id, int(version), form)
    except (Refused, Conflict) as error:
        return make_response(_page(consultation_id, form, error), http.status_of(error))
    return _to(consultation_id)


def _typed(entered: Form) -> dict[str, tuple[str, ...]]:
    """The replies of a form that was refused, by member."""
    return {each[0]: each for each in zip(*columns(entered), strict=True)} if "member" in entered else {}


def _to_answer(about: Consultation) -> list[str]:
    """Replies in words other than agreement: the synthesis says of each whether it is taken up."""
    opinions = about.round.opinions if about.round else ()
    return [each.text for each in opinions if each.text and each.answer is not Answer.AGREE]


def _with_papers(consultation_id: str) -> Form:
    """The form with an id in the place of every paper that was sent along as a file, kept before the step is done."""
    archive, form = http.archive(), request.form.copy()
    sent = {name: file for name, file in request.files.items() if file.filename}
    if not sent:
        return form
    about = archive.consultations.see(actor(), consultation_id).consultation
    for part in PARTS.keys() & sent.keys():
        form[part] = archive.consultation_papers.hand_in(actor(), about, part, [uploads.arrived(sent[part])])
    if "member" in form:
        form.setlist("document", [*_documents(about, form, sent)])
    return form


def _documents(about: Consultation, form: Form, sent: Mapping[str, FileStorage]) -> Iterator[str]:
    """What shows each reply: the record that was named, or that of the file sent along with it."""
    for number, (member, answer, channel, _, _, document) in enumerate(zip(*columns(form), strict=True)):
        scan = sent.get(f"document-{number}")
        if scan is None:
            yield document
            continue
        if answer not in set(Answer):
            raise BadField(field="answer", value=member[:60])
        came_by = channel_in(channel or form.get("channel_for_all", ""))
        yield http.archive().consultation_papers.hand_in_opinion(
            actor(), about, [uploads.arrived(scan)], came_by, member
        )


@blueprint.post("/<consultation_id>/scans")
@signed_in
def take_scans(consultation_id: str) -> Response:
    """Many pictures or scans of opinions at once, each a record of the dossier, to be given to members afterwards."""
    archive = http.archive()
    about = archive.consultations.see(actor(), consultation_id).consultation
    channel = channel_in(request.form.get("channel", ""))
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        raise EmptyFile
    for file in files:
        archive.consultation_papers.hand_in_opinion(actor(), about, [uploads.arrived(file)], channel)
    return _to(consultation_id)


@blueprint.get("/<consultation_id>/reminders")
@signed_in
def reminders(consultation_id: str) -> str:
    """A short message for each member without a reply, to send or to print, and what was sent before."""
    archive = http.archive()
    found = archive.consultation_watch.unanswered(actor(), consultation_id)
    unit = archive.units.register().units[found.consultation.unit_id]
    texts = [
        (each, reminder_text(found.consultation, found.asked, unit, each.name, overdue=found.overdue))
        for each in found.members
    ]
    return render_template(
        "consultation_reminders.html", found=found, consultation=found.consultation, texts=texts,
        channels=list(Channel), now=archive.consultations.clock.now(),
        may_change=responsible(actor(), found.consultation.unit_id),
    )  # fmt: skip


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
    return "\n".join(member.name if member.official else f"{member.name} {PROBATIONARY}" for member in members)
