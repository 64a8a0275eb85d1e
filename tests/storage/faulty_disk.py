"""Disks that fail in a chosen way at a chosen step, for the filesystem store under test."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path

from archive_service.storage.disk import Disk, disk_errors

KILLED = 77


class SteppingDisk(Disk):
    """Calls `at_step` with a number and a name after each change of the disk, and before the first of a file."""

    def __init__(self, at_step: Callable[[int, str], None]) -> None:
        self._at_step = at_step
        self._number = 0
        self._guard = threading.Lock()

    def _step(self, name: str) -> None:
        with self._guard:
            number = self._number
            self._number += 1
        self._at_step(number, name)

    def create(self, path: Path) -> int:
        self._step("before create")
        descriptor = super().create(path)
        self._step("after create")
        return descriptor

    def write(self, descriptor: int, content: bytes) -> None:
        super().write(descriptor, content[: len(content) // 2])
        self._step("half written")
        super().write(descriptor, content[len(content) // 2 :])
        self._step("after write")

    def sync(self, descriptor: int) -> None:
        super().sync(descriptor)
        self._step("after sync")

    def link(self, source: Path, target: Path) -> None:
        super().link(source, target)
        self._step("after link")

    def rename(self, source: Path, target: Path) -> None:
        super().rename(source, target)
        self._step("after rename")

    def make_folder(self, path: Path) -> bool:
        made = super().make_folder(path)
        self._step("after make folder")
        return made

    def sync_folder(self, path: Path) -> None:
        super().sync_folder(path)
        self._step("after sync folder")

    def unlink(self, path: Path) -> None:
        super().unlink(path)
        self._step("after unlink")

    def remove_folder(self, path: Path) -> bool:
        removed = super().remove_folder(path)
        self._step("after remove folder")
        return removed


def dying_at(step: int) -> SteppingDisk:
    """A disk on which the process ends at the step as if it were killed: nothing is cleaned up."""

    def die(number: int, name: str) -> None:
        if number == step:
            os._exit(KILLED)

    return SteppingDisk(die)


def failing_at(step: int, error: int = errno.ENOSPC) -> SteppingDisk:
    """A disk that says at the step, and ever after, that it is full."""

    def fail(number: int, name: str) -> None:
        if number >= step and not name.endswith("unlink"):
            with disk_errors():
                raise OSError(error, os.strerror(error))

    return SteppingDisk(fail)


class ForgetfulDisk(Disk):
    """A disk that can lose its power: what was not synced by then is gone.

    The names of a folder survive if the folder was synced after the change, the bytes of a file if it was synced.
    """

    def __init__(self) -> None:
        self._undo: dict[Path, list[Callable[[], None]]] = {}
        self._unsynced: dict[int, Path] = {}
        self._empty: set[Path] = set()

    def create(self, path: Path) -> int:
        descriptor = super().create(path)
        self._unsynced[descriptor] = path
        self._note(path.parent, lambda: path.unlink(missing_ok=True))
        return descriptor

    def sync(self, descriptor: int) -> None:
        super().sync(descriptor)
        del self._unsynced[descriptor]

    def link(self, source: Path, target: Path) -> None:
        if source in self._unsynced.values():
            raise AssertionError("a name was given to bytes that are not durable")
        super().link(source, target)
        self._note(target.parent, lambda: target.unlink(missing_ok=True))

    def rename(self, source: Path, target: Path) -> None:
        if source in self._unsynced.values():
            raise AssertionError("a name was given to bytes that are not durable")
        before = target.read_bytes() if target.exists() else None

        def undo() -> None:
            target.unlink(missing_ok=True)
            if before is not None:
                target.write_bytes(before)

        super().rename(source, target)
        self._note(target.parent, undo)

    def make_folder(self, path: Path) -> bool:
        made = super().make_folder(path)
        if made:
            self._note(path.parent, lambda: _remove_tree(path))
        return made

    def sync_folder(self, path: Path) -> None:
        super().sync_folder(path)
        self._undo.pop(path, None)

    def cut_power(self) -> None:
        """Lose every change that was not made durable."""
        for changes in self._undo.values():
            for undo in reversed(changes):
                undo()
        self._undo.clear()

    def _note(self, folder: Path, undo: Callable[[], None]) -> None:
        self._undo.setdefault(folder, []).append(undo)


def _remove_tree(path: Path) -> None:
    for parent, folders, files in os.walk(path, topdown=False):
        for name in files:
            (Path(parent) / name).unlink()
        for name in folders:
            (Path(parent) / name).rmdir()
    if path.exists():
        path.rmdir()
