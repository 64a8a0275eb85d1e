"""The audit chain as rows: appended at the end under a lock, read as a stream."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    cast,
    func,
    insert,
    literal,
    select,
    true,
    type_coerce,
)

from archive_service.catalog.column_types import storable
from archive_service.catalog.log_mapping import event_values, to_event
from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.row_types import json_text
from archive_service.catalog.tables import audit_events, dossiers, records, units
from archive_service.catalog.visibility import one_of
from archive_service.domain.audit import GENESIS, UNIT_FACT, AuditEntry, AuditEvent, chain
from archive_service.domain.errors import Conflict
from archive_service.domain.identifiers import DOSSIER, RECORD, UNIT
from archive_service.ports import AuditFilter

# Any number, as long as nothing else in the database takes an advisory lock under it.
APPENDING = 0x61756469
# How wrong the clocks of two machines that write the log may be, for its days to be found by numbers.
CLOCKS_APART = timedelta(days=1)
_STREAMED_ROWS = 2000
_LARGEST = 2**63 - 1
_EVERYTHING = AuditFilter()
_UNIT_OF: dict[str, tuple[Table, str]] = {
    RECORD: (records, "unit_id"),
    DOSSIER: (dossiers, "unit_id"),
    UNIT: (units, "id"),
}


@dataclass(frozen=True, slots=True)
class SqlAuditLog:
    """Implements ports.AuditLog.

    Whoever appends holds the end of the chain until the transaction is over: on SQLite by the write lock
    that every write begins with, on PostgreSQL by an advisory lock.
    """

    connection: Connection

    def append(self, entry: AuditEntry) -> AuditEvent:
        entry = self._under_its_unit(_as_kept(entry))
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(select(func.pg_advisory_xact_lock(cast(literal(APPENDING), BigInteger))))
        number, digest = self.head() or (0, GENESIS)
        event = chain(entry, number + 1, digest)
        self.connection.execute(insert(audit_events).values(event_values(event)))
        return event

    def adopt(self, event: AuditEvent) -> None:
        number, digest = self.head() or (0, GENESIS)
        if (event.number, event.previous) != (number + 1, digest):
            raise Conflict(event=event.number)
        self.connection.execute(insert(audit_events).values(event_values(event)))

    def _under_its_unit(self, entry: AuditEntry) -> AuditEntry:
        """The entry with its unit among the facts, where it is about one and was not refused."""
        kept = _UNIT_OF.get(entry.subject.partition("_")[0])
        if kept is None or entry.outcome == "refused" or UNIT_FACT in entry.details:
            return entry
        table, column = kept
        unit_id = self.connection.scalar(select(table.c[column]).where(table.c.id == entry.subject))
        return entry if unit_id is None else replace(entry, details={**entry.details, UNIT_FACT: unit_id})

    def head(self) -> tuple[int, str] | None:
        columns = audit_events.c
        last = select(columns.number, columns.digest).order_by(columns.number.desc()).limit(1)
        row = self.connection.execute(last).first()
        return None if row is None else (row.number, row.digest)

    def _kept(self) -> Select[Any]:
        """The rows as they are kept: a time that is none must not end the reading."""
        at = audit_events.c.at
        as_kept = type_coerce(at, Text) if self.connection.dialect.name == "sqlite" else at
        return select(*(as_kept if column is at else column for column in audit_events.c))

    def events(self, *, after: int = 0) -> Iterator[AuditEvent]:
        number = audit_events.c.number
        query = self._kept().where(number > min(after, _LARGEST)).order_by(number)
        return self._streamed(query)

    def about(self, subjects: Collection[str]) -> Iterator[AuditEvent]:
        among = one_of(self.connection, audit_events.c.subject, subjects)
        query = self._kept().where(among).order_by(audit_events.c.number)
        return self._streamed(query)

    def _streamed(self, query: Select[Any]) -> Iterator[AuditEvent]:
        """Events as they are read. Whoever stops early leaves no cursor open on the server."""
        with self.connection.execute(query, execution_options={"yield_per": _STREAMED_ROWS}) as rows:
            for part in rows.partitions():
                yield from map(to_event, part)

    def page(self, wanted: AuditFilter = _EVERYTHING, *, limit: int = 50) -> Sequence[AuditEvent]:
        columns = audit_events.c
        query = self._kept().order_by(columns.number.desc()).limit(max(1, min(limit, MAX_PAGE)))
        if wanted.before is not None:
            query = query.where(columns.number < min(wanted.before, _LARGEST))
        for column, value in (
            (columns.subject, wanted.subject),
            (columns.actor, wanted.actor),
            (columns.act, wanted.act),
        ):
            if value is not None:
                query = query.where(column == value)
        if wanted.unit_ids is not None:
            query = query.where(self._about(wanted.unit_ids))
        return [to_event(row) for row in self.connection.execute(query.where(*self._between(wanted)))]

    def _about(self, unit_ids: frozenset[str]) -> ColumnElement[bool]:
        """One unit is found by its own index, in order; of several, the log is walked from its end."""
        column = audit_events.c.unit_id
        if len(unit_ids) == 1:
            return column == next(iter(unit_ids))
        return one_of(self.connection, column, unit_ids).is_(true())

    def _between(self, wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
        """The time asked for, and the numbers it lies between: so that old days cost no more than new ones.

        The bounds are the nearest events that are surely outside, however few there are inside.
        """
        at, number = audit_events.c.at, audit_events.c.number
        if wanted.since is not None:
            yield at >= wanted.since
            before = select(number).where(at < wanted.since - CLOCKS_APART).order_by(at.desc(), number.desc())
            outside = self.connection.scalar(before.limit(1))
            yield number > (outside or 0)
        if wanted.until is not None:
            yield at < wanted.until
            after = select(number).where(at >= wanted.until + CLOCKS_APART).order_by(at, number)
            outside = self.connection.scalar(after.limit(1))
            yield number < (_LARGEST if outside is None else outside)


def _as_kept(entry: AuditEntry) -> AuditEntry:
    """The entry as it will be read back, so that its digest is over what is kept.

    Tuples become lists, the time is told in UTC, and what no database stores is replaced: even an entry
    with hostile text in it is recorded.
    """
    return replace(
        entry,
        at=entry.at.astimezone(UTC),
        actor=storable(entry.actor),
        act=storable(entry.act),
        subject=storable(entry.subject),
        outcome=storable(entry.outcome),
        door=storable(entry.door),
        details=json.loads(storable(json_text(entry.details))),
    )
