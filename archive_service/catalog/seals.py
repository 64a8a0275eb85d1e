"""The seals of the log as rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    Row,
    Select,
    Table,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.column_types import Key, Moment
from archive_service.catalog.tables import metadata
from archive_service.domain.errors import Conflict
from archive_service.domain.seals import Seal

audit_seals = Table(
    "audit_seals",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("head", Key, nullable=False),
    Column("tree", Key, nullable=False),
    Column("previous", Key, nullable=False),
    Column("sealed_at", Moment, nullable=False),
    Column("stored", Boolean, nullable=False),
)
Index("audit_seals_by_events", audit_seals.c.last, audit_seals.c.number)
Index("audit_seals_by_stored", audit_seals.c.stored, audit_seals.c.number)
_FACTS = tuple(column for column in audit_seals.c if column.name != "stored")


@dataclass(frozen=True, slots=True)
class SqlSeals:
    """Implements ports.Seals."""

    connection: Connection

    def add(self, seal: Seal, *, stored: bool = False) -> None:
        values = {column.name: getattr(seal, column.name) for column in _FACTS}
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(audit_seals).values(**values, stored=stored))
        except IntegrityError as error:
            raise Conflict(seal=seal.number) from error

    def mark_stored(self, number: int) -> None:
        self.connection.execute(update(audit_seals).where(audit_seals.c.number == number).values(stored=True))

    def last(self) -> Seal | None:
        return self._one(select(*_FACTS).order_by(audit_seals.c.number.desc()))

    def not_stored(self) -> Seal | None:
        waiting = audit_seals.c.stored.is_(False)
        return self._one(select(*_FACTS).where(waiting).order_by(audit_seals.c.number))

    def over(self, event: int) -> Seal | None:
        found = self._one(select(*_FACTS).where(audit_seals.c.last >= event).order_by(audit_seals.c.last))
        return found if found is not None and found.first <= event else None

    def all(self) -> Iterator[Seal]:
        query = select(*_FACTS).order_by(audit_seals.c.number)
        for part in self.connection.execute(query, execution_options={"yield_per": 500}).partitions():
            yield from map(_to_seal, part)

    def _one(self, query: Select[Any]) -> Seal | None:
        row = self.connection.execute(query.limit(1)).first()
        return None if row is None else _to_seal(row)


def _to_seal(row: Row[Any]) -> Seal:
    return Seal(row.number, row.first, row.last, row.head, row.tree, row.previous, row.sealed_at)
