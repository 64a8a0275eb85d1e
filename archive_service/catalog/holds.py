"""Holds: what lies under them is found by joining, so that a new hold counts from the moment it is committed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, FromClause, and_, delete, exists, insert, or_, select, union, update

from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.retention_tables import hold_targets, holds
from archive_service.catalog.tables import dossiers, records
from archive_service.catalog.visibility import one_of, within
from archive_service.domain.access import VisibleScope
from archive_service.domain.errors import SamePerson
from archive_service.domain.holds import Hold, HoldTargetKind
from archive_service.domain.retention import HoldFacts

_HOLD = TypeAdapter(Hold)


@dataclass(frozen=True, slots=True)
class SqlHolds:
    """Implements ports.Holds."""

    connection: Connection

    def keep(self, hold: Hold) -> None:
        if hold.lifted_by is not None and hold.lifted_by == hold.lift_asked_by:
            raise SamePerson
        values = {
            "stands": hold.stands, "lift_asked_by": hold.lift_asked_by, "lifted_by": hold.lifted_by,
            "body": _HOLD.dump_json(hold).decode(),
        }  # fmt: skip
        statement = update(holds).where(holds.c.id == hold.id).values(values)
        if self.connection.execute(statement).rowcount == 0:
            self.connection.execute(insert(holds).values(id=hold.id, **values))
        if hold.stands:
            self.connection.execute(delete(hold_targets).where(hold_targets.c.hold_id == hold.id))
            self.connection.execute(
                insert(hold_targets),
                [
                    {
                        "hold_id": hold.id, "position": position, "kind": target.kind.value, "target_id": target.id,
                        "first_day": target.first_day, "last_day": target.last_day,
                    }
                    for position, target in enumerate(hold.targets)
                ],
            )  # fmt: skip

    def touches(
        self,
        record_ids: Collection[str],
        dossier_ids: Collection[str],
        scopes: Sequence[VisibleScope] | None,
        *,
        dossier_units: Collection[str],
    ) -> bool:
        connection = self.connection
        seen = exists().where(one_of(connection, records.c.id, record_ids), within(connection, records, scopes))
        reached = exists().where(
            one_of(connection, dossiers.c.id, dossier_ids), one_of(connection, dossiers.c.unit_id, dossier_units)
        )
        return bool(connection.scalar(select(or_(seen, reached))))

    def release(self, hold_id: str) -> None:
        lifted = select(holds.c.id).where(holds.c.id == hold_id, holds.c.stands.is_(False))
        self.connection.execute(delete(hold_targets).where(hold_targets.c.hold_id.in_(lifted)))

    def get(self, hold_id: str) -> Hold | None:
        body = self.connection.scalar(select(holds.c.body).where(holds.c.id == hold_id))
        return None if body is None else _HOLD.validate_json(body)

    def list(self, *, standing: bool = True, after: str | None = None, limit: int = 50) -> Sequence[Hold]:
        query = select(holds.c.body).where(holds.c.stands.is_(standing)).order_by(holds.c.id)
        if after is not None:
            query = query.where(holds.c.id > after)
        bodies = self.connection.scalars(query.limit(max(1, min(limit, MAX_PAGE))))
        return [_HOLD.validate_json(body) for body in bodies]

    def over(self, record_ids: Collection[str]) -> Mapping[str, tuple[HoldFacts, ...]]:
        if not record_ids:
            return {}
        asked = one_of(self.connection, records.c.id, record_ids)
        pairs = union(
            *(
                select(records.c.id, hold_targets.c.hold_id)
                .select_from(records.join(hold_targets, lies_under))
                .where(asked)
                for lies_under in _WAYS
            )
        ).subquery()
        query = select(pairs.c.id, holds.c.body).select_from(pairs.join(holds, holds.c.id == pairs.c.hold_id))
        found: dict[str, list[HoldFacts]] = {}
        for record_id, body in self.connection.execute(query.order_by(pairs.c.id, holds.c.id)):
            found.setdefault(record_id, []).append(_HOLD.validate_json(body).facts())
        return {record_id: tuple(facts) for record_id, facts in found.items()}

    def records_under(self, hold_id: str, *, after: str | None, limit: int) -> Sequence[str]:
        size = max(1, min(limit, MAX_PAGE))
        of_hold = hold_targets.c.hold_id == hold_id
        beyond = (records.c.id > after,) if after is not None else ()
        found = union(
            *(
                select(records.c.id).select_from(hold_targets.join(records, lies_under)).where(of_hold, *beyond)
                for lies_under in _WAYS
            )
        ).subquery()
        return list(self.connection.scalars(select(found.c.id).order_by(found.c.id).limit(size)))


def held_records(asked: ColumnElement[bool]) -> FromClause:
    """The ids of the records that lie under any hold and fit the condition, each once."""
    return union(
        *(select(records.c.id).select_from(hold_targets.join(records, way)).where(asked) for way in _WAYS)
    ).subquery()


def _of(kind: HoldTargetKind, column: ColumnElement[str]) -> ColumnElement[bool]:
    return and_(hold_targets.c.kind == kind.value, hold_targets.c.target_id == column)


_WITHIN_DAYS = or_(
    records.c.date.is_(None),
    and_(
        or_(hold_targets.c.first_day.is_(None), records.c.date >= hold_targets.c.first_day),
        or_(hold_targets.c.last_day.is_(None), records.c.date <= hold_targets.c.last_day),
    ),
)
# One join for each way, so that each walks its own index.
_WAYS = (
    _of(HoldTargetKind.HELD_RECORD, records.c.id),
    _of(HoldTargetKind.HELD_DOSSIER, records.c.dossier_id),
    and_(_of(HoldTargetKind.HELD_UNIT, records.c.unit_id), _WITHIN_DAYS),
)
