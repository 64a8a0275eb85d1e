"""Dates and periods as people write them, to ranges of months and days."""

from datetime import date

import pytest

from indexer.query import parse
from indexer.query_tree import AnyOf, DateRange, Node, PeriodRange, Phrase, Word, Words

TODAY = date(2026, 2, 14)


def root(text: str) -> Node:
    return parse(text, TODAY).root


def period(text: str) -> tuple[object, ...]:
    """The ranges of the one period in a query."""
    node = root(text)
    if isinstance(node, Words):
        assert len(node.nodes) == 1, node
        node = node.nodes[0]
    ranges = node.nodes if isinstance(node, AnyOf) else (node,)
    return tuple(part for part in ranges if not isinstance(part, Phrase))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("tháng 3/2022", "2022-03", "2022-03"),
        ("thang 3 nam 2022", "2022-03", "2022-03"),
        ("Tháng 03 năm 2022", "2022-03", "2022-03"),
        ("03/2022", "2022-03", "2022-03"),
        ("2022-03", "2022-03", "2022-03"),
        ("t3/2022", "2022-03", "2022-03"),
        ("tháng 3 năm nay", "2026-03", "2026-03"),
        ("tháng 3 năm ngoái", "2025-03", "2025-03"),
        ("quý 1 2022", "2022-01", "2022-03"),
        ("quý I năm 2022", "2022-01", "2022-03"),
        ("quy IV/2021", "2021-10", "2021-12"),
        ("Q3/2022", "2022-07", "2022-09"),
        ("6 tháng đầu năm 2022", "2022-01", "2022-06"),
        ("sáu tháng cuối năm 2022", "2022-07", "2022-12"),
        ("năm 2022", "2022-01", "2022-12"),
        ("nhiệm kỳ 2020-2025", "2020-01", "2025-12"),
        ("nhiem ky 2020 - 2025", "2020-01", "2025-12"),
        ("giai đoạn 2020-2025", "2020-01", "2025-12"),
        ("năm nay", "2026-01", "2026-12"),
        ("năm ngoái", "2025-01", "2025-12"),
        ("tháng này", "2026-02", "2026-02"),
        ("tháng trước", "2026-01", "2026-01"),
        ("quý này", "2026-01", "2026-03"),
        ("quý trước", "2025-10", "2025-12"),
        ("02/2022..05/2022", "2022-02", "2022-05"),
        ("05/2022..02/2022", "2022-02", "2022-05"),
        ("2020..2022", "2020-01", "2022-12"),
        ("từ tháng 2 đến tháng 5 năm 2022", "2022-02", "2022-05"),
        ("từ 02/2022 đến 05/2022", "2022-02", "2022-05"),
        ("quý 1 2022..quý 2 2022", "2022-01", "2022-06"),
        ("tháng ba năm 2022", "2022-03", "2022-03"),
        ("tháng năm năm 2022", "2022-05", "2022-05"),
        ("thang muoi hai nam ngoai", "2025-12", "2025-12"),
        ("quý một năm 2022", "2022-01", "2022-03"),
        ("02/2022-05/2022", "2022-02", "2022-05"),
        ("02/2022 – 05/2022", "2022-02", "2022-05"),
        ("năm 2021 - năm 2022", "2021-01", "2022-12"),
        ("tháng 2-5/2022", "2022-02", "2022-05"),
        ("tháng 2 đến tháng 5 năm 2022", "2022-02", "2022-05"),
        ("tháng 11 - tháng 2/2022", "2021-11", "2022-02"),
        ("quý 1-2/2022", "2022-01", "2022-06"),
        ("quý I đến quý III năm nay", "2026-01", "2026-09"),
        ("từ quý 1 đến quý 3 năm 2022", "2022-01", "2022-09"),
        ("từ tháng 11 đến tháng 2/2022", "2021-11", "2022-02"),
    ],
)
def test_periods_are_months_kept_for_and_days_dated_in(text: str, first: str, last: str) -> None:
    kept_for, dated = period(text)
    assert kept_for == PeriodRange(first, last)
    assert isinstance(dated, DateRange)
    assert dated.start is not None
    assert dated.end is not None
    assert (f"{dated.start:%Y-%m-%d}", f"{dated.end:%Y-%m}") == (f"{first}-01", last)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("5/2/2022", date(2022, 2, 5), date(2022, 2, 5)),
        ("ngày 05 tháng 02 năm 2022", date(2022, 2, 5), date(2022, 2, 5)),
        ("2022-02-05", date(2022, 2, 5), date(2022, 2, 5)),
        ("hôm qua", date(2026, 2, 13), date(2026, 2, 13)),
        ("01/02/2022..05/03/2022", date(2022, 2, 1), date(2022, 3, 5)),
        ("từ ngày 01/02/2022 đến 05/03/2022", date(2022, 2, 1), date(2022, 3, 5)),
        ("01/02/2022 - 05/03/2022", date(2022, 2, 1), date(2022, 3, 5)),
        ("từ ngày 1/2 đến ngày 5/3/2022", date(2022, 2, 1), date(2022, 3, 5)),
        ("từ 20 tháng 12 đến 5/1/2022", date(2021, 12, 20), date(2022, 1, 5)),
        ("..05/03/2022", None, date(2022, 3, 5)),
        ("01/02/2022..", date(2022, 2, 1), None),
        ("từ:02/2022", date(2022, 2, 1), None),
        ("đến:29/02/2024", None, date(2024, 2, 29)),
        ("ngày:03/2022", date(2022, 3, 1), date(2022, 3, 31)),
    ],
)
def test_days(text: str, start: date | None, end: date | None) -> None:
    assert period(text) == (DateRange(start, end),)


def test_a_period_among_words_also_finds_papers_that_speak_of_it() -> None:
    node = root("nghi quyet thang 3 nam 2022")
    assert isinstance(node, Words)
    said = node.nodes[-1]
    assert isinstance(said, AnyOf)
    assert Phrase("tháng 3 năm 2022") in said.nodes
    assert Phrase("3/2022") in said.nodes


def test_two_years_with_a_dash_between_them_are_no_range() -> None:
    assert root("2020-2025") == Words((Word("2020-2025"),))
