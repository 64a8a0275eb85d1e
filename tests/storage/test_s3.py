"""What the S3 store does beyond the contract of every store."""

from __future__ import annotations

import io
import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from archive_service.domain.errors import BytesDamaged, Conflict, StoreUnavailable
from archive_service.domain.locks import LAST
from archive_service.ports import METADATA_NAME, LockMode
from archive_service.storage.layout import object_path
from archive_service.storage.ocfl import OcflStorageRoot
from archive_service.storage.s3 import S3Store
from archive_service.storage.s3_client import Credential, S3Settings, client_of
from archive_service.storage.s3_setup import set_up_bucket
from tests.contracts.object_store_contract import keys_of, put, soon
from tests.contracts.storage_root_contract import content_of, incoming, put_version
from tests.servers.lying_client import Lie, LyingClient

FAR = timedelta(days=40)


def lying_store(lie: Lie, *, conditional_put: bool = False) -> S3Store:
    settings = S3Settings("http://127.0.0.1:9", "fake", Credential("a", "b"), conditional_put=conditional_put)
    return S3Store(settings, client=cast(Any, LyingClient(lie)))


# ------------------------------------------------------------ servers that answer well and do otherwise


@pytest.mark.parametrize("lie", [Lie.FORGETS_LOCKS, Lie.WRAPS_DATES])
def test_a_lock_that_was_not_kept_fails(lie: Lie) -> None:
    store = lying_store(lie)
    put(store, "a", b"x")
    with pytest.raises(StoreUnavailable) as failure:
        store.lock(["a"], datetime(2101, 1, 1, tzinfo=UTC), LockMode.COMPLIANCE)
    assert failure.value.facts == {"cause": "lock"}


def test_a_body_that_a_lock_changed_fails() -> None:
    store = lying_store(Lie.OVERWRITES_BODY)
    put(store, "a", b"the bytes")
    with pytest.raises(StoreUnavailable) as failure:
        store.lock(["a"], soon(3600), LockMode.COMPLIANCE)
    assert failure.value.facts == {"cause": "damaged"}


def test_a_hold_that_was_not_kept_fails() -> None:
    store = lying_store(Lie.FORGETS_HOLDS)
    put(store, "a", b"x")
    with pytest.raises(StoreUnavailable):
        store.hold(["a"], True)


def test_a_removal_that_did_not_happen_fails() -> None:
    store = lying_store(Lie.KEEPS_DELETED)
    put(store, "a", b"x")
    with pytest.raises(StoreUnavailable):
        store.destroy(["a"])


def test_where_the_server_creates_once_no_question_comes_first() -> None:
    store = lying_store(Lie.NONE, conditional_put=True)
    put(store, "a", b"x")
    put(store, "a", b"x")
    with pytest.raises(Conflict):
        put(store, "a", b"y")
    assert [stored.size for stored in store.keys("")] == [1]


def test_no_lock_is_asked_for_past_what_servers_can_count() -> None:
    store = lying_store(Lie.NONE)
    put(store, "a", b"x")
    with pytest.raises(ValueError, match="2105"):
        store.lock(["a"], LAST + timedelta(days=1), LockMode.GOVERNANCE)


# ------------------------------------------------------------ on radosgw


@pytest.mark.needs_s3
def test_delete_markers_hide_nothing(bucket: S3Settings) -> None:
    store = S3Store(bucket)
    root = OcflStorageRoot(store)
    content = os.urandom(3 << 20)
    put_version(root, "rec_1", 0, incoming("a.pdf", content), metadata=b"one")
    before = keys_of(store)
    client = client_of(bucket, bucket.writer)
    for key in before:
        client.delete_object(Bucket=bucket.bucket, Key=key)
    assert client.list_objects_v2(Bucket=bucket.bucket).get("Contents", []) == []

    assert keys_of(store) == before
    assert list(root.object_ids()) == ["rec_1"]
    assert content_of(root, "rec_1", "a.pdf") == content
    assert store.stat(before[0]) is not None
    root.lock_until("rec_1", soon(3600), LockMode.GOVERNANCE)
    put_version(root, "rec_1", 1, metadata=b"two")
    assert content_of(root, "rec_1", METADATA_NAME) == b"two"


