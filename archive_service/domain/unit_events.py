"""What a unit is on a day, and what can happen to it.

A unit is an id that stays. What it is called, where it belongs and under which code are versions of it, each with the
days it held; only events end a version and begin the next. Days are inclusive, None is open: a unit that was stated
without a day has been there from ever on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

_PARTY_CODE_DIGITS = 14
_WRITTEN_CODE = re.compile(r"[\d.\s\-]+")
ONE_DAY = timedelta(days=1)


def code_key(code: str) -> str:
    """A code as it is compared: the 14 digits of a Party organisation's code without dots, else letters' case aside."""
    cleaned = code.strip()
    if _WRITTEN_CODE.fullmatch(cleaned):
        digits = re.sub(r"\D", "", cleaned)
        if len(digits) == _PARTY_CODE_DIGITS:
            return digits
    return cleaned.casefold()


@dataclass(frozen=True, slots=True)
class FoundingDocument:
    """The decision behind a unit or an event: as people cite it, and its record when it is in the archive."""

    text: str = ""
    record_id: str | None = None


NO_DOCUMENT = FoundingDocument()


@dataclass(frozen=True, slots=True)
class DatedCode:
    """Another code of a unit and the days it held."""

    code: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A Party organisation as it stands, or as it was stated first: the id never changes, the rest is what holds.

    `since` is the day from which this holds, `ended` the first day on which the unit was no more.
    """

    id: str
    code: str
    name: str
    kind: str
    parent_id: str | None
    aliases: tuple[str, ...] = ()
    short_name: str = ""
    codes: tuple[DatedCode, ...] = ()
    since: date | None = None
    document: FoundingDocument = NO_DOCUMENT
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class UnitVersion:
    """What a unit was from one day to another, both inclusive, and the document that made it so."""

    unit_id: str
    name: str
    short_name: str
    kind: str
    parent_id: str | None
    code: str
    valid_from: date | None
    valid_to: date | None
    document: FoundingDocument = NO_DOCUMENT

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def holds_within(self, first: date | None, last: date | None) -> bool:
        """Whether it held on any day from `first` to `last`."""
        begins_in_time = self.valid_from is None or last is None or self.valid_from <= last
        ends_in_time = self.valid_to is None or first is None or first <= self.valid_to
        return begins_in_time and ends_in_time


class EventKind(StrEnum):
    FOUND = "found"
    RENAME = "rename"
    CHANGE_KIND = "change_kind"
    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    END = "end"


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that an event makes."""

    id: str
    code: str
    name: str
    kind: str
    parent_id: str | None
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    codes: tuple[DatedCode, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitEvent:
    """Something that happened to units on a day.

    `unit_ids` are the units it happened to: those that a merger ends, the one that is split, renamed, moved or ended.
    `into` are units that were there and take over; `made` are those that the event makes. `name`, `short_name`, `code`,
    `unit_kind` and `parent_id` are what is new for a unit that goes on; None leaves it. `survives` tells that a unit
    that was split goes on: what it did before stays its own.
    """

    kind: EventKind
    day: date
    unit_ids: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    made: tuple[NewUnit, ...] = ()
    name: str | None = None
    short_name: str | None = None
    code: str | None = None
    unit_kind: str | None = None
    parent_id: str | None = None
    survives: bool = False
    document: FoundingDocument = NO_DOCUMENT

    @property
    def results(self) -> tuple[str, ...]:
        """The units that take over from those it happened to."""
        return (*self.into, *(unit.id for unit in self.made))


@dataclass(frozen=True, slots=True)
class Succession:
    """One unit took over from another on a day; `whole` when nothing of the old one went on."""

    before: str
    after: str
    day: date
    whole: bool


@dataclass(frozen=True, slots=True)
class UnitHistory:
    """What was stated about units, and everything that happened to them, in the order it was recorded."""

    stated: tuple[Unit, ...] = ()
    events: tuple[UnitEvent, ...] = ()


NO_HISTORY = UnitHistory()


@dataclass(slots=True)
class UnitLives:
    """The outcome of a history: the versions of each unit in order of time, the ends, and who took over from whom."""

    versions: dict[str, list[UnitVersion]] = field(default_factory=dict)
    ended: dict[str, date] = field(default_factory=dict)
    successions: list[Succession] = field(default_factory=list)
    born: dict[str, Unit | NewUnit] = field(default_factory=dict)

    def is_living(self, unit_id: str) -> bool:
        return unit_id in self.versions and unit_id not in self.ended

    def version_on(self, unit_id: str, day: date) -> UnitVersion | None:
        """What the unit was on the day; None when it was not there."""
        return next((version for version in self.versions.get(unit_id, ()) if version.holds_on(day)), None)
