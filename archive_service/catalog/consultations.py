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
    and_,
    delete,
    insert,
    select,
    true,
    update,
)

from archive_service.catalog.column_types import Key, Moment, Words
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
    Column("due_at", Moment),
)
Index("consultations_by_unit", consultations.c.unit_id, consultations.c.id)
Index("consultations_by_dossier", consultations.c.dossier_id)
Index("consultations_by_state", consultations.c.state, consultations.c.due_at)

# No foreign key to the records: consultations are restored before them, and outlive one that was destroyed.
consultation_papers = Table(
    "consultation_papers",
    metadata,
    Column("consultation_id", Key, ForeignKey("consultations.id"), primary_key=True),
    Column("record_id", Key, primary_key=True),
    Column("part", Key, nullable=False),
)
Index("consultation_papers_by_record", consultation_papers.c.record_id, consultation_papers.c.consultation_id)

_FACTS = tuple(each.name for each in fields(KeptConsultation) if each.name != "papers")
_OPEN = tuple(state.value for state in ConsultationState if state is not ConsultationState.CLOSED)


@dataclass(frozen=True, slots=True)
class SqlConsultations:
    """Implements ports.Consultations."""

    connection: Connection

    def keep(self, consultation: KeptConsultation) -> None:
        if not knows_unit(self.connection, consultation.unit_id):
            raise UnknownUnit(unit=consultation.unit_id)
        values = {name: getattr(consultation, name) for name in _FACTS}
        values["state"] = consultation.state.value
        statement = update(consultations).where(consultations.c.id == consultation.id).values(values)
        if self.connection.execute(statement).rowcount == 0:
            self.connection.execute(insert(consultations).values(values))
        papers = consultation_papers
        self.connection.execute(delete(papers).where(papers.c.consultation_id == consultation.id))
        rows = [
            {"consultation_id": consultation.id, "record_id": record_id, "part": part}
            for record_id, part in consultation.papers
        ]
        if rows:
            self.connection.execute(insert(papers), rows)

    def get(self, consultation_id: str, unit_ids: frozenset[str] | None) -> KeptConsultation | None:
        return self._one(consultations.c.id == consultation_id, unit_ids)

    def of_dossier(self, dossier_id: str, unit_ids: frozenset[str] | None) -> KeptConsultation | None:
        return self._one(consultations.c.dossier_id == dossier_id, unit_ids)

    def of_record(self, record_id: str, unit_ids: frozenset[str] | None) -> KeptConsultation | None:
        named = consultations.join(consultation_papers, consultation_papers.c.consultation_id == consultations.c.id)
        query = select(consultations).select_from(named).where(consultation_papers.c.record_id == record_id)
        if unit_ids is not None:
            query = query.where(one_of(self.connection, consultations.c.unit_id, unit_ids))
        row = self.connection.execute(query.order_by(consultations.c.id.desc()).limit(1)).first()
        return None if row is None else _consultation(row)

    def waiting(self, unit_ids: frozenset[str], limit: int) -> Sequence[KeptConsultation]:
        within = and_(consultations.c.state.in_(_OPEN), one_of(self.connection, consultations.c.unit_id, unit_ids))
        order = (consultations.c.due_at.is_(None), consultations.c.due_at, consultations.c.id)
        query = select(consultations).where(within).order_by(*order).limit(max(1, min(limit, MAX_PAGE)))
        return [_consultation(row) for row in self.connection.execute(query)]

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
    facts = {name: getattr(row, name) for name in _FACTS}
    return KeptConsultation(**{**facts, "state": ConsultationState(row.state)})
