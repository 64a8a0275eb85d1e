"""A copy of the whole catalog in one file: always a SQLite catalog, whatever the catalog runs on."""

from __future__ import annotations

import logging
import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from archive_service.domain.errors import CatalogUnavailable

logger = logging.getLogger(__name__)

_PART = ".part"


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy the catalog as it stands at one moment, while others write; the target appears whole or not at all.

    Raises CatalogUnavailable when the source cannot be read or the target not be written.
    """
    part = target.with_name(target.name + _PART)
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)  # it holds the hashes of passwords
        _copy_pages(source, part)
        _settle(part, target)
    except (OSError, sqlite3.Error) as error:
        logger.warning("the catalog could not be copied to %s: %s", target, error)
        raise CatalogUnavailable from error


def _copy_pages(source: Path, part: Path) -> None:
    reading = sqlite3.connect(f"file:{quote(str(source))}?mode=rw", uri=True)
    writing = sqlite3.connect(part)
    try:
        reading.backup(writing)  # all pages in one step: one snapshot, which no writer makes start again
        writing.execute("PRAGMA journal_mode = DELETE")  # nothing beside the file belongs to it
    finally:
        writing.close()
        reading.close()


def _settle(part: Path, target: Path) -> None:
    """Make the bytes durable, give them their name, make the name durable."""
    _sync(part, os.O_RDWR)
    part.replace(target)
    _sync(target.parent, os.O_RDONLY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
