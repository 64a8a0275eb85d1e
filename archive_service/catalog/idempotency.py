"""What requests with an Idempotency-Key were answered, for as long as a client may ask again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, and_, delete, insert, select
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.people_mapping import note_values, to_note
from archive_service.catalog.tables import idempotency_notes
from archive_service.domain.errors import IdempotencyConflict
from archive_service.ports import IdempotencyNote

KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SqlIdempotencyNotes:
    connection: Connection

    def remember(self, note: IdempotencyNote) -> None:
        """Keep the note and forget those older than a week. Raises IdempotencyConflict when the key is taken."""
        self.connection.execute(delete(idempotency_notes).where(idempotency_notes.c.at < note.at - KEPT_FOR))
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(idempotency_notes).values(note_values(note)))
        except IntegrityError as error:
            raise IdempotencyConflict from error

    def recall(self, key: str, user_id: str) -> IdempotencyNote | None:
        of_user = and_(idempotency_notes.c.user_id == user_id, idempotency_notes.c.key == key)
        row = self.connection.execute(select(idempotency_notes).where(of_user)).first()
        return None if row is None else to_note(row)
