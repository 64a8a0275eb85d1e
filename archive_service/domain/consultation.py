"""Written consultation of a cell's members (xin ý kiến bằng văn bản): rounds, opinions, counting, and what is missing.

    DRAFTING → ASKING → REPLIES_ENDED → SYNTHESISED → ISSUED | NOT_ADOPTED → CLOSED
                 ↑            │
                 └── new round┘      (a changed draft is a new round; what was sent stays as it was)

While members are asked, draft and list of members are frozen. Who does not reply is listed and never counted as
agreement; what comes after the deadline is kept and marked late. More than half of all official members must agree
(Quy định 208-QĐ/TW, as reported); probationary members are heard and not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
class Reminder:
    """Members who had not replied were reminded: when, how and whom."""

    sent_at: datetime
    channel: Channel
    members: tuple[str, ...]


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
    reminders: tuple[Reminder, ...] = ()

    def is_late(self, opinion: Opinion) -> bool:
        return opinion.received_at > self.deadline

    def late(self) -> tuple[Opinion, ...]:
        """Replies that came after the deadline: kept, and not counted."""
        return tuple(opinion for opinion in self.opinions if self.is_late(opinion))

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


class Duty(StrEnum):
    """What is to be done next, by whoever is responsible in the cell."""

    SEND = "send"
    AWAIT = "await"
    END = "end"
    SYNTHESISE = "synthesise"
    DECIDE = "decide"
    CLOSE = "close"


_NEXT = {
    ConsultationState.DRAFTING: Duty.SEND,
    ConsultationState.REPLIES_ENDED: Duty.SYNTHESISE,
    ConsultationState.SYNTHESISED: Duty.DECIDE,
    ConsultationState.ISSUED: Duty.CLOSE,
    ConsultationState.NOT_ADOPTED: Duty.CLOSE,
}


def next_step(consultation: Consultation, now: datetime) -> Duty | None:
    """What comes next: replies are awaited until the deadline or the last reply; None when it is closed."""
    current = consultation.round
    if consultation.state is ConsultationState.ASKING and current is not None:
        ended = now >= current.deadline or not current.without_reply()
        return Duty.END if ended else Duty.AWAIT
    return _NEXT.get(consultation.state)


def due_at(consultation: Consultation) -> datetime | None:
    """By when replies were asked for, of one that is sent and not closed."""
    if consultation.state is ConsultationState.CLOSED or consultation.round is None:
        return None
    return consultation.round.deadline


def named_papers(consultation: Consultation) -> dict[str, str]:
    """The records a consultation names, each with the part it plays, in the order they come about."""
    papers = {consultation.draft_id: "draft"} if consultation.draft_id else {}
    for asked in consultation.rounds:
        if asked.letter_id:
            papers[asked.letter_id] = "letter"
        papers[asked.draft_id] = "draft"
        papers |= {each.document_id: "reply" for each in asked.opinions if each.document_id}
    later = (
        (consultation.synthesis_id, "synthesis"),
        (consultation.resolution_id, "resolution"),
        (consultation.notice_id, "notice"),
    )
    return papers | {record_id: part for record_id, part in later if record_id}
