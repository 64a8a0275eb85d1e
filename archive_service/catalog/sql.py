"""The catalog on SQL: units of work over one engine.

SQLite (WAL, synchronous=FULL) for one machine, PostgreSQL for many; the same tables, the same queries.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import URL, Connection, make_url

from archive_service.catalog.accounts import SqlAccounts
from archive_service.catalog.audit_log import SqlAuditLog
from archive_service.catalog.backup import copy_pages, copy_rows, is_empty, new_copy
from archive_service.catalog.batches import SqlBatches
from archive_service.catalog.completeness import SqlCompleteness
from archive_service.catalog.consultations import SqlConsultations
from archive_service.catalog.custody_notes import SqlCustodyNotes
from archive_service.catalog.dispositions import SqlDispositions
from archive_service.catalog.dossiers import SqlDossiers
from archive_service.catalog.engines import make_file, open_engine, sqlite_file, told_as_unavailable
from archive_service.catalog.figures import SqlFigures
from archive_service.catalog.holds import SqlHolds
from archive_service.catalog.idempotency import SqlIdempotencyNotes
from archive_service.catalog.identities import SqlIdentities
from archive_service.catalog.job_queue import SqlJobQueue
from archive_service.catalog.links import SqlLinks
from archive_service.catalog.recognitions import SqlRecognitions
from archive_service.catalog.records import SqlRecords
from archive_service.catalog.retention import SqlRetention
from archive_service.catalog.saved_searches import SqlSavedSearches
from archive_service.catalog.schema import upgrade_schema
from archive_service.catalog.seals import SqlSeals
from archive_service.catalog.second_factors import SqlSecondFactors
from archive_service.catalog.sessions import SqlSessions
from archive_service.catalog.standings import SqlStandings
from archive_service.catalog.text_counts import TextCounts
from archive_service.catalog.transfers import SqlTransfers
from archive_service.catalog.units import SqlUnits
from archive_service.domain.errors import CatalogUnavailable, Conflict
from archive_service.ports import (
    Accounts,
    AuditLog,
    Batches,
    Catalog,
    Clock,
    Completeness,
    Consultations,
    CustodyNotes,
    Dispositions,
    Dossiers,
    Figures,
    Holds,
    IdempotencyNote,
    Identities,
    JobQueue,
    Links,
    Recognitions,
    Records,
    Retention,
    SavedSearches,
    Seals,
    SecondFactors,
    Sessions,
    Standings,
    Transaction,
    Transfers,
    Units,
)


class SqlTransaction:
    """Implements ports.Transaction over one connection inside one database transaction."""

    records: Records
    dossiers: Dossiers
    units: Units
    accounts: Accounts
    sessions: Sessions
    second_factors: SecondFactors
    identities: Identities
    audit: AuditLog
    jobs: JobQueue
    completeness: Completeness
    retention: Retention
    standings: Standings
    holds: Holds
    dispositions: Dispositions
    figures: Figures
    transfers: Transfers
    links: Links
    consultations: Consultations
    recognitions: Recognitions
    seals: Seals
    custody: CustodyNotes
    saved_searches: SavedSearches
    batches: Batches

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._counts = TextCounts(connection)
        self.records = SqlRecords(connection, self._counts)
        self.dossiers = SqlDossiers(connection)
        self.units = SqlUnits(connection)
        self.accounts = SqlAccounts(connection)
        self.sessions = SqlSessions(connection)
        self.second_factors = SqlSecondFactors(connection)
        self.identities = SqlIdentities(connection)
        self.audit = SqlAuditLog(connection)
        self.jobs = SqlJobQueue(connection, clock)
        self.completeness = SqlCompleteness(connection)
        self.consultations = SqlConsultations(connection)
        self.recognitions = SqlRecognitions(connection, clock)
        self.seals = SqlSeals(connection)
        self.custody = SqlCustodyNotes(connection, clock)
        self.saved_searches = SqlSavedSearches(connection)
        self.batches = SqlBatches(connection)
        self.retention = SqlRetention(connection)
        self.standings = SqlStandings(connection)
        self.holds = SqlHolds(connection)
        self.dispositions = SqlDispositions(connection, self._counts)
        self.figures = SqlFigures(connection)
        self.transfers = SqlTransfers(connection)
        self.links = SqlLinks(connection)
        self._notes = SqlIdempotencyNotes(connection)

    def settle(self) -> None:
        """Write what was gathered for the end of the transaction."""
        self._counts.settle()

    def remember(self, note: IdempotencyNote) -> None:
        self._notes.remember(note)

    def recall(self, key: str, user_id: str) -> IdempotencyNote | None:
        return self._notes.recall(key, user_id)


class SqlCatalog:
    """Implements ports.Catalog. `url`: sqlite:///path or postgresql+psycopg://…

    Opens its connections when first used. One for each process: connections do not survive a fork.
    Whoever waits longer than `patience_seconds` for a lock gets CatalogUnavailable.
    """

    def __init__(self, url: str, clock: Clock, *, patience_seconds: float = 10.0) -> None:
        self._url = make_url(url)
        self._clock = clock
        self._patience = patience_seconds
        self._engine = open_engine(self._url, patience_seconds)
        self._on_sqlite = self._engine.dialect.name == "sqlite"
        # SQLite has one writer; threads of one process queue here rather than poll the file.
        self._one_writer = threading.Lock()

    def write(self) -> AbstractContextManager[Transaction]:
        return self._unit_of_work(writing=True)

    def read(self) -> AbstractContextManager[Transaction]:
        return self._unit_of_work(writing=False)

    @contextmanager
    def _unit_of_work(self, *, writing: bool) -> Iterator[Transaction]:
        with self._connection(writing=writing) as connection:
            transaction = SqlTransaction(connection, self._clock)
            yield transaction
            if writing:
                transaction.settle()

    @contextmanager
    def _connection(self, *, writing: bool) -> Iterator[Connection]:
        turn = self._turn_to_write() if writing and self._on_sqlite else nullcontext()
        with told_as_unavailable(), turn, self._engine.connect() as connection:
            connection.execution_options(writing=writing)
            if not (writing or self._on_sqlite):
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin() as transaction:
                yield connection
                if not writing:
                    transaction.rollback()

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        if not self._one_writer.acquire(timeout=self._patience):
            raise CatalogUnavailable
        try:
            yield
        finally:
            self._one_writer.release()

    def upgrade(self) -> None:
        if self._on_sqlite:
            make_file(sqlite_file(self._url))
        with self._connection(writing=True) as connection:
            upgrade_schema(connection)

    def backup_to(self, path: str) -> None:
        with new_copy(Path(path)) as part:
            if self._on_sqlite:
                copy_pages(sqlite_file(self._url), part)
            else:
                self._copy_rows_to(part)

    def _copy_rows_to(self, part: Path) -> None:
        with closing(self._beside(part)) as copy:
            copy.upgrade()
            with self._connection(writing=False) as source, copy._connection(writing=True) as target:
                copy_rows(source, target)

    def is_empty(self) -> bool:
        """Whether the catalog holds nothing but its schema."""
        with self._connection(writing=False) as connection:
            return is_empty(connection)

    def restore_from(self, path: str) -> None:
        # A backup of an older version is brought up to date first: in a copy, so that it stays what it was.
        with tempfile.TemporaryDirectory() as folder, closing(self._beside(Path(folder) / "backup.sqlite3")) as backup:
            try:
                shutil.copyfile(path, sqlite_file(backup._url))
            except OSError as error:
                raise CatalogUnavailable from error
            backup.upgrade()
            with backup._connection(writing=False) as source, self._connection(writing=True) as target:
                if not is_empty(target):
                    raise Conflict(catalog=self._url.render_as_string(hide_password=True))
                copy_rows(source, target)

    def _beside(self, file: Path) -> SqlCatalog:
        url = URL.create("sqlite", database=str(file))
        return SqlCatalog(url.render_as_string(), self._clock, patience_seconds=self._patience)

    def close(self) -> None:
        """Close the connections that are not in use. The catalog can be used again afterwards."""
        self._engine.dispose()


def _fits(catalog: SqlCatalog) -> Catalog:
    return catalog
