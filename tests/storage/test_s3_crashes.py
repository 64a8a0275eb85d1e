"""The process ends before or after any request to the bucket; afterwards everything promised is there."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from archive_service.domain.errors import NotFound
from archive_service.ports import METADATA_NAME
from archive_service.storage.ocfl import OcflStorageRoot
from archive_service.storage.s3 import S3Store
from archive_service.storage.s3_client import Credential, S3Settings
from tests.contracts.object_store_contract import keys_of
from tests.contracts.storage_root_contract import content_of, incoming, put_version
from tests.servers.lying_client import LyingClient

LATER = timedelta(days=1)
SETTINGS = S3Settings("http://127.0.0.1:9", "fake", Credential("a", "b"))
CHANGES = {"put_object", "delete_object", "put_object_retention", "put_object_legal_hold"}


class Killed(BaseException):
    """What the process did not live to see."""


class DyingClient:
    """Passes requests on until one, before or after which everything ends."""

    def __init__(self, bucket: LyingClient, request: int, *, answered: bool) -> None:
        self._bucket = bucket
        self._left = request
        self._answered = answered
        self._guard = threading.Lock()
        self.died = False

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._bucket, name)

        def call(*positional: Any, **arguments: Any) -> Any:
            with self._guard:
                if self.died:
                    raise Killed
                if name in CHANGES:
                    self.died = self._left == 0
                    self._left -= 1
                if self.died and not self._answered:
                    raise Killed
                answer = method(*positional, **arguments)
                if self.died:
                    raise Killed
                return answer

        return call


def root_on(client: object) -> OcflStorageRoot:
    return OcflStorageRoot(store_on(client))


def store_on(client: object) -> S3Store:
    return S3Store(SETTINGS, client=cast(Any, client))


def prepared() -> LyingClient:
    bucket = LyingClient()
    put_version(root_on(bucket), "rec_kept", 0, incoming("a.pdf", b"kept"), metadata=b"one")
    return bucket


def endings(change: Callable[[OcflStorageRoot], object]) -> Iterator[LyingClient]:
    """A bucket as each ending leaves it."""
    for answered in (False, True):
        for request in itertools.count():
            bucket = prepared()
            client = DyingClient(bucket, request, answered=answered)
            try:
                change(root_on(client))
            except Killed:
                yield bucket
            else:
                assert request >= 3
                break


def deposit(root: OcflStorageRoot) -> None:
    put_version(root, "rec_new", 0, incoming("a.pdf", b"new"), incoming("b.pdf", b"b"), metadata=b"new")


def describe(root: OcflStorageRoot) -> None:
    put_version(root, "rec_kept", 1, metadata=b"two")


def test_a_deposit_that_ends_anywhere() -> None:
    wanted = prepared()
    deposit(root_on(wanted))
    seen = set()
    for number, bucket in enumerate(endings(deposit)):
        root = root_on(bucket)
        assert content_of(root, "rec_kept", "a.pdf") == b"kept"
        whole = "rec_new" in set(root.object_ids())
        seen.add(whole)
        if not whole:
            with pytest.raises(NotFound):
                root.head("rec_new")
        if number % 2:
            root.sweep(datetime.now(UTC) + LATER)
        deposit(root)
        assert content_of(root, "rec_new", "a.pdf") == b"new"
        assert keys_of(store_on(bucket)) == keys_of(store_on(wanted))
    assert seen == {False, True}


def test_a_new_version_that_ends_anywhere() -> None:
    wanted = prepared()
    describe(root_on(wanted))
    seen = set()
    for number, bucket in enumerate(endings(describe)):
        root = root_on(bucket)
        seen.add(root.head("rec_kept").number)
        assert content_of(root, "rec_kept", METADATA_NAME, version=1) == b"one"
        if number % 2:
            root.sweep(datetime.now(UTC) + LATER)
        describe(root)
        assert content_of(root, "rec_kept", METADATA_NAME) == b"two"
        assert keys_of(store_on(bucket)) == keys_of(store_on(wanted))
    assert seen == {1, 2}


def test_a_destruction_that_ends_anywhere() -> None:
    for number, bucket in enumerate(endings(lambda root: root.destroy("rec_kept"))):
        root = root_on(bucket)
        if list(root.object_ids()):
            assert content_of(root, "rec_kept", "a.pdf") == b"kept"
        if number % 2:
            root.sweep(datetime.now(UTC) + LATER)
        root.destroy("rec_kept")
        assert all("rec_kept" not in key for key in keys_of(store_on(bucket)))
