"""The trace of every act."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from archive_service.domain.audit import AuditEntry, AuditEvent


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which events are asked for; what is None does not narrow.

    `since` counts, `until` does not. `unit_ids` are the units that the events are about: those about no unit are left
    out. `before` is a number of the chain: only events in front of it.
    """

    before: int | None = None
    subject: str | None = None
    actor: str | None = None
    act: str | None = None
    unit_ids: frozenset[str] | None = None
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = AuditFilter()


class AuditLog(Protocol):
    """The chain. Appending costs the same however long it is."""

    def append(self, entry: AuditEntry) -> AuditEvent:
        """Put the entry at the end, inside the caller's transaction; concurrent appends queue up.

        What was done to a record, a dossier or a unit is kept under its unit, unless the facts name one as `unit_id`.
        What was refused is not: the trace of a refusal tells nothing of what is hidden.

        Append after the other changes of the transaction: from here to its end everybody else who appends waits,
        and one who waits for a row of theirs would wait in a circle.
        """
        ...

    def adopt(self, event: AuditEvent) -> None:
        """Put an event of this very chain back at its place behind the last one, as it was: for rebuild and restore.

        Raises Conflict when it does not follow.
        """
        ...

    def head(self) -> tuple[int, str] | None:
        """Number and digest of the last event."""
        ...

    def events(self, *, after: int = 0) -> Iterator[AuditEvent]:
        """Events in order, streamed."""
        ...

    def about(self, subjects: Collection[str]) -> Iterator[AuditEvent]:
        """Every event about one of these, oldest first, streamed."""
        ...

    def page(self, wanted: AuditFilter = EVERYTHING, *, limit: int = 50) -> Sequence[AuditEvent]:
        """Events newest first, for people; never more than 1,000.

        Days are found by their numbers: an event that a clock more than a day wrong has dated may be missed by
        `since` and `until`.
        """
        ...
