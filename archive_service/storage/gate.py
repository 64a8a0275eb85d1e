"""The gate: bytes are hashed while they are written and checked while they are read.

A file is handed out only after its whole content was compared with its digest. A small one is handed out from the
memory it was compared in. While a large one is hashed, the digest of each block is noted; what is read afterwards
is compared with those, block by block, so bytes that change between check and use, or between two range requests, end
in BytesDamaged and never reach a reader.
"""

from __future__ import annotations

import hashlib
import io
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, BinaryIO, cast

from archive_service.domain.errors import BytesDamaged, StoreUnavailable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK_BYTES = 1 << 20
_SMALL_BYTES = 8 * BLOCK_BYTES


def checked_chunks(source: BinaryIO, *, size: int, sha512: str) -> Iterator[bytes]:
    """The bytes of the source in blocks. Raises BytesDamaged when they end up as other than promised."""
    digest = hashlib.sha512()
    count = 0
    while chunk := source.read(BLOCK_BYTES):
        digest.update(chunk)
        count += len(chunk)
        if count > size:
            break
        yield chunk
    if count != size or digest.hexdigest() != sha512:
        raise BytesDamaged


def has_content(handle: BinaryIO, *, size: int, sha512: str) -> bool:
    """Whether the rest of the stream is exactly these bytes."""
    try:
        for _ in checked_chunks(handle, size=size, sha512=sha512):
            pass
    except BytesDamaged:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Known:
    """Block digests of content that was checked, and which stored copy of it that was."""

    copy: object
    blocks: tuple[bytes, ...]


class Gate:
    """Opens stored files for reading. Thread-safe; remembers the blocks of the large files read last.

    The memory costs 32 bytes for each MiB of a remembered file: a range of a large file costs its own
    blocks and not the whole file again, as long as the stored copy looks untouched.
    """

    def __init__(self, remember: int = 256) -> None:
        self._remember = remember
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._guard = threading.Lock()

    @contextmanager
    def open(self, stored: AbstractContextManager[BinaryIO], *, size: int, sha512: str) -> Iterator[BinaryIO]:
        """A seekable stream over the checked content. Raises BytesDamaged, StoreUnavailable."""
        with stored as handle:
            if size <= _SMALL_BYTES:
                with io.BytesIO(_read_whole(handle, size=size, sha512=sha512)) as content:
                    yield content
                return
            copy = _which_copy(handle)
            known = self._recall(sha512, copy)
            if known is None and not _is_local(handle):
                with TemporaryFile() as local:
                    known = _check(handle, local, size=size, sha512=sha512)
                    self._note(sha512, copy, known)
                    with io.BufferedReader(_CheckedBlocks(cast(BinaryIO, local), known, size)) as reader:
                        yield reader
                return
            if known is None:
                known = _check(handle, None, size=size, sha512=sha512)
                self._note(sha512, copy, known)
            with io.BufferedReader(_CheckedBlocks(handle, known, size)) as reader:
                yield reader

    def _recall(self, sha512: str, copy: object) -> tuple[bytes, ...] | None:
        with self._guard:
            known = self._known.get(sha512)
            if known is None or copy is None or known.copy != copy:
                return None
            self._known.move_to_end(sha512)
            return known.blocks

    def _note(self, sha512: str, copy: object, blocks: tuple[bytes, ...]) -> None:
        if copy is None:
            return
        with self._guard:
            self._known[sha512] = _Known(copy, blocks)
            self._known.move_to_end(sha512)
            while len(self._known) > self._remember:
                self._known.popitem(last=False)


class _CheckedBlocks(io.RawIOBase):
    """A stream whose every block is compared with its noted digest before a byte of it is given out."""

    def __init__(self, handle: BinaryIO, blocks: tuple[bytes, ...], size: int) -> None:
        self._handle = handle
        self._blocks = blocks
        self._size = size
        self._position = 0
        self._loaded = -1
        self._block = b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("before the start of the file")
        self._position = base + offset
        return self._position

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        target = memoryview(buffer).cast("B")
        if self._position >= self._size:
            return 0
        number, start = divmod(self._position, BLOCK_BYTES)
        self._load(number)
        piece = memoryview(self._block)[start : start + len(target)]
        target[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def _load(self, number: int) -> None:
        if number == self._loaded:
            return
        try:
            self._handle.seek(number * BLOCK_BYTES)
            block = _read_exactly(self._handle, min(BLOCK_BYTES, self._size - number * BLOCK_BYTES))
        except OSError as error:
            raise StoreUnavailable from error
        if hashlib.sha256(block).digest() != self._blocks[number]:
            raise BytesDamaged
        self._loaded, self._block = number, block


def _read_whole(handle: BinaryIO, *, size: int, sha512: str) -> bytes:
    try:
        content = _read_exactly(handle, size + 1)
    except OSError as error:
        raise StoreUnavailable from error
    if len(content) != size or hashlib.sha512(content).hexdigest() != sha512:
        raise BytesDamaged
    return content


def _check(handle: BinaryIO, copy_to: IO[bytes] | None, *, size: int, sha512: str) -> tuple[bytes, ...]:
    whole = hashlib.sha512()
    blocks = []
    left = size
    try:
        while left > 0:
            block = _read_exactly(handle, min(BLOCK_BYTES, left))
            if not block:
                raise BytesDamaged
            left -= len(block)
            whole.update(block)
            blocks.append(hashlib.sha256(block).digest())
            if copy_to is not None:
                copy_to.write(block)
        if handle.read(1) or whole.hexdigest() != sha512:
            raise BytesDamaged
    except OSError as error:
        raise StoreUnavailable from error
    return tuple(blocks)


def _read_exactly(handle: BinaryIO, count: int) -> bytes:
    pieces = []
    while count > 0 and (piece := handle.read(count)):
        pieces.append(piece)
        count -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _is_local(handle: BinaryIO) -> bool:
    try:
        handle.fileno()
    except OSError:
        return False
    return True


def _which_copy(handle: BinaryIO) -> object:
    """What tells this stored copy from another one, or from itself after a change; None when nothing does."""
    if not _is_local(handle):
        return getattr(handle, "copy", None)
    facts = os.fstat(handle.fileno())
    return (facts.st_dev, facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns)
