"""How fast stores keep and give back files, beside bare boto3 and bare file copies in the same run.

    python -m benchmarks.store [--seconds N] [--no-server]

Files of 50 KB and 5 MB, 1 and 8 threads. `store` is ObjectStore.put, and get through the gate (hashed whole before a
byte is given out); `record` is a whole OCFL version with its metadata and inventories. The bare file copy writes and
syncs a file and its folder; bare boto3 is put_object and get_object of bytes in memory. Results go to standard
output as Markdown.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from archive_service.ports import IncomingFile, ObjectStore
from archive_service.storage.filesystem import FilesystemStore
from archive_service.storage.gate import Gate
from archive_service.storage.ocfl import OcflStorageRoot
from archive_service.storage.s3 import S3Store
from archive_service.storage.s3_client import Credential, S3Settings, client_of
from tests.servers.radosgw import Radosgw, missing_programs

SIZES = {"50 KB": 50_000, "5 MB": 5_000_000}
THREADS = (1, 8)
METADATA = b'{"title": "a metadata file of usual size"}' * 20

digests: dict[bytes, str] = {}
"""Of the contents that are put: to make them is the caller's work, and not what is measured."""

Act = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Way:
    """One way of keeping files: how to put one of this size under a name, and how to get it back."""

    name: str
    put: Callable[[str, bytes], None]
    get: Callable[[str, bytes], None]


def bare_files(folder: Path) -> Way:
    folder.mkdir()

    def put(name: str, content: bytes) -> None:
        with (folder / name).open("wb") as file:
            file.write(content)
            os.fsync(file.fileno())
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def get(name: str, content: bytes) -> None:
        assert len((folder / name).read_bytes()) == len(content)

    return Way("bare file copy", put, get)


def bare_boto3(settings: S3Settings) -> Way:
    client = client_of(settings, settings.writer)

    def put(name: str, content: bytes) -> None:
        client.put_object(Bucket=settings.bucket, Key=f"bare/{name}", Body=content)

    def get(name: str, content: bytes) -> None:
        with client.get_object(Bucket=settings.bucket, Key=f"bare/{name}")["Body"] as body:
            assert len(body.read()) == len(content)

    return Way("bare boto3", put, get)


def through_store(store: ObjectStore) -> Way:
    gate = Gate()

    def put(name: str, content: bytes) -> None:
        store.put(f"store/{name}", io.BytesIO(content), size=len(content), sha512=digests[content])

    def get(name: str, content: bytes) -> None:
        opened = gate.open(store.open(f"store/{name}"), size=len(content), sha512=digests[content])
        with opened as stream:
            assert len(stream.read()) == len(content)

    return Way("store", put, get)


def as_record(store: ObjectStore) -> Way:
    root = OcflStorageRoot(store)

    def put(name: str, content: bytes) -> None:
        file = IncomingFile("a.pdf", io.BytesIO(content), len(content), digests[content])
        root.put_version(
            name, expected_head=0, metadata=METADATA, files=[file], user="u", message="m", created=datetime.now(UTC)
        )

    def get(name: str, content: bytes) -> None:
        with root.read(name, "a.pdf") as stream:
            assert len(stream.read()) == len(content)

    return Way("record", put, get)


def rate(act: Act, names: Iterator[str], threads: int, seconds: float) -> float:
    """How many times a second the act is done by so many threads, until the time or the names run out."""
    guard = threading.Lock()
    done = 0
    failures: list[BaseException] = []
    began = time.perf_counter()

    def work() -> None:
        nonlocal done
        while time.perf_counter() - began < seconds:
            with guard:
                name = next(names, None)
            if name is None:
                return
            try:
                act(name)
            except BaseException as failure:  # noqa: BLE001 - raised again below, in the thread that measures
                failures.append(failure)
                return
            with guard:
                done += 1

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failures:
        raise failures[0]
    return done / (time.perf_counter() - began)


def measure(ways: list[Way], seconds: float) -> Iterator[str]:
    """Rows of a table; the first way is what the others are compared with."""
    for label, size in SIZES.items():
        for threads in THREADS:
            bare: dict[str, float] = {}
            for way in ways:
                content = os.urandom(size)
                digests[content] = hashlib.sha512(content).hexdigest()
                tag = f"{label.replace(' ', '')}-{threads}"
                written: list[str] = []

                def names(tag: str = tag, written: list[str] = written) -> Iterator[str]:
                    for number in range(100_000):
                        written.append(f"{tag}-{number}")
                        yield written[-1]

                def put(name: str, way: Way = way, content: bytes = content) -> None:
                    way.put(name, content)

                def get(name: str, way: Way = way, content: bytes = content) -> None:
                    way.get(name, content)

                rates = {"put": rate(put, names(), threads, seconds)}
                rates["get"] = rate(get, iter(written * 200), threads, seconds)
                cells = []
                for act, per_second in rates.items():
                    compared = bare.setdefault(act, per_second)
                    cells.append(f"{per_second:.0f} | {per_second / compared:.2f}")
                yield f"| {label} | {threads} | {way.name} | {' | '.join(cells)} |"


def overhead(settings: S3Settings) -> str:
    """Requests and bytes that one record of one file takes beyond the file."""
    client = client_of(settings, settings.writer)
    asked: Counter[str] = Counter()
    client.meta.events.register("before-call.s3", lambda model, **_: asked.update([model.name]))
    store = S3Store(settings, client=client)
    way = as_record(store)
    digests[b"x" * 50_000] = hashlib.sha512(b"x" * 50_000).hexdigest()
    way.put("overhead-0", b"x" * 50_000)
    asked.clear()
    way.put("overhead-1", b"x" * 50_000)
    deposit = sum(asked.values())
    asked.clear()
    way.get("overhead-1", b"x" * 50_000)
    read = sum(asked.values())
    size = sum(stored.size for stored in store.keys("") if "/overhead-1/" in stored.key) - 50_000 - len(METADATA)
    return (
        f"One record of one file: {deposit} requests to deposit, {read} to read, {size} bytes beside file and metadata."
    )


@contextmanager
def server(folder: Path) -> Iterator[S3Settings]:
    gateway = Radosgw(folder / "ceph")
    gateway.start()
    try:
        user = gateway.add_user("owner")
        settings = S3Settings(
            endpoint=gateway.endpoint,
            bucket="benchmark",
            writer=Credential(user.access_key, user.secret_key),
            ca_file=gateway.ca_file,
        )
        client_of(settings, settings.writer).create_bucket(Bucket="benchmark", ObjectLockEnabledForBucket=True)
        yield settings
    finally:
        gateway.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each cell is measured")
    parser.add_argument("--no-server", action="store_true", help="measure the filesystem only")
    arguments = parser.parse_args()
    heading = "| size | threads | way | puts/s | ratio | gets/s | ratio |\n| --- | --- | --- | --- | --- | --- | --- |"
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        store = FilesystemStore(folder / "store")
        print(f"## Filesystem\n\n{heading}")
        for row in measure([bare_files(folder / "bare"), through_store(store), as_record(store)], arguments.seconds):
            print(row, flush=True)
        if arguments.no_server or missing_programs():
            return
        with server(folder) as settings:
            remote = S3Store(settings)
            print(f"\n## radosgw (memstore, https)\n\n{heading}")
            ways = [bare_boto3(settings), through_store(remote), as_record(remote)]
            for row in measure(ways, arguments.seconds):
                print(row, flush=True)
            print(f"\n{overhead(settings)}")


if __name__ == "__main__":
    main()
