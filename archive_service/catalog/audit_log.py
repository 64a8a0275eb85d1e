"""The audit chain as rows: appended at the end under a lock, read as a stream."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, Text, cast, func, insert, literal, select, type_coerce

from archive_service.catalog.column_types import storable
from archive_service.catalog.mapping import event_values, json_text, to_event
from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.tables import audit_events
from archive_service.domain.audit import GENESIS, AuditEntry, AuditEvent, chain

# Any number, as long as nothing else in the database takes an advisory lock under it.
APPENDING = 0x61756469
_STREAMED_ROWS = 2000
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class SqlAuditLog:
    """Implements ports.AuditLog.

    Whoever appends holds the end of the chain until the transaction is over: on SQLite by the write lock
    that every write begins with, on PostgreSQL by an advisory lock.
    """

    connection: Connection

    def append(self, entry: AuditEntry) -> AuditEvent:
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(select(func.pg_advisory_xact_lock(cast(literal(APPENDING), BigInteger))))
        number, digest = self.head() or (0, GENESIS)
        event = chain(_as_kept(entry), number + 1, digest)
        self.connection.execute(insert(audit_events).values(event_values(event)))
        return event

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
        rows = self.connection.execute(query, execution_options={"yield_per": _STREAMED_ROWS})
        for part in rows.partitions():
            yield from map(to_event, part)

    def page(
        self,
        *,
        before: int | None = None,
        limit: int = 50,
        subject: str | None = None,
        actor: str | None = None,
        act: str | None = None,
    ) -> Sequence[AuditEvent]:
        columns = audit_events.c
        query = self._kept().order_by(columns.number.desc()).limit(max(1, min(limit, MAX_PAGE)))
        if before is not None:
            query = query.where(columns.number < min(before, _LARGEST))
        for column, wanted in ((columns.subject, subject), (columns.actor, actor), (columns.act, act)):
            if wanted is not None:
                query = query.where(column == wanted)
        return [to_event(row) for row in self.connection.execute(query)]


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
