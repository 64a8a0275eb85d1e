"""Copies one storage root into another: resumable, each byte checked, locks and holds included."""

from __future__ import annotations

import hashlib
import io
import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from archive_service.domain.errors import BytesDamaged, Conflict, NotFound, StoreUnavailable
from archive_service.ports import LockMode, LockState, ObjectStore
from archive_service.storage.gate import has_content
from archive_service.storage.inventory import INVENTORY_NAME, SIDECAR_NAME, Inventory, decode, sidecar
from archive_service.storage.layout import root_files
from archive_service.storage.leftovers import ObjectKeys, group_by_object

_AT_ONCE = 8
_BATCH = 64

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Copied:
    """`copied` and `same` count keys, `bytes_copied` what was written; `damaged` are the objects left out."""

    copied: int = 0
    same: int = 0
    bytes_copied: int = 0
    damaged: tuple[str, ...] = ()

    def __add__(self, other: Copied) -> Copied:
        return Copied(
            self.copied + other.copied,
            self.same + other.same,
            self.bytes_copied + other.bytes_copied,
            self.damaged + other.damaged,
        )


def copy_store(
    source: ObjectStore,
    target: ObjectStore,
    progress: Progress = lambda keys, size: None,
    *,
    recheck: bool = False,
) -> Copied:
    """Bring the target up to the source; objects that only the target has stay.

    An object is copied as its inventory was when its turn came, the root inventory last, so a copy that breaks off
    leaves whole objects and leftovers, and is run again: what is there is not written twice. Bytes are compared with
    the inventory's digests on the way; `recheck` also reads what the target had. Objects whose source is damaged
    are left out and named. Raises Conflict where the target has another history or other bytes, StoreUnavailable.
    """
    total = Copied()
    for key, content in root_files().items():
        total += _copy_small(target, key, content)
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="copy") as pool:
        groups = group_by_object(source.keys(""))
        while batch := list(itertools.islice(groups, _BATCH)):
            for copied in pool.map(lambda found: _copy_object(source, target, found, recheck=recheck), batch):
                total += copied
                progress(total.copied + total.same, total.bytes_copied)
    return total


def _copy_object(source: ObjectStore, target: ObjectStore, found: ObjectKeys, *, recheck: bool) -> Copied:
    if not found.was_committed():
        return Copied()
    try:
        content = _read(source, f"{found.path}/{INVENTORY_NAME}")
        inventory = _proven(source, found.path, content)
        if _is_ahead(target, found.path, inventory):
            return Copied(same=len(found.parts))
        total = Copied()
        for part, digest in _files(inventory):
            total += _copy_file(source, target, f"{found.path}/{part}", digest, recheck=recheck)
    except (BytesDamaged, NotFound):
        return Copied(damaged=(found.path,))
    for name, small in ((INVENTORY_NAME, content), (SIDECAR_NAME, sidecar(content))):
        total += _replace_small(target, f"{found.path}/{name}", small)
    _copy_protection(source, target, [f"{found.path}/{part}" for part in inventory.paths()])
    return total


def _proven(source: ObjectStore, path: str, content: bytes) -> Inventory:
    try:
        inventory = decode(content)
    except ValueError:
        raise BytesDamaged(record=path) from None
    if _read(source, f"{path}/v{inventory.head}/{SIDECAR_NAME}") != sidecar(content):
        raise BytesDamaged(record=path)
    return inventory


def _is_ahead(target: ObjectStore, path: str, inventory: Inventory) -> bool:
    """Whether the target has this object at a later version. Raises Conflict when their histories differ."""
    try:
        there = decode(_read(target, f"{path}/{INVENTORY_NAME}"))
    except (NotFound, ValueError):
        return False
    common = min(there.head, inventory.head)
    if there.versions[:common] != inventory.versions[:common]:
        raise Conflict(key=path)
    return there.head > inventory.head


def _files(inventory: Inventory) -> Iterator[tuple[str, str | None]]:
    """Every path but those that commit, with its digest where the inventory tells it."""
    digests = {content.path: digest for digest, content in inventory.manifest.items()}
    for part in inventory.paths():
        if part not in {INVENTORY_NAME, SIDECAR_NAME}:
            yield part, digests.get(part)


def _copy_file(source: ObjectStore, target: ObjectStore, key: str, sha512: str | None, *, recheck: bool) -> Copied:
    stored = source.stat(key)
    if stored is None:
        raise BytesDamaged
    if sha512 is None:
        return _copy_small(target, key, _read(source, key))
    existing = target.stat(key)
    if existing is not None and existing.size == stored.size:
        with target.open(key) as content:
            if recheck and not has_content(content, size=stored.size, sha512=sha512):
                raise Conflict(key=key)
        return Copied(same=1)
    with source.open(key) as content:
        target.put(key, content, size=stored.size, sha512=sha512)
    return Copied(copied=1, bytes_copied=stored.size)


def _copy_small(target: ObjectStore, key: str, content: bytes) -> Copied:
    """A file that never changes once it is there. Raises Conflict when the target has another."""
    if target.stat(key) is not None and _read(target, key) == content:
        return Copied(same=1)
    target.put(key, io.BytesIO(content), size=len(content), sha512=hashlib.sha512(content).hexdigest())
    return Copied(copied=1, bytes_copied=len(content))


def _replace_small(target: ObjectStore, key: str, content: bytes) -> Copied:
    if target.stat(key) is not None and _read(target, key) == content:
        return Copied(same=1)
    target.replace(key, content)
    return Copied(copied=1, bytes_copied=len(content))


def _read(store: ObjectStore, key: str) -> bytes:
    with store.open(key) as content:
        try:
            return content.read()
        except OSError as error:
            raise StoreUnavailable from error


def _copy_protection(source: ObjectStore, target: ObjectStore, keys: Sequence[str]) -> None:
    """Protect the copy as the source is; keys that are protected alike are asked for together."""
    states: dict[LockState, list[str]] = {}
    for key in keys:
        states.setdefault(source.lock_state([key]), []).append(key)
    for state, same in states.items():
        _protect(target, same, state)


def _protect(target: ObjectStore, keys: Sequence[str], state: LockState) -> None:
    if state.until is not None and state.until > datetime.now(UTC):
        target.lock(keys, state.until, state.mode or LockMode.GOVERNANCE)
    if state.held:
        target.hold(keys, True)
