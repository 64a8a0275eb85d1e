"""The few ways in which the filesystem store changes the disk, one step each.

A test passes a disk of its own that stops the process, runs full or forgets what was not synced.
"""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive_service.domain.errors import StoreUnavailable

_log = logging.getLogger(__name__)

_FULL = {errno.ENOSPC, errno.EDQUOT}
_FILE_MODE = 0o440
_FOLDER_MODE = 0o750


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn what the operating system says into StoreUnavailable; "exists" and "missing" are answers, not faults."""
    try:
        yield
    except (FileExistsError, FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise
    except OSError as error:
        _log.error("the disk refused: %s", error)
        raise StoreUnavailable(cause="full" if error.errno in _FULL else "disk") from error


class Disk:
    """Every change of the disk by the filesystem store. All methods raise StoreUnavailable."""

    def create(self, path: Path) -> int:
        """Create an empty file nobody else has; its descriptor."""
        with disk_errors():
            return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)

    def write(self, descriptor: int, content: bytes) -> None:
        """Append all of the bytes."""
        view = memoryview(content)
        with disk_errors():
            while view:
                view = view[os.write(descriptor, view) :]

    def sync(self, descriptor: int) -> None:
        """Make the file read-only and its bytes durable."""
        with disk_errors():
            os.fchmod(descriptor, _FILE_MODE)
            os.fsync(descriptor)

    def link(self, source: Path, target: Path) -> None:
        """Give the file a second name. Raises FileExistsError when the name is taken."""
        with disk_errors():
            os.link(source, target)

    def rename(self, source: Path, target: Path) -> None:
        """Give the file another name, in place of whatever had it."""
        with disk_errors():
            os.replace(source, target)

    def make_folder(self, path: Path) -> bool:
        """Make one folder; False when it was there."""
        with disk_errors():
            try:
                path.mkdir(mode=_FOLDER_MODE)
            except FileExistsError:
                return False
            return True

    def sync_folder(self, path: Path) -> None:
        """Make the names in the folder durable."""
        with disk_errors():
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def unlink(self, path: Path) -> None:
        """Remove a name; a missing one is no error."""
        with disk_errors():
            path.unlink(missing_ok=True)

    def remove_folder(self, path: Path) -> bool:
        """Remove the folder if it is empty; False when it is not, or is gone."""
        try:
            path.rmdir()
        except OSError:  # not empty, gone, or in use as a mount point: in each case it stays or is already away
            return False
        return True
