"""The trace of every act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from archive_service.domain.audit import AuditEntry, AuditEvent


class AuditLog(Protocol):
    """The chain. Appending costs the same however long it is."""

    def append(self, entry: AuditEntry) -> AuditEvent:
        """Put the entry at the end, inside the caller's transaction; concurrent appends queue up.

        Append after the other changes of the transaction: from here to its end everybody else who appends waits,
        and one who waits for a row of theirs would wait in a circle.
        """
        ...

    def head(self) -> tuple[int, str] | None:
        """Number and digest of the last event."""
        ...

    def events(self, *, after: int = 0) -> Iterator[AuditEvent]:
        """Events in order, streamed."""
        ...

    def page(
        self,
        *,
        before: int | None = None,
        limit: int = 50,
        subject: str | None = None,
        actor: str | None = None,
        act: str | None = None,
    ) -> Sequence[AuditEvent]:
        """Events newest first, for people."""
        ...
