"""The papers of units by period, and the reasons for gaps: every question walks an index that begins with the unit."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from archive_service.catalog.completeness_tables import excused_gaps
from archive_service.catalog.row_types import AnyRow
from archive_service.catalog.tables import dossiers, records
from archive_service.catalog.units import knows_unit
from archive_service.catalog.visibility import one_of, within
from archive_service.domain.access import VisibleScope
from archive_service.domain.completeness import Paper
from archive_service.domain.errors import UnknownUnit
from archive_service.domain.excuses import ExcusedGap, ExcuseState
from archive_service.domain.local_time import local_day
from archive_service.domain.records import Lifecycle
from archive_service.domain.terms import CONGRESS_BODY, CongressPaper
from indexer.text.normalise import fold

MOST_CONGRESS_PAPERS = 10_000

_READ: tuple[ColumnElement[Any], ...] = (
    records.c.id, records.c.unit_id, records.c.type_code, records.c.lifecycle, records.c.title, records.c.period,
    records.c.deposited_at, records.c.symbol, records.c.number, records.c.date, records.c.dossier_id,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SqlCompleteness:
    """Implements ports.Completeness."""

    connection: Connection

    def papers(
        self, unit_ids: Collection[str], first_year: int, last_year: int, scopes: Sequence[VisibleScope] | None
    ) -> Sequence[Paper]:
        # Written periods sort by year; every part of a year sorts below "-R".
        stated = records.c.period.between(f"{first_year:04d}", f"{last_year:04d}-R")
        written = and_(
            records.c.period.is_(None), records.c.date.between(date(first_year, 1, 1), date(last_year, 12, 31))
        )
        query = (
            select(*_READ)
            .where(
                one_of(self.connection, records.c.unit_id, unit_ids),
                or_(stated, written),
                within(self.connection, records, scopes),
            )
            .order_by(records.c.id)
        )
        return [_paper(row) for row in self.connection.execute(query)]

    def congress_papers(
        self, unit_ids: Collection[str], scopes: Sequence[VisibleScope] | None
    ) -> Sequence[CongressPaper]:
        query = (
            select(records.c.unit_id, records.c.date, records.c.title)
            .where(
                one_of(self.connection, records.c.unit_id, unit_ids),
                records.c.symbol.like(f"%/{CONGRESS_BODY}%"),
                records.c.date.is_not(None),
                records.c.lifecycle != Lifecycle.DRAFT.value,
                within(self.connection, records, scopes),
            )
            .order_by(records.c.date, records.c.id)
            .limit(MOST_CONGRESS_PAPERS)
        )
        return [CongressPaper(row.unit_id, row.date, row.title) for row in self.connection.execute(query)]

    def complete_consultations(self, dossier_ids: Collection[str]) -> frozenset[str]:
        if not dossier_ids:
            return frozenset()
        query = select(dossiers.c.id).where(
            one_of(self.connection, dossiers.c.id, dossier_ids),
            dossiers.c.kind == "consultation",
            dossiers.c.closed_at.is_not(None),
            dossiers.c.incomplete_because == "",
        )
        return frozenset(self.connection.scalars(query))

    def excuses(self, unit_ids: Collection[str], first_period: str, last_period: str) -> Sequence[ExcusedGap]:
        query = (
            select(excused_gaps)
            .where(
                one_of(self.connection, excused_gaps.c.unit_id, unit_ids),
                excused_gaps.c.period.between(first_period, last_period),
            )
            .order_by(excused_gaps.c.id)
        )
        return [_excuse(row) for row in self.connection.execute(query)]

    def proposed_excuses(self, unit_ids: Collection[str], limit: int) -> Sequence[ExcusedGap]:
        query = (
            select(excused_gaps)
            .where(
                one_of(self.connection, excused_gaps.c.unit_id, unit_ids),
                excused_gaps.c.state == ExcuseState.PROPOSED.value,
            )
            .order_by(excused_gaps.c.id)
            .limit(limit)
        )
        return [_excuse(row) for row in self.connection.execute(query)]

    def excuse(self, excuse_id: str) -> ExcusedGap | None:
        row = self.connection.execute(select(excused_gaps).where(excused_gaps.c.id == excuse_id)).first()
        return None if row is None else _excuse(row)

    def keep_excuse(self, excuse: ExcusedGap) -> None:
        if not knows_unit(self.connection, excuse.unit_id):
            raise UnknownUnit(unit=excuse.unit_id)
        values = {each.name: getattr(excuse, each.name) for each in fields(excuse)} | {"state": excuse.state.value}
        statement = update(excused_gaps).where(excused_gaps.c.id == excuse.id).values(values)
        if self.connection.execute(statement).rowcount == 0:
            self.connection.execute(insert(excused_gaps).values(values))


def _paper(row: AnyRow) -> Paper:
    return Paper(
        record_id=row.id,
        unit_id=row.unit_id,
        type_code=row.type_code,
        lifecycle=Lifecycle(row.lifecycle),
        title=row.title,
        folded_title=fold(row.title),
        period=row.period or f"{row.date:%Y-%m}",
        deposited_on=local_day(row.deposited_at),
        symbol=row.symbol,
        number=row.number,
        date=row.date,
        dossier_id=row.dossier_id,
        period_assumed=row.period is None,
    )


def _excuse(row: AnyRow) -> ExcusedGap:
    values = {each.name: getattr(row, each.name) for each in fields(ExcusedGap)}
    return ExcusedGap(**{**values, "state": ExcuseState(row.state)})
