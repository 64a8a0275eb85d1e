"""The folder of an index: generations, of which one is current, and the lock of the writer.

    CURRENT              the name of the generation that answers
    g000007-3f9a2c51/    a whole index; its about.json says what it was built with, and its
                         committed the number of its last commit
    g000008-….building/  a rebuild under way, or what a killed one left behind
    write.lock           held by whoever writes; the operating system lets go of it for the dead

A rebuild fills a folder nobody reads, and is published by renaming it and replacing CURRENT, each
made durable before the next step. Names end in chance, so that a folder that was emptied and filled again
while readers had the old one open does not pass for the same. Killed at any point, CURRENT names a whole generation.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import IndexBusy

_NAME = re.compile(r"g(\d{6,})-[0-9a-f]{8}$")
_BUILDING = ".building"
_ABOUT = "about.json"
_COMMITTED = "committed"


@dataclass(frozen=True, slots=True)
class Generations:
    """The generations in one folder. Reading never creates anything."""

    folder: Path

    def current(self) -> Path | None:
        """The folder of the generation that answers, or None when there never was one.

        Where CURRENT names none, it is the newest: a folder gets its whole name when it has been filled.
        """
        named = self._named()
        if named is not None:
            return named
        newest = max(self._names(), key=_number_of, default=None)
        return None if newest is None else self.folder / newest

    def pointer_lost(self) -> bool:
        """Whether CURRENT is damaged or gone although there is a generation."""
        return self._named() is None and any(self._names())

    def _named(self) -> Path | None:
        try:
            name = (self.folder / "CURRENT").read_text("ascii").strip()
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        folder = self.folder / name
        return folder if _NAME.match(name) and folder.is_dir() else None

    def ever_built(self) -> bool:
        """Whether any trace of a generation is there, readable or not."""
        return (self.folder / "CURRENT").exists() or any(self._names())

    def begin(self, fingerprint: str) -> Path:
        """The folder to build the next generation in. Needs the lock.

        What a killed build with the same fingerprint left there is kept, to be carried on; all else is cleared.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        newest = max(map(_number_of, self._names()), default=0)
        number = f"g{newest + 1:06d}"
        building = self.folder / f"{number}-{secrets.token_hex(4)}{_BUILDING}"
        for left in self.folder.glob("*" + _BUILDING):
            if left.name.startswith(f"{number}-") and fingerprint_of(left) == fingerprint:
                building = left
            else:
                shutil.rmtree(left)
        building.mkdir(exist_ok=True)
        write_durably(building / _ABOUT, json.dumps({"fingerprint": fingerprint}))
        return building

    def publish(self, building: Path) -> Path:
        """Make a filled folder the current generation and remove the older ones. Needs the lock."""
        sync_folder(building)
        whole = building.with_name(building.name.removesuffix(_BUILDING))
        building.rename(whole)
        sync_folder(self.folder)
        write_durably(self.folder / "CURRENT", whole.name)
        for name in self._names():
            if name != whole.name:
                # Readers that still have its files open keep them until they close.
                shutil.rmtree(self.folder / name, ignore_errors=True)
        return whole

    @contextmanager
    def lock(self, timeout: float) -> Iterator[None]:
        """Hold the write lock. Raises IndexBusy when it is not to be had within `timeout` seconds."""
        self.folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.folder / "write.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            _acquire(descriptor, timeout)
            yield
        finally:
            os.close(descriptor)

    def _names(self) -> list[str]:
        try:
            return [name for name in os.listdir(self.folder) if _NAME.match(name)]
        except FileNotFoundError:
            return []


def _number_of(name: str) -> int:
    return int(name[1 : name.index("-")])


def fingerprint_of(generation: Path) -> str | None:
    """What the generation was built with; None when that cannot be read."""
    try:
        about = json.loads((generation / _ABOUT).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    fingerprint = about.get("fingerprint") if isinstance(about, dict) else None
    return fingerprint if isinstance(fingerprint, str) else None


def note_commit(generation: Path, number: int) -> None:
    """Remember a commit apart from its files, so that an older one cannot pass for the newest. Needs the lock."""
    write_durably(generation / _COMMITTED, str(number))


def noted_commit(generation: Path) -> int | None:
    """The number of the last commit of a generation; None when that cannot be read."""
    try:
        return int((generation / _COMMITTED).read_text("ascii"))
    except (OSError, ValueError):
        return None


def write_durably(path: Path, text: str) -> None:
    """Replace a small file so that after a power cut it is the old one or the new one, whole."""
    temporary = path.with_name(path.name + ".new")
    with temporary.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, timeout: float) -> None:
    deadline = time.monotonic() + timeout
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise IndexBusy(f"the index is being written for more than {timeout:g} seconds") from None
            time.sleep(0.02)
