"""Which records stand how in retention: what searches are narrowed to, and counted by, from the catalog alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select, true

from archive_service.catalog.holds import held_records
from archive_service.catalog.retention_tables import retention_states
from archive_service.catalog.tables import records
from archive_service.catalog.visibility import found_within, one_of, within
from archive_service.domain.access import VisibleScope
from archive_service.domain.retention_clock import SOON_DAYS, ClockState, RetentionStanding

_NOTED = records.outerjoin(retention_states, retention_states.c.record_id == records.c.id)


@dataclass(frozen=True, slots=True)
class SqlStandings:
    """Implements ports.Standings."""

    connection: Connection

    def ids(
        self,
        standing: RetentionStanding,
        scopes: Sequence[VisibleScope],
        today: date,
        *,
        unit_ids: Collection[str] | None = None,
        limit: int,
    ) -> Sequence[str]:
        of_units = one_of(self.connection, records.c.unit_id, unit_ids) if unit_ids is not None else true()
        if standing is RetentionStanding.UNDER_HOLD:
            held = held_records(and_(within(self.connection, records, scopes), of_units))
            return list(self.connection.scalars(select(held.c.id).order_by(held.c.id).limit(limit)))
        query = (
            select(records.c.id)
            .select_from(_NOTED)
            .where(found_within(self.connection, records, scopes), of_units, _on(today)[standing])
            .order_by(records.c.id)
            .limit(limit)
        )
        return list(self.connection.scalars(query))

    def counts(
        self, record_ids: Collection[str], scopes: Sequence[VisibleScope], today: date
    ) -> Mapping[RetentionStanding, int]:
        asked = and_(one_of(self.connection, records.c.id, record_ids), within(self.connection, records, scopes))
        conditions = _on(today)
        sums = (func.count(case((condition, 1))) for condition in conditions.values())
        row = self.connection.execute(select(*sums).select_from(_NOTED).where(asked)).one()
        held = self.connection.scalar(select(func.count()).select_from(held_records(asked))) or 0
        return {**dict(zip(conditions, row, strict=True)), RetentionStanding.UNDER_HOLD: held}


def _on(today: date) -> dict[RetentionStanding, ColumnElement[bool]]:
    """The conditions on what is noted, of which one holds for every record; one never decided on is undetermined."""
    state, day = retention_states.c.state, retention_states.c.review_from
    soon = today + timedelta(days=SOON_DAYS)
    running = state == ClockState.RUNNING_CLOCK.value
    not_begun = state.in_([ClockState.OPEN_DOSSIER.value, ClockState.EVENT_PENDING.value])
    not_known = state.in_([ClockState.UNKNOWN_DATE.value, ClockState.NO_RULE.value])
    return {
        RetentionStanding.STILL_KEPT: or_(and_(running, day > soon), not_begun),
        RetentionStanding.ENDS_SOON: and_(running, day > today, day <= soon),
        RetentionStanding.UP_FOR_REVIEW: and_(running, day <= today),
        RetentionStanding.KEPT_FOR_EVER: state == ClockState.KEPT_FOR_EVER.value,
        RetentionStanding.UNDETERMINED: or_(state.is_(None), not_known),
    }
