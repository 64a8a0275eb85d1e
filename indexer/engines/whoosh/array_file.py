"""One file of named arrays: what a segment is made of.

Layout: 8 bytes of magic; the arrays, little-endian, each at a multiple of 64 bytes; a JSON footer
`{"arrays": {name: [offset, dtype, count]}, "facts": {…}}`; its length in 8 bytes; the magic again.
A reader maps the file once; every array is a view into the map, shared by all processes.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
from collections.abc import Iterable
from dataclasses import dataclass
from io import BufferedReader
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

MAGIC = b"ARRAYS01"
ALIGNMENT = 64
TAIL = 8 + len(MAGIC)


class ArrayFileDamaged(ValueError):
    """The bytes are not a whole array file."""


@dataclass(frozen=True, slots=True)
class FileDigest:
    """What a file must be: its size in bytes and its SHA-256."""

    size: int
    sha256: str


def unsigned(highest: int) -> np.dtype[Any]:
    """The smallest little-endian unsigned type that holds `highest`."""
    for name, bits in (("<u1", 8), ("<u2", 16), ("<u4", 32)):
        if highest < 1 << bits:
            return np.dtype(name)
    return np.dtype("<u8")


class ArrayFileWriter:
    """Writes arrays one after the other and hashes on the way; nothing is written twice."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()
        self._at = 0
        self._arrays: dict[str, tuple[int, str, int]] = {}
        self._put(MAGIC)

    def write(self, name: str, parts: Iterable[Array], dtype: np.dtype[Any] | str) -> None:
        """One array from parts that are made while they are written, so it never has to fit in memory."""
        kind = np.dtype(dtype)
        self._put(b"\0" * (-self._at % ALIGNMENT))
        start, count = self._at, 0
        for part in parts:
            values = np.ascontiguousarray(part, kind)
            self._put(values.data.cast("B") if values.size else b"")
            count += values.size
        self._arrays[name] = (start, kind.str, count)

    def finish(self, facts: dict[str, Any]) -> FileDigest:
        """Write the footer, bring everything to the disk, close."""
        footer = json.dumps({"arrays": self._arrays, "facts": facts}, ensure_ascii=False).encode()
        self._put(footer + len(footer).to_bytes(8, "little") + MAGIC)
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        return FileDigest(self._at, self._hash.hexdigest())

    def _put(self, data: bytes | memoryview) -> None:
        self._stream.write(data)
        self._hash.update(data)
        self._at += len(data)


class ArrayFile:
    """The arrays of a file as read-only views. Raises ArrayFileDamaged when the frame is not whole."""

    def __init__(self, stream: BinaryIO) -> None:
        size = os.fstat(stream.fileno()).st_size
        if size < len(MAGIC) + TAIL:
            raise ArrayFileDamaged("too short")
        self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        length = int.from_bytes(self._map[size - TAIL : size - len(MAGIC)], "little")
        if self._map[: len(MAGIC)] != MAGIC or self._map[-len(MAGIC) :] != MAGIC or length > size - TAIL:
            raise ArrayFileDamaged("no footer")
        footer = json.loads(self._map[size - TAIL - length : size - TAIL])
        self.facts: dict[str, Any] = footer["facts"]
        self._arrays: dict[str, tuple[int, str, int]] = footer["arrays"]

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def __getitem__(self, name: str) -> Array:
        offset, dtype, count = self._arrays[name]
        return np.frombuffer(self._map, dtype, count, offset)

    def bytes(self, name: str) -> tuple[mmap.mmap, int]:
        """The map and where the array starts in it: for byte strings that are cut out one at a time."""
        return self._map, self._arrays[name][0]

    def forget_pages(self) -> None:
        """Let the kernel drop the mapped pages: a merge reads whole files and must stay small."""
        self._map.madvise(mmap.MADV_DONTNEED)


def digest_of(stream: BufferedReader) -> FileDigest:
    """Size and SHA-256 of a whole file, read in pieces."""
    found = hashlib.file_digest(stream, "sha256")
    return FileDigest(stream.tell(), found.hexdigest())
