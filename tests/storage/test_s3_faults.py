"""What a real server does when it is gone, slow, full, killed, or not the one it should be."""

from __future__ import annotations

import hashlib
import os
import threading
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive_service.domain.errors import Conflict, StoreUnavailable
from archive_service.ports import IncomingFile, LockMode
from archive_service.storage.layout import object_path
from archive_service.storage.ocfl import OcflStorageRoot
from archive_service.storage.s3 import S3Store
from archive_service.storage.s3_client import Credential, S3Settings, client_of
from tests.contracts.object_store_contract import content_of as bytes_of
from tests.contracts.object_store_contract import keys_of, put, soon
from tests.contracts.storage_root_contract import content_of, incoming, put_version
from tests.servers.fixtures import Gateway, credential
from tests.servers.radosgw import Radosgw, missing_programs
from tests.servers.tampering_proxy import TamperingProxy, tampering

pytestmark = pytest.mark.needs_s3

LATER = timedelta(days=1)


@pytest.fixture
def impatient(bucket: S3Settings) -> S3Settings:
    return replace(bucket, attempts=2, connect_timeout_seconds=2, read_timeout_seconds=2)


@pytest.fixture
def proxy(gateway: Gateway) -> Iterator[TamperingProxy]:
    with tampering(int(gateway.server.endpoint.rpartition(":")[2])) as between:
        yield between


def cause_of(error: pytest.ExceptionInfo[StoreUnavailable]) -> object:
    return error.value.facts["cause"]


def test_a_server_that_goes_away_in_a_batch_and_comes_back(gateway: Gateway, impatient: S3Settings) -> None:
    root = OcflStorageRoot(S3Store(impatient))
    batch = {f"rec_{number}": os.urandom(20_000) for number in range(12)}
    acknowledged = []

    def deposit_all() -> None:
        for object_id, content in batch.items():
            put_version(root, object_id, 0, incoming("a.pdf", content))
            acknowledged.append(object_id)

    def deposit_for_ever() -> None:
        while True:
            deposit_all()

    goes = threading.Timer(0.5, gateway.server.stop, args=(("client.rgw",),))
    goes.start()
    try:
        with pytest.raises(StoreUnavailable) as failure:
            deposit_for_ever()
    finally:
        goes.join()
        gateway.server.start_gateway()
    assert cause_of(failure) == "unreachable"
    assert set(acknowledged) <= set(root.object_ids())
    for object_id in set(acknowledged):
        assert content_of(root, object_id, "a.pdf") == batch[object_id]

    deposit_all()
    root.sweep(datetime.now(UTC) + LATER)
    assert sorted(root.object_ids()) == sorted(batch)
    named = {f"{object_path(object_id)}/{part}" for object_id in batch for part in parts_of(root, object_id)}
    assert {key for key in keys_of(S3Store(impatient)) if "/rec_" in key} == named


def parts_of(root: OcflStorageRoot, object_id: str) -> set[str]:
    """The paths of an object of one version that its inventory accounts for."""
    inventories = {f"{folder}{name}" for folder in ("", "v1/") for name in ("inventory.json", "inventory.json.sha512")}
    return inventories | {"0=ocfl_object_1.1"} | {file.content_path for file in root.head(object_id).files}


def test_a_server_that_does_not_answer_in_time(impatient: S3Settings, proxy: TamperingProxy) -> None:
    store = S3Store(replace(impatient, endpoint=proxy.endpoint))
    put(store, "a", b"x")
    proxy.stalls = True
    began = time.monotonic()
    with pytest.raises(StoreUnavailable) as failure:
        put(store, "b", b"x")
    assert cause_of(failure) == "unreachable"
    assert time.monotonic() - began < 15
    proxy.stalls = False
    assert bytes_of(store, "a") == b"x"


def test_an_answer_that_breaks_off_once_is_gone_on_with(impatient: S3Settings, proxy: TamperingProxy) -> None:
    content = os.urandom(3 << 20)
    store = S3Store(replace(impatient, endpoint=proxy.endpoint))
    put(store, "a", content)
    proxy.break_once = True
    proxy.answer_bytes_left = 1_000_000
    with store.open("a") as stream:
        assert stream.read() == content
    assert proxy.broken_off == 1


def test_an_answer_that_always_breaks_off_is_no_end_of_file(impatient: S3Settings, proxy: TamperingProxy) -> None:
    content = os.urandom(3 << 20)
    store = S3Store(replace(impatient, endpoint=proxy.endpoint))
    put(store, "a", content)
    # Set before the answer begins: one that has begun may lie whole in the buffers of the sockets already.
    proxy.answer_bytes_left = 100_000
    with pytest.raises(StoreUnavailable), store.open("a") as stream:
        stream.read()
    root = OcflStorageRoot(S3Store(replace(impatient, endpoint=proxy.endpoint)))
    proxy.answer_bytes_left = None
    put_version(root, "rec_1", 0, incoming("a.pdf", content))
    proxy.answer_bytes_left = 1_000_000
    with pytest.raises(StoreUnavailable), root.read("rec_1", "a.pdf"):
        pytest.fail("nothing may be handed out")


def test_an_upload_that_breaks_off_leaves_nothing(impatient: S3Settings, proxy: TamperingProxy) -> None:
    content = os.urandom(12 << 20)
    store = S3Store(replace(impatient, endpoint=proxy.endpoint))
    put(store, "small", b"x")
    proxy.answer_bytes_left = 1500
    with pytest.raises(StoreUnavailable):
        put(store, "large", content)
    proxy.answer_bytes_left = None
    store.clear_unfinished(datetime.now(UTC) + LATER)
    client = client_of(impatient, impatient.writer)
    assert client.list_multipart_uploads(Bucket=impatient.bucket).get("Uploads", []) == []
    put(store, "large", content)
    assert bytes_of(store, "large") == content


