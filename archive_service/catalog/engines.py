"""Database engines: how each is opened, how it begins a transaction, and which of its errors mean "not now"."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError, StatementError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from archive_service.domain.errors import ArchiveError, CatalogUnavailable

logger = logging.getLogger(__name__)

_UNDEFINED_TABLE = "42P01"
_CONNECT_SECONDS = 5


def open_engine(url: URL, patience_seconds: float) -> Engine:
    """The engine for the URL. Raises ValueError for a database the catalog does not run on."""
    backend = url.get_backend_name()
    if backend == "sqlite":
        return _open_sqlite(sqlite_file(url), patience_seconds)
    if backend == "postgresql":
        return _open_postgresql(url, patience_seconds)
    raise ValueError(f"the catalog runs on sqlite and postgresql, not on {backend}")


def sqlite_file(url: URL) -> Path:
    """The file of a SQLite catalog. Raises ValueError for one in memory: threads could not share it."""
    if not url.database or url.database == ":memory:":
        raise ValueError("the catalog needs a file: sqlite:///path")
    return Path(url.database)


def make_file(file: Path) -> None:
    """Make an empty file for a new catalog, readable by its owner only: it will hold the hashes of passwords."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError as error:
        logger.warning("the catalog cannot be made: %s", error)
        raise CatalogUnavailable from error


def _open_sqlite(file: Path, patience_seconds: float) -> Engine:
    def connect() -> sqlite3.Connection:
        # mode=rw: a catalog that is gone is an error to report, not a new empty catalog.
        connection = sqlite3.connect(
            f"file:{quote(str(file))}?mode=rw",
            uri=True,
            timeout=patience_seconds,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            if connection.execute("PRAGMA journal_mode = WAL").fetchone() != ("wal",):
                raise sqlite3.OperationalError(f"{file} is not on a local, writable file system")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA cache_size = -65536")  # KiB
            connection.execute("PRAGMA journal_size_limit = 67108864")  # a long load leaves no log of gigabytes
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool, pool_size=8, max_overflow=24)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that will write takes the lock at once: one that upgrades later can only fail.
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _open_postgresql(url: URL, patience_seconds: float) -> Engine:
    milliseconds = int(patience_seconds * 1000)
    arguments: dict[str, Any] = {
        "connect_timeout": _CONNECT_SECONDS,
        # Plan for the ids at hand, and prepare nothing in a session that a pooler hands to somebody else next.
        "prepare_threshold": None,
        "options": f"-c timezone=UTC -c lock_timeout={milliseconds} -c client_encoding=UTF8",
    }
    return create_engine(
        url,
        connect_args=arguments,
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=24,
        pool_timeout=patience_seconds,
    )


@contextmanager
def told_as_unavailable() -> Iterator[None]:
    """Raise CatalogUnavailable for a database that is gone, full, damaged, locked or not set up; the log has why."""
    try:
        yield
    except (DatabaseError, NoConnectionFree) as error:
        if _is_our_fault(error):
            raise
        logger.warning("the catalog is unavailable: %s", error, exc_info=error)
        raise CatalogUnavailable from error
    except StatementError as error:
        # A value was refused by its column type before it reached the database.
        if isinstance(error.orig, ArchiveError):
            raise error.orig from error
        raise


def _is_our_fault(error: DatabaseError | NoConnectionFree) -> bool:
    if isinstance(error, ProgrammingError):
        return getattr(error.orig, "sqlstate", None) != _UNDEFINED_TABLE
    return isinstance(error, IntegrityError | DataError)
