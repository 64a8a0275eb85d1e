"""Sessions at browsers, as rows: what is not there has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Table,
    delete,
    false,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.column_types import Key, Moment, Words
from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.row_types import AnyRow
from archive_service.catalog.tables import metadata
from archive_service.domain.errors import NotFound
from archive_service.ports import Session

sessions = Table(
    "sessions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("user_id", Key, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("secret_sha256", Key, nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("network", Words, nullable=False),
    Column("browser", Words, nullable=False),
    Column("second_factor", Boolean, nullable=False, server_default=false()),
    Column("provider_token", Words, nullable=False, server_default=""),
    Column("proved_at", Moment),
)
Index("sessions_by_user", sessions.c.user_id, sessions.c.seen_at)
Index("sessions_by_time", sessions.c.seen_at)


@dataclass(frozen=True, slots=True)
class SqlSessions:
    """Implements ports.Sessions."""

    connection: Connection

    def add(self, session: Session, most: int) -> None:
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(sessions).values(asdict(session)))
        except IntegrityError as error:
            raise NotFound from error
        older = select(sessions.c.id).where(sessions.c.user_id == session.user_id, sessions.c.id != session.id)
        over = older.order_by(sessions.c.seen_at.desc(), sessions.c.id.desc()).offset(max(0, most - 1)).limit(MAX_PAGE)
        self.connection.execute(delete(sessions).where(sessions.c.id.in_(over.scalar_subquery())))

    def by_secret(self, secret_sha256: str) -> Session | None:
        row = self.connection.execute(select(sessions).where(sessions.c.secret_sha256 == secret_sha256)).first()
        return None if row is None else _session(row)

    def of(self, user_id: str) -> Sequence[Session]:
        query = select(sessions).where(sessions.c.user_id == user_id)
        newest = query.order_by(sessions.c.seen_at.desc(), sessions.c.id.desc()).limit(MAX_PAGE)
        return [_session(row) for row in self.connection.execute(newest)]

    def seen(self, session_id: str, at: datetime) -> None:
        self.connection.execute(update(sessions).where(sessions.c.id == session_id).values(seen_at=at))

    def passed(self, session_id: str) -> None:
        self.connection.execute(update(sessions).where(sessions.c.id == session_id).values(second_factor=True))

    def proved(self, session_id: str, at: datetime) -> None:
        self.connection.execute(update(sessions).where(sessions.c.id == session_id).values(proved_at=at))

    def end(self, user_id: str, session_id: str) -> None:
        one = delete(sessions).where(sessions.c.id == session_id, sessions.c.user_id == user_id)
        if self.connection.execute(one).rowcount == 0:
            raise NotFound

    def end_all(self, user_id: str, *, but: str = "") -> int:
        every = delete(sessions).where(sessions.c.user_id == user_id, sessions.c.id != but)
        return self.connection.execute(every).rowcount

    def end_old(self, created_before: datetime, seen_before: datetime) -> None:
        old = or_(sessions.c.created_at < created_before, sessions.c.seen_at < seen_before)
        self.connection.execute(delete(sessions).where(old))


def _session(row: AnyRow) -> Session:
    return Session(**row._mapping)
