"""The OCFL 1.1 storage root over an object store: one object per record and per register.

A version is written in this order: content and declaration, the version's inventory with its sidecar, the
root inventory, its sidecar. The root inventory is the commit point. Between it and its sidecar the version's
own sidecar, written before, proves it; a crash there leaves an object that is whole for readers here, and the
next write or sweep of the object completes the sidecar.
"""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO

from archive_service.domain.errors import BytesDamaged, Conflict, NotFound, StoreUnavailable, VersionConflict
from archive_service.domain.fixity import Damage, FileFault
from archive_service.ports import (
    METADATA_NAME,
    IncomingFile,
    LockMode,
    LockState,
    ObjectStore,
    ObjectVersion,
    StorageRoot,
)
from archive_service.storage.checking import check_files
from archive_service.storage.gate import Gate
from archive_service.storage.inventory import (
    INVENTORY_NAME,
    SIDECAR_NAME,
    Inventory,
    Version,
    decode,
    encode,
    sidecar,
)
from archive_service.storage.layout import LAYOUT_CONFIG_KEY, ROOT_DECLARATION, object_path, root_files
from archive_service.storage.leftovers import ObjectKeys, group_by_object
from archive_service.storage.names import logical_name, logical_names
from archive_service.storage.version_writer import VersionWriter, put_small

_log = logging.getLogger(__name__)

_MAX_INVENTORY_BYTES = 64 << 20


