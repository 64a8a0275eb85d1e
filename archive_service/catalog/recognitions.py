"""Records with pages to be recognised, one row each while they are not read to the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Integer,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)

from archive_service.catalog.column_types import Key, Moment
from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.row_types import AnyRow
from archive_service.catalog.tables import metadata, records
from archive_service.catalog.visibility import one_of
from archive_service.domain.errors import NotFound
from archive_service.domain.recognition import Recognition, RecognitionState
from archive_service.ports import Clock

recognitions = Table(
    "recognitions",
    metadata,
    Column("record_id", Key, ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("state", Key, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("read", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint("state IN ('waiting', 'running', 'stopped')", name="state"),
)


@dataclass(frozen=True, slots=True)
class SqlRecognitions:
    """Implements ports.Recognitions."""

    connection: Connection
    clock: Clock

    def want(self, record_id: str, pages: int) -> None:
        if self.connection.execute(select(records.c.id).where(records.c.id == record_id)).first() is None:
            raise NotFound
        values = {"state": RecognitionState.WAITING.value, "wanted": pages, "changed_at": self.clock.now()}
        if not self._set(record_id, values):
            self.connection.execute(insert(recognitions).values(record_id=record_id, read=0, failed=0, **values))

    def progress(self, record_id: str, wanted: int, read: int, failed: int) -> bool:
        row = self.connection.execute(
            select(recognitions).where(recognitions.c.record_id == record_id).with_for_update()
        ).first()
        if row is None:
            return False
        going: bool = row.state != RecognitionState.STOPPED.value
        state = RecognitionState.RUNNING if going else RecognitionState.STOPPED
        self._set(record_id, {"state": state.value, "wanted": wanted, "read": read, "failed": failed})
        return going

    def stop(self, record_id: str) -> bool:
        return self._set(record_id, {"state": RecognitionState.STOPPED.value})

    def _set(self, record_id: str, values: dict[str, object]) -> bool:
        changed = {"changed_at": self.clock.now(), **values}
        statement = update(recognitions).where(recognitions.c.record_id == record_id).values(changed)
        rows: int = self.connection.execute(statement).rowcount
        return rows > 0

    def done(self, record_id: str) -> None:
        self.connection.execute(delete(recognitions).where(recognitions.c.record_id == record_id))

    def get_many(self, record_ids: Sequence[str]) -> Mapping[str, Recognition]:
        if not record_ids:
            return {}
        query = select(recognitions).where(one_of(self.connection, recognitions.c.record_id, record_ids))
        return {row.record_id: _recognition(row) for row in self.connection.execute(query)}

    def list(self, *, after: str | None = None, limit: int = 50) -> Sequence[Recognition]:
        query = select(recognitions).order_by(recognitions.c.record_id).limit(max(1, min(limit, MAX_PAGE)))
        if after is not None:
            query = query.where(recognitions.c.record_id > after)
        return [_recognition(row) for row in self.connection.execute(query)]

    def count(self) -> int:
        return self.connection.execute(select(func.count()).select_from(recognitions)).scalar_one()


def _recognition(row: AnyRow) -> Recognition:
    return Recognition(
        record_id=row.record_id,
        state=RecognitionState(row.state),
        wanted=row.wanted,
        read=row.read,
        failed=row.failed,
        changed_at=row.changed_at,
    )
