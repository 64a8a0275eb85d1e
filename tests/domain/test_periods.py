"""Months, quarters and years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_service.domain.periods import (
    months_between,
    months_of,
    period_end,
    period_start,
    quarter_of,
    quarters_of,
    years_of,
)


def test_months_between_cross_the_year() -> None:
    assert months_between("2021-11", "2022-02") == ("2021-11", "2021-12", "2022-01", "2022-02")
    assert months_between("2022-03", "2022-03") == ("2022-03",)
    assert months_between("2022-03", "2022-02") == ()


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022-Q1", date(2022, 1, 1), date(2022, 3, 31)),
        ("2022-Q4", date(2022, 10, 1), date(2022, 12, 31)),
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_first_and_last_day(period: str, first: date, last: date) -> None:
    assert (period_start(period), period_end(period)) == (first, last)


def test_quarters_and_years_come_once_and_in_order() -> None:
    months = months_between("2021-11", "2022-05")
    assert quarters_of(months) == ("2021-Q4", "2022-Q1", "2022-Q2")
    assert years_of(months) == ("2021", "2022")


@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)))
def test_every_day_lies_in_its_month_quarter_and_year(day: date) -> None:
    month = f"{day:%Y-%m}"
    for period in (month, quarter_of(month), month[:4]):
        assert period_start(period) <= day <= period_end(period)
        assert month in months_of(period)
        assert months_between(months_of(period)[0], f"{period_end(period) + timedelta(days=1):%Y-%m}")[
            :-1
        ] == months_of(period)