class OcflStorageRoot:
    """Versions of files that are never changed, in an ObjectStore. Thread-safe."""

    def __init__(self, store: ObjectStore, *, parallel_writes: int = 8) -> None:
        self._store = store
        self._gate = Gate()
        self._writer = VersionWriter(store, parallel_writes)
        self._laid_out = False

    # ---------------------------------------------------------------- writing

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
        named = logical_names(files)
        described = IncomingFile(
            METADATA_NAME, io.BytesIO(metadata), len(metadata), hashlib.sha512(metadata).hexdigest()
        )
        incoming = {**named, METADATA_NAME: described}
        self._lay_out()
        path = object_path(object_id)
        with self._store.exclusive(path):
            present = frozenset(stored.key for stored in self._store.keys(f"{path}/"))
            stands = self._load(object_id) if f"{path}/{INVENTORY_NAME}" in present else None
            current = stands or Inventory(object_id, {}, ())
            state = {**current.state(), **{name: file.sha512 for name, file in incoming.items()}}
            version = Version(created, user, message, state)
            if current.head == expected_head + 1 and _same(current.versions[-1], version):
                self._complete(current)
                return current.object_version(current.head)
            if current.head != expected_head:
                raise VersionConflict(expected=expected_head, current=current.head)
            new = current.with_version(version, {file.sha512: file.size for file in incoming.values()})
            self._writer.write(current, new, list(incoming.values()), present)
            return new.object_version(new.head)

    def _lay_out(self) -> None:
        """Make the folder or bucket a storage root, once. Raises StoreUnavailable when it is one of another kind."""
        if self._laid_out:
            return
        files = root_files()
        if self._store.stat(ROOT_DECLARATION) is None:
            try:
                for key, content in files.items():
                    put_small(self._store, key, content)
            except Conflict as error:
                raise StoreUnavailable from error
        elif self._read_small(LAYOUT_CONFIG_KEY) != files[LAYOUT_CONFIG_KEY]:
            _log.error("the storage root has a layout that this program did not make")
            raise StoreUnavailable
        self._laid_out = True

    # ---------------------------------------------------------------- reading

    def head(self, object_id: str) -> ObjectVersion:
        inventory = self._inventory(object_id)
        return inventory.object_version(inventory.head)

    def versions(self, object_id: str) -> Sequence[ObjectVersion]:
        inventory = self._inventory(object_id)
        return [inventory.object_version(number) for number in range(1, inventory.head + 1)]

    @contextmanager
    def read(self, object_id: str, name: str, *, version: int | None = None) -> Iterator[BinaryIO]:
        inventory = self._inventory(object_id)
        number = inventory.head if version is None else version
        if not 1 <= number <= inventory.head:
            raise NotFound
        digest = inventory.versions[number - 1].state.get(logical_name(name))
        if digest is None:
            raise NotFound
        content = inventory.manifest[digest]
        stored = self._store.open(f"{object_path(object_id)}/{content.path}")
        opened = False
        try:
            with self._gate.open(stored, size=content.size, sha512=digest) as stream:
                opened = True
                yield stream
        except BytesDamaged as damage:
            raise BytesDamaged(record=object_id) from damage
        except NotFound as missing:
            if opened:  # raised by whoever reads, about something else
                raise
            raise BytesDamaged(record=object_id) from missing

    def _inventory(self, object_id: str) -> Inventory:
        inventory = self._load(object_id)
        if inventory is None:
            raise NotFound
        return inventory

    def _load(self, object_id: str) -> Inventory | None:
        """The proven inventory, None for an object that is not there or not whole. Raises BytesDamaged."""
        path = object_path(object_id)
        content = self._read_small(f"{path}/{INVENTORY_NAME}")
        if content is None:
            return None
        inventory = self._proven(path, content)
        if inventory is None or inventory.object_id != object_id:
            raise BytesDamaged(record=object_id)
        return inventory

    def _proven(self, path: str, content: bytes) -> Inventory | None:
        """The inventory if its own sidecar, or the one of its version, bears its digest."""
        try:
            inventory = decode(content)
        except ValueError:
            return None
        proof = sidecar(content)
        if self._read_small(f"{path}/{SIDECAR_NAME}") == proof:
            return inventory
        return inventory if self._read_small(f"{path}/v{inventory.head}/{SIDECAR_NAME}") == proof else None

    def _read_small(self, key: str) -> bytes | None:
        try:
            with self._store.open(key) as stream:
                content = stream.read(_MAX_INVENTORY_BYTES)
        except NotFound:
            return None
        except OSError as error:
            raise StoreUnavailable from error
        return content

    def check(self, object_id: str) -> tuple[Sequence[FileFault], int]:
        try:
            inventory = self._inventory(object_id)
        except NotFound:
            return [FileFault("", Damage.MISSING)], 0
        except BytesDamaged:
            return [FileFault(INVENTORY_NAME, Damage.CHANGED)], 0
        return check_files(self._store, inventory)

    def object_ids(self) -> Iterator[str]:
        """See the port. Objects whose id no inventory tells any more raise BytesDamaged after all others came."""
        damaged = []
        for found in group_by_object(self._store.keys("")):
            if not found.was_committed():
                continue
            inventory = self._any_proven(found)
            if inventory is None:
                damaged.append(found.path)
            else:
                yield inventory.object_id
        if damaged:
            raise BytesDamaged(record=", ".join(damaged))

    def _any_proven(self, found: ObjectKeys) -> Inventory | None:
        """The root inventory, else that of the newest version that proves: enough to know whose object it is."""
        for folder in [found.path, *(f"{found.path}/v{number}" for number in range(found.newest_version, 0, -1))]:
            content = self._read_small(f"{folder}/{INVENTORY_NAME}")
            inventory = None if content is None else self._proven(found.path, content)
            if inventory is not None:
                return inventory
        return None

    # ---------------------------------------------------------------- protecting

    def lock_until(self, object_id: str, until: datetime, mode: LockMode) -> None:
        self._store.lock(self._keys_of(object_id), until, mode)

    def set_hold(self, object_id: str, held: bool) -> None:
        self._store.hold(self._keys_of(object_id), held)

    def lock_state(self, object_id: str) -> LockState:
        return self._store.lock_state(self._keys_of(object_id))

    def strictest_lock(self, object_id: str) -> LockState:
        return self._store.strictest_lock(self._keys_of(object_id))

    def _keys_of(self, object_id: str) -> list[str]:
        path = object_path(object_id)
        return [f"{path}/{part}" for part in self._inventory(object_id).paths()]

    # ---------------------------------------------------------------- removing

    def destroy(self, object_id: str, *, bypass_governance: bool = False) -> None:
        """The root sidecar and inventory go first: what an interruption leaves then is no object, only leftovers."""
        path = object_path(object_id)
        first = [f"{path}/{SIDECAR_NAME}", f"{path}/{INVENTORY_NAME}"]
        with self._store.exclusive(path):
            rest = [stored.key for stored in self._store.keys(f"{path}/") if stored.key not in first]
            self._store.destroy([*first, *rest], bypass_governance=bypass_governance)

    def sweep(self, written_before: datetime) -> Sequence[str]:
        self._store.clear_unfinished(written_before)
        removed: list[str] = []
        for found in group_by_object(self._store.keys("")):
            if not found.is_regular() and found.is_older_than(written_before):
                with self._store.exclusive(found.path):
                    removed.extend(self._sweep_object(found.path))
        return removed

    def _sweep_object(self, path: str) -> Sequence[str]:
        """Remove what the inventory does not name and complete the sidecar; a damaged object is left alone."""
        for found in group_by_object(self._store.keys(f"{path}/")):
            content = self._read_small(f"{path}/{INVENTORY_NAME}")
            inventory = None if content is None else self._proven(path, content)
            if inventory is None and found.was_committed():
                _log.error("the object at %s is damaged and was not swept", path)
                return []
            keep = set()
            if inventory is not None:
                self._complete(inventory)
                keep = set(inventory.paths())
            stale = [stored.key for part, stored in found.parts.items() if part not in keep]
            try:
                self._store.discard(stale)
            except Conflict as error:
                _log.warning("leftovers that a lock keeps stay: %s", error)
                return []
            return stale
        return []

    def _complete(self, inventory: Inventory) -> None:
        """Write the root sidecar that a crash left behind its inventory."""
        key = f"{object_path(inventory.object_id)}/{SIDECAR_NAME}"
        proof = sidecar(encode(inventory))
        if self._read_small(key) != proof:
            self._store.replace(key, proof)


def _same(written: Version, wanted: Version) -> bool:
    """Whether the version that stands is what a retry wants to write; the time of the first attempt stays."""
    return (written.user, written.message, written.state) == (wanted.user, wanted.message, wanted.state)


def _fits(root: OcflStorageRoot) -> StorageRoot:
    return root
