"""Checks, incidents, comparisons and due times as rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    Row,
    Table,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from archive_service.catalog.column_types import Key, Moment, Words
from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.tables import metadata
from archive_service.domain.errors import NotFound
from archive_service.domain.fixity import Comparison, Damage, FileFault, FixityOverview, Incident
from archive_service.domain.identifiers import INCIDENT, new_id
from archive_service.ports import Clock

_ROWS_AT_ONCE = 500
_NEVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

fixity_checks = Table(
    "fixity_checks",
    metadata,
    Column("object_id", Key, primary_key=True),
    Column("checked_at", Moment, nullable=False),
)
Index("fixity_checks_by_time", fixity_checks.c.checked_at, fixity_checks.c.object_id)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Key, primary_key=True),
    Column("object_id", Key, nullable=False),
    Column("path", Words, nullable=False),
    Column("damage", Key, nullable=False),
    Column("found_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("whole_at", Moment),
    Column("resolved_at", Moment),
    Column("resolved_by", Key),
    Column("note", Words, nullable=False),
)
Index("incidents_by_object", incidents.c.object_id, incidents.c.id)

comparisons = Table(
    "comparisons",
    metadata,
    Column("at", Moment, primary_key=True),
    *(Column(field.name, Integer, nullable=False) for field in fields(Comparison) if field.name != "at"),
)

chores = Table("chores", metadata, Column("name", Key, primary_key=True), Column("due_at", Moment, nullable=False))


@dataclass(frozen=True, slots=True)
class SqlCustodyNotes:
    """Implements ports.CustodyNotes. An object that was never checked bears the earliest of all times."""

    connection: Connection
    clock: Clock

    def _insert(self, table: Table) -> Any:
        on_postgresql = self.connection.dialect.name == "postgresql"
        return (postgresql.insert if on_postgresql else sqlite.insert)(table).on_conflict_do_nothing()

    def know(self, object_ids: Iterable[str]) -> int:
        listed = [{"object_id": object_id, "checked_at": _NEVER} for object_id in object_ids]
        new = 0
        for start in range(0, len(listed), _ROWS_AT_ONCE):
            rows = listed[start : start + _ROWS_AT_ONCE]
            added = self.connection.execute(self._insert(fixity_checks).returning(fixity_checks.c.object_id), rows)
            new += len(added.all())
        return new

    def forget(self, object_id: str) -> None:
        self.connection.execute(delete(fixity_checks).where(fixity_checks.c.object_id == object_id))

    def longest_unchecked(self, before: datetime, limit: int) -> Sequence[str]:
        at = fixity_checks.c.checked_at
        query = select(fixity_checks.c.object_id).where(at < before).order_by(at, fixity_checks.c.object_id)
        return list(self.connection.scalars(query.limit(max(1, min(limit, MAX_PAGE)))))

    def checked(self, object_id: str, at: datetime, faults: Sequence[FileFault]) -> Sequence[Incident]:
        self.connection.execute(
            update(fixity_checks).where(fixity_checks.c.object_id == object_id).values(checked_at=at)
        )
        still_open = and_(incidents.c.object_id == object_id, incidents.c.resolved_at.is_(None))
        known = {
            (each.path, each.damage): each
            for each in map(_to_incident, self.connection.execute(select(incidents).where(still_open)))
        }
        seen = {(fault.path, fault.damage) for fault in faults}
        for key, incident in known.items():
            if key in seen:
                change: dict[str, Any] = {"seen_at": at, "whole_at": None}
            elif incident.whole_at is None:
                change = {"whole_at": at}
            else:
                continue
            self.connection.execute(update(incidents).where(incidents.c.id == incident.id).values(change))
        return [self._open(object_id, path, damage, at) for path, damage in sorted(seen - known.keys())]

    def _open(self, object_id: str, path: str, damage: Damage, at: datetime) -> Incident:
        incident = Incident(new_id(INCIDENT, at, self.clock.random_bytes(10)), object_id, path, damage, at, at)
        values = {field.name: getattr(incident, field.name) for field in fields(Incident)}
        self.connection.execute(insert(incidents).values(**{**values, "damage": damage.value}))
        return incident

    def overview(self) -> FixityOverview:
        at = fixity_checks.c.checked_at
        objects = self.connection.scalar(select(func.count()).select_from(fixity_checks)) or 0
        never = self.connection.scalar(select(func.count()).select_from(fixity_checks).where(at == _NEVER)) or 0
        oldest = self.connection.scalar(select(at).where(at > _NEVER).order_by(at).limit(1))
        unresolved = incidents.c.resolved_at.is_(None)
        waiting = self.connection.scalar(select(func.count()).select_from(incidents).where(unresolved)) or 0
        return FixityOverview(objects, never, oldest, waiting)

    def incidents(self, *, resolved: bool = False, after: str | None = None, limit: int = 50) -> Sequence[Incident]:
        closed = incidents.c.resolved_at
        query = select(incidents).where(closed.is_not(None) if resolved else closed.is_(None)).order_by(incidents.c.id)
        query = query.where(incidents.c.id > (after or ""))
        return list(map(_to_incident, self.connection.execute(query.limit(max(1, min(limit, MAX_PAGE))))))

    def resolve(self, incident_id: str, at: datetime, by: str, note: str) -> Incident:
        still_open = and_(incidents.c.id == incident_id, incidents.c.resolved_at.is_(None))
        closing = update(incidents).where(still_open).values(resolved_at=at, resolved_by=by, note=note)
        row = self.connection.execute(closing.returning(*incidents.c)).first()
        if row is None:
            raise NotFound
        return _to_incident(row)

    def keep(self, comparison: Comparison) -> None:
        values = {field.name: getattr(comparison, field.name) for field in fields(Comparison)}
        self.connection.execute(self._insert(comparisons).values(**values))

    def comparisons(self, limit: int = 10) -> Sequence[Comparison]:
        query = select(comparisons).order_by(comparisons.c.at.desc()).limit(max(1, min(limit, MAX_PAGE)))
        return [Comparison(**row._mapping) for row in self.connection.execute(query)]

    def take_turn(self, chore: str, now: datetime, again_at: datetime) -> bool:
        first = self._insert(chores).values(name=chore, due_at=again_at).returning(chores.c.name)
        if self.connection.execute(first).first() is not None:
            return True
        due = and_(chores.c.name == chore, chores.c.due_at <= now)
        return self.connection.execute(update(chores).where(due).values(due_at=again_at)).rowcount == 1


def _to_incident(row: Row[Any]) -> Incident:
    facts = dict(row._mapping)
    return Incident(**{**facts, "damage": Damage(facts["damage"])})
