"""Backup and restore: the catalog in one file and the store key by key, with a note that says what is in it.

What was destroyed after a backup lies in it all the same. So a restore asks for the ledger of destructions, which is
kept apart and carried with every later backup, and says what it will not bring back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from archive_service.bootstrap import SystemClock, open_archive, open_catalog
from archive_service.domain.access import LOCAL_OPERATOR, Actor
from archive_service.domain.destruction_ledger import LedgerLine, check_archive, longest
from archive_service.domain.disposition import Tombstone
from archive_service.domain.errors import BadField, Conflict, LedgerNeeded, NotFound
from archive_service.services.destruction import place_of
from archive_service.services.figures import BACKUP
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.services.trace import traced
from archive_service.settings import Settings
from archive_service.storage.copying import Progress, copy_store
from archive_service.storage.destruction_ledger import FileLedger
from archive_service.storage.filesystem import FilesystemStore
from archive_service.storage.ocfl import OcflStorageRoot
from archive_service.stores import open_ledger, open_store

NOTE_NAME = "backup.json"
CATALOG_NAME = "catalog.sqlite3"
STORE_NAME = "store"
LEDGER_NAME = "destroyed.ledger"


@dataclass(frozen=True, slots=True)
class BackupNote:
    """What a backup holds: when it was made, the digest of its catalog, the number of keys, and what was damaged.

    Damaged objects of the store are left out of a backup: an older copy in it stays as it was. `destroyed` counts the
    lines of the ledger that it carries, and `still_locked` are those of its records whose bytes in the backup a lock in
    compliance mode keeps; `archive` is the digest of the first event of the log.
    """

    made_at: str
    catalog_sha256: str
    keys: int
    damaged: tuple[str, ...] = ()
    destroyed: int = 0
    archive: str = ""
    still_locked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and what did not because it was destroyed after the backup."""

    note: BackupNote
    withheld: tuple[Tombstone, ...]


def back_up(settings: Settings, folder: Path, progress: Progress = lambda keys, size: None) -> BackupNote:
    """Write a backup into the folder, or bring the one there up to date.

    The catalog is copied before the store, so that every record it names is in the copy of the store.
    The note is written last: a folder without it is not a whole backup.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / NOTE_NAME).unlink(missing_ok=True)
    catalog = open_catalog(settings)
    try:
        with catalog.read() as tx:
            archive = place_of(tx).archive
        catalog.backup_to(str(folder / CATALOG_NAME))
    finally:
        catalog.close()
    copied = copy_store(open_store(settings), FilesystemStore(folder / STORE_NAME), progress)
    # Last of the three: nothing that the copies miss was destroyed unknown to it.
    ledger = open_ledger(settings)
    ledger.check()
    lines = list(ledger.lines())
    FileLedger(folder / LEDGER_NAME).take_over(lines)
    still_locked = _forget(folder, lines)
    note = BackupNote(
        SystemClock().now().isoformat(timespec="seconds"),
        _sha256(folder / CATALOG_NAME),
        copied.copied + copied.same,
        copied.damaged,
        len(lines),
        archive,
        still_locked,
    )
    (folder / NOTE_NAME).write_text(json.dumps(asdict(note), indent=2), encoding="utf-8")
    _note_in_the_log(settings, note)
    return note


def _note_in_the_log(settings: Settings, note: BackupNote) -> None:
    """That a whole backup was written, so that its age is known where the archive is looked after."""
    catalog, actor = open_catalog(settings), Actor(LOCAL_OPERATOR, "Local operator", ())
    try:
        with catalog.write() as tx:
            facts: dict[str, object] = {"keys": note.keys, "damaged": len(note.damaged)}
            tx.audit.append(traced(SystemClock(), actor, BACKUP, "", "done", **facts))
    finally:
        catalog.close()


def _forget(folder: Path, lines: Sequence[LedgerLine]) -> tuple[str, ...]:
    """Remove from a backup that is brought up to date what was destroyed since; records that a lock keeps there."""
    root, locked = OcflStorageRoot(FilesystemStore(folder / STORE_NAME)), []
    for line in lines:
        object_id = RECORD_PREFIX + line.record_id
        try:
            root.set_hold(object_id, False)  # what was destroyed was held by nobody any more
        except NotFound:
            continue
        try:
            root.destroy(object_id, bypass_governance=True)
        except Conflict:
            locked.append(line.record_id)
    return tuple(locked)


def restore(
    settings: Settings,
    folder: Path,
    progress: Progress = lambda keys, size: None,
    *,
    ledger: Path | None = None,
    nothing_since: bool = False,
) -> Restored:
    """Bring a backup back into an empty archive, on whatever catalog. The index is built again by the worker.

    `ledger` is the newest ledger of destructions where the settings name none that is left; `nothing_since` is somebody
    saying that nothing was destroyed after the backup. Raises LedgerNeeded without any of the three, LedgerDamaged,
    LedgerDiffers, BadField when the folder is no whole backup, Conflict when the catalog holds anything.
    """
    note = _note_in(folder)
    destroyed = _destroyed(settings, folder, note, ledger, nothing_since=nothing_since)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    catalog = open_catalog(settings)
    try:
        catalog.upgrade()
        if not catalog.is_empty():
            raise Conflict(path=str(settings.data_dir))
        copied = copy_store(FilesystemStore(folder / STORE_NAME), open_store(settings), progress)
        if copied.copied + copied.same < note.keys:
            raise BadField(field="backup", value=STORE_NAME)
        open_ledger(settings).take_over(destroyed)
        # Last: as long as the catalog is empty, an interrupted restore can be run again.
        catalog.restore_from(str(folder / CATALOG_NAME))
    finally:
        catalog.close()
    # Opened without its doors: what was sealed between the two copies is taken back, what was destroyed is buried.
    archive = open_archive(settings, caught_up=False)
    try:
        return Restored(note, tuple(archive.remembering.catch_up()))
    finally:
        archive.close()


def _note_in(folder: Path) -> BackupNote:
    try:
        note = BackupNote(**json.loads((folder / NOTE_NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise BadField(field="backup", value=str(folder)) from None
    if _sha256(folder / CATALOG_NAME) != note.catalog_sha256:
        raise BadField(field="backup", value=CATALOG_NAME)
    return note


def _destroyed(
    settings: Settings, folder: Path, note: BackupNote, ledger: Path | None, *, nothing_since: bool
) -> list[LedgerLine]:
    """The longest ledger there is. The one within the backup alone cannot know what came after it."""
    if ledger is not None and not ledger.is_file():
        raise BadField(field="ledger", value=str(ledger))
    carried = list(FileLedger(folder / LEDGER_NAME).lines())
    if len(carried) != note.destroyed:
        raise BadField(field="backup", value=LEDGER_NAME)
    places = [place for place in (settings.ledger_path, ledger) if place is not None and place.is_file()]
    kept = longest(FileLedger(place).lines() for place in places)
    if not nothing_since and (not places or len(kept) < len(carried)):
        raise LedgerNeeded(made_at=note.made_at)
    destroyed = longest([carried, kept])
    if note.archive:
        check_archive(destroyed, note.archive)
    return destroyed


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
