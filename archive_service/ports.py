"""The outside world on one page: what stores, catalogs, scanners and clocks promise, in sentences.

Each port has one contract suite in tests/contracts that every engine passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import BinaryIO, Protocol

from archive_service.domain.access import Role, VisibleScope
from archive_service.domain.audit import AuditEntry, AuditEvent
from archive_service.domain.jobs import Job, JobKind
from archive_service.domain.records import Dossier, Record, TextStatus, Unit, UnitRegister


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, UTC and aware."""
        ...

    def random_bytes(self, count: int) -> bytes:
        """Bytes nobody can guess."""
        ...


# ---------------------------------------------------------------------------- object store


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


# ---------------------------------------------------------------------------- storage root (OCFL)


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

    def remove(self, record_id: str) -> None:
        """Remove everything derived from the record."""
        ...


# ---------------------------------------------------------------------------- catalog


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """A record with what the archive knows about its text."""

    record: Record
    text: TextStatus


@dataclass(frozen=True, slots=True)
class TextCoverage:
    """Of the records somebody may see: how many, how many with text, without (by reason), still to come."""

    records: int
    with_text: int
    without_text: tuple[tuple[str, int], ...]
    pending: int


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One page of a listing, and whether more follow."""

    entries: tuple[RecordEntry, ...]
    more: bool


class Records(Protocol):
    """Rows of records. `scopes` restricts to what somebody may see; None means everything."""

    def add(self, record: Record) -> None:
        """Insert a new record. Raises Conflict when the id is taken, UnknownUnit, BadField for words with a NUL."""
        ...

    def update(self, record: Record, *, expected_version: int) -> None:
        """Replace the row, but not its text status, if it is at that version. Raises VersionConflict, NotFound."""
        ...

    def get(self, record_id: str, scopes: Sequence[VisibleScope] | None) -> RecordEntry | None:
        """The record if it exists within the scopes."""
        ...

    def get_many(self, record_ids: Sequence[str], scopes: Sequence[VisibleScope] | None) -> Mapping[str, RecordEntry]:
        """Those of the records that exist within the scopes, in one query."""
        ...

    def with_digest(self, sha512: str) -> Sequence[Record]:
        """Records one of whose files has this digest, oldest first."""
        ...

    def list(
        self,
        scopes: Sequence[VisibleScope] | None,
        *,
        after: str | None = None,
        limit: int = 50,
        dossier_id: str | None = None,
        text_reason: str | None = None,
        newest_first: bool = False,
    ) -> RecordPage:
        """Records in order of id (which is order of deposit), after the given id; never more than 1,000.

        `text_reason` keeps the records without text for this reason.
        """
        ...

    def set_text(self, record_id: str, text: TextStatus) -> None:
        """Note what extraction found. Raises NotFound."""
        ...

    def coverage(self, scopes: Sequence[VisibleScope] | None) -> TextCoverage:
        """How many records are in which state of their text: as quick for a million records as for a thousand."""
        ...

    def recount(self) -> int:
        """Count every record again and mend what `coverage` tells; how many counts were wrong (none, but for a bug)."""
        ...

    def recover(self, record: Record, text: TextStatus) -> None:
        """Insert or replace a row from the store, for rebuild; even when its unit is in no register."""
        ...


class Dossiers(Protocol):
    def add(self, dossier: Dossier) -> None: ...

    def update(self, dossier: Dossier, *, expected_version: int) -> None:
        """Raises VersionConflict."""
        ...

    def get(self, dossier_id: str, unit_ids: frozenset[str] | None) -> Dossier | None: ...

    def list(
        self, unit_ids: frozenset[str] | None, *, after: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Dossier], bool]:
        """Dossiers in order of id and whether more follow."""
        ...

    def recover(self, dossier: Dossier) -> None: ...


class Units(Protocol):
    def register(self) -> UnitRegister:
        """The whole register at its current version."""
        ...

    def version(self) -> int:
        """The version of the register alone: cheap, so that readers can keep the register they built."""
        ...

    def replace_all(self, units: Iterable[Unit], version: int) -> None:
        """Set the register to these units."""
        ...


@dataclass(frozen=True, slots=True)
class StoredGrant:
    role: Role
    unit_id: str


@dataclass(frozen=True, slots=True)
class Account:
    """A person who signs in. The password is kept as an argon2 hash only."""

    id: str
    login: str
    name: str
    password_hash: str
    grants: tuple[StoredGrant, ...] = ()
    disabled: bool = False
    session_epoch: int = 0


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A bearer token; only the SHA-256 of its secret is kept."""

    id: str
    user_id: str
    label: str
    secret_sha256: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = None
    revoked: bool = False


