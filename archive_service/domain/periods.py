"""Months, quarters and years as the archive writes them: 2022-03, 2022-Q1, 2022."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Every month from the first to the last, both included ("2021-01", "2022-12"); empty when they are reversed."""
    start, end = _month_number(first), _month_number(last)
    return tuple(f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(start, end + 1))


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def months_of(period: str) -> tuple[str, ...]:
    """The months inside a month, a quarter or a year."""
    return months_between(_first_month(period), _last_month(period))


def quarter_of(month: str) -> str:
    """The quarter a month lies in."""
    return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"


def quarters_of(months: Sequence[str]) -> tuple[str, ...]:
    """The quarters the months lie in, in order, each once."""
    return tuple(dict.fromkeys(quarter_of(month) for month in months))


def years_of(months: Sequence[str]) -> tuple[str, ...]:
    """The years the months lie in, in order, each once."""
    return tuple(dict.fromkeys(month[:4] for month in months))


def period_start(period: str) -> date:
    """The first day of a month, quarter or year."""
    first = _first_month(period)
    return date(int(first[:4]), int(first[5:7]), 1)


def period_end(period: str) -> date:
    """The last day of a month, quarter or year."""
    last = _last_month(period)
    year, month = int(last[:4]), int(last[5:7])
    return date(year, month, monthrange(year, month)[1])


def first_whole_month(day: date) -> int:
    """The first month that begins on the day or later, counted from the first of year 0."""
    return day.year * 12 + day.month - (1 if day.day == 1 else 0)


def last_whole_month(day: date) -> int:
    """The last month that ends on the day or before, counted from the first of year 0."""
    ended = day.day == monthrange(day.year, day.month)[1]
    return day.year * 12 + day.month - (1 if ended else 2)


def _first_month(period: str) -> str:
    year, _, part = period.partition("-")
    if part.startswith("Q"):
        return f"{year}-{int(part[1]) * 3 - 2:02d}"
    return period if part else f"{year}-01"


def _last_month(period: str) -> str:
    year, _, part = period.partition("-")
    if part.startswith("Q"):
        return f"{year}-{int(part[1]) * 3:02d}"
    return period if part else f"{year}-12"
