"""What the catalog for many machines promises beyond the contract: patience, recovery, order, and one schema."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from archive_service.catalog.sql import SqlCatalog
from archive_service.catalog.tables import metadata
from archive_service.domain.errors import CatalogUnavailable
from archive_service.domain.jobs import JobKind
from tests.contracts.specimens import ManualClock, an_entry, with_units
from tests.servers.postgres import PostgresImpossible, PostgresServer, running_postgres

pytestmark = pytest.mark.needs_postgres

CLAIM_AND_HANG = """
import sys, time
from archive_service.catalog.sql import SqlCatalog
from tests.contracts.specimens import ManualClock, an_entry
catalog = SqlCatalog(sys.argv[1], ManualClock())
with catalog.write() as tx:
    print(tx.jobs.claim(60)[0].subject, flush=True)
with catalog.write() as tx:
    tx.audit.append(an_entry("never committed"))
    print("hanging", flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    try:
        with running_postgres() as server:
            yield server
    except PostgresImpossible as reason:
        pytest.skip(f"no PostgreSQL to test on: {reason}")


@pytest.fixture
def url(server: PostgresServer) -> str:
    return server.url(server.new_database())


@pytest.fixture
def catalog(url: str) -> Iterator[SqlCatalog]:
    catalog = SqlCatalog(url, ManualClock(), patience_seconds=0.5)
    yield catalog
    catalog.close()


def test_starts_at_once_make_one_schema(url: str) -> None:
    catalogs = [SqlCatalog(url, ManualClock(), patience_seconds=60) for _ in range(4)]
    starters = [threading.Thread(target=catalog.upgrade) for catalog in catalogs]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join(timeout=120)
    with_units(catalogs[0])
    for catalog in catalogs:
        with catalog.read() as tx:
            assert tx.units.version() == 1
        catalog.close()


def test_models_and_migrations_agree(catalog: SqlCatalog, url: str) -> None:
    catalog.upgrade()
    engine = create_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_keys_sort_by_their_bytes_whatever_the_locale_of_the_server(catalog: SqlCatalog, url: str) -> None:
    catalog.upgrade()
    engine = create_engine(url)
    with engine.connect() as connection:
        columns = connection.execute(
            text("SELECT table_name, column_name, collation_name FROM information_schema.columns")
        )
        keyed = {(row.table_name, row.column_name) for row in columns if row.collation_name == "C"}
        assert connection.scalar(text("SELECT 'a' < 'B'")) is True  # the server's own order is not that of bytes
    engine.dispose()
    assert keyed >= {("records", "id"), ("records", "unit_id"), ("dossiers", "id"), ("audit_events", "subject")}


def test_a_catalog_without_a_schema_is_told(catalog: SqlCatalog) -> None:
    with pytest.raises(CatalogUnavailable), catalog.read() as tx:
        tx.units.version()


def test_whoever_waits_too_long_is_told(catalog: SqlCatalog, url: str) -> None:
    catalog.upgrade()
    other = SqlCatalog(url, ManualClock(), patience_seconds=0.2)
    with catalog.write() as tx:
        tx.audit.append(an_entry())
        with pytest.raises(CatalogUnavailable), other.write() as late:
            late.audit.append(an_entry())
    with other.write() as tx:
        assert tx.audit.append(an_entry()).number == 2
    other.close()


def test_a_session_that_was_ended_is_told_and_the_next_one_works(catalog: SqlCatalog, url: str) -> None:
    catalog.upgrade()
    engine = create_engine(url)
    end_others = text(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    def interrupted() -> None:
        with catalog.write() as tx:
            tx.audit.append(an_entry())
            with engine.connect() as connection:
                connection.execute(end_others)
            tx.audit.append(an_entry())

    with pytest.raises(CatalogUnavailable):
        interrupted()
    with catalog.write() as tx:
        assert tx.audit.append(an_entry()).number == 1
    engine.dispose()


def test_a_worker_that_was_killed_loses_its_lease_and_nothing_else(url: str) -> None:
    clock = ManualClock()
    catalog = SqlCatalog(url, clock)
    catalog.upgrade()
    with catalog.write() as tx:
        tx.jobs.enqueue(JobKind.INDEX_RECORD, "rec_1")
    worker = subprocess.Popen([sys.executable, "-c", CLAIM_AND_HANG, url], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    assert [worker.stdout.readline(), worker.stdout.readline()] == ["rec_1\n", "hanging\n"]
    worker.kill()
    worker.wait()
    worker.stdout.close()
    with catalog.write() as tx:
        assert tx.audit.append(an_entry()).number == 1
        assert tx.jobs.claim(60) == []
    clock.pass_seconds(60)
    with catalog.write() as tx:
        assert [(job.subject, job.attempts) for job in tx.jobs.claim(60)] == [("rec_1", 2)]
    catalog.close()


def test_a_server_that_is_gone_is_told() -> None:
    try:
        with running_postgres() as server:
            catalog = SqlCatalog(server.url(server.new_database()), ManualClock())
            catalog.upgrade()
    except PostgresImpossible as reason:
        pytest.skip(f"no PostgreSQL to test on: {reason}")
    with pytest.raises(CatalogUnavailable), catalog.read() as tx:
        tx.units.version()
    with pytest.raises(CatalogUnavailable):
        catalog.upgrade()
    catalog.close()
