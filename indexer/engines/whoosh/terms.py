"""The sorted terms of one field of a segment: as byte strings, or as pairs of terms of another field."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import numpy as np

from indexer.engines.whoosh.array_file import Array, ArrayFile, ArrayFileWriter, unsigned

SECOND_BITS = 32  # a pair is (number of the first term << 32) + number of the second
HALF = np.uint64((1 << SECOND_BITS) - 1)


class TermTable(Protocol):
    """Term numbers follow the order of the terms' bytes."""

    def __len__(self) -> int: ...

    def term(self, number: int) -> bytes:
        """The term with this number."""
        ...

    def lower(self, term: bytes) -> int:
        """The number of the first term that is not smaller."""
        ...

    def find(self, term: bytes) -> int:
        """The number of the term, or -1."""
        ...

    def all(self) -> list[bytes]:
        """Every term, in order."""
        ...


class ByteTerms:
    """All terms in one blob, with offsets."""

    def __init__(self, arrays: ArrayFile, field: str) -> None:
        self._map, self._start = arrays.bytes(f"{field}/term_bytes")
        self._offsets = arrays[f"{field}/term_offsets"].data
        self._count = len(self._offsets) - 1

    def __len__(self) -> int:
        return self._count

    def term(self, number: int) -> bytes:
        start = self._start
        return self._map[start + self._offsets[number] : start + self._offsets[number + 1]]

    def lower(self, term: bytes) -> int:
        return bisect_left(range(self._count), term, key=self.term)

    def find(self, term: bytes) -> int:
        number = self.lower(term)
        return number if number < self._count and self.term(number) == term else -1

    def all(self) -> list[bytes]:
        return [self.term(number) for number in range(self._count)]


class PairTerms:
    """Pairs of terms of another field, as numbers: 4 or 8 bytes a term, searched without touching text.

    The order of the numbers is the order of the bytes "first second" because no token holds a
    character below the blank.
    """

    def __init__(self, arrays: ArrayFile, field: str, of: TermTable) -> None:
        self._codes = arrays[f"{field}/pair_codes"]
        self._bits = self._codes.dtype.itemsize * 4
        self._of = of

    def __len__(self) -> int:
        return len(self._codes)

    def term(self, number: int) -> bytes:
        code = int(self._codes[number])
        return self._of.term(code >> self._bits) + b" " + self._of.term(code & ((1 << self._bits) - 1))

    def lower(self, term: bytes) -> int:
        first, blank, second = term.partition(b" ")
        left = self._of.lower(first)
        if not blank or left == len(self._of) or self._of.term(left) != first:
            return self._at(left, 0)
        return self._at(left, self._of.lower(second))

    def find(self, term: bytes) -> int:
        first, _, second = term.partition(b" ")
        left, right = self._of.find(first), self._of.find(second)
        if left < 0 or right < 0:
            return -1
        number = self._at(left, right)
        return number if number < len(self) and int(self._codes[number]) == left << self._bits | right else -1

    def _at(self, left: int, right: int) -> int:
        code = (left << self._bits) + right
        if code >= 1 << (2 * self._bits):
            return len(self)
        return int(np.searchsorted(self._codes, self._codes.dtype.type(code)))

    def all(self) -> list[bytes]:
        return [self.term(number) for number in range(len(self))]

    def keys(self) -> Array:
        """All pairs in the wide form (first << 32 | second) that merging uses."""
        codes = self._codes.astype("<u8")
        bits, half = np.uint64(self._bits), np.uint64((1 << self._bits) - 1)
        return (codes >> bits) << np.uint64(SECOND_BITS) | codes & half


def write_byte_terms(out: ArrayFileWriter, field: str, terms: Sequence[bytes]) -> None:
    """The term table of an ordinary field."""
    lengths = np.fromiter(map(len, terms), "<u8", len(terms))
    offsets = starts_of(lengths)
    out.write(f"{field}/term_bytes", _blobs(terms), "<u1")
    out.write(f"{field}/term_offsets", [offsets], unsigned(int(offsets[-1])))


def write_pair_terms(out: ArrayFileWriter, field: str, keys: Iterable[Array], of_count: int) -> None:
    """The term table of a pair field: 4 bytes a pair while the other field has few enough terms."""
    if of_count <= 1 << 16:
        out.write(f"{field}/pair_codes", ((k >> np.uint64(16)) | (k & HALF) for k in keys), "<u4")
    else:
        out.write(f"{field}/pair_codes", keys, "<u8")


def starts_of(counts: Array) -> Array:
    """Offsets from counts: one more entry than counts, the first is 0, the last the sum."""
    out = np.zeros(len(counts) + 1, "<i8")
    np.cumsum(counts, out=out[1:])
    return out


def _blobs(terms: Sequence[bytes], step: int = 1 << 16) -> Iterator[Array]:
    for start in range(0, len(terms), step):
        yield np.frombuffer(b"".join(terms[start : start + step]), "<u1")
