"""The clock: worked cases, and what must hold whatever the rules, dates and holds are."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_service.domain.errors import BadField
from archive_service.domain.records import RecordClass
from archive_service.domain.retention import (
    AppliesTo,
    DossierFacts,
    FinalAction,
    HoldFacts,
    KeepKind,
    LegalSource,
    PaperFacts,
    RetentionFacts,
    RetentionPeriod,
    RetentionRule,
    RuleState,
    SourceMark,
    check_rule,
)
from archive_service.domain.retention_clock import ClockState, NextStep, RetentionDecision, decide
from archive_service.retention_profile import load_profile, read_profile
from archive_service.retention_words import explained
from tests.domain import case_table
from tests.domain.retention_cases import CASES, TODAY, Case, paper

SHIPPED = tuple(replace(rule, state=RuleState.RULE_APPROVED) for rule in load_profile())
HOLD = HoldFacts("hold_1", "Đang thanh tra", "Ủy ban Kiểm tra", "12-QĐ/UBKT", date(2040, 1, 1))
ORDER = list(ClockState)


def a_rule(code: str, years: int | None, **changes: object) -> RetentionRule:
    kind = KeepKind.YEARS if years else KeepKind.PERMANENT
    rule = RetentionRule(
        code, code, code, AppliesTo(), RetentionPeriod(kind, years), LegalSource("Nguồn", "1", SourceMark.INFERRED),
        "usr_a", datetime(2026, 1, 1, tzinfo=UTC), state=RuleState.RULE_APPROVED,
    )  # fmt: skip
    return replace(rule, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_a_worked_case(case: Case) -> None:
    decision = decide(RetentionFacts(case.paper, case.dossier), SHIPPED, (), case.today)
    assert (decision.state, decision.review_from) == (case.state, case.review_from)


def test_there_are_cases_enough() -> None:
    assert len({case.says for case in CASES}) == len(CASES) >= 60


def test_the_table_for_records_managers_says_what_is_decided() -> None:
    """docs/retention-cases.vi.md is printed by tests/domain/case_table.py, never written by hand."""
    assert case_table.PAGE.read_text(encoding="utf-8") == case_table.page()


dates = st.dates(date(1931, 1, 1), date(2060, 12, 31))
papers = st.builds(
    PaperFacts,
    record_id=st.integers(0, 40).map(lambda number: f"rec_{number}"),
    record_class=st.sampled_from(RecordClass),
    type_code=st.sampled_from(["NQ", "BB", "GK", "NĐ", "HĐ"]),
    day=st.none() | dates,
    period=st.sampled_from([None, "2022", "2022-03", "2022-Q1"]),
    event_on=st.none() | dates,
    not_before=st.none() | dates,
)
dossiers = st.none() | st.builds(
    DossierFacts,
    id=st.just("dos_1"),
    kind=st.sampled_from(["general", "campaign", "monthly"]),
    closed_at=st.none() | dates,
    members=st.lists(papers, max_size=4).map(tuple),
)
years_rules = st.lists(
    st.builds(
        a_rule,
        code=st.integers(0, 99).map(str),
        years=st.none() | st.integers(2, 70),
        effective_from=st.none() | dates,
        applies_to=st.builds(AppliesTo, type_codes=st.sampled_from([frozenset(), frozenset({"NQ", "BB"})])),
    ),
    max_size=5,
)
some_holds = st.lists(
    st.builds(HoldFacts, st.integers().map(str), st.just("r"), st.just("a"), st.just("d"), dates), max_size=3
)


@given(papers, dossiers, years_rules, dates)
def test_never_earlier_than_any_rule_that_applies(
    one: PaperFacts, dossier: DossierFacts | None, rules: list[RetentionRule], today: date
) -> None:
    decision = decide(RetentionFacts(one, dossier), rules, (), today)
    for rule in rules:
        alone = decide(RetentionFacts(one, dossier), [rule], (), today)
        if alone.state is ClockState.NO_RULE:
            continue
        assert _as_long(decision, alone)


def _as_long(whole: RetentionDecision, part: RetentionDecision) -> bool:
    if whole.review_from and part.review_from:
        return whole.review_from >= part.review_from
    return ORDER.index(whole.state) >= ORDER.index(part.state)


@given(papers, dossiers, some_holds, some_holds, dates)
def test_more_holds_never_free_anything(
    one: PaperFacts, dossier: DossierFacts | None, few: list[HoldFacts], more: list[HoldFacts], today: date
) -> None:
    before = decide(RetentionFacts(one, dossier), SHIPPED, few, today)
    after = decide(RetentionFacts(one, dossier), SHIPPED, [*few, *more], today)
    assert before.eligible or not after.eligible
    assert not after.eligible or not (few or more)
    assert (after.state, after.review_from) == (before.state, before.review_from)


@given(papers, dossiers, years_rules, some_holds, dates, st.randoms())
def test_order_does_not_matter(
    one: PaperFacts,
    dossier: DossierFacts | None,
    rules: list[RetentionRule],
    holds: list[HoldFacts],
    today: date,
    luck: random.Random,
) -> None:
    unique_rules = list({rule.code: rule for rule in rules}.values())
    members = {each.record_id: each for each in dossier.members} if dossier else {}
    facts = RetentionFacts(one, replace(dossier, members=tuple(members.values())) if dossier else None)
    unique_holds = list({hold.hold_id: hold for hold in holds}.values())
    first = decide(facts, unique_rules, unique_holds, today)
    luck.shuffle(unique_rules)
    luck.shuffle(unique_holds)
    if facts.dossier is not None:
        shuffled = list(facts.dossier.members)
        luck.shuffle(shuffled)
        facts = replace(facts, dossier=replace(facts.dossier, members=tuple(shuffled)))
    assert decide(facts, unique_rules, unique_holds, today) == first


@given(papers, dossiers, papers, dates)
def test_a_late_addition_never_shortens(
    one: PaperFacts, dossier: DossierFacts | None, late: PaperFacts, today: date
) -> None:
    if dossier is None:
        return
    late = replace(late, record_id="rec_late")
    rules = [a_rule("bb", 20, applies_to=AppliesTo(type_codes=frozenset({"BB"}))), a_rule("any", 10)]
    before = decide(RetentionFacts(one, dossier), rules, (), today)
    after = decide(RetentionFacts(one, replace(dossier, members=(*dossier.members, late))), rules, (), today)
    assert _as_long(after, before)


@given(st.integers(1931, 2060), st.integers(2, 70), st.integers(1, 366))
def test_whole_years_whatever_the_day(year: int, years: int, day: int) -> None:
    """Leap years or not: every day of a year gives the same 1 January."""
    when = date.fromordinal(min(date(year, 1, 1).toordinal() + day - 1, date(year, 12, 31).toordinal()))
    decision = decide(RetentionFacts(paper("BB", when.isoformat())), [a_rule("x", years)], (), TODAY)
    assert decision.review_from == date(year + years + 1, 1, 1)


@given(st.text(min_size=1, max_size=10), dates, dates)
def test_a_reorganised_unit_changes_nothing(record_id: str, day: date, today: date) -> None:
    """Neither the unit nor what became of it is asked for, unless a rule names its kind."""
    one = replace(paper("BB", day.isoformat()), record_id=record_id)
    merged = replace(one, unit_kind="former_cell")
    assert decide(RetentionFacts(one), SHIPPED, (), today) == decide(RetentionFacts(merged), SHIPPED, (), today)


def test_only_approved_rules_in_force_speak() -> None:
    one = RetentionFacts(paper("BB", "2022-02-05"))
    closed = a_rule("old", 70, effective_to=date(2021, 12, 31))
    proposed = a_rule("new", 70, state=RuleState.RULE_PROPOSED)
    assert decide(one, [closed, proposed, a_rule("now", 20)], (), TODAY).review_from == date(2043, 1, 1)
    assert decide(one, [closed, proposed], (), TODAY).state is ClockState.NO_RULE


def test_a_held_record_is_not_eligible_and_says_so() -> None:
    decision = decide(RetentionFacts(paper("GK", "2022-02-05")), SHIPPED, [HOLD], TODAY)
    assert decision.state is ClockState.REVIEW_DUE
    assert not decision.eligible
    assert decision.next_step is NextStep.LIFT_HOLDS_FIRST
    assert any("12-QĐ/UBKT" in line.vi and "12-QĐ/UBKT" in line.en for line in explained(decision))


def test_the_explanation_shows_rule_source_and_arithmetic() -> None:
    decision = decide(RetentionFacts(paper("BB", "2022-02-05")), SHIPPED, (), date(2026, 11, 23))
    told = [line.vi for line in explained(decision)]
    assert told[0] == "Còn trong thời hạn bảo quản; được xem xét từ 01/01/2043."
    assert "Quy tắc bien-ban" in told[1]
    assert "nguồn thứ cấp" in told[1]
    assert told[2] == "Công việc kết thúc năm 2022 + 20 năm: giữ hết 31/12/2042, xem xét từ 01/01/2043."


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_every_case_can_be_explained(case: Case) -> None:
    decision = decide(RetentionFacts(case.paper, case.dossier), SHIPPED, [HOLD], case.today)
    for line in explained(decision):
        assert "{" not in line.vi + line.en
        assert line.vi != line.en


@pytest.mark.parametrize("years", [0, 1, 71, -5])
def test_no_period_outside_the_law(years: int) -> None:
    with pytest.raises(BadField):
        check_rule(a_rule("x", 2, period=RetentionPeriod(KeepKind.YEARS, years)))


def test_every_inference_of_the_shipped_profile_says_so() -> None:
    inferred = {rule.code for rule in SHIPPED if rule.source.mark is SourceMark.INFERRED}
    assert {"nghi-quyet", "ket-luan", "danh-sach", "xin-y-kien"} <= inferred
    assert all(rule.source.mark is not SourceMark.READ_IN_THE_RULE for rule in SHIPPED)
    assert all(
        (rule.action is FinalAction.TRANSFER_OUT) == (rule.period.kind is KeepKind.PERMANENT) for rule in SHIPPED
    )


@pytest.mark.parametrize(
    ("content", "field"),
    [("[[rule]]\ncode='x'", "x.name"), ("[[rule]]\ncode='x'\ncolour='y'", "colour"), ("not toml", "profile"),
     ("[[rule]]", "rule.name")],
)  # fmt: skip
def test_a_broken_profile_is_refused(content: str, field: str) -> None:
    with pytest.raises(BadField) as refused:
        read_profile(content)
    assert refused.value.facts["field"] == field
