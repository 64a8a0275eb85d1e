"""The store follows the catalog: locks after the decision on each record, legal holds after the orders that stand.

Once a day the worker walks through the store and compares what each object bears with what it should bear. So a date
that a correction or a rule moved, a hold that a crash left half placed, and a lock that runs out are all mended by the
same walk. A lock is never shortened; only what is due is not locked again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import islice

from archive_service.domain.errors import BytesDamaged, NotFound
from archive_service.domain.local_time import LOCAL_TIME
from archive_service.domain.locks import lock_date, needs_renewal
from archive_service.ports import Catalog, Clock, LockMode, LockState, StorageRoot
from archive_service.services.record_json import RECORD_PREFIX

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Followed:
    """What one walk changed in the store, in objects."""

    locked: int = 0
    held: int = 0
    freed: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the catalog wants of the records of a page; those that were buried are left to go."""

    review_from: Mapping[str, date | None]
    held: frozenset[str]
    buried: frozenset[str]


@dataclass(frozen=True, slots=True)
class ProtectingService:
    """`mode` is None where the archive locks nothing; holds are placed all the same."""

    catalog: Catalog
    storage: StorageRoot
    clock: Clock
    mode: LockMode | None

    def follow(self) -> Followed:
        """Walk through the whole store. A damaged object does not keep the others from being protected.

        Raises BytesDamaged for the first that is, at the end; StoreUnavailable.
        """
        done, damage = Followed(), None
        objects = self.storage.object_ids()
        while page := list(islice(objects, _AT_ONCE)):
            wanted = self._wanted([each.removeprefix(RECORD_PREFIX) for each in page if each.startswith(RECORD_PREFIX)])
            for object_id in page:
                try:
                    done = self._protect(object_id, wanted, done)
                except NotFound:
                    continue  # destroyed while we walked
                except BytesDamaged as error:
                    damage = damage or error
        if damage is not None:
            raise damage
        return done

    def _wanted(self, record_ids: Sequence[str]) -> Wanted:
        with self.catalog.read() as tx:
            noted = tx.retention.noted(record_ids)
            return Wanted(
                {record_id: day for record_id, (_, day) in noted.items()},
                frozenset(tx.holds.over(record_ids)),
                tx.dispositions.buried(record_ids),
            )

    def _protect(self, object_id: str, wanted: Wanted, done: Followed) -> Followed:
        record_id = object_id.removeprefix(RECORD_PREFIX)
        if record_id in wanted.buried:
            return done
        state = self.storage.lock_state(object_id)
        done = self._lock(object_id, state, _midnight(wanted.review_from.get(record_id)), done)
        if object_id == record_id:
            return done
        if state.held is (record_id in wanted.held):
            return done
        if state.held:
            return self._free(object_id, record_id, done)
        self.storage.set_hold(object_id, True)
        return replace(done, held=done.held + 1)

    def _lock(self, object_id: str, state: LockState, keep_until: datetime | None, done: Followed) -> Followed:
        now = self.clock.now()
        if self.mode is None or not needs_renewal(state.until, keep_until, now):
            return done
        self.storage.lock_until(object_id, lock_date(keep_until, now), self.mode)
        return replace(done, locked=done.locked + 1)

    def _free(self, object_id: str, record_id: str, done: Followed) -> Followed:
        """Let go of a hold that no order stands for any more, and hold again what one came to lie over meanwhile."""
        self.storage.set_hold(object_id, False)
        if record_id in self._wanted([record_id]).held:
            self.storage.set_hold(object_id, True)
            return done
        return replace(done, freed=done.freed + 1)


def _midnight(day: date | None) -> datetime | None:
    """The first moment of the day, at which a period that ended before it is over; None stands for ever."""
    return None if day is None else datetime.combine(day, time(), LOCAL_TIME)
