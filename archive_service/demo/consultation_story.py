"""What the written consultations of the demonstration went through: whom they asked, who answered, what came of it.

Those of the epidemic's months are told by their papers. Two more begin with drafts that never became resolutions: one
waits for replies after its deadline, one is not sent yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from archive_service.demo import consultation
from archive_service.demo.gaps import LATE_OPINIONS, SENT_AGAIN
from archive_service.demo.meeting import Meeting
from archive_service.demo.resolutions import monthly_abstract
from archive_service.domain.consultation import Answer, Channel, Member, Opinion, Reminder, Taken
from archive_service.domain.local_time import LOCAL_TIME

_ANSWERS = {consultation.AGREED: Answer.AGREE, consultation.OTHER: Answer.OTHER}


@dataclass(frozen=True, slots=True)
class DemoRound:
    """One sending. Papers are named by their keys in the manifest; `with_forms` are members whose form `forms` shows.

    `late` came after the reminder, when the deadline was past.
    """

    draft: str
    letter: str | None
    members: tuple[Member, ...]
    sent_at: datetime
    deadline: datetime
    opinions: tuple[Opinion, ...]
    forms: str | None = None
    with_forms: frozenset[str] = frozenset()
    reminder: Reminder | None = None
    late: tuple[Opinion, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoConsultation:
    """A consultation from its beginning to where it stands. `dossier` is the key of the dossier its papers lie in."""

    unit_code: str
    title: str
    reason: str
    period: str
    opened_at: date
    draft: str
    dossier: str | None = None
    rounds: tuple[DemoRound, ...] = ()
    synthesis: str | None = None
    taken: tuple[Taken, ...] = ()
    resolution: str | None = None


def told_by_papers(meeting: Meeting, dossier: str, title: str, rounds: int, *, lost: bool) -> DemoConsultation:
    """A consultation that took the place of the meeting; when its synthesis is `lost` it cannot go on from there."""
    return DemoConsultation(
        unit_code=meeting.cell.code,
        title=title,
        reason="Dịch COVID-19: chi bộ không sinh hoạt tập trung được",
        period=meeting.period,
        opened_at=consultation.asked_on(meeting, rounds - 1),
        draft=_key(meeting, "draft-1"),
        dossier=dossier,
        rounds=tuple(_round(meeting, turn, rounds) for turn in range(1, rounds + 1)),
        synthesis=None if lost else _key(meeting, "BC-synthesis"),
        taken=_taken(meeting),
        resolution=None if lost else _key(meeting, "NQ"),
    )


def of_a_draft(meeting: Meeting) -> DemoConsultation:
    """What began with a draft that the meeting left unfinished: sent out in one cell, only begun in the others."""
    sent = (meeting.cell.code, meeting.period) in SENT_AGAIN
    return DemoConsultation(
        unit_code=meeting.cell.code,
        title=f"Xin ý kiến hoàn thiện dự thảo nghị quyết {monthly_abstract(meeting)}",
        reason="Kỳ họp giao chi ủy hoàn thiện dự thảo, gửi đảng viên góp ý bằng văn bản",
        period=meeting.period,
        opened_at=meeting.day + timedelta(days=2),
        draft=_key(meeting, "NQ-draft"),
        rounds=(_waiting(meeting),) if sent else (),
    )


def _round(meeting: Meeting, turn: int, rounds: int) -> DemoRound:
    """Letters of earlier rounds went out before; their replies are not told one by one."""
    asked, newest = consultation.asked_on(meeting, rounds - turn), turn == rounds
    return DemoRound(
        draft=_key(meeting, f"draft-{turn}"),
        letter=_key(meeting, f"CV-{turn}"),
        members=tuple(Member(name) for name in meeting.cast.members),
        sent_at=_at(asked, 8),
        deadline=_at(consultation.answered_by(asked), 17),
        opinions=_opinions(meeting, asked) if newest else (),
        forms=_key(meeting, "PXYK") if newest else None,
        with_forms=frozenset(consultation.members_with_forms(meeting)) if newest else frozenset(),
    )


def _opinions(meeting: Meeting, asked: date) -> tuple[Opinion, ...]:
    """One for each member who answered, in time, as the synthesis counts them."""
    rng = meeting.rng("received")
    told = []
    for name, answer in consultation.answers_of(meeting).items():
        day, hour = asked + timedelta(days=rng.randint(0, 2)), rng.randint(9, 20)
        channel = Channel.PAPER if rng.random() < 0.7 else Channel.ZALO
        text = f"Đề nghị xem lại nội dung về {meeting.matters[1].title}" if answer == consultation.OTHER else ""
        if answer != consultation.SILENT:
            told.append(Opinion(name, _ANSWERS[answer], channel, _at(day, hour, rng.randint(0, 59)), text))
    return tuple(told)


def _waiting(meeting: Meeting) -> DemoRound:
    """A round without a letter, whose deadline is past: most answered, some late, some not at all."""
    members = tuple(Member(name, official=number < len(meeting.cast.members) - 1)
                    for number, name in enumerate(meeting.cast.members))  # fmt: skip
    asked = meeting.day + timedelta(days=2)
    in_time = _opinions(meeting, asked)
    silent = tuple(each.name for each in members if each.name not in {opinion.member for opinion in in_time})
    deadline = _at(asked + timedelta(days=5), 17)
    late = tuple(
        Opinion(name, Answer.AGREE, Channel.ZALO, deadline + timedelta(hours=20 + 5 * number), "Nhất trí với dự thảo")
        for number, name in enumerate(silent[:LATE_OPINIONS])
    )
    reminder = Reminder(_at(asked + timedelta(days=4), 19), Channel.ZALO, silent)
    return DemoRound(
        draft=_key(meeting, "NQ-draft"), letter=None, members=members, sent_at=_at(asked, 8), deadline=deadline,
        opinions=in_time, reminder=reminder, late=late,
    )  # fmt: skip


def _taken(meeting: Meeting) -> tuple[Taken, ...]:
    """The same that the synthesis says in its second part."""
    accepted, left = meeting.matters[0], meeting.matters[1]
    return (
        Taken(f"Bổ sung nội dung về {accepted.title}", accepted=True),
        Taken(f"Ý kiến về {left.title}", accepted=False, why="ngoài phạm vi nghị quyết tháng, chuyển kỳ sau"),
    )


def _key(meeting: Meeting, name: str) -> str:
    return f"{meeting.cell.code}/{meeting.period}/{name}"


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LOCAL_TIME).astimezone(UTC)
