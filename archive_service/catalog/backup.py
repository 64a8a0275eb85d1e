"""A copy of the whole catalog in one file: always a SQLite catalog, whatever the catalog runs on."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

_PART = ".part"


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy the catalog as it stands at one moment, while others write; the target appears whole or not at all."""
    part = target.with_name(target.name + _PART)
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    reading = sqlite3.connect(f"file:{quote(str(source))}?mode=rw", uri=True)
    writing = sqlite3.connect(part)
    try:
        reading.backup(writing)  # all pages in one step: one snapshot, which no writer makes start again
        writing.execute("PRAGMA journal_mode = DELETE")  # nothing beside the file belongs to it
    finally:
        writing.close()
        reading.close()
    _settle(part, target)


def _settle(part: Path, target: Path) -> None:
    """Make the file durable, then give it its name."""
    for path, flags in ((part, os.O_RDWR), (target.parent, os.O_RDONLY)):
        if path == target.parent:
            part.replace(target)
        descriptor = os.open(path, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
