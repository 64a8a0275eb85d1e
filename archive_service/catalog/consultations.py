"""Consultations: the facts that are asked for as columns, the whole as the JSON that lies in the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Table,
    insert,
    select,
    true,
    update,
)

from archive_service.catalog.column_types import Key, Words
from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.row_types import AnyRow
from archive_service.catalog.tables import metadata
from archive_service.catalog.units import knows_unit
from archive_service.catalog.visibility import one_of
from archive_service.domain.consultation import ConsultationState
from archive_service.domain.errors import UnknownUnit
from archive_service.ports import KeptConsultation

consultations = Table(
    "consultations",
    metadata,
    Column("id", Key, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("unit_id", Key, ForeignKey("units.id"), nullable=False),
    Column("dossier_id", Key, nullable=False),
    Column("state", Key, nullable=False),
    Column("body", Words, nullable=False),
)
Index("consultations_by_unit", consultations.c.unit_id, consultations.c.id)
Index("consultations_by_dossier", consultations.c.dossier_id)


@dataclass(frozen=True, slots=True)
class SqlConsultations:
    """Implements ports.Consultations."""

    connection: Connection

    def keep(self, consultation: KeptConsultation) -> None:
        if not knows_unit(self.connection, consultation.unit_id):
            raise UnknownUnit(unit=consultation.unit_id)
        values = {each.name: getattr(consultation, each.name) for each in fields(consultation)}
        values["state"] = consultation.state.value
        statement = update(consultations).where(consultations.c.id == consultation.id).values(values)
        if self.connection.execute(statement).rowcount == 0:
            self.connection.execute(insert(consultations).values(values))

    def get(self, consultation_id: str, unit_ids: frozenset[str] | None) -> KeptConsultation | None:
        return self._one(consultations.c.id == consultation_id, unit_ids)

    def of_dossier(self, dossier_id: str, unit_ids: frozenset[str] | None) -> KeptConsultation | None:
        return self._one(consultations.c.dossier_id == dossier_id, unit_ids)

    def _one(self, wanted: ColumnElement[bool], unit_ids: frozenset[str] | None) -> KeptConsultation | None:
        row = self.connection.execute(select(consultations).where(wanted)).first()
        return None if row is None or (unit_ids is not None and row.unit_id not in unit_ids) else _consultation(row)

    def list(
        self, unit_ids: frozenset[str] | None, *, after: str | None = None, limit: int = 50, open_only: bool = False
    ) -> tuple[Sequence[KeptConsultation], bool]:
        size = max(1, min(limit, MAX_PAGE))
        within = true() if unit_ids is None else one_of(self.connection, consultations.c.unit_id, unit_ids)
        query = select(consultations).where(within).order_by(consultations.c.id.desc()).limit(size + 1)
        if after is not None:
            query = query.where(consultations.c.id < after)
        if open_only:
            query = query.where(consultations.c.state != ConsultationState.CLOSED.value)
        rows = self.connection.execute(query).all()
        return [_consultation(row) for row in rows[:size]], len(rows) > size


def _consultation(row: AnyRow) -> KeptConsultation:
    return KeptConsultation(row.id, row.version, row.unit_id, row.dossier_id, ConsultationState(row.state), row.body)
