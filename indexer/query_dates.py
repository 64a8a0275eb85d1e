"""Dates and periods as people write them: `tháng 3/2022`, `quý 1 2022`, `nhiệm kỳ 2020-2025`, `năm nay`.

Everything here reads the *shape* of a query: its text folded letter by letter, so that an offset in
the shape is the same offset in the text.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_NUMBERS = {
    "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
    "muoi mot": 11, "muoi hai": 12, "i": 1, "ii": 2, "iii": 3, "iv": 4,
}  # fmt: skip
"""Months and quarters that are not written in figures."""
_MONTH_NUMBER = r"(?:\d{1,2}|muoi hai|muoi mot|mot|hai|ba|tu|bon|nam|sau|bay|tam|chin|muoi)"
_QUARTER_NUMBER = r"(?:\d{1,2}|iv|i{1,3}|mot|hai|ba|tu|bon)"
_TERM_KINDS = {"nhiem ky": "nhiệm kỳ", "giai doan": "giai đoạn", "nam": "năm"}
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_OF_YEAR = r"(?: ?[/.-] ?| ?,? nam | )(?P<y>(?:19|20)\d\d)"
_END = r"(?![\w/])(?!-\d(?!\d?/\d))(?!\.\d)"  # behind a dash may stand the end of a range: 02/2022-05/2022


@dataclass(frozen=True, slots=True)
class Span:
    """A closed range of days read from a query; `phrases` are other ways in which a paper may say the same.

    `end` is where the reading stops in the shape. `whole_months` says that the range is made of
    months, so that it can be compared with the month a record is for.
    """

    first: date
    last: date
    end: int
    whole_months: bool = True
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Impossible:
    """It looked like a date and is none (32/13/2022)."""

    end: int


def read_span(shape: str, at: int, today: date) -> Span | Impossible | None:
    """The date or period that starts at an offset of the shape, or None when none does."""
    for pattern, reader in _READERS:
        found = pattern.match(shape, at)
        if found:
            try:
                return reader(found, today)
            except ValueError:
                return Impossible(found.end())
    return None


def month_of(day: date) -> str:
    """`YYYY-MM`, the form of a record's period."""
    return f"{day.year:04d}-{day.month:02d}"


def _months(year: int, first: int, last: int, end: int, phrases: tuple[str, ...] = ()) -> Span:
    return Span(date(year, first, 1), _last_day(year, last), end, True, phrases)


