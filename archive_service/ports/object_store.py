"""Bytes under keys: a directory or a bucket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO, Protocol


class LockMode(StrEnum):
    GOVERNANCE = "governance"
    COMPLIANCE = "compliance"


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key of the store. `size` in bytes; `modified` is when it was written (UTC)."""

    key: str
    size: int
    modified: datetime


@dataclass(frozen=True, slots=True)
class LockState:
    """What protects a key: the date until which it is locked, in which mode, and whether it is held."""

    until: datetime | None = None
    mode: LockMode | None = None
    held: bool = False


class ObjectStore(Protocol):
    """Bytes under keys (slash-separated, relative, UTF-8). Engines: a directory, a bucket.

    Every method raises StoreUnavailable when the store does not answer, is full, or refuses for
    a reason of its own. Nothing here knows of records or OCFL.
    """

    worm_enforced_by: str
    """Who keeps locked bytes: "application" (this program refuses) or "store" (the server refuses)."""

    def put(self, key: str, source: BinaryIO, *, size: int, sha512: str, known_absent: bool = False) -> None:
        """Create the key with exactly these bytes, durable on return; the key appears whole or not at all.

        Bytes that differ from size or sha512 raise BytesDamaged and leave nothing. An existing key with
        the same content is no error; one with other content raises Conflict. Who has just listed the keys, and
        keeps others out by `exclusive`, may say that the key is not there: it spares a bucket the question.
        """
        ...

    def replace(self, key: str, content: bytes) -> None:
        """Set the key to these bytes in one step, durable on return: readers see the old or the new, whole.

        For small mutable files only (inventories, sidecars). Earlier versions of a locked key stay locked.
        """
        ...

    def open(self, key: str) -> AbstractContextManager[BinaryIO]:
        """A seekable stream over the bytes of the key, unchecked: readers go through the gate. Raises NotFound."""
        ...

    def stat(self, key: str) -> StoredKey | None:
        """The key's size and time, or None. A delete marker does not hide a version."""
        ...

    def keys(self, prefix: str) -> Iterator[StoredKey]:
        """Every key that starts with the prefix, in key order, streamed."""
        ...

    def folders(self, prefix: str) -> Iterator[str]:
        """The names directly below the prefix ("" or ending in a slash) that have keys below them, in order."""
        ...

    def exclusive(self, name: str) -> AbstractContextManager[None]:
        """Hold the right to change what the name stands for; others wait for it, then get StoreUnavailable.

        A directory keeps other processes out, a bucket only other threads of this process: where several
        processes write to one bucket, the catalog must serialise the writers of one object.
        """
        ...

    def lock(self, keys: Sequence[str], until: datetime, mode: LockMode) -> None:
        """Protect every version of the keys until the date (never shortened), read back and compared.

        Raises NotFound, and StoreUnavailable when the store does not confirm it.
        """
        ...

    def hold(self, keys: Sequence[str], held: bool) -> None:
        """Place or lift the legal hold on every version of the keys, read back and compared. Raises NotFound."""
        ...

    def lock_state(self, keys: Sequence[str]) -> LockState:
        """The weakest protection over the versions of the keys. Raises NotFound."""
        ...

    def strictest_lock(self, keys: Sequence[str]) -> LockState:
        """What `destroy` has to reckon with: the farthest date, compliance if one is in it, held if one is. Raises
        NotFound.
        """
        ...

    def destroy(self, keys: Sequence[str], *, bypass_governance: bool = False) -> None:
        """Remove every version and delete marker of the keys, in this order; unknown keys are no error.

        Looks first whether anything forbids it: a hold, a lock in compliance mode that still runs, or one in
        governance mode unless bypassed raise Conflict (facts: until, held) and nothing is removed. With
        `discard` the only way bytes leave.
        """
        ...

    def discard(self, keys: Sequence[str]) -> None:
        """Clear away keys that nobody was promised: what an interrupted write left behind.

        Bytes that a lock keeps stay until `destroy` may remove them: a directory raises Conflict, a bucket
        hides them from plain listings by a delete marker.
        """
        ...

    def clear_unfinished(self, written_before: datetime) -> int:
        """Remove what interrupted writes left inside the engine (temporary files, unfinished uploads); how many."""
        ...
