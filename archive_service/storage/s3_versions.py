"""Versions of keys in a bucket: what there is, what protects it, and reading one of them."""

from __future__ import annotations

import io
import os
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from botocore.response import StreamingBody

from archive_service.domain.errors import NotFound, StoreUnavailable
from archive_service.ports import LockMode, LockState, StoredKey
from archive_service.storage.s3_client import is_missing, server_errors

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from mypy_boto3_s3 import S3Client

_RESUMES = 2
_READ_THROUGH_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a key, or a delete marker; `is_latest` is what a plain GET sees."""

    key: str
    version_id: str
    size: int
    modified: datetime
    is_latest: bool
    is_marker: bool

    def as_stored(self) -> StoredKey:
        return StoredKey(self.key, self.size, self.modified)


def versions_below(client: S3Client, bucket: str, prefix: str) -> Iterator[Version]:
    """Every version of every key with the prefix: keys in order, the newest version first, markers after each page."""
    with server_errors():
        pages = iter(client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix))
    while True:
        with server_errors():
            page = next(pages, None)
        if page is None:
            return
        for entry in page.get("Versions", []):
            yield _version(entry, is_marker=False)
        for marker in page.get("DeleteMarkers", []):
            yield _version(marker, is_marker=True)


def _version(entry: Any, *, is_marker: bool) -> Version:
    return Version(
        entry["Key"],
        entry["VersionId"],
        int(entry.get("Size", 0)),
        entry["LastModified"],
        bool(entry.get("IsLatest")),
        is_marker,
    )


def newest_versions(versions: Iterable[Version]) -> Iterator[Version]:
    """The newest version of each key that has one, also below a delete marker."""
    last = None
    for version in versions:
        if not version.is_marker and version.key != last:
            last = version.key
            yield version


def versions_of(client: S3Client, bucket: str, keys: Sequence[str]) -> dict[str, list[Version]]:
    """All versions and markers of each key, newest first, in the order of the keys; few requests for one folder."""
    found: dict[str, list[Version]] = {key: [] for key in keys}
    common = os.path.commonprefix(list(found))  # noqa: RUF071 - cut at the last slash below
    folder = common[: common.rfind("/") + 1]
    prefixes = [folder] if folder and len(found) > 1 else list(found)
    for prefix in prefixes:
        for version in versions_below(client, bucket, prefix):
            if version.key in found:
                found[version.key].append(version)
    return found


def protection_of(client: S3Client, bucket: str, version: Version) -> LockState:
    """What the server says protects the version. Raises StoreUnavailable when it is not the size it was."""
    with server_errors():
        head = client.head_object(Bucket=bucket, Key=version.key, VersionId=version.version_id)
    if head["ContentLength"] != version.size:
        raise StoreUnavailable(cause="damaged")
    mode, until = head.get("ObjectLockMode"), head.get("ObjectLockRetainUntilDate")
    return LockState(
        until.astimezone(UTC) if until else None,
        LockMode(mode.lower()) if mode else None,
        head.get("ObjectLockLegalHoldStatus") == "ON",
    )


class VersionStream(io.RawIOBase):
    """The bytes of one version as a seekable stream: a request for each jump, and a few more where one breaks off."""

    def __init__(self, client: S3Client, bucket: str, key: str, version_id: str | None = None) -> None:
        self._client = client
        self._bucket = bucket
        self._key = key
        self._version_id = version_id
        self._body: StreamingBody | None = None
        self._position = 0
        self._wanted = 0
        self._resumes = 0
        self.size = 0
        self._request(0)

    @property
    def copy(self) -> object:
        """Which stored copy this is; None where versions are not told apart."""
        return (self._bucket, self._key, self._version_id) if self._version_id else None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._wanted

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._wanted = {os.SEEK_SET: 0, os.SEEK_CUR: self._wanted, os.SEEK_END: self.size}[whence] + offset
        return self._wanted

    def read(self, size: int | None = -1, /) -> bytes:
        """All of the bytes asked for, unless the file ends before."""
        wanted = self.size - self._wanted if size is None or size < 0 else min(size, self.size - self._wanted)
        pieces = []
        while wanted > 0:
            pieces.append(self._some(wanted))
            wanted -= len(pieces[-1])
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        target = memoryview(buffer).cast("B")
        piece = self.read(len(target))
        target[: len(piece)] = piece
        return len(piece)

    def _some(self, wanted: int) -> bytes:
        while True:
            try:
                self._go_to(self._wanted)
                with server_errors():
                    piece = self._body.read(wanted) if self._body else b""
                if not piece:
                    raise StoreUnavailable(cause="truncated")
            except StoreUnavailable:
                self._drop_body()
                if self._resumes >= _RESUMES:
                    raise
                self._resumes += 1
                time.sleep(random.uniform(0.2, 0.8) * self._resumes)  # noqa: S311 - so that not all come back at once
            else:
                self._position += len(piece)
                self._wanted = self._position
                return piece

    def close(self) -> None:
        self._drop_body()
        super().close()

    def _go_to(self, position: int) -> None:
        if self._body is not None and 0 < position - self._position <= _READ_THROUGH_BYTES:
            with server_errors():
                self._position += len(self._body.read(position - self._position))
        if self._body is None or self._position != position:
            self._drop_body()
            self._request(position)

    def _request(self, start: int) -> None:
        arguments: dict[str, Any] = {"Bucket": self._bucket, "Key": self._key}
        if self._version_id:
            arguments["VersionId"] = self._version_id
        if start:
            arguments["Range"] = f"bytes={start}-"
        with server_errors():
            try:
                answer = self._client.get_object(**arguments)
            except ClientError as error:
                if is_missing(error):
                    raise NotFound from error
                raise
        self._body = answer["Body"]
        self._position = start
        if not start:
            self.size = answer["ContentLength"]
            self._version_id = self._version_id or answer.get("VersionId")

    def _drop_body(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None