class Accounts(Protocol):
    def add(self, account: Account) -> None:
        """Raises Conflict when the login is taken (case ignored)."""
        ...

    def update(self, account: Account) -> None: ...

    def by_login(self, login: str) -> Account | None: ...

    def by_id(self, user_id: str) -> Account | None: ...

    def list(self, *, after: str | None = None, limit: int = 100) -> Sequence[Account]: ...

    def count(self) -> int: ...

    def add_token(self, token: AccessToken) -> None: ...

    def token_by_secret(self, secret_sha256: str) -> AccessToken | None: ...

    def token_by_id(self, token_id: str) -> AccessToken | None: ...

    def tokens_of(self, user_id: str) -> Sequence[AccessToken]: ...

    def update_token(self, token: AccessToken) -> None: ...


class AuditLog(Protocol):
    """The chain. Appending costs the same however long it is."""

    def append(self, entry: AuditEntry) -> AuditEvent:
        """Put the entry at the end, inside the caller's transaction; concurrent appends queue up.

        Append after the other changes of the transaction: from here to its end everybody else who appends waits,
        and one who waits for a row of theirs would wait in a circle.
        """
        ...

    def head(self) -> tuple[int, str] | None:
        """Number and digest of the last event."""
        ...

    def events(self, *, after: int = 0) -> Iterator[AuditEvent]:
        """Events in order, streamed."""
        ...

    def page(
        self,
        *,
        before: int | None = None,
        limit: int = 50,
        subject: str | None = None,
        actor: str | None = None,
        act: str | None = None,
    ) -> Sequence[AuditEvent]:
        """Events newest first, for people."""
        ...


class JobQueue(Protocol):
    """Jobs are rows: enqueued in the caller's transaction, claimed with a lease."""

    def enqueue(self, kind: JobKind, subject: str, payload: Mapping[str, object] | None = None) -> str:
        """Add a job due at once. A waiting job of the same kind and subject is not doubled: its id is answered,
        it becomes due at once and takes the newer payload. No worker gets it before this transaction ends.
        """
        ...

    def claim(self, lease_seconds: int, limit: int = 1) -> Sequence[Job]:
        """Take due jobs, oldest first: no two workers get the same one while its lease runs.

        A job whose lease ran out is due again, or parked when that was its last attempt. `attempts` counts
        this claim.
        """
        ...

    def extend(self, job_id: str, lease_seconds: int) -> None:
        """Let the lease end that many seconds from now. Raises NotFound when the job runs no more."""
        ...

    def done(self, job_id: str) -> None:
        """Forget the job; an unknown one is no error."""
        ...

    def failed(self, job_id: str, reason: str) -> None:
        """Put the job back with a pause, or park it with its reason when it failed too often.

        Where the same work was enqueued meanwhile, that job does it. A job that runs no more is no error.
        """
        ...

    def parked(self, *, limit: int = 100) -> Sequence[Job]: ...

    def retry(self, job_id: str) -> None:
        """Make a parked job due again, its attempts forgotten. Raises NotFound when it is not parked."""
        ...

    def counts(self) -> Mapping[str, int]:
        """How many jobs are in each state; done ones excluded."""
        ...


@dataclass(frozen=True, slots=True)
class IdempotencyNote:
    """What a request with an Idempotency-Key was answered: its digest and the record it made."""

    key: str
    user_id: str
    request_digest: str
    record_id: str
    at: datetime


class Transaction(Protocol):
    """All repositories over one database transaction."""

    records: Records
    dossiers: Dossiers
    units: Units
    accounts: Accounts
    audit: AuditLog
    jobs: JobQueue

    def remember(self, note: IdempotencyNote) -> None: ...

    def recall(self, key: str, user_id: str) -> IdempotencyNote | None: ...


class Catalog(Protocol):
    """The catalog: SQLite embedded, PostgreSQL for many machines.

    Raises CatalogUnavailable when the database does not answer or stays locked for too long.
    """

    def write(self) -> AbstractContextManager[Transaction]:
        """A transaction that commits durably on a clean exit and rolls back on an exception."""
        ...

    def read(self) -> AbstractContextManager[Transaction]:
        """A consistent view for reading; nothing written in it stays."""
        ...

    def upgrade(self) -> None:
        """Bring the schema to the newest version; idempotent."""
        ...

    def backup_to(self, path: str) -> None:
        """A consistent copy of the whole catalog in one file, while others work; the same form from every engine."""
        ...

    def restore_from(self, path: str) -> None:
        """Fill this catalog, which holds nothing but its schema, from such a copy, made on whatever engine.

        Raises Conflict when it holds anything, CatalogUnavailable for a copy that cannot be read.
        """
        ...


# ---------------------------------------------------------------------------- scanner


class Scanner(Protocol):
    """An antivirus scanner."""

    def infected_with(self, source: BinaryIO) -> str | None:
        """The name of what was found, or None for a clean file. Raises Unavailable when it cannot answer."""
        ...
