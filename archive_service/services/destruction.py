"""Destruction of one record: decided inside one transaction, carried out resumably, never undone.

First the catalog: while nobody can place a hold or move a clock, both are looked at once more, the record leaves the
catalog, its tombstone and a job to finish enter it. From then on every door answers as if it were gone. Then the store:
the tombstone, so that no rebuild brings the record back, and only after it index entry, text, renditions, versions.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from archive_service.domain.access import Actor
from archive_service.domain.disposition import Disposition, DispositionItem
from archive_service.domain.errors import VersionConflict
from archive_service.ports import Catalog, Clock, DerivedStore, StorageRoot
from archive_service.services.condemning import condemn
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.services.retention_json import TOMBSTONES
from indexer.ports import Index


@dataclass(frozen=True, slots=True)
class Destruction:
    catalog: Catalog
    storage: StorageRoot
    derived: DerivedStore
    index: Index
    clock: Clock

    def destroy(self, actor: Actor, disposition: Disposition, item: DispositionItem) -> str:
        """Destroy a record of a decided list. Empty when it is gone, else why it was withheld; repeatable."""
        withheld = condemn(self.catalog, self.clock, actor, disposition, item)
        if not withheld:
            self.finish(item.record_id)
        return withheld

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
