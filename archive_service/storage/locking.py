"""A storage root that locks what it writes, and carries a hold over to it.

Until when the record is to be kept is not known here: the first lock is a beginning, and the worker lets it follow the
decision (`services/protecting.py`). Everything but writing goes straight to the root inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import BinaryIO

from archive_service.domain.fixity import FileFault
from archive_service.domain.locks import first_lock_date
from archive_service.ports import Clock, IncomingFile, LockMode, LockState, ObjectVersion, StorageRoot


class LockingStorageRoot:
    """Wraps a storage root; see StorageRoot for the methods."""

    def __init__(self, inner: StorageRoot, mode: LockMode, clock: Clock) -> None:
        self._inner = inner
        self._mode = mode
        self._clock = clock

    def put_version(
        self,
        object_id: str,
        *,
        expected_head: int,
        metadata: bytes,
        files: Sequence[IncomingFile] = (),
        user: str,
        message: str,
        created: datetime,
    ) -> ObjectVersion:
        held = expected_head > 0 and self._inner.strictest_lock(object_id).held
        version = self._inner.put_version(
            object_id,
            expected_head=expected_head,
            metadata=metadata,
            files=files,
            user=user,
            message=message,
            created=created,
        )
        self._inner.lock_until(
            object_id, first_lock_date(self._clock.now(), final=self._mode is LockMode.COMPLIANCE), self._mode
        )
        if held:
            self._inner.set_hold(object_id, True)
        return version

    def head(self, object_id: str) -> ObjectVersion:
        return self._inner.head(object_id)

    def versions(self, object_id: str) -> Sequence[ObjectVersion]:
        return self._inner.versions(object_id)

    def read(self, object_id: str, name: str, *, version: int | None = None) -> AbstractContextManager[BinaryIO]:
        return self._inner.read(object_id, name, version=version)

    def check(self, object_id: str) -> tuple[Sequence[FileFault], int]:
        return self._inner.check(object_id)

    def object_ids(self) -> Iterator[str]:
        return self._inner.object_ids()

    def lock_until(self, object_id: str, until: datetime, mode: LockMode) -> None:
        self._inner.lock_until(object_id, until, mode)

    def set_hold(self, object_id: str, held: bool) -> None:
        self._inner.set_hold(object_id, held)

    def lock_state(self, object_id: str) -> LockState:
        return self._inner.lock_state(object_id)

    def strictest_lock(self, object_id: str) -> LockState:
        return self._inner.strictest_lock(object_id)

    def destroy(self, object_id: str, *, bypass_governance: bool = False) -> None:
        self._inner.destroy(object_id, bypass_governance=bypass_governance)

    def sweep(self, written_before: datetime) -> Sequence[str]:
        return self._inner.sweep(written_before)


def _fits(root: LockingStorageRoot) -> StorageRoot:
    return root
