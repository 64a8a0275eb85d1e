"""The ledger of destructions as a file: one line for each record that left, appended under a lock of the system."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from archive_service.domain.destruction_ledger import (
    LedgerLine,
    LogPlace,
    line_of,
    longest,
    next_line,
    read_lines,
)
from archive_service.ports import DestructionLedger
from archive_service.storage.disk import disk_errors

_LONGEST_LINE = 1 << 20


class FileLedger:
    """Implements ports.DestructionLedger. Processes that share it keep each other out while one appends.

    A line that a crash left unfinished was promised to nobody: readers leave it out, the next line takes its place.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: set[str] = set()
        self._last: LedgerLine | None = None
        self._read_to = 0

    def append(self, record_id: str, tombstone: Mapping[str, object], log: LogPlace) -> None:
        with self._alone() as file:
            self._catch_up(file)
            if record_id in self._known:
                return
            line = next_line(self._last, record_id, tombstone, log)
            with disk_errors():
                file.truncate(self._read_to)
                file.seek(self._read_to)
                file.write(line.encoded())
                file.flush()
                os.fsync(file.fileno())
            self._note(line)

    def lines(self) -> Iterator[LedgerLine]:
        with disk_errors():
            try:
                file = self.path.open("rb")
            except FileNotFoundError:
                return
        with file:
            yield from read_lines(line for line in file if line.endswith(b"\n"))

    def last(self) -> LedgerLine | None:
        with disk_errors():
            try:
                with self.path.open("rb") as file:
                    end = file.seek(0, os.SEEK_END)
                    file.seek(max(0, end - _LONGEST_LINE))
                    whole = file.read().rpartition(b"\n")[0]
            except FileNotFoundError:
                return None
        newest = whole.rpartition(b"\n")[2]
        return line_of(newest + b"\n", 0) if newest else None

    def check(self) -> None:
        with self._alone():
            return

    def take_over(self, lines: Iterable[LedgerLine]) -> None:
        told = longest([self.lines(), lines])
        part = self.path.with_name(self.path.name + ".part")
        with self._alone(), disk_errors():
            with part.open("wb") as file:
                os.fchmod(file.fileno(), 0o600)
                file.writelines(line.encoded() for line in told)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.path)
        self._known, self._last, self._read_to = set(), None, 0

    @contextmanager
    def _alone(self) -> Iterator[BinaryIO]:
        with disk_errors():
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file

    def _catch_up(self, file: BinaryIO) -> None:
        """Read what was appended since, by this process or another."""
        file.seek(self._read_to)
        for line in read_lines((line for line in file if line.endswith(b"\n")), self._last):
            self._note(line)

    def _note(self, line: LedgerLine) -> None:
        self._known.add(line.record_id)
        self._last = line
        self._read_to += len(line.encoded())


def _fits(ledger: FileLedger) -> DestructionLedger:
    return ledger
