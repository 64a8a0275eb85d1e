"""Counts over whole tables, each by an index alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, extract, func, literal, select, union_all

from archive_service.catalog.retention_tables import retention_states
from archive_service.catalog.tables import records
from archive_service.domain.identifiers import RECORD, new_id
from archive_service.domain.local_time import LOCAL_TIME
from archive_service.domain.periods import period_end, period_start

MOST_MONTHS = 60


@dataclass(frozen=True, slots=True)
class SqlFigures:
    """Implements ports.Figures."""

    connection: Connection

    def deposits(self, months: Sequence[str]) -> Mapping[str, int]:
        if not months:
            return {}
        counted = (
            select(literal(month), func.count()).where(records.c.id >= first, records.c.id < end)
            for month in months[-MOST_MONTHS:]
            for first, end in (_ids_of(month),)
        )
        return {row[0]: row[1] for row in self.connection.execute(union_all(*counted))}

    def reviews(self) -> Mapping[int, int]:
        day = retention_states.c.review_from
        per_day = select(day, func.count().label("records")).where(day.is_not(None)).group_by(day).subquery()
        year = extract("year", per_day.c.review_from)
        query = select(year, func.sum(per_day.c.records)).group_by(year).order_by(year)
        return {int(each): int(count) for each, count in self.connection.execute(query)}

    def without_review(self) -> Mapping[str, int]:
        state = retention_states.c.state
        query = select(state, func.count()).where(retention_states.c.review_from.is_(None)).group_by(state)
        return {row[0]: row[1] for row in self.connection.execute(query)}


def _ids_of(month: str) -> tuple[str, str]:
    """The first id that can be made in a month, and the first after it: ids begin with the time they were made at."""
    first = datetime.combine(period_start(month), datetime.min.time(), LOCAL_TIME)
    end = datetime.combine(period_end(month) + timedelta(days=1), datetime.min.time(), LOCAL_TIME)
    return new_id(RECORD, first, bytes(10)), new_id(RECORD, end, bytes(10))
