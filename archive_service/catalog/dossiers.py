"""Dossiers: rows, listed in order of id within units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, insert, select, true, update
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.mapping import dossier_values, to_dossier
from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.tables import dossiers
from archive_service.catalog.units import ensure_unit, knows_unit
from archive_service.catalog.visibility import one_of
from archive_service.domain.errors import Conflict, NotFound, UnknownUnit, VersionConflict
from archive_service.domain.records import Dossier


@dataclass(frozen=True, slots=True)
class SqlDossiers:
    """Implements ports.Dossiers."""

    connection: Connection

    def add(self, dossier: Dossier) -> None:
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(dossiers).values(dossier_values(dossier)))
        except IntegrityError as error:
            if not knows_unit(self.connection, dossier.unit_id):
                raise UnknownUnit(unit=dossier.unit_id) from error
            if self._version(dossier.id) is None:
                raise
            raise Conflict(dossier=dossier.id) from error

    def update(self, dossier: Dossier, *, expected_version: int) -> None:
        at_version = and_(dossiers.c.id == dossier.id, dossiers.c.version == expected_version)
        statement = update(dossiers).where(at_version).values(dossier_values(dossier))
        if self.connection.execute(statement).rowcount == 0:
            current = self._version(dossier.id)
            if current is None:
                raise NotFound
            raise VersionConflict(expected=expected_version, current=current)

    def _version(self, dossier_id: str) -> int | None:
        return self.connection.scalar(select(dossiers.c.version).where(dossiers.c.id == dossier_id))

    def get(self, dossier_id: str, unit_ids: frozenset[str] | None) -> Dossier | None:
        row = self.connection.execute(select(dossiers).where(dossiers.c.id == dossier_id)).first()
        if row is None or (unit_ids is not None and row.unit_id not in unit_ids):
            return None
        return to_dossier(row)

    def list(
        self, unit_ids: frozenset[str] | None, *, after: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Dossier], bool]:
        size = max(1, min(limit, MAX_PAGE))
        query = select(dossiers).where(self._of_units(unit_ids)).order_by(dossiers.c.id).limit(size + 1)
        if after is not None:
            query = query.where(dossiers.c.id > after)
        rows = self.connection.execute(query).all()
        return [to_dossier(row) for row in rows[:size]], len(rows) > size

    def _of_units(self, unit_ids: frozenset[str] | None) -> ColumnElement[bool]:
        if unit_ids is None:
            return true()
        if len(unit_ids) == 1:
            return dossiers.c.unit_id == next(iter(unit_ids))
        return one_of(self.connection, dossiers.c.unit_id, unit_ids)

    def recover(self, dossier: Dossier) -> None:
        ensure_unit(self.connection, dossier.unit_id)
        values = dossier_values(dossier)
        statement = update(dossiers).where(dossiers.c.id == dossier.id).values(values)
        if self.connection.execute(statement).rowcount == 0:
            self.connection.execute(insert(dossiers).values(values))
