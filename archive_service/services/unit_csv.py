"""The register of units as CSV: what a file would change, line by line, and the register as a file.

A file states units. It may add units, and correct those that have no history yet; what happened to a unit is told by
an event, so that no file can rewrite what a unit was on an earlier day.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TextIO

from archive_service.domain.errors import BadUnitEvent, BadUnitRegister, ImpossibleDate
from archive_service.domain.records import parse_day
from archive_service.domain.unit_events import DatedCode, NewUnit, Unit, UnitHistory, code_key
from archive_service.domain.unit_history import check_whole, in_a_circle
from archive_service.services.table_cells import as_written
from archive_service.services.table_cells import cell as as_text
from archive_service.services.unit_reach import KeptUnits

COLUMNS = (
    "code", "name", "kind", "parent_code", "aliases", "short_name", "codes", "since", "ended", "document",
)  # fmt: skip
_NEEDED = COLUMNS[:4]
_FILLED = COLUMNS[:3]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A row of the CSV. `row` is its number as a spreadsheet shows it; None of the later ones is a column left out."""

    row: int
    code: str
    name: str
    kind: str
    parent_code: str
    aliases: tuple[str, ...]
    short_name: str | None = None
    codes: tuple[DatedCode, ...] | None = None
    since: date | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class LineError:
    """What is wrong with one row: a problem as BadUnitRegister knows it, and what it is about."""

    row: int
    problem: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What a file would make of the register; `history` is only good without errors. Units are told by code."""

    history: UnitHistory
    added: tuple[str, ...]
    changed: tuple[str, ...]
    errors: tuple[LineError, ...]


def read_rows(source: TextIO) -> tuple[list[UnitRow], list[LineError]]:
    """The rows that can be read, and what is wrong with the others. Raises BadUnitRegister for no table of units."""
    reader = csv.DictReader(source)
    missing = [column for column in _NEEDED if column not in (reader.fieldnames or ())]
    if missing:
        raise BadUnitRegister(row=1, problem="column_missing", value=missing[0])
    rows, errors = [], []
    try:
        for number, row in enumerate(reader, start=2):
            cells = {name: as_written((row.get(name) or "").strip()) for name in COLUMNS}
            if empty := [name for name in _FILLED if not cells[name]]:
                errors.append(LineError(number, "cell_empty", empty[0]))
                continue
            present = frozenset(name for name in COLUMNS if row.get(name) is not None)
            try:
                rows.append(_read(number, cells, present))
            except ImpossibleDate as error:
                errors.append(LineError(number, "no_day", str(error.facts.get("value", ""))))
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadUnitRegister(row=reader.line_num, problem="unreadable", value=str(error)) from None
    return rows, errors


def _read(number: int, cells: dict[str, str], present: frozenset[str]) -> UnitRow:
    return UnitRow(
        number, cells["code"], cells["name"], cells["kind"], cells["parent_code"], tuple(_parts(cells["aliases"])),
        cells["short_name"] if "short_name" in present else None,
        tuple(map(_dated_code, _parts(cells["codes"]))) if "codes" in present else None,
        parse_day(cells["since"]) if cells["since"] else None,
        cells["document"] if "document" in present else None,
    )  # fmt: skip


def _parts(cell: str) -> Iterator[str]:
    return (part.strip() for part in cell.split("|") if part.strip())


def _dated_code(text: str) -> DatedCode:
    """A code with its days: 38.168.053.000.001@2022-01-01/2025-06-30; either day may be left out."""
    code, _, days = text.partition("@")
    first, _, last = days.partition("/")
    return DatedCode(
        code.strip(), parse_day(first) if first.strip() else None, parse_day(last) if last.strip() else None
    )


def _written_code(code: DatedCode) -> str:
    if code.valid_from is None and code.valid_to is None:
        return code.code
    return f"{code.code}@{code.valid_from or ''}/{code.valid_to or ''}"


def planned(kept: KeptUnits, rows: Iterable[UnitRow], make_id: Callable[[], str]) -> ImportPlan:
    """What the rows would make of the register, as far as whoever brings them keeps it.

    Every row is looked at, so that all mistakes are told at once.
    """
    return _Planning(kept, make_id).of(list(rows))


class _Planning:
    def __init__(self, kept: KeptUnits, make_id: Callable[[], str]) -> None:
        self.kept, self.current, self.make_id = kept, kept.register, make_id
        current = self.current
        self.units = {unit.id: unit for unit in current.history.stated}
        self.made: dict[str, NewUnit] = {made.id: made for event in current.history.events for made in event.made}
        self.errors: list[LineError] = []
        self.ids: dict[str, str] = {}

    def of(self, rows: list[UnitRow]) -> ImportPlan:
        good = [row for row in rows if self._has_own_code(row)]
        added = {self.ids[code_key(row.code)] for row in good} - set(self.current.units)
        changed = []
        for row in good:
            unit_id = self.ids[code_key(row.code)]
            before: object = self.units.get(unit_id) or self.made.get(unit_id)
            self._take(row, unit_id)
            if before is not None and before != (self.units.get(unit_id) or self.made.get(unit_id)):
                changed.append(row.code)
        events = tuple(
            replace(event, made=tuple(self.made[made.id] for made in event.made))
            for event in self.current.history.events
        )
        history = UnitHistory(tuple(self.units.values()), events)
        self._check(good, history)
        codes = tuple(row.code for row in good if self.ids[code_key(row.code)] in added)
        return ImportPlan(history, codes, tuple(changed), tuple(sorted(self.errors, key=lambda error: error.row)))

    def _has_own_code(self, row: UnitRow) -> bool:
        key = code_key(row.code)
        if key in self.ids:
            self.errors.append(LineError(row.row, "code_twice", row.code))
            return False
        known = self.current.by_code(row.code)
        if known is not None and known.id not in self.kept.unit_ids:
            self.errors.append(LineError(row.row, "code_taken", row.code))
            return False
        self.ids[key] = known.id if known else self.make_id()
        return True

    def _take(self, row: UnitRow, unit_id: str) -> None:
        known = self.current.units.get(unit_id)
        parent_id = self._parent(row, known)
        if known is not None and (unit_id in self.made or len(self.current.lives.versions[unit_id]) > 1 or known.ended):
            self._take_names(row, known, parent_id)
            return
        before = self.units.get(unit_id)
        base = before or Unit(unit_id, row.code, row.name, row.kind, None)
        self.units[unit_id] = replace(
            base,
            code=row.code,
            name=row.name,
            kind=row.kind,
            parent_id=parent_id,
            aliases=row.aliases,
            short_name=base.short_name if row.short_name is None else row.short_name,
            codes=base.codes if row.codes is None else row.codes,
            since=row.since or base.since,
            document=base.document if row.document is None else replace(base.document, text=row.document),
        )

    def _take_names(self, row: UnitRow, known: Unit, parent_id: str | None) -> None:
        """A unit with a history: aliases and further codes only."""
        stated = (known.name, known.kind, known.parent_id)
        if stated != (row.name, row.kind, parent_id):
            self.errors.append(LineError(row.row, "has_history", row.code))
            return
        codes = known.codes if row.codes is None else row.codes
        if known.id in self.made:
            self.made[known.id] = replace(self.made[known.id], aliases=row.aliases, codes=codes)
        else:
            self.units[known.id] = replace(self.units[known.id], aliases=row.aliases, codes=codes)

    def _parent(self, row: UnitRow, known: Unit | None) -> str | None:
        """Whose id the superior has: one that is kept, or the one the unit has already."""
        own = known.parent_id if known else None
        if not row.parent_code:
            if not (self.kept.everything or (known is not None and own is None)):
                self.errors.append(LineError(row.row, "outside", row.name))
            return None
        parent = self.current.by_code(row.parent_code)
        told = parent is not None and (parent.id in self.kept.unit_ids or parent.id == own)
        parent_id = self.ids.get(code_key(row.parent_code)) or (parent.id if parent and told else None)
        if parent_id is None:
            self.errors.append(LineError(row.row, "parent_unknown", row.parent_code))
        return parent_id

    def _check(self, rows: list[UnitRow], history: UnitHistory) -> None:
        if self.errors:
            return
        above = {unit.id: unit.parent_id for unit in history.stated}
        if (in_circle := in_a_circle(above)) is not None:
            row = next((row for row in rows if self.ids[code_key(row.code)] == in_circle), rows[0])
            self.errors.append(LineError(row.row, "parents_circle", row.code))
            return
        try:
            check_whole(history)
        except BadUnitEvent as error:
            named = next((row for row in rows if error.facts.get("unit") in (row.name, row.code)), rows[0])
            self.errors.append(LineError(named.row, str(error.facts.get("problem")), str(error.facts.get("unit"))))


def exported(kept: KeptUnits) -> str:
    """What is kept of the register as it stands, in the form that is imported; units that ended say since when."""
    register = kept.register
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for unit in register.units.values():
        if unit.id not in kept.unit_ids:
            continue
        parent = register.units.get(unit.parent_id or "")
        cells = (
            unit.code, unit.name, unit.kind, parent.code if parent else "", "|".join(unit.aliases), unit.short_name,
            "|".join(map(_written_code, unit.codes)), unit.since or "", unit.ended or "", unit.document.text,
        )  # fmt: skip
        writer.writerow(map(as_text, cells))
    return target.getvalue()