def test_a_server_with_another_certificate_is_not_spoken_to(impatient: S3Settings, tmp_path: Path) -> None:
    other = Radosgw(tmp_path / "other")
    other._prepare()
    with pytest.raises(StoreUnavailable) as failure:
        put(S3Store(replace(impatient, ca_file=other.ca_file)), "a", b"x")
    assert cause_of(failure) == "certificate"
    with pytest.raises(StoreUnavailable) as failure:
        put(S3Store(replace(impatient, ca_file=None)), "a", b"x")
    assert cause_of(failure) == "certificate"


def test_a_credential_that_ended(gateway: Gateway, impatient: S3Settings) -> None:
    user = gateway.server.add_user("leaving")
    client_of(impatient, credential(user)).create_bucket(Bucket="leaving", ObjectLockEnabledForBucket=True)
    store = S3Store(replace(impatient, bucket="leaving", writer=credential(user)))
    put(store, "a", b"x")
    gateway.server.suspend_user("leaving")
    for attempt in (lambda: put(store, "b", b"x"), lambda: store.stat("a"), lambda: keys_of(store)):
        with pytest.raises(StoreUnavailable) as failure:
            attempt()
        assert cause_of(failure) in {"credential", "permission"}
    unknown = S3Store(replace(impatient, writer=Credential("nobody", "nothing")))
    with pytest.raises(StoreUnavailable) as failure:
        keys_of(unknown)
    assert cause_of(failure) == "credential"


def test_a_bucket_that_is_not_there(impatient: S3Settings) -> None:
    with pytest.raises(StoreUnavailable) as failure:
        keys_of(S3Store(replace(impatient, bucket="nowhere")))
    assert cause_of(failure) == "bucket"


def test_a_full_bucket(gateway: Gateway, impatient: S3Settings) -> None:
    gateway.server.limit_bucket("owner", impatient.bucket, 8)
    root = OcflStorageRoot(S3Store(impatient))
    acknowledged = []

    def fill() -> None:
        for number in range(20):
            put_version(root, f"rec_{number}", 0, incoming("a.pdf", b"%d" % number))
            acknowledged.append(f"rec_{number}")

    with pytest.raises(StoreUnavailable) as failure:
        fill()
    assert cause_of(failure) == "full"
    for object_id in acknowledged:
        assert content_of(root, object_id, "a.pdf") == object_id.removeprefix("rec_").encode()


def test_a_large_file_takes_little_memory(bucket: S3Settings) -> None:
    class Generated:
        """120 MiB that nobody holds."""

        left = 120 << 20

        def read(self, size: int = -1) -> bytes:
            piece = b"x" * min(size, self.left)
            self.left -= len(piece)
            return piece

    digest = hashlib.sha512()
    for _ in range(120):
        digest.update(b"x" * (1 << 20))
    root = OcflStorageRoot(S3Store(bucket))
    file = IncomingFile("a.pdf", Generated(), 120 << 20, digest.hexdigest())  # type: ignore[arg-type]
    tracemalloc.start()
    put_version(root, "rec_1", 0, file)
    with root.read("rec_1", "a.pdf") as stream:
        while stream.read(1 << 20):
            pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 << 20


@pytest.mark.slow
def test_servers_killed_during_locked_writes_lose_nothing_acknowledged(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    if missing_programs():
        pytest.skip("no real S3 server here")
    server = Radosgw(tmp_path_factory.mktemp("killed"), "bluestore")
    server.start()
    try:
        owner = credential(server.add_user("owner"))
        settings = S3Settings(
            endpoint=server.endpoint, bucket="killed", writer=owner, ca_file=server.ca_file, attempts=1,
            read_timeout_seconds=40,
        )  # fmt: skip
        client_of(settings, owner).create_bucket(Bucket="killed", ObjectLockEnabledForBucket=True)
        acknowledged = _write_until_killed(server, settings)
        server.start()
        assert len(acknowledged) >= 4
        root = OcflStorageRoot(S3Store(settings))
        for object_id in acknowledged:
            assert content_of(root, object_id, "a.pdf") == object_id.encode() * 1000
            assert root.lock_state(object_id).mode is LockMode.COMPLIANCE
        with pytest.raises(Conflict):
            root.destroy(acknowledged[-1], bypass_governance=True)
        whole = set(root.object_ids())
        assert set(acknowledged) <= whole
        for object_id in whole:
            assert content_of(root, object_id, "a.pdf") == object_id.encode() * 1000
    finally:
        server.stop()


def _write_until_killed(server: Radosgw, settings: S3Settings) -> list[str]:
    """Deposit and lock on several threads, kill every daemon at once meanwhile; what was acknowledged."""
    root = OcflStorageRoot(S3Store(settings))
    acknowledged: list[str] = []

    def deposit(thread: int) -> None:
        for number in range(1000):
            object_id = f"rec_{thread}_{number}"
            try:
                put_version(root, object_id, 0, incoming("a.pdf", object_id.encode() * 1000))
                root.lock_until(object_id, soon(3600), LockMode.COMPLIANCE)
            except StoreUnavailable:
                return
            acknowledged.append(object_id)

    threads = [threading.Thread(target=deposit, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while len(acknowledged) < 12 and time.monotonic() < deadline:
        time.sleep(0.05)
    server.stop(kill=True)
    for thread in threads:
        thread.join()
    return acknowledged
