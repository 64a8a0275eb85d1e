"""The filesystem store: files that appear whole, are created once and are removed in one place.

    FOLDER/objects/      the keys as files: the OCFL storage root, nothing else
    FOLDER/protection/   locks and holds, enforced by this program and not by the disk
    FOLDER/incoming/     files being written
    FOLDER/exclusive/    locks between processes

A file is written under incoming/, synced, and linked to its name: link() fails when the name is taken.
"""

from __future__ import annotations

import os
import stat
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from archive_service.domain.errors import Conflict, NotFound, StoreUnavailable
from archive_service.ports import LockMode, LockState, ObjectStore, StoredKey
from archive_service.storage.disk import Disk, disk_errors
from archive_service.storage.exclusive import FileLocks
from archive_service.storage.gate import checked_chunks, has_content
from archive_service.storage.layout import OBJECT_DEPTH, checked_key
from archive_service.storage.protection import Protection, forbids, strictest, stronger, weakest

_ATTEMPTS = 16
_REMEMBERED_FOLDERS = 4_096  # about 450 objects: enough for those being written, and a megabyte of memory
_STRIPES = 64


def _now() -> datetime:
    return datetime.now(UTC)


class FilesystemStore:
    """Keys as files below a folder. Thread-safe, and safe between processes of one machine."""

    worm_enforced_by = "application"

    def __init__(self, folder: Path, *, disk: Disk | None = None, now: Callable[[], datetime] = _now) -> None:
        self._base = folder
        self._objects = folder / "objects"
        self._incoming = folder / "incoming"
        self._disk = disk or Disk()
        self._now = now
        self._writers = FileLocks(folder / "exclusive" / "names")
        self._protection = Protection(
            folder / "protection", FileLocks(folder / "exclusive" / "protection"), self._save_file
        )
        self._durable_folders: dict[str, int] = {}
        self._making = [threading.Lock() for _ in range(_STRIPES)]

    # ---------------------------------------------------------------- writing

    def put(self, key: str, source: BinaryIO, *, size: int, sha512: str, known_absent: bool = False) -> None:
        target = self._path(key)
        with self._temporary(checked_chunks(source, size=size, sha512=sha512)) as temporary:
            try:
                self._settle(target, lambda: self._disk.link(temporary, target))
            except FileExistsError:
                if not self._has_content(key, size=size, sha512=sha512):
                    raise Conflict(key=key) from None
        self._disk.sync_folder(target.parent)

    def _has_content(self, key: str, *, size: int, sha512: str) -> bool:
        try:
            with self.open(key) as existing:
                return has_content(existing, size=size, sha512=sha512)
        except NotFound:
            return False

    def replace(self, key: str, content: bytes) -> None:
        self._save_file(self._path(key), content)

    def _save_file(self, target: Path, content: bytes) -> None:
        with self._temporary([content]) as temporary:
            self._settle(target, lambda: self._disk.rename(temporary, target))
        self._disk.sync_folder(target.parent)

    @contextmanager
    def _temporary(self, chunks: Iterable[bytes]) -> Iterator[Path]:
        """A new file with these bytes, durable but for its name."""
        self._make_folders(self._incoming)
        path = self._incoming / uuid.uuid4().hex
        try:
            descriptor = self._disk.create(path)
            try:
                for chunk in chunks:
                    self._disk.write(descriptor, chunk)
                self._disk.sync(descriptor)
            finally:
                os.close(descriptor)
            yield path
        finally:
            self._disk.unlink(path)

    def _settle(self, target: Path, give_name: Callable[[], None]) -> None:
        """Give the file its name. `destroy` may take an emptied folder away in between: then make it anew."""
        for _ in range(_ATTEMPTS):
            try:
                self._make_folders(target.parent)
                give_name()
            except FileNotFoundError:
                continue
            except NotADirectoryError as error:
                raise Conflict(key=target.name) from error
            return
        raise StoreUnavailable

    def _make_folders(self, folder: Path) -> None:
        """Make the folder and those above it, each name durable.

        A folder that another process made may not be synced yet: each is synced once by this process too.
        """
        below = folder.relative_to(self._base).parts
        chain = [self._base.joinpath(*below[:depth]) for depth in range(len(below) + 1)]
        with self._making[hash(below[: OBJECT_DEPTH + 1]) % _STRIPES]:  # the files of one object come at once
            unsynced = [path for path in chain if not self._is_durable(path)]
            for path in unsynced:
                self._disk.make_folder(path)
            for path in unsynced:  # after all are made: one commit of the file system's journal serves them together
                self._disk.sync_folder(path.parent)
            if len(self._durable_folders) >= _REMEMBERED_FOLDERS:
                self._durable_folders.clear()
            self._durable_folders.update({str(path): path.stat().st_ino for path in unsynced})

    def _is_durable(self, path: Path) -> bool:
        try:
            return path.stat().st_ino == self._durable_folders.get(str(path))
        except FileNotFoundError:
            return False

    # ---------------------------------------------------------------- reading

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        path = self._path(key)
        if self.stat(key) is None:
            raise NotFound
        try:
            with disk_errors():
                handle = path.open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise NotFound from None
        with handle:
            yield handle

    def stat(self, key: str) -> StoredKey | None:
        path = self._path(key)
        try:
            with disk_errors():
                facts = path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return _stored_key(key, facts) if stat.S_ISREG(facts.st_mode) else None

    def keys(self, prefix: str) -> Iterator[StoredKey]:
        folder, slash, beginning = prefix.rpartition("/")
        yield from self._walk(folder + slash, beginning)

    def _walk(self, prefix: str, beginning: str) -> Iterator[StoredKey]:
        for name, facts in self._list(prefix, beginning):
            if name.endswith("/"):
                yield from self._walk(prefix + name, "")
            else:
                yield _stored_key(prefix + name, facts)

    def folders(self, prefix: str) -> Iterator[str]:
        for name, _ in self._list(prefix, ""):
            if name.endswith("/") and next(self._walk(prefix + name, ""), None) is not None:
                yield name.removesuffix("/")

    def _list(self, prefix: str, beginning: str) -> list[tuple[str, os.stat_result]]:
        """Names and facts in a folder in key order: folders count with their slash."""
        try:
            with disk_errors(), os.scandir(self._objects / prefix) as entries:
                found = [
                    (entry.name + "/" if entry.is_dir(follow_symlinks=False) else entry.name, entry)
                    for entry in entries
                    if entry.name.startswith(beginning)
                ]
        except (FileNotFoundError, NotADirectoryError):
            return []
        listing = []
        for name, entry in sorted(found, key=lambda pair: pair[0]):
            try:
                with disk_errors():
                    listing.append((name, entry.stat(follow_symlinks=False)))
            except FileNotFoundError:  # removed since it was listed
                continue
        return listing

    # ---------------------------------------------------------------- protecting

    def exclusive(self, name: str) -> AbstractContextManager[None]:
        return self._writers.hold([name])

    def lock(self, keys: Sequence[str], until: datetime, mode: LockMode) -> None:
        with self._protection.guarded(self._known(keys)) as states:
            self._protection.set({key: stronger(state, until, mode) for key, state in states.items()})

    def hold(self, keys: Sequence[str], held: bool) -> None:
        with self._protection.guarded(self._known(keys)) as states:
            self._protection.set({key: LockState(state.until, state.mode, held) for key, state in states.items()})

    def lock_state(self, keys: Sequence[str]) -> LockState:
        return weakest(list(self._protection.states(self._known(keys)).values()))

    def strictest_lock(self, keys: Sequence[str]) -> LockState:
        return strictest(list(self._protection.states(self._known(keys)).values()))

    def _known(self, keys: Sequence[str]) -> Sequence[str]:
        if not keys or any(self.stat(key) is None for key in keys):
            raise NotFound
        return keys

    # ---------------------------------------------------------------- removing

    def destroy(self, keys: Sequence[str], *, bypass_governance: bool = False) -> None:
        self._remove(keys, bypass_governance=bypass_governance)

    def discard(self, keys: Sequence[str]) -> None:
        self._remove(keys, bypass_governance=False)

    def _remove(self, keys: Sequence[str], *, bypass_governance: bool) -> None:
        """The one place where stored bytes go."""
        with self._protection.guarded(keys) as states:
            now = self._now()
            for state in states.values():
                if forbids(state, now, bypass_governance=bypass_governance):
                    raise Conflict(until=state.until, held=state.held)
            for key in keys:
                path = self._path(key)
                if path.is_file():
                    self._disk.unlink(path)
                    self._disk.sync_folder(path.parent)
                    self._remove_empty(path.parent)
            self._protection.set(dict.fromkeys(keys, LockState()))

    def _remove_empty(self, folder: Path) -> None:
        """Take emptied folders away: an OCFL storage root holds none."""
        while folder != self._objects and self._disk.remove_folder(folder):
            folder = folder.parent

    def clear_unfinished(self, written_before: datetime) -> int:
        cleared = 0
        with disk_errors():
            for path in list(self._incoming.glob("*")):
                if _is_older(path, written_before):
                    self._disk.unlink(path)
                    cleared += 1
            for parent, _, _ in os.walk(self._objects, topdown=False):
                folder = Path(parent)
                if folder != self._objects and _is_older(folder, written_before) and self._disk.remove_folder(folder):
                    cleared += 1
        return cleared

    def _path(self, key: str) -> Path:
        return self._objects.joinpath(*checked_key(key).split("/"))


def _is_older(path: Path, when: datetime) -> bool:
    try:
        return path.lstat().st_mtime < when.timestamp()
    except FileNotFoundError:
        return False


def _stored_key(key: str, facts: os.stat_result) -> StoredKey:
    return StoredKey(key, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))


def _fits(store: FilesystemStore) -> ObjectStore:
    return store
