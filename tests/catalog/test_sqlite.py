"""What the embedded catalog promises beyond the contract: durability, patience, and telling when it is gone."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from archive_service.catalog.sql import SqlCatalog
from archive_service.domain.errors import CatalogUnavailable
from archive_service.domain.jobs import JobKind
from tests.contracts.specimens import ManualClock, a_record, an_entry, with_units

CLAIM_AND_HANG = """
import sys, time
from archive_service.catalog.sql import SqlCatalog
from tests.contracts.specimens import ManualClock, an_entry
with SqlCatalog(sys.argv[1], ManualClock()).write() as tx:
    print(tx.jobs.claim(60)[0].subject)
with SqlCatalog(sys.argv[1], ManualClock()).write() as tx:
    tx.audit.append(an_entry("never committed"))
    print("hanging", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kho & thử?#%20.sqlite3"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def catalog(file: Path, clock: ManualClock) -> Iterator[SqlCatalog]:
    catalog = open_at(file, clock)
    catalog.upgrade()
    yield catalog
    catalog.close()


def url_of(file: Path) -> str:
    return URL.create("sqlite", database=str(file)).render_as_string()


def open_at(file: Path, clock: ManualClock) -> SqlCatalog:
    return SqlCatalog(url_of(file), clock, patience_seconds=0.2)


def test_every_connection_is_durable_and_checks_references(catalog: SqlCatalog) -> None:
    with catalog._connection(writing=False) as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 200}


def test_only_the_owner_reads_the_file(catalog: SqlCatalog, file: Path) -> None:
    with_units(catalog)
    assert {oct(path.stat().st_mode)[-3:] for path in file.parent.iterdir()} == {"600"}


def test_a_worker_that_was_killed_loses_its_lease_and_nothing_else(
    catalog: SqlCatalog, clock: ManualClock, file: Path
) -> None:
    with catalog.write() as tx:
        tx.jobs.enqueue(JobKind.INDEX_RECORD, "rec_1")
    worker = subprocess.Popen([sys.executable, "-c", CLAIM_AND_HANG, url_of(file)], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "rec_1\n"
    assert worker.stdout.readline() == "hanging\n"
    with pytest.raises(CatalogUnavailable), catalog.write():
        pass
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    with catalog.write() as tx:
        assert tx.jobs.claim(60) == []
        assert tx.audit.head() is None
        assert tx.jobs.counts() == {"running": 1}
    clock.pass_seconds(60)
    with catalog.write() as tx:
        assert [(job.subject, job.attempts) for job in tx.jobs.claim(60)] == [("rec_1", 2)]


def test_readers_do_not_wait_for_a_writer_and_writers_wait_only_so_long(catalog: SqlCatalog) -> None:
    with_units(catalog)
    refused: list[type[BaseException]] = []

    def write_too() -> None:
        try:
            with catalog.write():
                pass
        except CatalogUnavailable as error:
            refused.append(type(error))

    with catalog.write() as tx:
        tx.records.add(a_record(1))
        with catalog.read() as reader:
            assert reader.records.list(None).entries == ()
        other = threading.Thread(target=write_too)
        other.start()
        other.join(timeout=10)
    assert refused == [CatalogUnavailable]


def test_a_missing_catalog_is_told_and_not_made_anew(file: Path, clock: ManualClock) -> None:
    catalog = open_at(file, clock)
    with pytest.raises(CatalogUnavailable), catalog.read():
        pass
    assert not file.exists()


def test_a_place_where_no_catalog_can_be_is_told(tmp_path: Path, clock: ManualClock) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CatalogUnavailable):
        open_at(tmp_path / "file" / "catalog.sqlite3", clock).upgrade()


def test_an_empty_catalog_is_told(file: Path, clock: ManualClock) -> None:
    file.touch()
    catalog = open_at(file, clock)
    with pytest.raises(CatalogUnavailable), catalog.read() as tx:
        tx.units.version()
    catalog.close()


def test_a_file_that_is_no_database_is_told(file: Path, clock: ManualClock) -> None:
    file.write_bytes(b"not a database, but long enough to be read as one" * 100)
    catalog = open_at(file, clock)
    with pytest.raises(CatalogUnavailable), catalog.read():
        pass
    with pytest.raises(CatalogUnavailable):
        catalog.backup_to(str(file.with_name("copy")))


def test_a_damaged_catalog_is_told(catalog: SqlCatalog, clock: ManualClock, file: Path) -> None:
    with_units(catalog)
    with catalog.write() as tx:
        for number in range(500):
            tx.audit.append(an_entry(f"rec_{number}"))
    catalog.close()
    with file.open("r+b") as raw:
        size = raw.seek(0, os.SEEK_END)
        raw.seek(4096 * 3)
        raw.write(b"\xa5" * (size - 4096 * 4))
    damaged = open_at(file, clock)
    with pytest.raises(CatalogUnavailable), damaged.read() as tx:
        list(tx.audit.events())
    damaged.close()


def test_a_backup_that_cannot_be_written_is_told(catalog: SqlCatalog, tmp_path: Path) -> None:
    with pytest.raises(CatalogUnavailable):
        catalog.backup_to(str(tmp_path / "no such folder" / "copy"))


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x"])
def test_other_databases_are_refused(url: str, clock: ManualClock) -> None:
    with pytest.raises(ValueError, match="catalog"):
        SqlCatalog(url, clock)


def test_a_reference_to_nothing_is_refused_by_the_database_itself(catalog: SqlCatalog, file: Path) -> None:
    with_units(catalog)
    with catalog.write() as tx:
        tx.records.add(a_record(1))
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("DELETE FROM units")
    connection.close()
