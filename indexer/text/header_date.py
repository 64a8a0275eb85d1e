"""Place and date of a paper, the period it is for, and the time of a digital signature stamp.

The date is taken from the head (or, on slips and certificates, from above the signature), never from
the body: "căn cứ Nghị quyết … ngày …" cites another paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import zip_longest

from indexer.text.header_lines import DATE_PHRASE, Kind, Line
from indexer.text.header_model import Field
from indexer.text.syllables import is_syllable

_EARLIEST, _LATEST = 1930, 2100
_NUMERIC = re.compile(r"(?P<day>\d{1,2})\s?[/.-]\s?(?P<month>\d{1,2})\s?[/.-]\s?(?P<year>\d{4})")
_STAMP = re.compile(
    r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})[ ,T]+"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
)
_TITLE_NUMBER = re.compile(r"\W*(?:cua\b|so\b)")
_SYMBOL = r"\bso\s*:?\s*\d+\s?[-/][\w./-]+"
_NUMBER_AND_DAY = re.compile(_SYMBOL + r"\s*,?\s*ngay")
_NUMBER_AT_END = re.compile(_SYMBOL + r"\s*,?$")
_MEETING = re.compile(r"(hom nay|hoi \d|luc \d|vao hoi|thoi gian\b|bat dau|khai mac|^\W*ngay\b|\d+ ?(?:gio|h)\d*)")
_OTHERS_DATE = re.compile(
    r"can cu|theo\b|so \d|quyet dinh|nghi quyet|chi thi|nghi dinh|thong tu|truoc ngay|tu ngay|den ngay"
)
_DIGIT_REPAIRS = str.maketrans("oOlI", "0011")


def read_date(
    lines: Iterable[Line], trust: float, *, with_place: bool = False
) -> tuple[Field[date] | None, Field[str] | None]:
    """Date and place of the first date line; the date is None where it is blank, impossible or unreadable.

    `with_place` passes over lines that print no place: in a body those are citations.
    """
    for line in lines:
        if line.kind is not Kind.DATE:
            continue
        found = DATE_PHRASE.search(line.flat) or _NUMERIC.search(line.flat)
        if not found:
            continue
        value = _as_date(found)
        certain = min(trust, 0.7) if line.recognised else trust
        place = _place(line, found.start(), certain)
        if with_place and not place:
            continue
        if value and found.re is _NUMERIC:
            certain = min(certain, 0.93 if place else 0.7)
        return (Field(value, line.printed, certain, line.page) if value else None), place
    return None, None


def read_date_in_title(lines: Sequence[Line]) -> Field[date] | None:
    """The date of a web copy behind its number: `SỐ 116/2003/NĐ-CP NGÀY 10/10/2003`, also over two lines."""
    for index, line in enumerate(lines):
        if not _TITLE_NUMBER.match(line.flat):
            return None
        number = _NUMBER_AND_DAY.search(line.flat)
        after = line.flat[number.end() :] if number else ""
        if _NUMBER_AT_END.search(line.flat) and index + 1 < len(lines) and lines[index + 1].flat.startswith("ngay"):
            after = lines[index + 1].flat.removeprefix("ngay")
        found = DATE_PHRASE.match(f"ngay{after}") or _NUMERIC.match(after.strip()) if after else None
        if found and (value := _as_date(found)):
            return Field(value, line.printed, 0.9, line.page)
    return None


def read_meeting_date(body: Iterable[Line]) -> Field[date] | None:
    """The day of a meeting from the opening of its minutes: "Hôm nay, hồi 19 giờ 30, ngày 03 tháng 9 năm 2023"."""
    for line in body:
        if not _MEETING.search(line.flat):
            continue
        found = DATE_PHRASE.search(line.flat) or _NUMERIC.search(line.flat)
        if found and not _OTHERS_DATE.search(line.flat[: found.start() + 4]) and (value := _as_date(found)):
            return Field(value, line.printed, 0.6, line.page)
    return None


def read_stamp(lines: Sequence[Line]) -> Field[datetime] | None:
    """The time in a digital signature stamp, `05-02-2022 10:11:12`."""
    for line, following in zip_longest(lines, lines[1:]):
        found = _STAMP.search(f"{line.text} {following.text}" if following else line.text)
        stamped = found and _as_time({name: int(value or 0) for name, value in found.groupdict().items()})
        if stamped:
            return Field(stamped, line.printed, 0.9, line.page)
    return None


def _as_time(parts: dict[str, int]) -> datetime | None:
    try:
        return datetime(**parts)  # type: ignore[arg-type]  # noqa: DTZ001 a stamp prints no time zone
    except ValueError:
        return None


def _as_date(found: re.Match[str]) -> date | None:
    day, month, year = (re.sub(r"\s", "", found[name]).translate(_DIGIT_REPAIRS) for name in ("day", "month", "year"))
    if not (day.isdecimal() and month.isdecimal() and year.isdecimal() and len(day) <= 2):
        return None
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return value if _EARLIEST <= value.year <= _LATEST else None


def _without_specks(name: str) -> str:
    """The name without what OCR saw in front of it: signs, single letters, whatever is no syllable."""
    words = name.split()
    while words and not (len(words[0]) > 1 and (is_syllable(words[0]) or words[0].endswith("."))):
        words.pop(0)
    return " ".join(words)


def _place(line: Line, end: int, trust: float) -> Field[str] | None:
    name = re.sub(r"[,\s]*[Nn]gày\s*$", "", line.text[:end]).strip(" ,.;:*_-()“”\"'|…")
    if line.recognised:
        name = _without_specks(name)
    if not name or len(name) > 40 or not name[0].isalpha():
        return None
    return Field(
        name.title() if name.isupper() else name,
        line.printed,
        min(trust, 0.85) if line.recognised else trust,
        line.page,
    )
