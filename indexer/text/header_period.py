"""The period a paper is for, from its title: the month of a meeting, a quarter, a year.

It is not the day of issue: the resolution for March may be dated 28 February.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from indexer.text.header_lines import any_of, flatten
from indexer.text.header_model import Field

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_OF_YEAR = r"\s*(?:,?\s*nam|[/.-])?\s*(?P<year>(?:19|20)\d\d)?"
_MONTH = re.compile(r"(?P<before>ngay \d{1,2} )?\bthang\s*(?P<month>\d{1,2})" + _OF_YEAR + r"\b")
_QUARTER = re.compile(r"\bquy\s*(?P<quarter>iv|i{1,3}|[1-4])\b" + _OF_YEAR)
_YEAR = re.compile(r"(?<!hoc )\bnam\s*(?P<year>(?:19|20)\d\d)\b(?!\s*[-/]\s*(?:19|20)?\d\d)")
_SPAN = re.compile(
    r"\b\d{1,2}\s*thang\b|(?:tu|den) (?:thang|ngay|nam)|giai doan|nhiem ky|nam hoc|\bquy\s*\w+\s*(?:va|,|-)"
)
_HALF = re.compile(r"\b(?:0?6|sau)\s*thang\s*(?:dau|cuoi)\s*nam\b\s*(?P<year>(?:19|20)\d\d)?")
_HALF_TRUST, _HALF_OF_ISSUE = 0.5, 0.4  # a year is more than the half that is meant: always for a person to look at
_COMING = re.compile(any_of("nhiem vu|phuong huong|ke hoach|chuong trinh|cong tac|trong tam") + "[^,;]*$")
_YEARLY = {"BC", "KH", "CTr", "KL", "NQ", "BKĐ"}


def read_period(title: Field[str] | None, issued: Field[date] | None, type_code: str | None) -> Field[str] | None:
    """The month, quarter or year the title names: "2022-02", "2022-Q1", "2022"; None when it names a span or several.

    A month without a year takes the year of the date, and January in a paper of December the next one.
    Half a year has no form of its own: its year is proposed, never as sure.
    """
    if title is None:
        return None
    flat_title = flatten(title.value)
    span = bool(_SPAN.search(flat_title))
    halves = list(_HALF.finditer(flat_title))
    if halves:
        return _year_of_half(halves, flat_title, title, issued)
    months = [found for found in _MONTH.finditer(flat_title) if not found["before"] and 1 <= int(found["month"]) <= 12]
    if months and not span:
        return _month(months, flat_title, title, issued)
    quarters = list(_QUARTER.finditer(flat_title))
    if len(quarters) == 1 and not span:
        mark = quarters[0]["quarter"]
        year = quarters[0]["year"] or (str(issued.value.year) if issued else None)
        trust = 0.95 if quarters[0]["year"] else 0.7
        value = f"{year}-Q{_ROMAN.get(mark) or int(mark)}"
        return Field(value, title.evidence, min(trust, title.confidence), title.page) if year else None
    years = {found["year"] for found in _YEAR.finditer(flat_title)}
    if len(years) == 1 and not span and not months and not quarters:
        trust = 0.92 if type_code in _YEARLY else 0.8
        return Field(years.pop(), title.evidence, min(trust, title.confidence), title.page)
    return None


def _year_of_half(
    halves: Sequence[re.Match[str]], flat: str, title: Field[str], issued: Field[date] | None
) -> Field[str] | None:
    named = {found["year"] for found in (*halves, *_YEAR.finditer(flat)) if found["year"]}
    if len(named) > 1:
        return None
    if named:
        return Field(named.pop(), title.evidence, min(_HALF_TRUST, title.confidence), title.page)
    if issued is None:
        return None
    trust = min(_HALF_OF_ISSUE, title.confidence, issued.confidence)
    return Field(str(issued.value.year), f"{title.evidence}\n{issued.evidence}", trust, title.page)


def _month(
    months: Sequence[re.Match[str]], flat: str, title: Field[str], issued: Field[date] | None
) -> Field[str] | None:
    chosen, trust = months[0], 0.97
    if len(months) > 1:
        ahead = [found for found in months if _COMING.search(flat[: found.start()])]
        chosen, trust = (ahead or months)[-1], 0.7
    month = int(chosen["month"])
    year = int(chosen["year"]) if chosen["year"] else None
    if year is None and issued:
        trust = min(trust, 0.8, issued.confidence)
        year = issued.value.year + (1 if month == 1 and issued.value.month == 12 else 0)
    return Field(f"{year}-{month:02}", title.evidence, min(trust, title.confidence), title.page) if year else None
