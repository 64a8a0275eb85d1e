"""Locking away: a paper that turns out to bear a mark of secrecy is nobody's from that moment on.

Luật Bảo vệ bí mật nhà nước 117/2025/QH15 keeps such papers off machines on a network. The door refuses what
it can read; a scan shows its stamp only when it is recognised. Then the fact is kept, and nothing of the content
but the original, which only a person may remove by the rules for such papers.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive_service.domain.access import Act, Actor, may_anywhere
from archive_service.domain.errors import NotPermitted
from archive_service.domain.jobs import JobKind
from archive_service.domain.records import LOCKED_AWAY
from archive_service.ports import Catalog, Clock, DerivedStore
from archive_service.services.text_json import TEXT_NAME, text_locked_away
from archive_service.services.trace import traced
from indexer.errors import IndexBusy, IndexUnavailable
from indexer.ports import Index

WORKER = Actor("worker", "Worker", (), "worker")
_MOST = 1000


@dataclass(frozen=True, slots=True)
class LockedRecord:
    """That a record is locked away: its id, its unit, when it came in. Nothing of what it says, not even its title."""

    record_id: str
    unit_id: str
    deposited_at: datetime


@dataclass(frozen=True, slots=True)
class LockingAwayService:
    catalog: Catalog
    derived: DerivedStore
    index: Index
    clock: Clock
    work_folder: Path

    def lock_away(self, record_id: str) -> None:
        """Take the record from everybody at once, and drop what was made of it. Raises NotFound, StoreUnavailable."""
        with self.catalog.write() as tx:
            tx.records.lock_away(record_id)
            tx.recognitions.done(record_id)
            tx.batches.withhold(record_id)
            tx.jobs.enqueue(JobKind.REMOVE_FROM_INDEX, record_id)
            tx.audit.append(traced(self.clock, WORKER, "lock_away", record_id, why=LOCKED_AWAY))
        self.derived.remove(record_id)
        self.derived.put(record_id, TEXT_NAME, text_locked_away().model_dump_json().encode())
        shutil.rmtree(self.work_folder / record_id, ignore_errors=True)
        with suppress(IndexBusy, IndexUnavailable):  # the job does it as soon as it can; searches ask the catalog too
            self.index.remove([record_id])

    def locked(self, actor: Actor) -> Sequence[LockedRecord]:
        """The records that are locked away, for whoever has to act on them. Raises NotPermitted."""
        if not may_anywhere(actor, Act.OPERATE):
            raise NotPermitted
        with self.catalog.read() as tx:
            page = tx.records.list(None, limit=_MOST, text_reason=LOCKED_AWAY)
        return [
            LockedRecord(entry.record.id, entry.record.description.unit_id, entry.record.deposited_at)
            for entry in page.entries
        ]
