"""Days and spans of time inside the body of a supporting paper, where the header reader does not look."""

from __future__ import annotations

import re
from datetime import date

from indexer.text.header_lines import flatten
from indexer.text.header_model import Field

DAY = r"(?:ngay\s*)?(?P<day>\d{1,2})\s*(?:[/.-]|thang)\s*(?P<month>\d{1,2})\s*(?:[/.-]|nam)\s*(?P<year>(?:19|20)\d\d)\b"
_DAY = re.compile(DAY)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_OF_YEAR = r"\s*(?:,?\s*nam|[/-])?\s*" + _YEAR
_FIRST_MONTHS = re.compile(r"\b(?P<count>\d{1,2}|sau|chin|ba)\s*thang\s*(?P<half>dau|cuoi)\s*nam\s*" + _YEAR)
_COUNTS = {"sau": 6, "chin": 9, "ba": 3}
_YEARS = re.compile(
    r"\b(?:nhiem ky|giai doan|nam hoc|tu nam)\s*(?P<first>(?:19|20)\d\d)"
    r"\s*(?:[-/]|den(?: nam)?)\s*(?P<last>(?:19|20)\d\d)"
)
_QUARTER = re.compile(r"\bquy\s*(?P<quarter>iv|i{1,3}|[1-4])\b" + _OF_YEAR)
_MONTH = re.compile(r"\bthang\s*(?P<month>\d{1,2})" + _OF_YEAR)
_MONTHS = re.compile(
    r"\btu thang\s*(?P<first>\d{1,2})(?:\s*[/-]\s*(?P<from>(?:19|20)\d\d))?\s*den(?: het)? thang\s*(?P<last>\d{1,2})"
    + _OF_YEAR
)
_ONE_YEAR = re.compile(r"\bnam\s*" + _YEAR)


def day_in(flat: str, start: int = 0) -> tuple[date, int, int] | None:
    """The first day that is printed in full from `start` on, and where it stands; None where there is none."""
    for found in _DAY.finditer(flat, start):
        try:
            return date(int(found["year"]), int(found["month"]), int(found["day"])), found.start(), found.end()
        except ValueError:
            continue
    return None


def span_in(text: str) -> str | None:
    """What a title says it is about, as ISO 8601: "2021-01/2021-06", "2020/2025", "2022-Q3", "2023-09", "2023"."""
    flat = flatten(text)
    readings = (_days, _from_month_to_month, _first_or_last_months, _years, _quarter, _month, _one_year)
    return next(filter(None, (read(flat) for read in readings)), None)


def span_of(field: Field[str]) -> Field[object] | None:
    """The span of time that a line names, as sure as the line."""
    span = span_in(field.value)
    return Field(span, field.evidence, field.confidence, field.page) if span else None


def _days(flat: str) -> str | None:
    first = day_in(flat)
    second = day_in(flat, first[2]) if first else None
    if first is None or second is None or not re.search(r"\btu\b", flat[: first[1] + 8]) or first[0] > second[0]:
        return None
    return f"{first[0].isoformat()}/{second[0].isoformat()}"


def _from_month_to_month(flat: str) -> str | None:
    found = _MONTHS.search(flat)
    if found is None:
        return None
    last_year = int(found["year"])
    return _two_months(int(found["from"] or last_year), int(found["first"]), last_year, int(found["last"]))


def _first_or_last_months(flat: str) -> str | None:
    """Six months at the beginning of a year, nine, or the last three."""
    found = _FIRST_MONTHS.search(flat)
    if found is None:
        return None
    count, year = _COUNTS.get(found["count"]) or int(found["count"]), int(found["year"])
    return _two_months(year, 1, year, count) if found["half"] == "dau" else _two_months(year, 13 - count, year, 12)


def _years(flat: str) -> str | None:
    found = _YEARS.search(flat)
    return f"{found['first']}/{found['last']}" if found and int(found["first"]) <= int(found["last"]) else None


def _quarter(flat: str) -> str | None:
    found = _QUARTER.search(flat)
    return f"{found['year']}-Q{_ROMAN.get(found['quarter']) or int(found['quarter'])}" if found else None


def _month(flat: str) -> str | None:
    found = _MONTH.search(flat)
    return f"{found['year']}-{int(found['month']):02}" if found and 1 <= int(found["month"]) <= 12 else None


def _one_year(flat: str) -> str | None:
    found = _ONE_YEAR.search(flat)
    return found["year"] if found else None


def _two_months(first_year: int, first: int, last_year: int, last: int) -> str | None:
    if not (1 <= first <= 12 and 1 <= last <= 12 and (first_year, first) <= (last_year, last)):
        return None
    return f"{first_year}-{first:02}/{last_year}-{last:02}"
