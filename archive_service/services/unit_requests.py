"""An event as people tell it, units by code, and what it means in the register: one reader for every door."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TextIO

from archive_service.domain.errors import BadUnitEvent, BadUnitRegister, ImpossibleDate
from archive_service.domain.records import parse_day
from archive_service.domain.unit_events import EventKind, FoundingDocument, NewUnit, Unit, UnitEvent
from archive_service.services.unit_reach import KeptUnits

EVENT_COLUMNS = (
    "day", "kind", "units", "into", "made", "name", "short_name", "code", "unit_kind", "parent_code", "survives",
    "document",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MadeUnit:
    """A unit that an event makes; kind and superior are those of the request, else of the first unit it is about."""

    code: str
    name: str
    short_name: str = ""


@dataclass(frozen=True, slots=True)
class EventRequest:
    """An event as asked for. Units are given by code or id; see UnitEvent for what each means."""

    kind: EventKind
    day: date
    units: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    made: tuple[MadeUnit, ...] = ()
    name: str | None = None
    short_name: str | None = None
    code: str | None = None
    unit_kind: str | None = None
    parent: str | None = None
    survives: bool = False
    document: str = ""
    document_record: str | None = None


def event_asked(kept: KeptUnits, asked: EventRequest, make_id: Callable[[], str]) -> UnitEvent:
    """The event in the ids of the register, as far as whoever asks keeps it.

    Raises UnknownUnit, BadUnitEvent for a new unit that is not told enough or would lie outside.
    """
    first = kept.by_code(asked.units[0]) if asked.units else None
    parent = kept.by_code(asked.parent).id if asked.parent else None
    changes = asked.kind in (EventKind.RENAME, EventKind.MOVE, EventKind.CHANGE_KIND)
    event = UnitEvent(
        asked.kind,
        asked.day,
        tuple(kept.by_code(code).id for code in asked.units),
        tuple(kept.by_code(code).id for code in asked.into),
        tuple(_made(asked, new, first, parent, make_id) for new in asked.made),
        name=(asked.name or None) if changes else None,
        short_name=asked.short_name if changes and asked.name else None,
        code=(asked.code or None) if changes else None,
        unit_kind=(asked.unit_kind or None) if changes else None,
        parent_id=parent if changes else None,
        survives=asked.survives and asked.kind is EventKind.SPLIT,
        document=FoundingDocument(asked.document.strip(), asked.document_record or None),
    )
    kept.check_made(event)
    return event


def is_same_event(one: UnitEvent, other: UnitEvent) -> bool:
    """Whether two events tell the same, whatever ids their new units got."""
    return _without_ids(one) == _without_ids(other)


def _without_ids(event: UnitEvent) -> UnitEvent:
    return replace(event, made=tuple(replace(unit, id="", aliases=(), codes=()) for unit in event.made))


def _made(
    asked: EventRequest, new: MadeUnit, first: Unit | None, parent: str | None, make_id: Callable[[], str]
) -> NewUnit:
    kind = asked.unit_kind or (first.kind if first else "")
    return NewUnit(make_id(), new.code, new.name, kind, parent or (first.parent_id if first else None), new.short_name)


def read_made(text: str) -> tuple[MadeUnit, ...]:
    """New units as people write them: CODE=Name, several split by |. Raises BadUnitEvent."""
    made = []
    for part in text.split("|"):
        if part.strip():
            code, sign, name = part.partition("=")
            if not sign or not code.strip() or not name.strip():
                raise BadUnitEvent(problem="name_missing", unit=part.strip()[:60])
            made.append(MadeUnit(code.strip(), name.strip()))
    return tuple(made)


def read_codes(text: str) -> tuple[str, ...]:
    """Codes of units, split by |."""
    return tuple(part.strip() for part in text.split("|") if part.strip())


def read_events(source: TextIO) -> Iterator[tuple[int, EventRequest]]:
    """Events of a CSV with their rows, in the order of the file. Raises BadUnitRegister naming the row."""
    reader = csv.DictReader(source)
    missing = [column for column in EVENT_COLUMNS[:3] if column not in (reader.fieldnames or ())]
    if missing:
        raise BadUnitRegister(row=1, problem="column_missing", value=missing[0])
    for number, row in enumerate(reader, start=2):
        cells = {name: (row.get(name) or "").strip() for name in EVENT_COLUMNS}
        try:
            yield number, EventRequest(
                EventKind(cells["kind"]), parse_day(cells["day"]), read_codes(cells["units"]),
                read_codes(cells["into"]), read_made(cells["made"]), cells["name"] or None, cells["short_name"] or None,
                cells["code"] or None, cells["unit_kind"] or None, cells["parent_code"] or None,
                cells["survives"] == "yes", cells["document"],
            )  # fmt: skip
        except ValueError as error:
            raise BadUnitRegister(row=number, problem="unreadable", value=str(error)) from None
        except ImpossibleDate as error:
            raise BadUnitRegister(row=number, problem="no_day", value=error.facts.get("value", "")) from None
        except BadUnitEvent as error:
            problem, unit = error.facts.get("problem", ""), error.facts.get("unit", "")
            raise BadUnitRegister(row=number, problem=problem, value=unit) from None
