"""Destruction of one record: decided inside one transaction, carried out resumably, never undone.

First the catalog: while nobody can place a hold or move a clock, both are looked at once more, the record leaves the
catalog, its tombstone and a job to finish enter it. From then on every door answers as if it were gone. Then the store:
the tombstone, so that no rebuild brings the record back, and only after it index entry, text, renditions, versions.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from archive_service.domain.access import Actor
from archive_service.domain.disposition import Disposition, DispositionItem, DispositionReason, Tombstone
from archive_service.domain.errors import VersionConflict
from archive_service.domain.jobs import JobKind
from archive_service.ports import Catalog, Clock, DerivedStore, RecordEntry, StorageRoot, Transaction
from archive_service.services.clocks import approved, decided, redecide
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.services.retention_json import TOMBSTONES
from archive_service.services.trace import traced
from indexer.ports import Index

HELD = "held"
NOT_DUE = "not_due"
CHANGED = "changed"
NOT_THERE = "not_there"
NO_COPY = "no_copy"


@dataclass(frozen=True, slots=True)
class Destruction:
    catalog: Catalog
    storage: StorageRoot
    derived: DerivedStore
    index: Index
    clock: Clock

    def destroy(self, actor: Actor, disposition: Disposition, item: DispositionItem) -> str:
        """Destroy a record of a decided list. Empty when it is gone, else why it was withheld; repeatable."""
        with self.catalog.write() as tx:
            tx.retention.guard()
            if tx.dispositions.tombstone(item.record_id, None) is None:
                withheld = self._withheld(tx, disposition, item)
                if withheld:
                    return withheld
                self._bury(tx, actor, disposition, item)
        self.finish(item.record_id)
        return ""

    def _withheld(self, tx: Transaction, disposition: Disposition, item: DispositionItem) -> str:
        """Why the record may not go at this moment; empty when it may."""
        entry = tx.records.get(item.record_id, None)
        if entry is None:
            return NOT_THERE
        if tuple(file.sha512 for file in entry.record.files) != item.files:
            return CHANGED
        today = self.clock.now().date()
        decision = decided(tx, item.record_id, approved(tx.retention.rules()), today)
        if decision.holds:
            return HELD
        if disposition.reason is DispositionReason.DUPLICATE_COPY:
            return "" if self._copy_stays(tx, entry, item) else NO_COPY
        return "" if decision.eligible else NOT_DUE

    def _copy_stays(self, tx: Transaction, entry: RecordEntry, item: DispositionItem) -> bool:
        """Whether another record holds the same bytes for the same readers and is kept by the same clock."""
        kept = tx.records.get(item.kept_copy or "", None)
        if kept is None or kept.record.id == item.record_id:
            return False
        ours, theirs = entry.record.description, kept.record.description
        names = ("unit_id", "dossier_id", "type_code", "date", "period", "access_level")
        return {file.sha512 for file in entry.record.files} <= {file.sha512 for file in kept.record.files} and all(
            getattr(ours, name) == getattr(theirs, name) for name in names
        )

    def _bury(self, tx: Transaction, actor: Actor, disposition: Disposition, item: DispositionItem) -> None:
        decision = disposition.decision
        stone = Tombstone(
            record_id=item.record_id,
            title=item.title,
            type_code=item.type_code,
            symbol=item.symbol,
            unit_id=item.unit_id,
            access_level=item.access_level,
            day=item.day,
            files=item.files,
            disposition_id=disposition.id,
            decision=decision.number if decision else "",
            destroyed_by=actor.user_id,
            destroyed_at=self.clock.now(),
        )
        siblings = tx.retention.members(item.dossier_id) if item.dossier_id else ()
        tx.dispositions.bury(stone)
        redecide(tx, [each for each in siblings if each != item.record_id], self.clock.now().date())
        tx.jobs.enqueue(JobKind.FINISH_DESTRUCTION, item.record_id)
        tx.audit.append(
            traced(self.clock, actor, "destroy", item.record_id, unit_id=item.unit_id, disposition=disposition.id)
        )

    def finish(self, record_id: str) -> None:
        """Remove what is left of a buried record; resumable. A record that was not buried is left alone.

        Raises Conflict while the store keeps a lock that may not be bypassed, StoreUnavailable.
        """
        with self.catalog.read() as tx:
            stone = tx.dispositions.tombstone(record_id, None)
        if stone is None:
            return
        with suppress(VersionConflict):  # an earlier attempt got as far as this
            self.storage.put_version(
                TOMBSTONES.prefix + record_id,
                expected_head=0,
                metadata=TOMBSTONES.to_json(stone),
                user=stone.destroyed_by,
                message="tombstone",
                created=stone.destroyed_at,
            )
        self.index.remove([record_id])
        self.derived.remove(record_id)
        self.storage.destroy(RECORD_PREFIX + record_id, bypass_governance=True)
