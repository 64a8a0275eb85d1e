from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive_service.domain.errors import Conflict, StoreUnavailable
from archive_service.ports import METADATA_NAME, LockMode, ObjectStore
from archive_service.storage.copying import Copied, copy_store
from archive_service.storage.filesystem import FilesystemStore
from archive_service.storage.layout import object_path
from archive_service.storage.ocfl import OcflStorageRoot
from archive_service.storage.s3 import S3Store
from archive_service.storage.s3_client import S3Settings, client_of
from archive_service.storage.s3_setup import set_up_bucket
from tests.contracts.object_store_contract import content_of as bytes_of
from tests.contracts.object_store_contract import keys_of
from tests.contracts.storage_root_contract import content_of, incoming, put_version
from tests.storage.faulty_disk import failing_at
from tests.storage.ocfl_validator import problems_of

SCAN = os.urandom(7 << 20)


def filled(store: ObjectStore) -> OcflStorageRoot:
    root = OcflStorageRoot(store)
    for number in range(6):
        put_version(root, f"rec_{number}", 0, incoming("Nghị quyết.pdf", b"%d" % number), metadata=b"one")
    put_version(root, "rec_0", 1, incoming("phụ lục.png", SCAN), metadata=b"two")
    return root


def same_bytes(one: ObjectStore, other: ObjectStore) -> bool:
    return {key: bytes_of(one, key) for key in keys_of(one)} == {key: bytes_of(other, key) for key in keys_of(other)}


def test_a_copy_is_the_same_and_a_second_run_writes_nothing(tmp_path: Path) -> None:
    source, target = FilesystemStore(tmp_path / "a"), FilesystemStore(tmp_path / "b")
    filled(source)
    told: list[tuple[int, int]] = []
    first = copy_store(source, target, lambda keys, size: told.append((keys, size)))
    assert same_bytes(source, target)
    assert problems_of(tmp_path / "b" / "objects") == []
    assert first.copied == len(keys_of(source))
    assert told[-1] == (first.copied, first.bytes_copied)
    assert copy_store(source, target, recheck=True) == Copied(same=first.copied)


def test_a_copy_that_broke_off_goes_on(tmp_path: Path) -> None:
    source = FilesystemStore(tmp_path / "a")
    filled(source)
    for step in (3, 40, 90, 200):
        folder = tmp_path / str(step)
        with pytest.raises(StoreUnavailable):
            copy_store(source, FilesystemStore(folder, disk=failing_at(step)))
        target = FilesystemStore(folder)
        for object_id in OcflStorageRoot(target).object_ids():
            assert content_of(OcflStorageRoot(target), object_id, "Nghị quyết.pdf")
        copy_store(source, target)
        assert same_bytes(source, target)


def test_what_changed_since_is_brought_over_and_nothing_is_taken_back(tmp_path: Path) -> None:
    source, target = FilesystemStore(tmp_path / "a"), FilesystemStore(tmp_path / "b")
    root = filled(source)
    copy_store(source, target)
    put_version(root, "rec_1", 1, metadata=b"changed")
    put_version(OcflStorageRoot(target), "rec_2", 1, metadata=b"ahead")
    put_version(OcflStorageRoot(target), "rec_new", 0)
    copy_store(source, target)
    copied = OcflStorageRoot(target)
    assert content_of(copied, "rec_1", METADATA_NAME) == b"changed"
    assert content_of(copied, "rec_2", METADATA_NAME) == b"ahead"
    assert copied.head("rec_new").number == 1


def test_two_histories_are_not_mixed(tmp_path: Path) -> None:
    source, target = FilesystemStore(tmp_path / "a"), FilesystemStore(tmp_path / "b")
    put_version(OcflStorageRoot(source), "rec_1", 0, metadata=b"one")
    put_version(OcflStorageRoot(target), "rec_1", 0, metadata=b"another")
    with pytest.raises(Conflict):
        copy_store(source, target)
    assert content_of(OcflStorageRoot(target), "rec_1", METADATA_NAME) == b"another"


def test_damaged_objects_are_named_and_left_out(tmp_path: Path) -> None:
    source, target = FilesystemStore(tmp_path / "a"), FilesystemStore(tmp_path / "b")
    filled(source)
    path = tmp_path / "a" / "objects" / object_path("rec_3")
    for stored in path.glob("v1/content/*"):
        shutil.copyfile(path / "inventory.json.sha512", stored, follow_symlinks=False)
    copied = copy_store(source, target)
    assert copied.damaged == (object_path("rec_3"),)
    assert set(OcflStorageRoot(target).object_ids()) == {f"rec_{number}" for number in (0, 1, 2, 4, 5)}


