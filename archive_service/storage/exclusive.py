"""One writer at a time, between threads and processes of one machine."""

from __future__ import annotations

import fcntl
import os
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from archive_service.domain.errors import StoreUnavailable
from archive_service.storage.disk import disk_errors

_STRIPES = 1024
_PAUSE_SECONDS = 0.005


class FileLocks:
    """Locks by name, kept in a fixed number of files that are never removed: two names may share one.

    The operating system frees them when a process ends, however it ends.
    """

    def __init__(self, folder: Path, *, patience_seconds: float = 60.0) -> None:
        self._folder = folder
        self._patience = patience_seconds

    @contextmanager
    def hold(self, names: Iterable[str]) -> Iterator[None]:
        """Hold the locks of all the names. Raises StoreUnavailable when others keep them for too long."""
        with ExitStack() as held:
            for stripe in sorted({zlib.crc32(name.encode()) % _STRIPES for name in names}):
                held.enter_context(self._stripe(stripe))
            yield

    @contextmanager
    def _stripe(self, number: int) -> Iterator[None]:
        with disk_errors():
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._folder / f"{number:03x}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self._wait_for(descriptor)
            yield
        finally:
            os.close(descriptor)

    def _wait_for(self, descriptor: int) -> None:
        deadline = time.monotonic() + self._patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise StoreUnavailable from None
                time.sleep(_PAUSE_SECONDS)
            else:
                return
