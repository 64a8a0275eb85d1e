"""The register of units: ids that stay, what was stated about them, and what happened to them since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.tables import registers, unit_aliases, unit_versions, units
from archive_service.catalog.unit_mapping import (
    to_unit,
    to_unit_event,
    unit_alias_values,
    unit_code_values,
    unit_event_values,
    unit_version_values,
)
from archive_service.catalog.unit_tables import unit_codes, unit_events
from archive_service.domain.errors import BadUnitRegister
from archive_service.domain.unit_events import DatedCode, Unit, UnitEvent, UnitHistory
from archive_service.domain.units import UnitRegister

REGISTER = "units"


def knows_unit(connection: Connection, unit_id: str) -> bool:
    return connection.scalar(select(units.c.id).where(units.c.id == unit_id)) is not None


def ensure_unit(connection: Connection, unit_id: str) -> None:
    """What is recovered from the store may name a unit the register has lost: the bare id stands for it."""
    if not knows_unit(connection, unit_id):
        connection.execute(insert(units).values(id=unit_id))


@dataclass(frozen=True, slots=True)
class SqlUnits:
    """Implements ports.Units."""

    connection: Connection

    def register(self) -> UnitRegister:
        aliases: dict[str, list[str]] = {}
        for row in self.connection.execute(
            select(unit_aliases).order_by(unit_aliases.c.unit_id, unit_aliases.c.position)
        ):
            aliases.setdefault(row.unit_id, []).append(row.alias)
        codes: dict[str, list[DatedCode]] = {}
        for row in self.connection.execute(select(unit_codes).order_by(unit_codes.c.unit_id, unit_codes.c.position)):
            codes.setdefault(row.unit_id, []).append(DatedCode(row.code, row.valid_from, row.valid_to))
        stated = tuple(
            to_unit(row, aliases.get(row.unit_id, ()), codes.get(row.unit_id, ()))
            for row in self.connection.execute(select(unit_versions))
        )
        events = map(to_unit_event, self.connection.execute(select(unit_events).order_by(unit_events.c.position)))
        return UnitRegister(UnitHistory(stated, tuple(events)), self.version())

    def version(self) -> int:
        return self.connection.scalar(select(registers.c.version).where(registers.c.name == REGISTER)) or 0

    def replace_all(self, units: Iterable[Unit], version: int, events: Sequence[UnitEvent] = ()) -> None:
        self._announce(version)
        self._write(list(units), events)

    def advance(self, history: UnitHistory, version: int) -> bool:
        kind = postgresql.insert if self.connection.dialect.name == "postgresql" else sqlite.insert
        self.connection.execute(kind(registers).values(name=REGISTER, version=0).on_conflict_do_nothing())
        newer = update(registers).where(registers.c.name == REGISTER, registers.c.version < version)
        if self.connection.execute(newer.values(version=version)).rowcount == 0:
            return False
        self._write(list(history.stated), history.events)
        return True

    def _write(self, listed: list[Unit], events: Sequence[UnitEvent]) -> None:
        for table in (unit_aliases, unit_codes, unit_versions, unit_events):
            self.connection.execute(delete(table))
        self._ensure_ids([*(unit.id for unit in listed), *(made.id for event in events for made in event.made)])
        rows = (
            (unit_versions, [unit_version_values(unit) for unit in listed]),
            (unit_aliases, [values for unit in listed for values in unit_alias_values(unit)]),
            (unit_codes, [values for unit in listed for values in unit_code_values(unit)]),
            (unit_events, [unit_event_values(position, event) for position, event in enumerate(events)]),
        )
        try:
            for table, values in rows:
                if values:
                    self.connection.execute(insert(table), values)
        except IntegrityError as error:
            raise BadUnitRegister(row=1, problem="contradicts") from error

    def _announce(self, version: int) -> None:
        """Set the version first: on an engine with many writers this row makes replacements queue up."""
        statement = update(registers).where(registers.c.name == REGISTER).values(version=version)
        if self.connection.execute(statement).rowcount == 0:
            self.connection.execute(insert(registers).values(name=REGISTER, version=version))

    def _ensure_ids(self, listed: list[str]) -> None:
        known = set(self.connection.scalars(select(units.c.id)))
        new = [{"id": unit_id} for unit_id in dict.fromkeys(listed) if unit_id not in known]
        if new:
            self.connection.execute(insert(units), new)
