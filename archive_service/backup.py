"""Backup and restore: the catalog in one file and the store key by key, with a note that says what is in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from archive_service.bootstrap import SystemClock, open_archive, open_catalog, open_store
from archive_service.domain.errors import BadField, Conflict
from archive_service.settings import Settings
from archive_service.storage.copying import Progress, copy_store
from archive_service.storage.filesystem import FilesystemStore

NOTE_NAME = "backup.json"
CATALOG_NAME = "catalog.sqlite3"
STORE_NAME = "store"


@dataclass(frozen=True, slots=True)
class BackupNote:
    """What a backup holds: when it was made, the digest of its catalog, the number of keys, and what was damaged.

    Damaged objects of the store are left out of a backup: an older copy in it stays as it was.
    """

    made_at: str
    catalog_sha256: str
    keys: int
    damaged: tuple[str, ...] = ()


def back_up(settings: Settings, folder: Path, progress: Progress = lambda keys, size: None) -> BackupNote:
    """Write a backup into the folder, or bring the one there up to date.

    The catalog is copied before the store, so that every record it names is in the copy of the store.
    The note is written last: a folder without it is not a whole backup.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / NOTE_NAME).unlink(missing_ok=True)
    catalog = open_catalog(settings)
    try:
        catalog.backup_to(str(folder / CATALOG_NAME))
    finally:
        catalog.close()
    copied = copy_store(open_store(settings), FilesystemStore(folder / STORE_NAME), progress)
    note = BackupNote(
        SystemClock().now().isoformat(timespec="seconds"),
        _sha256(folder / CATALOG_NAME),
        copied.copied + copied.same,
        copied.damaged,
    )
    (folder / NOTE_NAME).write_text(json.dumps(asdict(note), indent=2), encoding="utf-8")
    return note


def restore(settings: Settings, folder: Path, progress: Progress = lambda keys, size: None) -> BackupNote:
    """Bring a backup back into an empty archive, on whatever catalog. The index is built again by the worker.

    Raises BadField when the folder is no whole backup, Conflict when the catalog holds anything.
    """
    try:
        note = BackupNote(**json.loads((folder / NOTE_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise BadField(field="backup", value=str(folder)) from None
    if _sha256(folder / CATALOG_NAME) != note.catalog_sha256:
        raise BadField(field="backup", value=CATALOG_NAME)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    catalog = open_catalog(settings)
    try:
        catalog.upgrade()
        if not catalog.is_empty():
            raise Conflict(path=str(settings.data_dir))
        copied = copy_store(FilesystemStore(folder / STORE_NAME), open_store(settings), progress)
        if copied.copied + copied.same < note.keys:
            raise BadField(field="backup", value=STORE_NAME)
        # Last: as long as the catalog is empty, an interrupted restore can be run again.
        catalog.restore_from(str(folder / CATALOG_NAME))
    finally:
        catalog.close()
    # What was sealed between the copy of the catalog and that of the store.
    archive = open_archive(settings)
    try:
        archive.seals.take_back()
    finally:
        archive.close()
    return note


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
