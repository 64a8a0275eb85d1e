"""Slots judged, and running numbers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_service.completeness_rules import load_completeness_rules
from archive_service.domain.completeness import (
    FindingState,
    Paper,
    PapersByPeriod,
    PeriodKind,
    Slot,
    SlotState,
    judge,
    kind_of,
)
from archive_service.domain.numbering import number_runs
from archive_service.domain.records import Lifecycle
from indexer.text.normalise import fold

RULES = load_completeness_rules()
LATER = date(2023, 1, 1)


def paper(type_code: str, title: str, period: str = "2022-03", lifecycle: Lifecycle = Lifecycle.ISSUED) -> Paper:
    return Paper(f"rec_{title}", "u", type_code, lifecycle, title, fold(title), period, date(2022, 4, 1))


MINUTES = paper("BB", "Biên bản sinh hoạt chi bộ thường kỳ tháng 3 năm 2022")
RESOLUTION = paper("NQ", "Nghị quyết lãnh đạo thực hiện nhiệm vụ tháng 3 năm 2022")


def judged(*papers: Paper, period: str = "2022-03", excused: bool = False, today: date = LATER) -> Slot:
    return judge(
        "u", "cell", period, RULES, PapersByPeriod.of(papers),
        there=True, excused=excused, complete_consultations=frozenset(), today=today,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("papers", "state"),
    [
        ((), SlotState.MISSING),
        ((MINUTES,), SlotState.MISSING),
        ((MINUTES, RESOLUTION), SlotState.COMPLETE),
        ((MINUTES, paper("KL", "Kết luận tháng 3")), SlotState.COMPLETE),
        ((MINUTES, paper("NQ", "Nghị quyết tháng 3", lifecycle=Lifecycle.DRAFT)), SlotState.DRAFT_ONLY),
        ((MINUTES, paper("NQ", "Nghị quyết chuyên đề quý I")), SlotState.MISSING),
        ((paper("BB", "Biên bản họp chi uỷ"), RESOLUTION), SlotState.MISSING),
        ((MINUTES, paper("NQ", "Nghị quyết tháng 3", lifecycle=Lifecycle.SUPERSEDED)), SlotState.DRAFT_ONLY),
        ((MINUTES, paper("NQ", "Nghị quyết tháng 2", "2022-02")), SlotState.MISSING),
    ],
)
def test_a_month(papers: tuple[Paper, ...], state: SlotState) -> None:
    assert judged(*papers).state is state


def test_a_reason_covers_what_is_missing_and_only_that() -> None:
    assert judged(excused=True).state is SlotState.EXCUSED
    assert judged(MINUTES, RESOLUTION, excused=True).state is SlotState.COMPLETE


def test_not_due_until_its_day_has_passed() -> None:
    assert judged(today=date(2022, 4, 10)).state is SlotState.NOT_DUE
    assert judged(today=date(2022, 4, 11)).state is SlotState.MISSING


def test_late_papers_count_and_are_told() -> None:
    late = Paper("r", "u", "BB", Lifecycle.ISSUED, "Biên bản", "bien ban", "2022-03", date(2022, 4, 11))
    slot = judged(late, RESOLUTION)
    assert (slot.state, slot.late) == (SlotState.COMPLETE, True)


def test_a_quarter_takes_the_thematic_meeting_of_its_months() -> None:
    thematic = paper("BB", "Biên bản sinh hoạt chuyên đề quý I", "2022-02")
    assert judged(thematic, period="2022-Q1").state is SlotState.COMPLETE
    assert judged(thematic, period="2022-Q2").state is SlotState.MISSING


def test_a_rule_holds_only_while_it_is_in_force() -> None:
    (before,) = (judged(period=year, today=date(2027, 1, 1)) for year in ("2024",))
    after = judged(period="2025", today=date(2027, 1, 1))
    assert "yearly_review" not in {finding.requirement.code for finding in before.findings}
    assert "yearly_review" in {finding.requirement.code for finding in after.findings}


def test_a_cell_that_was_not_there_owes_nothing() -> None:
    slot = judge(
        "u", "cell", "2022-03", RULES, PapersByPeriod(),
        there=False, excused=False, complete_consultations=frozenset(), today=LATER,
    )  # fmt: skip
    assert slot.state is SlotState.NOT_APPLICABLE


def test_a_consultation_stands_in_for_the_meeting_not_for_the_resolution() -> None:
    parts = [
        paper("CV", "về việc xin ý kiến bằng văn bản dự thảo nghị quyết"),
        paper("NQ", "Dự thảo nghị quyết tháng 3", lifecycle=Lifecycle.DRAFT),
        paper("DS", "Danh sách đảng viên được gửi xin ý kiến"),
        paper("BC", "Báo cáo tổng hợp ý kiến đảng viên"),
        RESOLUTION,
    ]
    assert judged(*parts).state is SlotState.REPLACED
    for left_out in parts:
        assert judged(*(part for part in parts if part is not left_out)).state is not SlotState.REPLACED


@given(st.lists(st.sampled_from([MINUTES, RESOLUTION, paper("BC", "x"), paper("KL", "y")]), max_size=8))
def test_the_order_of_papers_does_not_matter(papers: list[Paper]) -> None:
    assert judged(*papers).state is judged(*reversed(papers)).state


@given(st.integers(2000, 2090), st.integers(1, 12))
def test_the_kind_of_a_period_is_read_from_its_form(year: int, month: int) -> None:
    assert kind_of(f"{year}-{month:02d}") is PeriodKind.MONTH
    assert kind_of(f"{year}-Q{(month + 2) // 3}") is PeriodKind.QUARTER
    assert kind_of(f"{year}") is PeriodKind.YEAR


def numbered(number: int, day: date, symbol: str) -> Paper:
    return Paper(
        f"rec_{number}", "u", "NQ", Lifecycle.ISSUED, "", "", f"{day:%Y-%m}", day, f"{number:02d}{symbol}", number, day
    )


@given(st.sets(st.integers(1, 200), min_size=1, max_size=40))
def test_missing_and_present_make_the_whole_run(numbers: set[int]) -> None:
    papers = [numbered(n, date(2022, 1, 1) + timedelta(days=n), "-NQ/CB") for n in sorted(numbers)]
    (run,) = number_runs(papers)
    assert run.present + run.missing_count == run.last - run.first + 1
    assert not numbers & set(run.missing)
    assert run.missing == tuple(sorted(set(range(run.first, run.last)) - numbers))[:50]


def test_a_new_term_begins_a_new_run_and_series_count_apart() -> None:
    papers = [
        numbered(5, date(2022, 1, 5), "-NQ/CB"),
        numbered(7, date(2022, 3, 5), "-NQ/CB"),
        numbered(1, date(2022, 7, 5), "-NQ/CB"),
        numbered(2, date(2022, 8, 5), "-NQ/CB"),
        numbered(1, date(2022, 2, 5), "-NQ/CĐ-CB"),
    ]
    assert [(run.series, run.first, run.last, run.missing) for run in number_runs(papers)] == [
        ("-NQ/CB", 5, 7, (6,)), ("-NQ/CB", 1, 2, ()), ("-NQ/CĐ-CB", 1, 1, ()),
    ]  # fmt: skip


def test_every_row_of_the_shipped_rules_names_its_source() -> None:
    assert len({each.code for each in RULES.requirements}) == len(RULES.requirements)
    assert all(each.source and each.name_vi and each.name_en for each in RULES.requirements)
    assert FindingState.MISSING in {finding.state for finding in judged().findings}
