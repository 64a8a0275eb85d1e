"""Big arrays parked in a temporary file, so that a large commit does not need large memory."""

from __future__ import annotations

import os
import tempfile
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import numpy as np

from indexer.engines.whoosh.array_file import Array

PIECE = 1 << 19  # values handed on at a time
SMALL = 1 << 12  # values that stay in memory


class Spool:
    """One unlinked temporary file beside the index; it goes when the spool is closed."""

    def __init__(self, folder: str | None = None) -> None:
        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115  lives as long as the spool
        self._end = 0

    def append(self, values: Array) -> int:
        """Write the array; the byte it starts at."""
        start, at = self._end, self._end
        view = values.data.cast("B") if values.size else memoryview(b"")
        while view:
            written = os.pwrite(self._file.fileno(), view, at)
            at, view = at + written, view[written:]
        self._end = at
        return start

    def read(self, start: int, dtype: np.dtype[Any], count: int) -> Array:
        """A copy of `count` values from byte `start`."""
        out = np.empty(count, dtype)
        view, at = (out.data.cast("B") if count else memoryview(b"")), start
        while view:
            got = os.preadv(self._file.fileno(), [view], at)
            if not got:
                raise EOFError("the temporary file of the index ended early")
            at, view = at + got, view[got:]
        return out

    def close(self) -> None:
        self._file.close()


class SpooledArray:
    """An array that grows by parts of any size, lies in a spool but for its tail, and is read in slices."""

    def __init__(self, spool: Spool, dtype: np.dtype[Any] | str) -> None:
        self._spool = spool
        self.dtype: np.dtype[Any] = np.dtype(dtype)
        self._places: list[int] = []  # where in the spool each parked part starts, in bytes
        self._firsts: list[int] = [0]  # the index of the first value of each parked part, and of the tail
        self._tail: list[Array] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, values: Array) -> None:
        """Append values; they are converted to the array's own type."""
        self._tail.append(values.astype(self.dtype, copy=False))
        self._count += len(values)
        if self._count - self._firsts[-1] >= PIECE:
            self.settle(0)

    def settle(self, small: int = SMALL) -> None:
        """Move what is still in memory to the spool, unless it is small."""
        if self._count - self._firsts[-1] > small:
            self._places.append(self._spool.append(self._whole_tail()))
            self._firsts.append(self._count)
            self._tail = []

    def __getitem__(self, span: slice) -> Array:
        first, last, _ = span.indices(self._count)
        parts = []
        for part in range(bisect_right(self._firsts, first) - 1, len(self._firsts)):
            start = self._firsts[part]
            if start >= last:
                break
            end = self._firsts[part + 1] if part < len(self._places) else self._count
            parts.append(self._read(part, max(first, start) - start, min(last, end) - start))
        return parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.empty(0, self.dtype)

    def pieces(self) -> Iterator[Array]:
        """The whole array, a piece at a time."""
        for first in range(0, self._count, PIECE):
            yield self[first : first + PIECE]

    def _read(self, part: int, first: int, last: int) -> Array:
        if part == len(self._places):
            return self._whole_tail()[first:last]
        return self._spool.read(self._places[part] + first * self.dtype.itemsize, self.dtype, last - first)

    def _whole_tail(self) -> Array:
        if len(self._tail) > 1:
            self._tail = [np.concatenate(self._tail)]
        return np.ascontiguousarray(self._tail[0]) if self._tail else np.empty(0, self.dtype)