def _last_day(year: int, month: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError(month)
    return date(year, month, calendar.monthrange(year, month)[1])


def _day(found: re.Match[str], _today: date) -> Span:
    day = date(int(found["y"]), int(found["m"]), int(found["d"]))
    written = (f"ngày {day.day} tháng {day.month} năm {day.year}", f"{day.day}/{day.month}/{day.year}")
    return Span(day, day, found.end(), False, written)


def _month(found: re.Match[str], today: date) -> Span:
    month, year = _number(found["m"]), _year_of(found, today)
    written = (f"tháng {month} năm {year}", f"{month}/{year}")
    return _months(year, month, month, found.end(), written)


def _quarter(found: re.Match[str], today: date) -> Span:
    quarter, year = _number(found["q"]), _year_of(found, today)
    roman = "I" * quarter if quarter < 4 else "IV"
    written = (f"quý {quarter} năm {year}", f"quý {roman} năm {year}", f"quý {quarter}/{year}")
    return _months(year, 3 * quarter - 2, 3 * quarter, found.end(), written)


def _several(found: re.Match[str], today: date) -> Span:
    """Months or quarters: `tháng 2-5/2022`, `quý 1 đến quý 3 năm 2022`, from the year before in `tháng 11-2/2022`."""
    first, last, year = _number(found["a"]), _number(found["b"]), _year_of(found, today)
    if found["kind"] == "quy":
        first, last = 3 * first - 2, 3 * last
    return Span(date(year - (first > last), first, 1), _last_day(year, last), found.end())


def _half(found: re.Match[str], today: date) -> Span:
    year, first = _year_of(found, today), found["half"] == "dau"
    written = (f"6 tháng {'đầu' if first else 'cuối'} năm {year}",)
    return _months(year, 1 if first else 7, 6 if first else 12, found.end(), written)


def _year(found: re.Match[str], today: date) -> Span:
    year = _year_of(found, today)
    return _months(year, 1, 12, found.end(), (f"năm {year}",))


def _term(found: re.Match[str], _today: date) -> Span:
    first, last = int(found["y"]), int(found["y2"])
    if last < first or last - first > 10:
        raise ValueError(last)
    kind = _TERM_KINDS[found["kind"]]
    return Span(date(first, 1, 1), date(last, 12, 31), found.end(), True, (f"{kind} {first} - {last}",))


def _spoken_year(found: re.Match[str], today: date) -> Span:
    year = today.year if found["which"] == "nay" else today.year - 1
    return _months(year, 1, 12, found.end())


def _spoken_month(found: re.Match[str], today: date) -> Span:
    day = today if found["which"] == "nay" else today.replace(day=1) - timedelta(days=1)
    return _months(day.year, day.month, day.month, found.end())


def _spoken_quarter(found: re.Match[str], today: date) -> Span:
    quarter = (today.month - 1) // 3 + 1 - (found["which"] != "nay")
    year, quarter = (today.year, quarter) if quarter else (today.year - 1, 4)
    return _months(year, 3 * quarter - 2, 3 * quarter, found.end())


def _spoken_day(found: re.Match[str], today: date) -> Span:
    day = today if found["which"] == "nay" else today - timedelta(days=1)
    return Span(day, day, found.end(), False)


def _number(text: str) -> int:
    return _NUMBERS.get(text) or int(text)


def _year_of(found: re.Match[str], today: date) -> int:
    if found["y"]:
        return int(found["y"])
    return today.year if found["rel"] == "nay" else today.year - 1


Reader = Callable[[re.Match[str], date], Span]
_RELATIVE = r"(?P<rel>nay|ngoai|truoc)"
_TO_OR_DASH = r"(?: (?:den|toi)(?: het)? | ?[-–—] ?)"
_YEAR_OR_SPOKEN = rf"(?:{_OF_YEAR}| nam {_RELATIVE})"
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern + _END), reader)
    for pattern, reader in (
        (r"(?:ngay )?(?P<d>\d{1,2}) ?(?P<sep>[/.-]) ?(?P<m>\d{1,2}) ?(?P=sep) ?" + _YEAR, _day),
        (r"(?:ngay )?(?P<d>\d{1,2}) thang (?P<m>\d{1,2})" + _OF_YEAR, _day),
        (r"(?:ngay )?" + _YEAR + r"-(?P<m>\d\d)-(?P<d>\d\d)", _day),
        (r"(?:6|sau) thang (?P<half>dau|cuoi) nam (?:" + _YEAR + rf"|{_RELATIVE})", _half),
        *(
            (rf"(?P<kind>{kind}) (?P<a>{number}){_TO_OR_DASH}(?:{kind} )?(?P<b>{number})" + _YEAR_OR_SPOKEN, _several)
            for kind, number in (("thang", _MONTH_NUMBER), ("quy", _QUARTER_NUMBER))
        ),
        (rf"(?:ky )?thang (?P<m>{_MONTH_NUMBER})" + _YEAR_OR_SPOKEN, _month),
        (r"t(?P<m>\d{1,2}) ?[/.-] ?" + _YEAR + r"(?P<rel>)", _month),
        (r"(?P<m>\d{1,2})/" + _YEAR + r"(?P<rel>)", _month),
        (_YEAR + r"-(?P<m>\d\d)(?P<rel>)", _month),
        (rf"quy (?P<q>{_QUARTER_NUMBER})" + _YEAR_OR_SPOKEN, _quarter),
        (r"q(?P<q>[1-4]) ?[/.-]? ?" + _YEAR + r"(?P<rel>)", _quarter),
        (_YEAR + r"-q(?P<q>[1-4])(?P<rel>)", _quarter),
        (r"(?P<kind>nhiem ky|giai doan|nam) (?:nam )?" + _YEAR + r" ?[-–—/] ?(?P<y2>(?:19|20)\d\d)", _term),
        (r"nam " + _YEAR + r"(?P<rel>)", _year),
        (r"nam (?P<which>nay|ngoai|truoc)", _spoken_year),
        (r"thang (?P<which>nay|truoc)", _spoken_month),
        (r"quy (?P<which>nay|truoc)", _spoken_quarter),
        (r"hom (?P<which>nay|qua)", _spoken_day),
    )
)

