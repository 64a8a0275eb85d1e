"""Reading zip containers that may be bombs: every read has a bound, and so has their sum."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from indexer.errors import ExtractionFailed
from indexer.model import NoTextReason

MAX_ENTRIES = 20_000
MAX_PART_BYTES = 128 << 20
MAX_TOTAL_BYTES = 512 << 20
_BLOCK = 1 << 20


class BoundedZip:
    """A zip file whose parts are unpacked in memory, up to `MAX_PART_BYTES` each and `MAX_TOTAL_BYTES` in all.

    The sizes a zip declares are not believed. Raises ExtractionFailed: DAMAGED, ENCRYPTED, SIZE_LIMIT.
    """

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise ExtractionFailed(NoTextReason.DAMAGED, f"zip: {type(error).__name__}") from error
        self.names = tuple(self._zip.namelist())
        if len(self.names) > MAX_ENTRIES:
            raise ExtractionFailed(NoTextReason.SIZE_LIMIT, f"{len(self.names)} entries")
        self._left = MAX_TOTAL_BYTES
        self.declared_bytes = sum(info.file_size for info in self._zip.infolist())

    def files(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Every file (not folder) with its name and its content in blocks; the bounds are the caller's."""
        for info in self._zip.infolist():
            if not info.is_dir():
                yield info.filename, self._blocks(info)

    def _blocks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        if info.flag_bits & 1:
            raise ExtractionFailed(NoTextReason.ENCRYPTED, "zip entry")
        try:
            with self._zip.open(info) as part:
                while block := part.read(_BLOCK):
                    yield block
        except Exception as error:  # each decompressor raises its own kind: zlib.error, LZMAError …
            raise ExtractionFailed(NoTextReason.DAMAGED, f"zip entry: {type(error).__name__}") from error

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def read(self, name: str, max_bytes: int = MAX_PART_BYTES) -> bytes:
        """One part, unpacked. Raises KeyError when there is no such part."""
        info = self._zip.getinfo(name)
        if info.flag_bits & 1:
            raise ExtractionFailed(NoTextReason.ENCRYPTED, "zip entry")
        bound = min(max_bytes, self._left)
        try:
            with self._zip.open(info) as part:
                data = part.read(bound + 1)
        except Exception as error:  # each decompressor raises its own kind: zlib.error, LZMAError …
            raise ExtractionFailed(NoTextReason.DAMAGED, f"zip entry: {type(error).__name__}") from error
        if len(data) > bound:
            raise ExtractionFailed(NoTextReason.SIZE_LIMIT, f"zip entry over {bound} bytes")
        self._left -= len(data)
        return data