@pytest.mark.needs_s3
def test_every_version_of_a_key_is_locked_held_and_destroyed(bucket: S3Settings) -> None:
    store = S3Store(bucket)
    client = client_of(bucket, bucket.writer)
    for content in (b"one", b"two", b"three"):
        store.replace("a", content)
    client.delete_object(Bucket=bucket.bucket, Key="a")
    until = soon(3600)
    store.lock(["a"], until, LockMode.GOVERNANCE)
    store.hold(["a"], True)
    versions = client.list_object_versions(Bucket=bucket.bucket)["Versions"]
    assert len(versions) == 3
    for version in versions:
        head = client.head_object(Bucket=bucket.bucket, Key="a", VersionId=version["VersionId"])
        assert (head["ObjectLockRetainUntilDate"], head["ObjectLockLegalHoldStatus"]) == (until, "ON")
    store.hold(["a"], False)
    store.destroy(["a"], bypass_governance=True)
    listing = client.list_object_versions(Bucket=bucket.bucket)
    assert (listing.get("Versions", []), listing.get("DeleteMarkers", [])) == ([], [])


@pytest.mark.needs_s3
def test_a_large_file_in_parts_is_locked_too(bucket: S3Settings) -> None:
    store = S3Store(bucket)
    put(store, "large", os.urandom(7 << 20))
    store.lock(["large"], soon(4), LockMode.COMPLIANCE)
    with pytest.raises(Conflict):
        store.destroy(["large"], bypass_governance=True)


@pytest.mark.needs_s3
def test_a_source_that_changes_while_it_is_read_leaves_nothing(bucket: S3Settings) -> None:
    class Changing(io.BytesIO):
        """Gives other bytes once it was read to its end."""

        def seek(self, offset: int, whence: int = 0, /) -> int:
            position = super().seek(offset, whence)
            self.getbuffer()[0:1] = b"X"
            return position

    import hashlib

    store = S3Store(bucket)
    with pytest.raises(BytesDamaged):
        store.put("a", Changing(b"abc"), size=3, sha512=hashlib.sha512(b"abc").hexdigest())
    assert keys_of(store) == []


@pytest.mark.needs_s3
def test_leftovers_that_the_net_keeps_are_hidden_and_go_when_it_lets_them(bucket: S3Settings) -> None:
    set_up_bucket(bucket, bucket.writer)
    store = S3Store(bucket)
    root = OcflStorageRoot(store)
    put_version(root, "rec_1", 0)
    left = f"{object_path('rec_half')}/v1/content/{'a' * 48}-4"
    store.replace(left, b"left")
    assert left in root.sweep(datetime.now(UTC) + FAR)
    client = client_of(bucket, bucket.writer)
    listed = [entry["Key"] for entry in client.list_objects_v2(Bucket=bucket.bucket)["Contents"]]
    assert left not in listed
    assert left in keys_of(store)
    markers = client.list_object_versions(Bucket=bucket.bucket, Prefix=left)["DeleteMarkers"]
    root.sweep(datetime.now(UTC) + FAR)
    assert client.list_object_versions(Bucket=bucket.bucket, Prefix=left)["DeleteMarkers"] == markers
    store.destroy([left], bypass_governance=True)
    assert left not in keys_of(store)


@pytest.mark.needs_s3
def test_a_deposit_takes_few_requests(bucket: S3Settings) -> None:
    client = client_of(bucket, bucket.writer)
    asked: Counter[str] = Counter()
    client.meta.events.register(
        "before-call.s3",
        lambda model, **_: asked.update([model.name]),
    )
    root = OcflStorageRoot(S3Store(bucket, client=client))
    put_version(root, "rec_1", 0)
    asked.clear()
    put_version(root, "rec_2", 0, incoming("a.pdf", b"pdf"))
    assert asked == {"ListObjectVersions": 1, "PutObject": 7}
    asked.clear()
    root.lock_until("rec_2", soon(3600), LockMode.GOVERNANCE)
    assert asked == {"GetObject": 2, "ListObjectVersions": 1, "PutObjectRetention": 7, "HeadObject": 7}
    asked.clear()
    content_of(root, "rec_2", "a.pdf")
    assert asked == {"GetObject": 3}
    root.destroy("rec_2", bypass_governance=True)