_BARE_YEAR = re.compile(_YEAR + r"(?!\w)")
_OPEN = re.compile(r"\.\. ?")
_DASH = re.compile(r" ?[-–—] ?")
_TO = re.compile(r" (?:den|toi)(?: het)? ")
_FROM = re.compile(r"tu (?:ngay )?")
_WITHOUT_YEAR = re.compile(
    rf"(?:thang {_MONTH_NUMBER}|quy {_QUARTER_NUMBER}|\d{{1,2}}/\d{{1,2}}|\d{{1,2}} thang \d{{1,2}})(?= (?:den|toi) )"
)


@dataclass(frozen=True, slots=True)
class Range:
    """A range of days with its two ends as people write it; None is an open end."""

    first: date | None
    last: date | None
    end: int
    whole_months: bool


def read_range(shape: str, at: int, today: date) -> Range | Impossible | None:
    """`A..B`, `A - B`, `A..`, `..B` and `từ A đến B`, where A and B are dates, months, quarters or years.

    Two years alone with a dash between them are no range: that is also how a term is called.
    """
    spoken = _FROM.match(shape, at)
    if spoken:
        return _spoken_range(shape, spoken.end(), today)
    opened = _OPEN.match(shape, at)
    if opened:
        upper = read_bound(shape, opened.end(), today)
        return Range(None, upper.last, upper.end, upper.whole_months) if isinstance(upper, Span) else upper
    lower = read_bound(shape, at, today)
    if not isinstance(lower, Span):
        return None
    joined = _OPEN.match(shape, lower.end)
    if not joined:
        return _dashed_range(shape, at, today)
    upper = read_bound(shape, joined.end(), today)
    if isinstance(upper, Span):
        return _ordered(lower, upper)
    return upper or Range(lower.first, None, lower.end + 2, lower.whole_months)


def read_bound(shape: str, at: int, today: date) -> Span | Impossible | None:
    """One end of a range: any date or period, or a year alone."""
    span = read_span(shape, at, today)
    if span is not None:
        return span
    year = _BARE_YEAR.match(shape, at)
    return _months(int(year["y"]), 1, 12, year.end()) if year else None


def _dashed_range(shape: str, at: int, today: date) -> Range | None:
    lower = read_span(shape, at, today)
    joined = _DASH.match(shape, lower.end) if isinstance(lower, Span) else None
    upper = read_span(shape, joined.end(), today) if joined else None
    return _ordered(lower, upper) if isinstance(lower, Span) and isinstance(upper, Span) else None


def _spoken_range(shape: str, at: int, today: date) -> Range | Impossible | None:
    short = _WITHOUT_YEAR.match(shape, at)
    lower = None if short else read_bound(shape, at, today)
    after = short.end() if short else lower.end if isinstance(lower, Span) else None
    to = _TO.match(shape, after) if after is not None else None
    if to is None:
        return None
    upper = read_bound(shape, to.end(), today)
    if short and isinstance(upper, Span):
        lower = _with_the_year_of(short, upper, today)
        if isinstance(lower, Impossible):
            return lower
    return _ordered(lower, upper) if isinstance(lower, Span) and isinstance(upper, Span) else None


def _with_the_year_of(short: re.Match[str], upper: Span, today: date) -> Span | Impossible:
    """The beginning of a range whose year only its end names; the year before where it would come after the end."""
    year = upper.last.year
    lower = read_span(f"{short[0]}/{year}", 0, today)
    if isinstance(lower, Span) and lower.first > upper.first:
        lower = read_span(f"{short[0]}/{year - 1}", 0, today)
    return lower if isinstance(lower, Span) else Impossible(short.end())


def _ordered(lower: Span, upper: Span) -> Range:
    if lower.first > upper.first:
        lower, upper, end = upper, lower, upper.end
    else:
        end = upper.end
    return Range(lower.first, upper.last, end, lower.whole_months and upper.whole_months)
