"""The register of units: ids that stay, versions that say what each is called and where it belongs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.mapping import to_unit, unit_alias_values, unit_version_values
from archive_service.catalog.tables import registers, unit_aliases, unit_versions, units
from archive_service.domain.errors import BadUnitRegister
from archive_service.domain.records import Unit, UnitRegister

REGISTER = "units"
# The register states what holds today, not since when: its one version of each unit holds from ever on.
SINCE_EVER = date.min


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
        named = select(unit_aliases).order_by(unit_aliases.c.unit_id, unit_aliases.c.position)
        for row in self.connection.execute(named):
            aliases.setdefault(row.unit_id, []).append(row.alias)
        # Sorted here: databases disagree on the order of words.
        rows = sorted(self.connection.execute(select(unit_versions)), key=lambda row: str(row.code))
        found = {row.unit_id: to_unit(row, aliases.get(row.unit_id, ())) for row in rows}
        return UnitRegister(found, self.version())

    def version(self) -> int:
        return self.connection.scalar(select(registers.c.version).where(registers.c.name == REGISTER)) or 0

    def replace_all(self, units: Iterable[Unit], version: int) -> None:
        listed = list(units)
        self._announce(version)
        self.connection.execute(delete(unit_aliases))
        self.connection.execute(delete(unit_versions))
        self._ensure_ids(listed)
        versions = [{**unit_version_values(unit), "valid_from": SINCE_EVER} for unit in listed]
        aliases = [values for unit in listed for values in unit_alias_values(unit)]
        try:
            if versions:
                self.connection.execute(insert(unit_versions), versions)
            if aliases:
                self.connection.execute(insert(unit_aliases), aliases)
        except IntegrityError as error:
            raise BadUnitRegister(
                row=None, problem="two units with one code, or a parent that is not listed"
            ) from error

    def _announce(self, version: int) -> None:
        """Set the version first: on an engine with many writers this row makes replacements queue up."""
        statement = update(registers).where(registers.c.name == REGISTER).values(version=version)
        if self.connection.execute(statement).rowcount == 0:
            self.connection.execute(insert(registers).values(name=REGISTER, version=version))

    def _ensure_ids(self, listed: list[Unit]) -> None:
        known = set(self.connection.scalars(select(units.c.id)))
        new = [{"id": unit_id} for unit_id in dict.fromkeys(unit.id for unit in listed) if unit_id not in known]
        if new:
            self.connection.execute(insert(units), new)
