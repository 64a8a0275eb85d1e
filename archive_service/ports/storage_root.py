"""OCFL objects over an object store, and what is derived from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from archive_service.domain.fixity import FileFault
from archive_service.ports.object_store import LockMode, LockState


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file for a new version. `name` is the logical path (NFC); `source` is positioned at its start."""

    name: str
    source: BinaryIO
    size: int
    sha512: str


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a version: logical path, digest, size and where its bytes are inside the object."""

    name: str
    sha512: str
    size: int
    content_path: str


@dataclass(frozen=True, slots=True)
class ObjectVersion:
    """One version of an object. `number` counts from 1; `files` holds the metadata file too."""

    object_id: str
    number: int
    created: datetime
    user: str
    message: str
    files: tuple[StoredFile, ...]


METADATA_NAME = "metadata.json"


class StorageRoot(Protocol):
    """OCFL objects: versions of files that are never changed. Records and registers live here."""

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
        """Write version `expected_head` + 1 (a new object for 0); whole and durable on return, else absent.

        `files` are added under their names or replace a file of that name; files of the version before
        that are not named stay. `metadata` becomes the logical file metadata.json. An object that is
        not at `expected_head` raises VersionConflict. Bytes are hashed while written: a source that does
        not match raises BytesDamaged. A retry after a crash at any point succeeds and leaves one object;
        where the crash came after the commit, the same files, user and message answer the version that stands.
        Raises BadFileName for a name that is empty, "metadata.json", not unique, or a path.
        """
        ...

    def head(self, object_id: str) -> ObjectVersion:
        """The newest version. Raises NotFound; BytesDamaged when the inventory does not match its sidecar."""
        ...

    def versions(self, object_id: str) -> Sequence[ObjectVersion]:
        """All versions, oldest first. Raises NotFound."""
        ...

    def read(self, object_id: str, name: str, *, version: int | None = None) -> AbstractContextManager[BinaryIO]:
        """A seekable stream over a file whose whole content was checked against its digest beforehand.

        Raises NotFound, or BytesDamaged before a single byte is handed out. Every block is compared once more
        when it is read: bytes that changed since the check raise BytesDamaged in the middle of the stream.
        """
        ...

    def check(self, object_id: str) -> tuple[Sequence[FileFault], int]:
        """Read every file of every version and compare it with its digest: what is wrong, and how many bytes were read.

        An object that is not there is one fault without a path. Raises StoreUnavailable when the store as a whole does
        not answer.
        """
        ...

    def object_ids(self) -> Iterator[str]:
        """Every whole object, streamed. Half-written ones are not seen."""
        ...

    def lock_until(self, object_id: str, until: datetime, mode: LockMode) -> None:
        """Lock every key of the object as it stands; call again after each new version. See ObjectStore.lock."""
        ...

    def set_hold(self, object_id: str, held: bool) -> None:
        """Place or lift the legal hold on every key of the object as it stands; call again after each new version."""
        ...

    def lock_state(self, object_id: str) -> LockState:
        """The weakest protection over the keys of the object."""
        ...

    def strictest_lock(self, object_id: str) -> LockState:
        """What `destroy` has to reckon with. See ObjectStore.strictest_lock."""
        ...

    def destroy(self, object_id: str, *, bypass_governance: bool = False) -> None:
        """Remove every key of the object; resumable; an unknown object is no error. See ObjectStore.destroy."""
        ...

    def sweep(self, written_before: datetime) -> Sequence[str]:
        """Remove what crashed writes left behind before that time; the keys removed. Whole objects are safe."""
        ...


class DerivedStore(Protocol):
    """Things that can be made again: text, previews, reading copies. Losing them loses nothing."""

    def put(self, record_id: str, name: str, content: bytes) -> None:
        """Store or replace one derived thing of a record."""
        ...

    def get(self, record_id: str, name: str) -> bytes | None:
        """The bytes, or None when it has to be made again."""
        ...

    def remove(self, record_id: str, name: str | None = None) -> None:
        """Remove everything derived from the record, or one thing; what is not there is no error."""
        ...
