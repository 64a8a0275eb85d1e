"""A written consultation: its states, its counting, its checklist."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_service.domain.consultation import (
    Answer,
    Channel,
    ChecklistItem,
    Consultation,
    ConsultationState,
    Duty,
    Member,
    Opinion,
    Reminder,
    Round,
    Taken,
    checklist,
    due_at,
    missing,
    named_papers,
    next_step,
    tally,
)
from archive_service.domain.consultation_steps import (
    begin_round,
    close,
    end_replies,
    issue,
    record_opinions,
    reject,
    remind,
    synthesise,
)
from archive_service.domain.errors import BadField, WrongState

SENT = datetime(2022, 2, 28, 8, tzinfo=UTC)
DEADLINE = SENT + timedelta(days=3)
MEMBERS = (Member("An"), Member("Bình"), Member("Cúc"), Member("Dũng", official=False))
NEW = Consultation("con_1", "u", "dos_1", "Nghị quyết tháng 3", "dịch bệnh", "2022-03")


def a_round(**changes: object) -> Round:
    return replace(Round(1, "rec_draft", "ab" * 64, "rec_letter", Channel.PAPER, MEMBERS, SENT, DEADLINE), **changes)  # type: ignore[arg-type]


def said(member: str, answer: Answer = Answer.AGREE, days: float = 1) -> Opinion:
    return Opinion(member, answer, Channel.ZALO, SENT + timedelta(days=days))


def asked() -> Consultation:
    return begin_round(NEW, a_round())


def replied(*opinions: Opinion) -> Consultation:
    return end_replies(record_opinions(asked(), opinions), DEADLINE)


def test_the_whole_way() -> None:
    ended = replied(said("An"), said("Bình"))
    done = close(issue(synthesise(ended, "rec_syn", [Taken("thêm ý", True)]), "rec_nq"), notice_id="rec_tb")
    assert done.state is ConsultationState.CLOSED
    assert done.adopted is True
    assert missing(done) == ()
    assert done.closed_incomplete_because == ""


def test_who_does_not_reply_is_listed_and_does_not_agree() -> None:
    ended = replied(said("An"))
    count = tally(ended.rounds[-1])
    assert (count.members, count.agree, count.no_reply, count.probationary) == (3, 1, 2, 1)
    assert not count.passed
    assert [member.name for member in ended.rounds[-1].without_reply()] == ["Bình", "Cúc", "Dũng"]
    with pytest.raises(WrongState):
        issue(synthesise(ended, "rec_syn", []), "rec_nq")


def test_half_is_not_more_than_half_and_probationary_members_do_not_count() -> None:
    four = (*MEMBERS, Member("Giang"))
    half = record_opinions(begin_round(NEW, a_round(members=four)), [said("An"), said("Bình"), said("Dũng")])
    assert not tally(half.rounds[-1]).passed
    assert tally(record_opinions(half, [said("Cúc")]).rounds[-1]).passed


def test_late_replies_are_kept_and_counted_apart() -> None:
    late = record_opinions(replied(said("An")), [said("Bình", days=4)])
    count = tally(late.rounds[-1])
    assert (count.agree, count.late, count.no_reply) == (1, 1, 1)
    assert late.rounds[-1].is_late(late.rounds[-1].opinions[1])


def test_members_are_reminded_until_they_reply() -> None:
    heard = record_opinions(asked(), [said("An")])
    told = Reminder(SENT + timedelta(days=2), Channel.ZALO, ("Bình", "Dũng"))
    assert remind(heard, told).rounds[-1].reminders == (told,)
    for wrong, field in (
        (replace(told, members=("An",)), "member"),
        (replace(told, members=("Nobody",)), "member"),
        (replace(told, members=()), "member"),
        (replace(told, sent_at=SENT - timedelta(hours=1)), "sent_at"),
    ):
        with pytest.raises(BadField) as refused:
            remind(heard, wrong)
        assert refused.value.facts["field"] == field
    with pytest.raises(WrongState):
        remind(replied(said("An")), told)
    again = replace(a_round(), draft_sha512="cd" * 64)
    assert begin_round(end_replies(remind(heard, told), DEADLINE), again).rounds[-1].reminders == ()


def test_what_comes_next_and_by_when() -> None:
    before, after = DEADLINE - timedelta(hours=1), DEADLINE
    assert (next_step(NEW, before), due_at(NEW)) == (Duty.SEND, None)
    assert (next_step(asked(), before), due_at(asked())) == (Duty.AWAIT, DEADLINE)
    assert next_step(asked(), after) is Duty.END
    everybody = record_opinions(asked(), [said(member.name) for member in MEMBERS])
    assert next_step(everybody, before) is Duty.END
    summed = synthesise(end_replies(everybody, before), "rec_syn", [])
    assert [next_step(each, after) for each in (end_replies(everybody, before), summed, reject(summed))] == [
        Duty.SYNTHESISE, Duty.DECIDE, Duty.CLOSE,
    ]  # fmt: skip
    closed = close(issue(summed, "rec_nq"))
    assert (next_step(closed, after), due_at(closed)) == (None, None)


def test_every_paper_is_named_with_its_part() -> None:
    shown = replace(said("An"), document_id="rec_scan")
    summed = synthesise(replied(shown, said("Bình"), said("Cúc")), "rec_syn", [])
    named = named_papers(issue(replace(summed, draft_id="rec_draft"), "rec_nq"))
    assert named == {
        "rec_draft": "draft",
        "rec_letter": "letter",
        "rec_scan": "reply",
        "rec_syn": "synthesis",
        "rec_nq": "resolution",
    }


def test_a_second_reply_replaces_the_first() -> None:
    changed = record_opinions(asked(), [said("An", Answer.DISAGREE), said("An", Answer.AGREE, days=2)])
    assert [opinion.answer for opinion in changed.rounds[-1].opinions] == [Answer.AGREE]


@pytest.mark.parametrize(
    ("opinion", "field"),
    [(said("Nobody"), "member"), (said("An", days=-1), "received_at")],
)
def test_replies_that_cannot_be(opinion: Opinion, field: str) -> None:
    with pytest.raises(BadField) as refused:
        record_opinions(asked(), [opinion])
    assert refused.value.facts["field"] == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"members": ()}, "members"),
        ({"members": (Member("An"), Member("An"))}, "members"),
        ({"deadline": SENT}, "deadline"),
    ],
)
def test_rounds_that_cannot_be(changes: dict[str, object], field: str) -> None:
    with pytest.raises(BadField) as refused:
        begin_round(NEW, a_round(**changes))
    assert refused.value.facts["field"] == field


def test_what_was_sent_is_frozen_and_a_changed_draft_is_a_new_round() -> None:
    with pytest.raises(WrongState):
        begin_round(asked(), a_round(draft_sha512="cd" * 64))
    ended = replied(said("An"))
    with pytest.raises(BadField):
        begin_round(ended, a_round())
    again = begin_round(ended, a_round(draft_sha512="cd" * 64))
    assert [each.number for each in again.rounds] == [1, 2]
    assert again.rounds[0] == ended.rounds[0]


def test_replies_do_not_end_before_the_deadline_while_somebody_is_silent() -> None:
    with pytest.raises(BadField):
        end_replies(record_opinions(asked(), [said("An")]), DEADLINE - timedelta(hours=1))
    everybody = record_opinions(asked(), [said(member.name) for member in MEMBERS])
    assert end_replies(everybody, DEADLINE - timedelta(hours=1)).state is ConsultationState.REPLIES_ENDED


def test_a_refusal_in_the_synthesis_needs_its_reason() -> None:
    with pytest.raises(BadField):
        synthesise(replied(said("An")), "rec_syn", [Taken("bỏ mục 2", False)])


def test_an_incomplete_dossier_closes_only_with_a_reason() -> None:
    without_letter = begin_round(NEW, a_round(letter_id=None))
    ended = end_replies(record_opinions(without_letter, [said("An"), said("Bình")]), DEADLINE)
    issued = issue(synthesise(ended, "rec_syn", []), "rec_nq")
    assert missing(issued) == (ChecklistItem.LETTER,)
    with pytest.raises(BadField):
        close(issued)
    assert close(issued, although_incomplete="mất công văn").closed_incomplete_because == "mất công văn"


def test_a_draft_that_failed_needs_no_resolution() -> None:
    failed = close(reject(synthesise(replied(said("An", Answer.DISAGREE)), "rec_syn", [])))
    assert failed.adopted is False
    assert missing(failed) == ()


STEPS: tuple[Callable[[Consultation], Consultation], ...] = (
    lambda c: begin_round(c, a_round(draft_sha512=f"{len(c.rounds):02d}" * 64)),
    lambda c: record_opinions(c, [said("An"), said("Bình")]),
    lambda c: end_replies(c, DEADLINE),
    lambda c: synthesise(c, "rec_syn", []),
    lambda c: issue(c, "rec_nq"),
    reject,
    close,
)


@given(st.lists(st.sampled_from(STEPS), max_size=25))
def test_no_order_of_steps_leads_astray(steps: list[Callable[[Consultation], Consultation]]) -> None:
    """A step is taken as a whole or refused; issued means counted, closed means complete."""
    current = NEW
    for step in steps:
        try:
            current = step(current)
        except (WrongState, BadField):
            continue
    if current.resolution_id is not None:
        assert tally(current.rounds[-1]).passed
    if current.state is ConsultationState.CLOSED:
        assert missing(current) == ()
    if current.round is not None:
        count = tally(current.round)
        assert count.agree + count.disagree + count.other + count.no_reply + count.late == count.members
    assert {part.item for part in checklist(current)} == set(ChecklistItem)
