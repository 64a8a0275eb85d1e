"""The S3 store: keys in a versioned bucket with Object Lock.

An answer of 200 proves nothing here: servers that speak S3 accept locks they do not keep. So the bucket's server is
probed (see probe.py), every lock and hold is read back from every version and compared, and a removal is
looked for afterwards. A delete marker, whoever set it, hides no version from this program.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar, cast

from botocore.exceptions import ClientError

from archive_service.domain.errors import Conflict, NotFound, StoreUnavailable
from archive_service.domain.locks import LAST
from archive_service.ports import LockMode, LockState, ObjectStore, StoredKey
from archive_service.storage.gate import checked_chunks, has_content
from archive_service.storage.layout import checked_key
from archive_service.storage.protection import forbids, strictest, stronger, weakest
from archive_service.storage.s3_client import (
    MODES,
    S3Settings,
    client_of,
    code_of,
    is_denied,
    is_missing,
    server_errors,
)
from archive_service.storage.s3_multipart import content_md5, upload_in_parts
from archive_service.storage.s3_versions import (
    Version,
    VersionStream,
    newest_versions,
    protection_of,
    versions_below,
    versions_of,
)

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_log = logging.getLogger(__name__)

DIGEST_NOTE = "sha512"
_STRIPES = 256
_PATIENCE_SECONDS = 60.0

_Answer = TypeVar("_Answer")


class S3Store:
    """Keys in one bucket, with up to three credentials: writer, hold manager, disposer. Thread-safe."""

    worm_enforced_by = "store"

    def __init__(self, settings: S3Settings, *, client: S3Client | None = None) -> None:
        """`client` takes the place of the one made from the writer's credential."""
        self._settings = settings
        self._bucket = settings.bucket
        self._writer = client or client_of(settings, settings.writer)
        self._hold_manager = client_of(settings, settings.hold_manager) if settings.hold_manager else self._writer
        self._disposer = client_of(settings, settings.disposer) if settings.disposer else self._writer
        self._pool = ThreadPoolExecutor(max(1, settings.connections // 2), thread_name_prefix="s3")
        self._doors = [threading.Lock() for _ in range(_STRIPES)]

    # ---------------------------------------------------------------- writing

    def put(self, key: str, source: BinaryIO, *, size: int, sha512: str, known_absent: bool = False) -> None:
        checked_key(key)
        asks = not known_absent and not self._settings.conditional_put
        if asks and self._is_there(key, size=size, sha512=sha512):
            for _ in checked_chunks(source, size=size, sha512=sha512):
                pass
            return
        arguments: dict[str, Any] = {"Bucket": self._bucket, "Key": key, "Metadata": {DIGEST_NOTE: sha512}}
        if size >= self._settings.multipart_from_bytes:
            chunks = checked_chunks(source, size=size, sha512=sha512)
            upload_in_parts(self._writer, arguments, chunks, size=size, part_bytes=self._settings.part_bytes)
            return
        start = source.tell()
        md5 = _md5_of(checked_chunks(source, size=size, sha512=sha512))
        source.seek(start)
        if self._settings.conditional_put:
            arguments["IfNoneMatch"] = "*"
        with server_errors():
            try:
                # what stands behind `size` in the source was never there: checked_chunks saw its end
                self._writer.put_object(**arguments, Body=source, ContentLength=size, ContentMD5=md5)
            except ClientError as error:
                if code_of(error) not in {"PreconditionFailed", "412"}:
                    raise
                self._is_there(key, size=size, sha512=sha512)

    def _is_there(self, key: str, *, size: int, sha512: str) -> bool:
        """Whether the key has this content. Raises Conflict when it has another. What a marker hides is not there."""
        with server_errors():
            try:
                head = self._writer.head_object(Bucket=self._bucket, Key=key)
            except ClientError as error:
                if is_missing(error):
                    return False
                raise
        if head["ContentLength"] == size:
            noted = head["Metadata"].get(DIGEST_NOTE)
            if noted == sha512:
                return True
            if noted is None and self._has_content(key, size=size, sha512=sha512):
                return True
        raise Conflict(key=key)

    def _has_content(self, key: str, *, size: int, sha512: str) -> bool:
        with self.open(key) as stream:
            return has_content(stream, size=size, sha512=sha512)

    def replace(self, key: str, content: bytes) -> None:
        with server_errors():
            self._writer.put_object(
                Bucket=self._bucket,
                Key=checked_key(key),
                Body=content,
                ContentMD5=content_md5(content),
                Metadata={DIGEST_NOTE: hashlib.sha512(content).hexdigest()},
            )

    # ---------------------------------------------------------------- reading

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        checked_key(key)
        try:
            stream = VersionStream(self._writer, self._bucket, key)
        except NotFound:
            version = self._newest(key)
            if version is None:
                raise
            stream = VersionStream(self._writer, self._bucket, key, version.version_id)
        with stream:
            yield cast(BinaryIO, stream)

    def stat(self, key: str) -> StoredKey | None:
        with server_errors():
            try:
                head = self._writer.head_object(Bucket=self._bucket, Key=checked_key(key))
            except ClientError as error:
                if not is_missing(error):
                    raise
            else:
                return StoredKey(key, head["ContentLength"], head["LastModified"])
        version = self._newest(key)
        return version.as_stored() if version else None

    def _newest(self, key: str) -> Version | None:
        found = versions_of(self._writer, self._bucket, [key])[key]
        return next((version for version in found if not version.is_marker), None)

    def keys(self, prefix: str) -> Iterator[StoredKey]:
        for version in newest_versions(versions_below(self._writer, self._bucket, prefix)):
            yield version.as_stored()

    def folders(self, prefix: str) -> Iterator[str]:
        with server_errors():
            pages = self._writer.get_paginator("list_object_versions").paginate(
                Bucket=self._bucket, Prefix=prefix, Delimiter="/"
            )
            for page in pages:
                for folder in page.get("CommonPrefixes", []):
                    yield folder["Prefix"].removeprefix(prefix).removesuffix("/")

    # ---------------------------------------------------------------- protecting

    @contextmanager
    def exclusive(self, name: str) -> Iterator[None]:
        door = self._doors[zlib.crc32(name.encode()) % _STRIPES]
        if not door.acquire(timeout=_PATIENCE_SECONDS):
            raise StoreUnavailable(cause="busy")
        try:
            yield
        finally:
            door.release()

    def lock(self, keys: Sequence[str], until: datetime, mode: LockMode) -> None:
        until = _whole_seconds(until)
        if until > LAST:
            raise ValueError(f"no store keeps a lock past {LAST:%Y}: lock to a nearer date and renew")
        self._for_each(self._present_versions(keys), lambda version: self._lock_version(version, until, mode))

    def _lock_version(self, version: Version, until: datetime, mode: LockMode) -> None:
        """Ask for the lock, then look. The store refuses to shorten or weaken one: then what stands is compared."""
        with server_errors():
            try:
                self._writer.put_object_retention(
                    Bucket=self._bucket,
                    Key=version.key,
                    VersionId=version.version_id,
                    Retention={"Mode": MODES[mode], "RetainUntilDate": until},
                )
            except ClientError as error:
                if not is_denied(error):
                    raise
        state = protection_of(self._writer, self._bucket, version)
        if stronger(state, until, mode) != state and until > datetime.now(UTC):
            _log.error("the store answered well and did not keep the lock of %s", version.key)
            raise StoreUnavailable(cause="lock")

    def hold(self, keys: Sequence[str], held: bool) -> None:
        self._for_each(self._present_versions(keys), lambda version: self._hold_version(version, held))

    def _hold_version(self, version: Version, held: bool) -> None:
        with server_errors():
            self._hold_manager.put_object_legal_hold(
                Bucket=self._bucket,
                Key=version.key,
                VersionId=version.version_id,
                LegalHold={"Status": "ON" if held else "OFF"},
            )
        if protection_of(self._hold_manager, self._bucket, version).held != held:
            _log.error("the store answered well and did not keep the hold of %s", version.key)
            raise StoreUnavailable(cause="lock")

    def lock_state(self, keys: Sequence[str]) -> LockState:
        return weakest(self._states(self._present_versions(keys)))

    def strictest_lock(self, keys: Sequence[str]) -> LockState:
        return strictest(self._states(self._present_versions(keys)))

    def _states(self, versions: Sequence[Version]) -> list[LockState]:
        return self._for_each(versions, lambda version: protection_of(self._writer, self._bucket, version))

    def _present_versions(self, keys: Sequence[str]) -> list[Version]:
        """Every version of the keys, markers left out. Raises NotFound when a key has none."""
        found = versions_of(self._writer, self._bucket, keys)
        real = [[version for version in versions if not version.is_marker] for versions in found.values()]
        if not real or not all(real):
            raise NotFound
        return [version for versions in real for version in versions]

    # ---------------------------------------------------------------- removing

    def destroy(self, keys: Sequence[str], *, bypass_governance: bool = False) -> None:
        found = versions_of(self._disposer, self._bucket, keys)
        now = datetime.now(UTC)
        everything = [version for versions in found.values() for version in versions]
        states = self._for_each(
            [version for version in everything if not version.is_marker],
            lambda version: protection_of(self._disposer, self._bucket, version),
        )
        forbidding = [state for state in states if forbids(state, now, bypass_governance=bypass_governance)]
        if forbidding:
            dates = [state.until for state in forbidding if state.until is not None]
            raise Conflict(until=max(dates, default=None), held=any(state.held for state in forbidding))
        for versions in found.values():
            for version in reversed(versions):
                self._remove(version, bypass_governance=bypass_governance)
        if everything and any(versions_of(self._disposer, self._bucket, keys).values()):
            _log.error("the store answered well and did not remove what was destroyed")
            raise StoreUnavailable(cause="refused")

    def _remove(self, version: Version, *, bypass_governance: bool) -> None:
        arguments: dict[str, Any] = {"Bucket": self._bucket, "Key": version.key, "VersionId": version.version_id}
        if bypass_governance:
            arguments["BypassGovernanceRetention"] = True
        with server_errors():
            self._disposer.delete_object(**arguments)

    def discard(self, keys: Sequence[str]) -> None:
        for key, versions in versions_of(self._disposer, self._bucket, keys).items():
            try:
                if versions:
                    self.destroy([key])
            except Conflict:
                if not any(version.is_marker and version.is_latest for version in versions):
                    with server_errors():
                        self._disposer.delete_object(Bucket=self._bucket, Key=key)

    def clear_unfinished(self, written_before: datetime) -> int:
        cleared = 0
        with server_errors():
            for page in self._writer.get_paginator("list_multipart_uploads").paginate(Bucket=self._bucket):
                for upload in page.get("Uploads", []):
                    if upload["Initiated"] < written_before:
                        self._writer.abort_multipart_upload(
                            Bucket=self._bucket, Key=upload["Key"], UploadId=upload["UploadId"]
                        )
                        cleared += 1
        return cleared

    def _for_each(self, versions: Sequence[Version], act: Callable[[Version], _Answer]) -> list[_Answer]:
        return list(self._pool.map(act, versions))


def _whole_seconds(when: datetime) -> datetime:
    """The next whole second: servers drop what is finer, and a lock must not end early."""
    return when.replace(microsecond=0) + timedelta(seconds=1) if when.microsecond else when


def _md5_of(chunks: Iterable[bytes]) -> str:
    digest = hashlib.md5(usedforsecurity=False)
    for chunk in chunks:
        digest.update(chunk)
    return base64.b64encode(digest.digest()).decode()


def _fits(store: S3Store) -> ObjectStore:
    return store
