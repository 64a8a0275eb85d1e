"""Written consultation of a cell's members (xin ý kiến bằng văn bản): rounds, opinions, counting, and what is missing.

    DRAFTING → ASKING → REPLIES_ENDED → SYNTHESISED → ISSUED | NOT_ADOPTED → CLOSED
                 ↑            │
                 └── new round┘      (a changed draft is a new round; what was sent stays as it was)

While members are asked, draft and list of members are frozen. Who does not reply is listed and never counted as
agreement; what comes after the deadline is kept and marked late. More than half of all official members must agree
(Quy định 208-QĐ/TW, as reported); probationary members are heard and not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from archive_service.domain.errors import BadField, WrongState


class ConsultationState(StrEnum):
    DRAFTING = "drafting"
    ASKING = "asking"
    REPLIES_ENDED = "replies_ended"
    SYNTHESISED = "synthesised"
    ISSUED = "issued"
    NOT_ADOPTED = "not_adopted"
    CLOSED = "closed"


class Answer(StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"
    OTHER = "other"


class Channel(StrEnum):
    PAPER = "paper"
    ZALO = "zalo"
    EMAIL = "email"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Member:
    """A member on the day the round began. `official` members are counted, probationary ones only heard."""

    name: str
    official: bool = True


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a member answered in a round. `document_id` is the record that shows it (a scan, a capture), if any."""

    member: str
    answer: Answer
    channel: Channel
    received_at: datetime
    text: str = ""
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One sending. `draft_sha512` is the digest of the draft that was sent: it cannot be exchanged afterwards."""

    number: int
    draft_id: str
    draft_sha512: str
    letter_id: str | None
    channel: Channel
    members: tuple[Member, ...]
    sent_at: datetime
    deadline: datetime
    opinions: tuple[Opinion, ...] = ()

    def is_late(self, opinion: Opinion) -> bool:
        return opinion.received_at > self.deadline

    def without_reply(self) -> tuple[Member, ...]:
        """Members from whom nothing came, in the order of the list."""
        replied = {opinion.member for opinion in self.opinions}
        return tuple(member for member in self.members if member.name not in replied)


@dataclass(frozen=True, slots=True)
class Taken:
    """One opinion or group of opinions in the synthesis: taken up or not, and why."""

    about: str
    accepted: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over official members; `late` of the replies came after the deadline and are counted apart."""

    members: int
    agree: int
    disagree: int
    other: int
    no_reply: int
    late: int
    probationary: int

    @property
    def passed(self) -> bool:
        """Whether more than half of all official members agreed in time."""
        return self.agree * 2 > self.members


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation of one cell. `dossier_id` gathers its records; `draft_id` (what it was begun for, before anything
    is sent), `synthesis_id`, `resolution_id` and `notice_id` are records.
    """

    id: str
    unit_id: str
    dossier_id: str
    title: str
    reason: str
    period: str | None
    state: ConsultationState = ConsultationState.DRAFTING
    rounds: tuple[Round, ...] = ()
    taken: tuple[Taken, ...] = ()
    synthesis_id: str | None = None
    resolution_id: str | None = None
    notice_id: str | None = None
    adopted: bool | None = None
    closed_incomplete_because: str = ""
    draft_id: str | None = None
    version: int = 1

    @property
    def round(self) -> Round | None:
        """The newest round."""
        return self.rounds[-1] if self.rounds else None


class ChecklistItem(StrEnum):
    """Parts of a complete dossier, in the order they come about."""

    LETTER = "letter"
    DRAFT = "draft"
    MEMBERS = "members"
    REPLIES = "replies"
    SYNTHESIS = "synthesis"
    RESOLUTION = "resolution"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Checked:
    """One part of the checklist. The notice of the result is wished for, all others are required."""

    item: ChecklistItem
    present: bool
    required: bool = True


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
    numbered = replace(opened, number=len(consultation.rounds) + 1, opinions=())
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


def tally(current: Round) -> Tally:
    """The count of a round: official members only, replies in time only."""
    official = {member.name for member in current.members if member.official}
    in_time = [o.answer for o in current.opinions if o.member in official and not current.is_late(o)]
    late = sum(1 for o in current.opinions if o.member in official and current.is_late(o))
    counted = {answer: in_time.count(answer) for answer in Answer}
    return Tally(
        members=len(official),
        agree=counted[Answer.AGREE],
        disagree=counted[Answer.DISAGREE],
        other=counted[Answer.OTHER],
        no_reply=len(official) - len(in_time) - late,
        late=late,
        probationary=len(current.members) - len(official),
    )


def checklist(consultation: Consultation) -> tuple[Checked, ...]:
    """Every part of the dossier and whether it is there."""
    current = consultation.round
    ended = consultation.state not in (ConsultationState.DRAFTING, ConsultationState.ASKING)
    resolved = consultation.resolution_id is not None
    return (
        Checked(ChecklistItem.LETTER, current is not None and current.letter_id is not None),
        Checked(ChecklistItem.DRAFT, current is not None),
        Checked(ChecklistItem.MEMBERS, current is not None and bool(current.members)),
        Checked(ChecklistItem.REPLIES, current is not None and (ended or not current.without_reply())),
        Checked(ChecklistItem.SYNTHESIS, consultation.synthesis_id is not None),
        Checked(ChecklistItem.RESOLUTION, resolved, required=consultation.adopted is not False),
        Checked(ChecklistItem.NOTICE, consultation.notice_id is not None, required=False),
    )


def missing(consultation: Consultation) -> tuple[ChecklistItem, ...]:
    """The required parts that are not there."""
    return tuple(part.item for part in checklist(consultation) if part.required and not part.present)


def _require(consultation: Consultation, *states: ConsultationState) -> None:
    if consultation.state not in states:
        raise WrongState(state=consultation.state.value)


def _current(consultation: Consultation) -> Round:
    if consultation.round is None:
        raise WrongState(state=consultation.state.value)
    return consultation.round
