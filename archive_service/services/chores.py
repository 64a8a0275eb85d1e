"""What the worker does by the clock: due times stand in the catalog, and of many workers one takes the turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archive_service.domain.jobs import JobKind
from archive_service.ports import Catalog, Clock
from archive_service.services.sealing import SealService


@dataclass(frozen=True, slots=True)
class ChoreService:
    """`compare_at` is the hour (UTC) of the nightly comparison."""

    catalog: Catalog
    clock: Clock
    seals: SealService
    check_every: timedelta
    compare_at: int

    def queue_due(self) -> tuple[JobKind, ...]:
        """Queue what is due now, each thing once, however many workers ask."""
        now, queued = self.clock.now(), []
        chores = (
            (JobKind.RENEW_LOCKS, "store", now + timedelta(days=1)),
            (JobKind.CHECK_FIXITY, "store", now + self.check_every),
            (JobKind.COMPARE, "store", self._next_night(now)),
        )
        for kind, subject, again_at in chores:
            with self.catalog.write() as tx:
                if tx.custody.take_turn(kind.value, now, again_at):
                    tx.jobs.enqueue(kind, subject)
                    queued.append(kind)
        if self.seals.due():
            with self.catalog.write() as tx:
                tx.jobs.enqueue(JobKind.SEAL_AUDIT, "audit")
            queued.append(JobKind.SEAL_AUDIT)
        return tuple(queued)

    def _next_night(self, now: datetime) -> datetime:
        tonight = datetime(now.year, now.month, now.day, self.compare_at, tzinfo=UTC)
        return tonight if tonight > now else tonight + timedelta(days=1)
