"""The steps of a written consultation: each takes it as it stands and gives it as it stands after, or says why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from archive_service.domain.consultation import (
    Consultation,
    ConsultationState,
    Opinion,
    Reminder,
    Round,
    Taken,
    missing,
    tally,
)
from archive_service.domain.errors import BadField, WrongState


def begin_round(consultation: Consultation, opened: Round) -> Consultation:
    """Send a draft: the first time, or again with a changed one. Raises WrongState, BadField."""
    _require(consultation, ConsultationState.DRAFTING, ConsultationState.REPLIES_ENDED)
    if not opened.members:
        raise BadField(field="members", value="")
    names = [member.name for member in opened.members]
    if len(set(names)) < len(names):
        raise BadField(field="members", value=next(name for name in names if names.count(name) > 1))
    if opened.deadline <= opened.sent_at:
        raise BadField(field="deadline", value=opened.deadline.isoformat())
    before = consultation.round
    if before is not None and before.draft_sha512 == opened.draft_sha512:
        raise BadField(field="draft", value=opened.draft_id)
    numbered = replace(opened, number=len(consultation.rounds) + 1, opinions=(), reminders=())
    return replace(consultation, rounds=(*consultation.rounds, numbered), state=ConsultationState.ASKING)


def record_opinions(consultation: Consultation, opinions: Sequence[Opinion]) -> Consultation:
    """Add replies to the newest round, also late ones until the synthesis. A second reply replaces the first.

    Raises WrongState; BadField for somebody who was not asked, or a reply from before the sending.
    """
    _require(consultation, ConsultationState.ASKING, ConsultationState.REPLIES_ENDED)
    current = _current(consultation)
    asked = {member.name for member in current.members}
    for opinion in opinions:
        if opinion.member not in asked:
            raise BadField(field="member", value=opinion.member)
        if opinion.received_at < current.sent_at:
            raise BadField(field="received_at", value=opinion.received_at.isoformat())
    kept = {opinion.member: opinion for opinion in (*current.opinions, *opinions)}
    order = [member.name for member in current.members]
    ordered = tuple(sorted(kept.values(), key=lambda opinion: order.index(opinion.member)))
    return replace(consultation, rounds=(*consultation.rounds[:-1], replace(current, opinions=ordered)))


def remind(consultation: Consultation, reminder: Reminder) -> Consultation:
    """Note that members were reminded. Raises WrongState; BadField for nobody, for somebody who replied or was not
    asked, or a reminder from before the sending.
    """
    _require(consultation, ConsultationState.ASKING)
    current = _current(consultation)
    silent = {member.name for member in current.without_reply()}
    stranger = next((name for name in reminder.members if name not in silent), None)
    if stranger is not None or not reminder.members:
        raise BadField(field="member", value=stranger or "")
    if reminder.sent_at < current.sent_at:
        raise BadField(field="sent_at", value=reminder.sent_at.isoformat())
    reminded = replace(current, reminders=(*current.reminders, reminder))
    return replace(consultation, rounds=(*consultation.rounds[:-1], reminded))


def end_replies(consultation: Consultation, now: datetime) -> Consultation:
    """The deadline has passed, or everybody replied. Raises WrongState, BadField (deadline) before that."""
    _require(consultation, ConsultationState.ASKING)
    current = _current(consultation)
    if now < current.deadline and current.without_reply():
        raise BadField(field="deadline", value=current.deadline.isoformat())
    return replace(consultation, state=ConsultationState.REPLIES_ENDED)


def synthesise(consultation: Consultation, synthesis_id: str, taken: Sequence[Taken]) -> Consultation:
    """The synthesis is there. Raises WrongState; BadField for a refusal without a reason."""
    _require(consultation, ConsultationState.REPLIES_ENDED)
    for each in taken:
        if not each.about.strip() or (not each.accepted and not each.why.strip()):
            raise BadField(field="taken", value=each.about[:60])
    return replace(consultation, state=ConsultationState.SYNTHESISED, synthesis_id=synthesis_id, taken=tuple(taken))


def issue(consultation: Consultation, resolution_id: str) -> Consultation:
    """The resolution that came of it. Raises WrongState, also when not more than half of the members agreed."""
    _require(consultation, ConsultationState.SYNTHESISED)
    if not tally(_current(consultation)).passed:
        raise WrongState(state=consultation.state.value)
    return replace(consultation, state=ConsultationState.ISSUED, resolution_id=resolution_id, adopted=True)


def reject(consultation: Consultation) -> Consultation:
    """The draft was not adopted. Raises WrongState."""
    _require(consultation, ConsultationState.SYNTHESISED)
    return replace(consultation, state=ConsultationState.NOT_ADOPTED, adopted=False)


def close(consultation: Consultation, *, notice_id: str | None = None, although_incomplete: str = "") -> Consultation:
    """The dossier is closed: complete, or with a reason why not. Raises WrongState, BadField (reason)."""
    _require(consultation, ConsultationState.ISSUED, ConsultationState.NOT_ADOPTED)
    closed = replace(consultation, notice_id=notice_id or consultation.notice_id)
    if missing(closed) and not although_incomplete.strip():
        raise BadField(field="reason", value="")
    reason = although_incomplete.strip() if missing(closed) else ""
    return replace(closed, state=ConsultationState.CLOSED, closed_incomplete_because=reason)


def _require(consultation: Consultation, *states: ConsultationState) -> None:
    if consultation.state not in states:
        raise WrongState(state=consultation.state.value)


def _current(consultation: Consultation) -> Round:
    if consultation.round is None:
        raise WrongState(state=consultation.state.value)
    return consultation.round