def test_damage_in_the_copy_is_found_on_recheck(tmp_path: Path) -> None:
    source, target = FilesystemStore(tmp_path / "a"), FilesystemStore(tmp_path / "b")
    put_version(OcflStorageRoot(source), "rec_1", 0, incoming("a.pdf", b"pdf"))
    copy_store(source, target)
    for stored in (tmp_path / "b" / "objects" / object_path("rec_1")).glob("v1/content/*-3"):
        stored.chmod(0o600)
        stored.write_bytes(b"pdF")
    copy_store(source, target)
    with pytest.raises(Conflict):
        copy_store(source, target, recheck=True)


def test_half_written_objects_stay_behind(tmp_path: Path) -> None:
    source, target = FilesystemStore(tmp_path / "a"), FilesystemStore(tmp_path / "b")
    put_version(OcflStorageRoot(source), "rec_1", 0)
    source.replace(f"{object_path('rec_half')}/v1/inventory.json", b"{}")
    copy_store(source, target)
    assert keys_of(target, object_path("rec_half")) == []


def test_locks_and_holds_go_along(tmp_path: Path) -> None:
    source, target = FilesystemStore(tmp_path / "a"), FilesystemStore(tmp_path / "b")
    root = filled(source)
    until = datetime(2060, 1, 1, tzinfo=UTC)
    root.lock_until("rec_1", until, LockMode.COMPLIANCE)
    root.set_hold("rec_2", True)
    root.lock_until("rec_3", until, LockMode.GOVERNANCE)
    put_version(root, "rec_3", 1, metadata=b"later")
    copy_store(source, target)
    copied = OcflStorageRoot(target)
    assert copied.lock_state("rec_1") == root.lock_state("rec_1")
    assert copied.lock_state("rec_2").held
    for object_id in ("rec_1", "rec_2", "rec_3"):
        with pytest.raises(Conflict):
            copied.destroy(object_id)
    copied.destroy("rec_4")


@pytest.mark.needs_s3
def test_from_a_folder_to_a_bucket_and_back(tmp_path: Path, open_bucket: Callable[[], S3Store]) -> None:
    folder, bucket, again = FilesystemStore(tmp_path / "a"), open_bucket(), FilesystemStore(tmp_path / "b")
    root = filled(folder)
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    root.lock_until("rec_1", until, LockMode.GOVERNANCE)
    copy_store(folder, bucket)
    assert same_bytes(folder, bucket)
    assert OcflStorageRoot(bucket).lock_state("rec_1").until == until

    copy_store(bucket, again, recheck=True)
    assert same_bytes(folder, again)
    assert problems_of(tmp_path / "b" / "objects") == []
    assert OcflStorageRoot(again).lock_state("rec_1").until == until


@pytest.mark.needs_s3
def test_a_bucket_synced_to_a_folder_is_a_storage_root(tmp_path: Path, bucket: S3Settings) -> None:
    """What `aws s3 sync` does: every current object to a file of its name; old and hidden versions stay behind."""
    set_up_bucket(bucket, bucket.writer)
    store = S3Store(bucket)
    root = filled(store)
    store.replace(f"{object_path('rec_4')}/v2/content/{'a' * 48}-4", b"left")
    store.replace(f"{object_path('rec_4')}/v2/inventory.json", b"{}")
    put_version(root, "rec_4", 1, metadata=b"over what a crash left, which the net keeps")

    client = client_of(bucket, bucket.writer)
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket.bucket):
        for entry in page["Contents"]:
            path = tmp_path / "synced" / "objects" / entry["Key"]
            path.parent.mkdir(parents=True, exist_ok=True)
            client.download_file(bucket.bucket, entry["Key"], str(path))
    assert problems_of(tmp_path / "synced" / "objects") == []
    synced = OcflStorageRoot(FilesystemStore(tmp_path / "synced"))
    assert content_of(synced, "rec_0", "phụ lục.png") == SCAN
    put_version(synced, "rec_5", 1, metadata=b"goes on")
    assert problems_of(tmp_path / "synced" / "objects") == []
