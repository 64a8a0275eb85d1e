"""A copy of the whole catalog in one file: always a SQLite catalog, whatever the catalog runs on.

SQLite is copied page by page; from PostgreSQL all rows are read in one snapshot and written into a new
file. So a backup needs no tool of the server, and moves an archive from one engine to the other.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, insert, select

from archive_service.catalog.tables import metadata
from archive_service.domain.errors import CatalogUnavailable

logger = logging.getLogger(__name__)

_PART = ".part"
_ROWS_AT_ONCE = 1000


@contextmanager
def new_copy(target: Path) -> Iterator[Path]:
    """A file to be written that becomes the target, whole and durable, when all went well.

    Raises CatalogUnavailable when it cannot be written.
    """
    part = target.with_name(target.name + _PART)
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)  # it holds the hashes of passwords
        yield part
        _settle(part, target)
    except (OSError, sqlite3.Error) as error:
        logger.warning("the catalog could not be copied to %s: %s", target, error)
        raise CatalogUnavailable from error


def copy_pages(source: Path, part: Path) -> None:
    """Copy a SQLite catalog as it stands at one moment, while others write."""
    reading = sqlite3.connect(f"file:{quote(str(source))}?mode=rw", uri=True)
    writing = sqlite3.connect(part)
    try:
        reading.backup(writing)  # all pages in one step: one snapshot, which no writer makes start again
    finally:
        writing.close()
        reading.close()


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy every row from one engine to another with the same schema, in bounded memory."""
    for table in metadata.sorted_tables:
        rows = source.execute(select(table), execution_options={"yield_per": _ROWS_AT_ONCE}).mappings()
        for part in rows.partitions():
            target.execute(insert(table), [dict(row) for row in part])


def is_empty(connection: Connection) -> bool:
    return all(connection.execute(select(table).limit(1)).first() is None for table in metadata.sorted_tables)


def _settle(part: Path, target: Path) -> None:
    """Make the bytes durable, give them their name, make the name durable."""
    connection = sqlite3.connect(part)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")  # nothing beside the file belongs to it
    finally:
        connection.close()
    _sync(part, os.O_RDWR)
    part.replace(target)
    _sync(target.parent, os.O_RDONLY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
