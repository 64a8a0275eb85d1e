"""Written consultations as JSON, the same for REST and `--json`: late and missing replies, never as agreement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from archive_service.domain.consultation import (
    Answer,
    Channel,
    ChecklistItem,
    ConsultationState,
    Duty,
    Round,
    due_at,
)
from archive_service.domain.unit_events import Unit
from archive_service.domain.units import UnitRegister
from archive_service.services.consultation_forms import reminder_text
from archive_service.services.consultation_seen import Seen
from archive_service.services.consultation_watch import Unanswered
from archive_service.wire_json import unit_name
from archive_service.wire_shapes import Body, UnitName


class TallyBody(Body):
    """The count of the newest round over official members. Only replies in time are counted; `late` and `no_reply` are
    neither agreement nor disagreement. `passed`: more than half of all official members agreed in time.
    """

    members: int
    agree: int
    disagree: int
    other: int
    late: int
    no_reply: int
    probationary: int
    passed: bool


class ConsultationLine(Body):
    """A consultation in a list. `due_at` is the deadline of its newest round while it is open; `overdue` says that it
    is past.
    """

    id: str
    unit: UnitName
    title: str
    period: str | None
    state: ConsultationState
    next_step: Duty | None
    due_at: datetime | None
    overdue: bool
    tally: TallyBody | None


class ConsultationLines(Body):
    """A page of them, the newest first."""

    consultations: tuple[ConsultationLine, ...]
    next: str | None


class OpinionBody(Body):
    member: str
    answer: Answer
    channel: Channel
    received_at: datetime
    late: bool
    text: str
    document: str | None


class ReminderBody(Body):
    sent_at: datetime
    channel: Channel
    members: tuple[str, ...]


class RoundBody(Body):
    """One sending; draft and members are as they were then. `late` and `no_reply` name members, official or not.

    Without names for who may not read restricted records of the cell: `named` of the consultation is false then.
    """

    number: int
    draft: str
    draft_sha512: str
    letter: str | None
    channel: Channel
    sent_at: datetime
    deadline: datetime
    opinions: tuple[OpinionBody, ...]
    late: tuple[str, ...]
    no_reply: tuple[str, ...]
    reminders: tuple[ReminderBody, ...]


class TakenBody(Body):
    about: str
    accepted: bool
    why: str


class CheckedBody(Body):
    item: ChecklistItem
    present: bool
    required: bool


class ConsultationBody(ConsultationLine):
    """The whole of a consultation; draft, synthesis, resolution and notice are ids of records."""

    version: int
    dossier: str
    reason: str
    named: bool
    rounds: tuple[RoundBody, ...]
    checklist: tuple[CheckedBody, ...]
    missing: tuple[ChecklistItem, ...]
    taken: tuple[TakenBody, ...]
    draft: str | None
    synthesis: str | None
    resolution: str | None
    notice: str | None
    adopted: bool | None
    closed_incomplete_because: str


class MessageBody(Body):
    """A short message to one member, in Vietnamese."""

    member: str
    official: bool
    text: str


class RemindersBody(Body):
    """Members without a reply in the round that is being asked, each with a message to send."""

    consultation: str
    round: int
    deadline: datetime
    overdue: bool
    messages: tuple[MessageBody, ...]


def line_body(seen: Seen, register: UnitRegister, now: datetime) -> ConsultationLine:
    return ConsultationLine(**_line(seen, register, now))


def lines_body(found: Sequence[Seen], *, more: bool, register: UnitRegister, now: datetime) -> ConsultationLines:
    lines = tuple(line_body(each, register, now) for each in found)
    return ConsultationLines(consultations=lines, next=lines[-1].id if more and lines else None)


def consultation_body(seen: Seen, register: UnitRegister, now: datetime) -> ConsultationBody:
    it = seen.consultation
    return ConsultationBody(
        **_line(seen, register, now),
        version=it.version,
        dossier=it.dossier_id,
        reason=it.reason,
        named=seen.named,
        rounds=tuple(map(_round, it.rounds)),
        checklist=tuple(CheckedBody(item=c.item, present=c.present, required=c.required) for c in seen.checklist),
        missing=tuple(each.item for each in seen.checklist if each.required and not each.present),
        taken=tuple(TakenBody(about=each.about, accepted=each.accepted, why=each.why) for each in it.taken),
        draft=it.draft_id,
        synthesis=it.synthesis_id,
        resolution=it.resolution_id,
        notice=it.notice_id,
        adopted=it.adopted,
        closed_incomplete_because=it.closed_incomplete_because,
    )


def reminders_body(found: Unanswered, unit: Unit) -> RemindersBody:
    it, asked = found.consultation, found.asked
    return RemindersBody(
        consultation=it.id,
        round=asked.number,
        deadline=asked.deadline,
        overdue=found.overdue,
        messages=tuple(
            MessageBody(
                member=each.name,
                official=each.official,
                text=reminder_text(it, asked, unit, each.name, overdue=found.overdue),
            )
            for each in found.members
        ),
    )


def _line(seen: Seen, register: UnitRegister, now: datetime) -> dict[str, Any]:
    it, count, due = seen.consultation, seen.tally, due_at(seen.consultation)
    return {
        "id": it.id,
        "unit": unit_name(it.unit_id, register),
        "title": it.title,
        "period": it.period,
        "state": it.state,
        "next_step": seen.step,
        "due_at": due,
        "overdue": due is not None and due <= now,
        "tally": None
        if count is None
        else TallyBody(
            members=count.members, agree=count.agree, disagree=count.disagree, other=count.other, late=count.late,
            no_reply=count.no_reply, probationary=count.probationary, passed=count.passed,
        ),
    }  # fmt: skip


def _round(asked: Round) -> RoundBody:
    return RoundBody(
        number=asked.number,
        draft=asked.draft_id,
        draft_sha512=asked.draft_sha512,
        letter=asked.letter_id,
        channel=asked.channel,
        sent_at=asked.sent_at,
        deadline=asked.deadline,
        opinions=tuple(
            OpinionBody(
                member=each.member, answer=each.answer, channel=each.channel, received_at=each.received_at,
                late=asked.is_late(each), text=each.text, document=each.document_id,
            )
            for each in asked.opinions
        ),
        late=tuple(each.member for each in asked.late()),
        no_reply=tuple(each.name for each in asked.without_reply()),
        reminders=tuple(
            ReminderBody(sent_at=each.sent_at, channel=each.channel, members=each.members) for each in asked.reminders
        ),
    )  # fmt: skip
