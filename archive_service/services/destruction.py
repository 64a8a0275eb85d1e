"""Destruction of one record: decided inside one transaction, carried out resumably, never undone.

First the catalog: while nobody can place a hold or move a clock, both are looked at once more, the record leaves the
catalog, its tombstone and a job to finish enter it. From then on every door answers as if it were gone. Then the
ledger and the store: the tombstone, so that neither a restore nor a rebuild brings the record back, and only after it
index entry, text, renditions, versions.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass

from archive_service.domain.access import Actor
from archive_service.domain.audit import GENESIS
from archive_service.domain.destruction_ledger import LogPlace
from archive_service.domain.disposition import Disposition, DispositionItem
from archive_service.domain.errors import Conflict, NotFound, VersionConflict
from archive_service.domain.transfer import Transfer
from archive_service.ports import Catalog, Clock, DerivedStore, DestructionLedger, LockMode, StorageRoot, Transaction
from archive_service.services.condemning import HELD, LOCKED, condemn, let_go
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.services.retention_json import TOMBSTONES
from indexer.ports import Index


@dataclass(frozen=True, slots=True)
class Destruction:
    catalog: Catalog
    storage: StorageRoot
    derived: DerivedStore
    index: Index
    ledger: DestructionLedger
    clock: Clock

    def destroy(self, actor: Actor, disposition: Disposition, item: DispositionItem) -> str:
        """Destroy a record of a decided list. Empty when it is gone, else why it was withheld; repeatable.

        Raises StoreUnavailable, before anything is decided, when the ledger cannot be written.
        """
        self.ledger.check()
        withheld = self._store_forbids(item.record_id) or condemn(self.catalog, self.clock, actor, disposition, item)
        if not withheld:
            self.finish(item.record_id)
        return withheld

    def transfer_out(self, actor: Actor, transfer: Transfer, record_id: str, version: int) -> str:
        """Let a record go that another archive has received. Empty when it is gone, else why it stays; repeatable.

        In compliance mode its lock still runs, for what is kept for ever always does: the bytes follow when it ends.
        """
        self.ledger.check()
        withheld = let_go(self.catalog, self.clock, actor, transfer, record_id, version)
        if not withheld:
            with suppress(Conflict):  # the nightly comparison tries again until the lock has run out
                self.finish(record_id)
        return withheld

    def _store_forbids(self, record_id: str) -> str:
        """Why the store would not let the record go, asked before anything is decided; empty when it would."""
        try:
            state = self.storage.strictest_lock(RECORD_PREFIX + record_id)
        except NotFound:
            return ""  # an earlier attempt got to the end
        if state.held:
            return HELD
        runs = state.until is not None and state.until > self.clock.now()
        return LOCKED if runs and state.mode is LockMode.COMPLIANCE else ""

    def finish(self, record_id: str) -> None:
        """Remove what is left of a buried record; resumable. A record that was not buried is left alone.

        Raises Conflict while the store keeps a lock that may not be bypassed, StoreUnavailable.
        """
        with self.catalog.read() as tx:
            stone = tx.dispositions.tombstone(record_id, None)
            log = place_of(tx)
        if stone is None:
            return
        tombstone = TOMBSTONES.to_json(stone)
        self.ledger.append(record_id, json.loads(tombstone), log)
        with suppress(VersionConflict):  # an earlier attempt got as far as this
            self.storage.put_version(
                TOMBSTONES.prefix + record_id,
                expected_head=0,
                metadata=tombstone,
                user=stone.destroyed_by,
                message="tombstone",
                created=stone.destroyed_at,
            )
        self.index.remove([record_id])
        self.derived.remove(record_id)
        self.storage.destroy(RECORD_PREFIX + record_id, bypass_governance=True)


def place_of(tx: Transaction) -> LogPlace:
    """Where the log of the catalog stands; 64 zeros for one without events."""
    first, last = next(iter(tx.audit.events(after=0)), None), tx.audit.head()
    return LogPlace(first.digest if first else GENESIS, *(last or (0, GENESIS)))
