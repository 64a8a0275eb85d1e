"""Records, their files and dossiers: what the archive keeps.

The words are defined in docs/glossary.md. A record (hồ sơ, tài liệu) is one paper with its files; a
dossier (hồ sơ) gathers records of one matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from archive_service.domain.end_of_force import EndOfForce
from archive_service.domain.errors import BadField, ImpossibleDate
from archive_service.domain.local_time import LOCAL_TIME
from archive_service.domain.periods import period_start

Day = date
_SPAN_WORD = re.compile(r"(?i)(nhiệm kỳ|nhiem ky|term|tháng|thang|month|năm|nam|year)\s+")
_TERM = re.compile(r"(\d{4})\s*[-–]\s*(\d{4})")
_FROM_TO = re.compile(r"(.+?)\s+[-–]\s+(.+)")
PERIOD_FORM = re.compile(r"\d{4}(-(0[1-9]|1[0-2])|-Q[1-4])?")


class RecordClass(StrEnum):
    RESOLUTION = "resolution"
    CONSULTATION = "consultation"
    EVIDENCE = "evidence"


class Lifecycle(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    SUPERSEDED = "superseded"


class AccessLevel(StrEnum):
    """Công khai, Nội bộ, Hạn chế. State secrets are never kept, so there is no level for them."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"


class Source(StrEnum):
    """How the paper reached the archive."""

    DIGITAL = "digital"
    SCAN = "scan"
    PHOTO = "photo"
    CHAT = "chat"


class TextState(StrEnum):
    """Whether the words of a record can be searched."""

    PENDING = "pending"
    SEARCHABLE = "searchable"
    NO_TEXT = "no_text"


@dataclass(frozen=True, slots=True)
class RecordFile:
    """One original file. `name` is the name the user gave, in NFC; `size` in bytes; sha512 in hex."""

    name: str
    sha512: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Description:
    """What people say about a record; every field can be corrected in a new version.

    `symbol` is the number as printed ("12-NQ/CB"), `number` its running part; `period` is the month,
    quarter or year the paper is *for* ("2022-03", "2022-Q1", "2022"), not when it was written.
    """

    record_class: RecordClass
    type_code: str
    title: str
    unit_id: str
    lifecycle: Lifecycle = Lifecycle.ISSUED
    access_level: AccessLevel = AccessLevel.INTERNAL
    number: int | None = None
    symbol: str | None = None
    issuer_printed: str = ""
    date: date | None = None
    period: str | None = None
    dossier_id: str | None = None
    language: str = "vi"
    source: Source = Source.DIGITAL

    @property
    def day(self) -> Day | None:
        """The day that decides what its unit was called: of the paper, else the first of the time it is for."""
        return self.date or (period_start(self.period) if self.period else None)


@dataclass(frozen=True, slots=True)
class Record:
    """A record at one version. `version` counts from 1 and is the OCFL version of its object."""

    id: str
    description: Description
    files: tuple[RecordFile, ...]
    version: int
    deposited_at: datetime
    deposited_by: str
    end_of_force: EndOfForce | None = None


LOCKED_AWAY = "secrecy_mark"
"""The reason of a record that bears a mark of secrecy, found after it was taken in."""


@dataclass(frozen=True, slots=True)
class TextStatus:
    """What is known about the words of a record. `reason` says why there is no text."""

    state: TextState = TextState.PENDING
    reason: str | None = None
    pages: int = 0

    @property
    def locked(self) -> bool:
        """Whether a mark of secrecy was found on the paper: it is nobody's to find, read or fetch."""
        return self.reason == LOCKED_AWAY


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier of one unit. `closed_at` is the day its work ended; an open dossier has none.

    `incomplete_because` says why it was closed although something is missing; empty for one that is complete or open.
    """

    id: str
    unit_id: str
    title: str
    code: str | None = None
    kind: str = "general"
    opened_at: date | None = None
    closed_at: date | None = None
    incomplete_because: str = ""
    version: int = 1


def check_description(description: Description, today: date) -> None:
    """Raise BadField or ImpossibleDate for what no paper can bear.

    A paper may carry a date a little ahead of today (a resolution is sometimes dated for the next
    meeting), but not more than a year; nothing is older than the Party itself (1930).
    """
    if not description.title.strip() or len(description.title) > 500:
        raise BadField(field="title", value=description.title[:60])
    if description.number is not None and not 0 < description.number <= 99_999:
        raise BadField(field="number", value=description.number)
    if description.symbol is not None and len(description.symbol) > 60:
        raise BadField(field="symbol", value=description.symbol[:60])
    if len(description.issuer_printed) > 300:
        raise BadField(field="issuer_printed", value=description.issuer_printed[:60])
    if description.period is not None and PERIOD_FORM.fullmatch(description.period) is None:
        raise BadField(field="period", value=description.period)
    for day in (description.date,):
        if day is not None and not 1930 <= day.year <= today.year + 1:
            raise ImpossibleDate(value=day.isoformat())


def parse_day(text: str) -> date:
    """A day as people write it: 2022-02-05, 05/02/2022, 5-2-2022. Raises ImpossibleDate."""
    cleaned = text.strip()
    day_first = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", cleaned)
    year_first = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", cleaned)
    try:
        if day_first:
            return date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
        if year_first:
            return date(int(year_first[1]), int(year_first[2]), int(year_first[3]))
    except ValueError:
        raise ImpossibleDate(value=cleaned[:40]) from None
    raise ImpossibleDate(value=cleaned[:40])


def parse_moment(text: str, hour: str) -> datetime:
    """A day with the hour where one was given ("03/03/2022 17:00"), else at `hour`, in Viet Nam; kept in UTC.

    Raises ImpossibleDate, BadField (time).
    """
    day, _, clock = text.strip().partition(" ")
    try:
        at = datetime.strptime(clock.strip() or hour, "%H:%M").time()  # noqa: DTZ007 - only the time of day is taken
    except ValueError:
        raise BadField(field="time", value=text[:20]) from None
    return datetime.combine(parse_day(day), at, LOCAL_TIME).astimezone(UTC)


def parse_period(text: str) -> str:
    """A period as people write it: 2022-03, 03/2022, 2022-Q1, Q1/2022, 2022. Raises BadField."""
    cleaned = text.strip().upper().replace("QUÝ ", "Q").replace("QUY ", "Q")
    month_first = re.fullmatch(r"(\d{1,2})/(\d{4})", cleaned)
    quarter_first = re.fullmatch(r"Q([1-4])[/ -](\d{4})", cleaned)
    if month_first:
        cleaned = f"{month_first[2]}-{int(month_first[1]):02d}"
    elif quarter_first:
        cleaned = f"{quarter_first[2]}-Q{quarter_first[1]}"
    if PERIOD_FORM.fullmatch(cleaned) is None:
        raise BadField(field="period", value=text[:40])
    return cleaned


def parse_span(text: str) -> tuple[str, str]:
    """A time as people write it, as its first and last period: 03/2022, quý 1/2022, 2022, nhiệm kỳ 2020-2025,
    01/2021 - 12/2022. Raises BadField.
    """
    cleaned = _SPAN_WORD.sub("", text.strip())
    halves = _TERM.fullmatch(cleaned) or _FROM_TO.fullmatch(cleaned)
    first, last = (halves[1], halves[2]) if halves else (cleaned, cleaned)
    span = parse_period(first), parse_period(last)
    if period_start(span[0]) > period_start(span[1]):
        raise BadField(field="period", value=text[:40])
    return span
