"""One radosgw for all tests of a run that need it, and buckets in it. Import the fixtures where they are used."""

from __future__ import annotations

import atexit
import functools
import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from archive_service.storage.s3 import S3Store
from archive_service.storage.s3_client import Credential, S3Settings, client_of
from tests.servers.radosgw import Radosgw, User, missing_programs


@dataclass(frozen=True, slots=True)
class Gateway:
    """The running server with its bucket owner."""

    server: Radosgw
    owner: User

    def settings(self, bucket: str = "none") -> S3Settings:
        return S3Settings(
            endpoint=self.server.endpoint,
            bucket=bucket,
            writer=credential(self.owner),
            ca_file=self.server.ca_file,
            multipart_from_bytes=6 << 20,
            part_bytes=5 << 20,
        )

    def new_bucket(self) -> S3Settings:
        """A fresh versioned bucket with Object Lock and no default retention."""
        settings = self.settings(f"test-{uuid.uuid4().hex[:16]}")
        client_of(settings, settings.writer).create_bucket(Bucket=settings.bucket, ObjectLockEnabledForBucket=True)
        return settings


def credential(user: User) -> Credential:
    return Credential(user.access_key, user.secret_key)


@functools.cache
def running_gateway() -> Gateway:
    folder = tempfile.TemporaryDirectory(prefix="rgw-")
    server = Radosgw(Path(folder.name) / "ceph")
    atexit.register(folder.cleanup)
    atexit.register(server.stop)
    server.start()
    return Gateway(server, server.add_user("owner"))


@pytest.fixture(scope="session")
def gateway() -> Gateway:
    """A real radosgw on memstore over https; skipped, saying so, where Ceph is not installed."""
    if absent := missing_programs():
        pytest.skip(f"no real S3 server here, not installed: {', '.join(absent)}")
    return running_gateway()


@pytest.fixture
def bucket(gateway: Gateway) -> S3Settings:
    return gateway.new_bucket()


@pytest.fixture
def open_bucket(bucket: S3Settings) -> Callable[[], S3Store]:
    """Opens the test's bucket, each time with clients of its own."""
    return lambda: S3Store(replace(bucket))
