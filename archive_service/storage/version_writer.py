"""Writes one version of an OCFL object, step by step, so that an interruption leaves the old one or the new one."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from archive_service.domain.errors import BytesDamaged, Conflict, StoreUnavailable
from archive_service.storage.gate import checked_chunks
from archive_service.storage.inventory import (
    INVENTORY_NAME,
    OBJECT_DECLARATION,
    OBJECT_DECLARATION_CONTENT,
    SIDECAR_NAME,
    Inventory,
    encode,
    sidecar,
)
from archive_service.storage.layout import object_path

if TYPE_CHECKING:
    from archive_service.ports import IncomingFile, ObjectStore

_log = logging.getLogger(__name__)


def put_small(store: ObjectStore, key: str, content: bytes, *, known_absent: bool = False) -> None:
    """Put bytes that are at hand. See ObjectStore.put."""
    digest = hashlib.sha512(content).hexdigest()
    store.put(key, io.BytesIO(content), size=len(content), sha512=digest, known_absent=known_absent)


class VersionWriter:
    """Writes versions into a store; the files of one version in parallel. Thread-safe."""

    def __init__(self, store: ObjectStore, parallel_writes: int) -> None:
        self._store = store
        self._pool = ThreadPoolExecutor(parallel_writes, thread_name_prefix="store")

    def write(self, current: Inventory, new: Inventory, files: Sequence[IncomingFile], present: frozenset[str]) -> None:
        """Bring the object from the current to the new inventory. `present` are its keys, leftovers included.

        Call it while the object is held exclusively. Raises BytesDamaged, StoreUnavailable; then the current one
        stands, or, when the store failed in the very moment of the commit, perhaps the new one, which a retry finds.
        """
        path = object_path(new.object_id)
        content_keys = {
            digest: f"{path}/{content.path}"
            for digest, content in new.manifest.items()
            if digest not in current.manifest
        }
        kept = {f"{path}/{part}" for part in current.paths()} if current.head else set()
        useful = {*kept, *content_keys.values(), f"{path}/{OBJECT_DECLARATION}"}
        if stale := sorted(present - useful):
            self._store.discard(stale)
        inventory = encode(new)
        try:
            self._write_content(new.object_id, files, content_keys, present)
            beside = {INVENTORY_NAME: inventory, SIDECAR_NAME: sidecar(inventory)}
            self._in_parallel(
                [self._putting(f"{path}/v{new.head}/{name}", content, present) for name, content in beside.items()]
            )
        except BaseException:
            self._clear_up(path, keep=kept)
            raise
        for name, content in beside.items():
            self._store.replace(f"{path}/{name}", content)

    def _write_content(
        self, object_id: str, files: Sequence[IncomingFile], content_keys: dict[str, str], present: frozenset[str]
    ) -> None:
        """Write what the object does not have yet; what it has is only compared with its digest."""
        unwritten = dict(content_keys)
        declaration = f"{object_path(object_id)}/{OBJECT_DECLARATION}"
        writes = [self._writing(file, unwritten.pop(file.sha512, None), present) for file in files]
        if declaration not in present:
            writes.append(self._putting(declaration, OBJECT_DECLARATION_CONTENT, present))
        try:
            self._in_parallel(writes)
        except BytesDamaged as damage:
            raise BytesDamaged(record=object_id) from damage

    def _writing(self, file: IncomingFile, key: str | None, present: frozenset[str]) -> Callable[[], None]:
        def compare() -> None:
            for _ in checked_chunks(file.source, size=file.size, sha512=file.sha512):
                pass

        if key is None:
            return compare
        return lambda: self._store.put(
            key, file.source, size=file.size, sha512=file.sha512, known_absent=key not in present
        )

    def _putting(self, key: str, content: bytes, present: frozenset[str]) -> Callable[[], None]:
        return lambda: put_small(self._store, key, content, known_absent=key not in present)

    def _in_parallel(self, writes: Iterable[Callable[[], None]]) -> None:
        """Do all of them and wait for all; then raise what the first failing one raised."""
        running = [self._pool.submit(write) for write in writes]
        failures = [failure for failure in [future.exception() for future in running] if failure is not None]
        if failures:
            raise failures[0]

    def _clear_up(self, path: str, *, keep: set[str]) -> None:
        try:
            stale = [stored.key for stored in self._store.keys(f"{path}/") if stored.key not in keep]
            if stale:
                self._store.discard(stale)
        except (StoreUnavailable, Conflict) as error:
            _log.warning("what a failed write left behind stays until the next sweep: %s", error)
