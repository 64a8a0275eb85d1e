"""The spool: where incoming files wait, hashed while they arrive, until they are kept or refused."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from archive_service.domain.errors import (
    BadFileName,
    EmptyFile,
    FileTooLarge,
    NameTooLong,
    StoreUnavailable,
)
from archive_service.ports import METADATA_NAME

NAME_LIMIT_BYTES = 255
# They make what follows read backwards: "biên bản\u202efdp.exe" is shown as if it ended in .pdf.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class SpooledFile:
    """A file that has arrived whole. `name` is in NFC; `size` in bytes; `sha512` in hex."""

    name: str
    path: Path
    size: int
    sha512: str


@dataclass(slots=True)
class Arrival:
    """A file while it arrives: write bytes to it, then `finish`. Never holds more than one chunk."""

    name: str
    path: Path
    limit: int
    _stream: BinaryIO = field(init=False)
    _digest: hashlib._Hash = field(init=False, default_factory=hashlib.sha512)
    _size: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._stream = self.path.open("w+b")

    def write(self, chunk: bytes) -> int:
        """Take more bytes. Raises FileTooLarge past the limit, StoreUnavailable on a full disk."""
        self._size += len(chunk)
        if self._size > self.limit:
            self._stream.close()
            raise FileTooLarge(limit_bytes=self.limit)
        self._digest.update(chunk)
        try:
            self._stream.write(chunk)
        except OSError as error:
            raise StoreUnavailable from error
        return len(chunk)

    def finish(self) -> SpooledFile:
        """The arrived file. Raises EmptyFile, StoreUnavailable."""
        try:
            self._stream.close()
        except OSError as error:
            raise StoreUnavailable from error
        if not self._size:
            raise EmptyFile
        return SpooledFile(self.name, self.path, self._size, self._digest.hexdigest())

    def abandon(self) -> None:
        """Let go of the file; nothing that was waiting to be written matters any more."""
        with suppress(OSError):
            self._stream.close()


class Spool:
    """A folder for the files of one request. Whatever happens, nothing of it stays behind."""

    def __init__(self, folder: Path, limit: int) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = Path(tempfile.mkdtemp(dir=folder, prefix="in-"))
        self._limit = limit
        self._arrivals: list[Arrival] = []

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove every file of the request, also those that did not arrive whole."""
        for arrival in self._arrivals:
            arrival.abandon()
        shutil.rmtree(self._folder, ignore_errors=True)

    def arrival(self, name: str) -> Arrival:
        """Begin a file. Raises NameTooLong, BadFileName."""
        arrival = Arrival(checked_name(name), self._folder / str(len(self._arrivals)), self._limit)
        self._arrivals.append(arrival)
        return arrival

    def folder(self, name: str) -> Path:
        """A new folder beside the files, removed with them."""
        made = self._folder / name
        made.mkdir(mode=0o700)
        return made

    def take(self, name: str, source: BinaryIO) -> SpooledFile:
        """Read a whole file from a stream, chunk by chunk."""
        arrival = self.arrival(name)
        while chunk := source.read(_CHUNK):
            arrival.write(chunk)
        return arrival.finish()


def checked_name(name: str) -> str:
    """The name in NFC, without the folders some browsers send along.

    Raises NameTooLong past 255 bytes of UTF-8, BadFileName for control characters, letters that turn text around, or
    nothing at all.
    The name of our own metadata file is taken.
    """
    bare = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    if len(bare.encode("utf-8", "surrogateescape")) > NAME_LIMIT_BYTES:
        raise NameTooLong(limit_bytes=NAME_LIMIT_BYTES)
    unsafe = any(unicodedata.category(character) in {"Cc", "Cs"} or character in TURNING for character in bare)
    if unsafe or bare.strip(" .") == "" or bare == METADATA_NAME:
        raise BadFileName
    return bare
