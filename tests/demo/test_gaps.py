"""What is documented as missing is missing, and nothing else is."""

from __future__ import annotations

from collections import defaultdict

from archive_service.demo.entries import Entry
from archive_service.demo.gaps import CONSULTATIONS, GAPS, MONTHS, THEMATIC_CELLS, Cause, Gap, Missing
from archive_service.demo.organisation import CELLS, Numbering
from archive_service.domain.records import Lifecycle, RecordClass
from tests.demo.conftest import Planned


def there(entries: list[Entry], unit_code: str, period: str) -> set[Missing]:
    """Which of the required papers a cell has for a period; drafts do not count."""
    found = set()
    for entry in entries:
        if (entry.unit_code, entry.period) != (unit_code, period) or entry.lifecycle is not Lifecycle.ISSUED:
            continue
        if entry.record_class is RecordClass.RESOLUTION and "-Q" in period:
            found.add(Missing.THEMATIC)
        elif entry.record_class is RecordClass.RESOLUTION:
            found.add(Missing.MINUTES if entry.type_code == "BB" else Missing.RESOLUTION)
        elif entry.key.endswith("BC-synthesis"):
            found.add(Missing.SYNTHESIS)
    return found


def test_the_matrix_has_exactly_the_documented_gaps(planned: Planned) -> None:
    missing = set()
    for cell in CELLS:
        for period in MONTHS:
            if period < cell.first_month:
                continue
            required = {Missing.RESOLUTION, Missing.MINUTES}
            if (cell.code, period) in CONSULTATIONS:
                required = {Missing.RESOLUTION, Missing.SYNTHESIS}
            missing |= {(cell.code, period, each) for each in required - there(planned.entries, cell.code, period)}
    for code in THEMATIC_CELLS:
        for quarter in (f"{year}-Q{number}" for year in (2021, 2022) for number in (1, 2, 3, 4)):
            if Missing.THEMATIC not in there(planned.entries, code, quarter):
                missing.add((code, quarter, Missing.THEMATIC))
    assert missing == {(gap.unit_code, gap.period, gap.missing) for gap in GAPS}


def test_a_cell_founded_later_has_no_gap_before(planned: Planned) -> None:
    later = [cell for cell in CELLS if cell.first_month > MONTHS[0]]
    assert later
    for cell in later:
        periods = [entry.period for entry in planned.entries if entry.unit_code == cell.code and entry.period]
        assert min(periods) >= cell.first_month[:4]


def test_drafts_stand_where_only_a_draft_is_left(planned: Planned) -> None:
    only_drafts = [gap for gap in GAPS if gap.cause is Cause.DRAFT_ONLY]
    assert only_drafts
    for gap in only_drafts:
        drafts = [
            entry
            for entry in planned.entries
            if (entry.unit_code, entry.period, entry.lifecycle) == (gap.unit_code, gap.period, Lifecycle.DRAFT)
        ]
        assert [draft.number for draft in drafts] == [None]


def test_numbers_have_holes_only_where_a_paper_was_lost(planned: Planned) -> None:
    """Per cell, type and run of numbers; a run starts again with the year or the term."""
    runs: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for entry in planned.entries:
        if entry.number is None or entry.symbol is None or not entry.symbol.endswith("CB") or "CĐ" in entry.symbol:
            continue
        cell = next(cell for cell in CELLS if cell.code == entry.unit_code)
        year = entry.key.split("/")[1][:4]
        runs[cell.code, entry.type_code, year if cell.habits.numbering is Numbering.YEAR else "term"].append(
            entry.number
        )
    holes: dict[tuple[str, str], int] = defaultdict(int)
    for (code, type_code, _), numbers in runs.items():
        before = numbers[0] - 1
        for number in numbers:
            if number > before:
                holes[code, type_code] += number - before - 1
            before = number
    lost = [gap for gap in GAPS if gap.cause is Cause.LOST]
    expected: dict[tuple[str, str], int] = defaultdict(int)
    for gap in lost:
        expected[gap.unit_code, TYPES[gap.missing]] += 1
    assert {key: count for key, count in holes.items() if count} == dict(expected)


TYPES = {Missing.RESOLUTION: "NQ", Missing.MINUTES: "BB", Missing.SYNTHESIS: "BC", Missing.THEMATIC: "BB"}


def test_gaps_are_documented_once() -> None:
    assert len(set(GAPS)) == len(GAPS)
    assert all(isinstance(gap, Gap) for gap in GAPS)
