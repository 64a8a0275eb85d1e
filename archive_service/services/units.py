"""The register of units: import, reading, the tree."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import TextIOBase
from threading import Lock

from archive_service.domain.access import Act, Actor, may_anywhere
from archive_service.domain.errors import BadUnitRegister, NotFound, NotPermitted, UnknownUnit
from archive_service.domain.identifiers import UNIT, new_id
from archive_service.domain.records import Unit, UnitRegister
from archive_service.ports import Catalog, Clock, StorageRoot
from archive_service.services.record_json import UNIT_REGISTER_ID, units_to_json
from archive_service.services.trace import traced

COLUMNS = ("code", "name", "kind", "parent_code", "aliases")


@dataclass(slots=True)
class _Kept:
    """The register as it was last read: one object for all threads, replaced when its version moved."""

    register: UnitRegister | None = None
    lock: Lock = field(default_factory=Lock)


@dataclass(frozen=True, slots=True)
class UnitService:
    catalog: Catalog
    storage: StorageRoot
    clock: Clock
    _kept: _Kept = field(default_factory=_Kept, compare=False)

    def register(self) -> UnitRegister:
        """The register as it stands now; read again only when its version moved."""
        with self.catalog.read() as tx:
            version = tx.units.version()
            kept = self._kept.register
            if kept is not None and kept.version == version:
                return kept
            fresh = tx.units.register()
        with self._kept.lock:
            self._kept.register = fresh
        return fresh

    def reached(self, actor: Actor) -> tuple[Unit, ...]:
        """The units in which the actor has any role, in order of id."""
        within: frozenset[str] = frozenset().union(*(grant.unit_ids for grant in actor.grants))
        known = self.register().units
        return tuple(known[unit_id] for unit_id in sorted(within) if unit_id in known)

    def named(self, actor: Actor, code: str) -> Unit:
        """The unit with this code or id. Raises UnknownUnit, also for one that is out of the actor's reach."""
        unit = self.register().by_code(code)
        if unit is None or not any(unit.id in grant.unit_ids for grant in actor.grants):
            raise UnknownUnit(unit=code[:64], field="unit")
        return unit

    def import_csv(self, actor: Actor, source: TextIOBase) -> UnitRegister:
        """Add and update units from CSV with the columns code, name, kind, parent_code, aliases.

        Units keep their ids by code; units that the file does not name stay. Raises BadUnitRegister
        naming the row, NotPermitted.
        """
        if not may_anywhere(actor, Act.MANAGE_UNITS):
            raise NotPermitted
        current = self.register()
        return self._save(actor, merged(current, _rows(source), self._new_id))

    def _new_id(self) -> str:
        return new_id(UNIT, self.clock.now(), self.clock.random_bytes(10))

    def _save(self, actor: Actor, units: list[Unit]) -> UnitRegister:
        head = self._stored_version()
        now = self.clock.now()
        version = self.storage.put_version(
            UNIT_REGISTER_ID,
            expected_head=head,
            metadata=units_to_json(units),
            user=actor.user_id,
            message="import units",
            created=now,
        ).number
        with self.catalog.write() as tx:
            tx.units.replace_all(units, version)
            tx.audit.append(traced(self.clock, actor, "import_units", UNIT_REGISTER_ID, units=len(units)))
        return self.register()

    def _stored_version(self) -> int:
        try:
            return self.storage.head(UNIT_REGISTER_ID).number
        except NotFound:
            return 0


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A row of the CSV. `row` is its number as a spreadsheet shows it."""

    row: int
    code: str
    name: str
    kind: str
    parent_code: str
    aliases: tuple[str, ...]


def _rows(source: TextIOBase) -> Iterator[UnitRow]:
    reader = csv.DictReader(source)
    missing = [column for column in COLUMNS[:4] if column not in (reader.fieldnames or ())]
    if missing:
        raise BadUnitRegister(row=1, problem=f"column {missing[0]} is missing")
    try:
        for number, row in enumerate(reader, start=2):
            cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
            if not cells["code"] or not cells["name"] or not cells["kind"]:
                raise BadUnitRegister(row=number, problem="code, name and kind must be filled")
            aliases = tuple(alias.strip() for alias in cells["aliases"].split("|") if alias.strip())
            yield UnitRow(number, cells["code"], cells["name"], cells["kind"], cells["parent_code"], aliases)
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadUnitRegister(row=reader.line_num, problem=str(error)) from None


def merged(current: UnitRegister, rows: Iterable[UnitRow], make_id: Callable[[], str]) -> list[Unit]:
    """The register with the rows added or updated. Raises BadUnitRegister: doubled code, unknown parent, circle."""
    by_code = {unit.code.casefold(): unit for unit in current.units.values()}
    parents: dict[str, tuple[int, str]] = {}
    seen: set[str] = set()
    for row in rows:
        key = row.code.casefold()
        if key in seen:
            raise BadUnitRegister(row=row.row, problem=f"the code {row.code} stands twice")
        seen.add(key)
        known = by_code.get(key)
        unit_id = known.id if known else make_id()
        by_code[key] = Unit(unit_id, row.code, row.name, row.kind, known.parent_id if known else None, row.aliases)
        parents[key] = (row.row, row.parent_code.casefold())
    for key, (number, parent) in parents.items():
        if parent and parent not in by_code:
            raise BadUnitRegister(row=number, problem=f"the parent {parent} is unknown")
        unit = by_code[key]
        parent_id = by_code[parent].id if parent else None
        by_code[key] = Unit(unit.id, unit.code, unit.name, unit.kind, parent_id, unit.aliases)
    _refuse_circles(by_code, parents)
    return list(by_code.values())


def _refuse_circles(by_code: dict[str, Unit], parents: dict[str, tuple[int, str]]) -> None:
    by_id = {unit.id: unit for unit in by_code.values()}
    for key, (number, _) in parents.items():
        steps, unit = 0, by_code[key]
        while unit.parent_id is not None:
            unit, steps = by_id[unit.parent_id], steps + 1
            if steps > len(by_id):
                raise BadUnitRegister(row=number, problem="the parents form a circle")
