"""Copies one object store into another: resumable, each byte checked, locks and holds included."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from archive_service.domain.errors import Conflict, NotFound
from archive_service.ports import LockMode, ObjectStore, StoredKey

_CHUNK = 1 << 20
# Only inventories and their sidecars are ever replaced, and they are small; larger keys are compared by size.
_REPLACEABLE_BYTES = 16 << 20
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Copied:
    """`copied` and `same` count keys; `bytes_copied` what was written."""

    copied: int
    same: int
    bytes_copied: int


def copy_store(source: ObjectStore, target: ObjectStore, progress: Progress = lambda keys, size: None) -> Copied:
    """Bring the target up to the source; keys that only the target has stay.

    A copy that broke off is run again: what is there already is not written twice. Raises Conflict for a
    large key that holds other bytes in the target, StoreUnavailable.
    """
    copied = same = written = 0
    for stored in source.keys(""):
        if _is_there(source, target, stored):
            same += 1
        else:
            _copy_key(source, target, stored)
            copied += 1
            written += stored.size
        _copy_protection(source, target, stored.key)
        progress(copied + same, written)
    return Copied(copied, same, written)


def _is_there(source: ObjectStore, target: ObjectStore, stored: StoredKey) -> bool:
    existing = target.stat(stored.key)
    if existing is None or existing.size != stored.size:
        return False
    return stored.size > _REPLACEABLE_BYTES or _digest(source, stored.key) == _digest(target, stored.key)


def _copy_key(source: ObjectStore, target: ObjectStore, stored: StoredKey) -> None:
    if target.stat(stored.key) is not None:
        if stored.size > _REPLACEABLE_BYTES:
            raise Conflict(key=stored.key)
        with source.open(stored.key) as content:
            target.replace(stored.key, content.read())
        return
    sha512 = _digest(source, stored.key)
    with source.open(stored.key) as content:
        target.put(stored.key, content, size=stored.size, sha512=sha512)


def _copy_protection(source: ObjectStore, target: ObjectStore, key: str) -> None:
    try:
        state = source.lock_state([key])
    except NotFound:
        return
    if state.until is not None:
        target.lock([key], state.until, state.mode or LockMode.GOVERNANCE)
    if state.held:
        target.hold([key], True)


def _digest(store: ObjectStore, key: str) -> str:
    with store.open(key) as content:
        return _sha512(content)


def _sha512(content: BinaryIO) -> str:
    digest = hashlib.sha512()
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
