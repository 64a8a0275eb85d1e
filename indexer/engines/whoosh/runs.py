"""Inverted lists in pieces: made from token streams or from segments, merged in bounded memory.

A run holds one field over a range of documents. Its rows are postings, ordered by term and then by
document. `keys` are the numbers of its terms (ascending), `postings` how many documents each term
has, `tokens` how many occurrences. Document numbers are those of the segment to come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.spool import Spool, SpooledArray
from indexer.engines.whoosh.terms import starts_of


@dataclass(slots=True)
class Chunk:
    """Whole terms of a field, in memory. `positions` is None where the field keeps none."""

    keys: Array
    postings: Array
    tokens: Array
    docs: Array
    freqs: Array
    positions: Array | None


MARK = 1 << 14  # occurrences between two marks of a run
BLOCK = 1 << 16  # terms of a run read at a time


@dataclass(slots=True)
class Run:
    """A chunk whose arrays lie in a spool.

    `lowest` is the first document: runs are merged in that order. `marks` are the terms at which so
    many occurrences have passed. `renumber` turns the run's own term numbers into those of the segment.
    """

    keys: SpooledArray
    postings: SpooledArray
    tokens: SpooledArray
    docs: SpooledArray
    freqs: SpooledArray
    positions: SpooledArray | None
    lowest: int
    marks: Array
    renumber: Callable[[Array], Array] | None = None

    def numbered(self, keys: Array) -> Array:
        """Term numbers of the segment for term numbers of the run."""
        return keys if self.renumber is None else self.renumber(keys)


def invert(codes: Array, docs: Array, positions: Array | None) -> Chunk:
    """Order a token stream by term. `codes` are term numbers (u8); documents come in ascending order
    within each term, positions in ascending order within each document."""
    codes, order = _stable_sort(codes)
    docs = docs[order]
    new_row = np.empty(len(codes), bool)
    new_row[0] = True
    np.not_equal(codes[1:], codes[:-1], out=new_row[1:])
    new_row[1:] |= docs[1:] != docs[:-1]
    rows = np.flatnonzero(new_row)
    codes = codes[rows]
    terms = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
    freqs = np.diff(rows, append=len(order))
    return Chunk(
        keys=codes[terms],
        postings=np.diff(terms, append=len(rows)),
        tokens=np.diff(rows[terms], append=len(order)),
        docs=docs[rows],
        freqs=freqs.astype("<u4"),
        positions=None if positions is None else positions[order],
    )


def _stable_sort(codes: Array) -> tuple[Array, Array]:
    """The codes in order, and where each came from; equal codes keep their order.

    One sort of code and place packed into 64 bits is several times faster than a stable argsort.
    """
    place_bits = max(1, (len(codes) - 1).bit_length())
    if int(codes.max()).bit_length() + place_bits > 64:
        order = np.argsort(codes, kind="stable")
        return codes[order], order
    packed = codes << np.uint64(place_bits)
    packed |= np.arange(len(codes), dtype="<u8")
    packed.sort()
    order = (packed & np.uint64((1 << place_bits) - 1)).astype("<i8")
    packed >>= np.uint64(place_bits)
    return packed, order


def park(chunks: Iterable[Chunk], spool: Spool) -> Run | None:
    """Put chunks in key order away as one run; None when they are empty."""
    keys = SpooledArray(spool, "<u8")
    postings, tokens, docs, freqs, places = (SpooledArray(spool, "<u4") for _ in range(5))
    marks: list[Array] = []
    lowest, passed, positions = 1 << 32, 0, None
    for chunk in chunks:
        if not len(chunk.docs):
            continue
        ends = np.cumsum(chunk.tokens, dtype="<i8") + passed
        upcoming = np.arange(passed - passed % MARK + MARK, int(ends[-1]) + 1, MARK)
        marks.append(chunk.keys[np.searchsorted(ends, upcoming)])
        passed = int(ends[-1])
        lowest = min(lowest, int(chunk.docs.min()))
        for array, values in (
            (keys, chunk.keys),
            (postings, chunk.postings),
            (tokens, chunk.tokens),
            (docs, chunk.docs),
            (freqs, chunk.freqs),
        ):
            array.add(values)
        if chunk.positions is not None:
            positions = places
            places.add(chunk.positions)
    if not passed:
        return None
    for array in (keys, postings, tokens, docs, freqs, places):
        array.settle()
    return Run(keys, postings, tokens, docs, freqs, positions, lowest, np.concatenate(marks))


def merge(runs: Sequence[Run], limit: int) -> Iterator[Chunk]:
    """Merge runs over ascending, disjoint documents: chunks of whole terms, about `limit` occurrences each."""
    ordered = sorted(runs, key=lambda run: run.lowest)
    cursors = [_Cursor(run) for run in ordered]
    for key in [*_cuts(ordered, limit), None]:
        parts = [part for cursor in cursors if (part := cursor.take_to(key)) is not None]
        if parts:
            yield parts[0] if len(parts) == 1 else _interleave(parts)


def _cuts(runs: Sequence[Run], limit: int) -> list[np.uint64]:
    """Terms to cut after, so that a piece holds about `limit` occurrences unless one term has more.

    Between two marks of a run lie MARK occurrences, so a piece of n marks holds n times that, and
    less than as much again from each run.
    """
    together = np.sort(np.concatenate([run.numbered(run.marks) for run in runs]))
    step = max(1, limit // MARK)
    return list(np.unique(together[step - 1 :: step]))


class _Cursor:
    """Reads a run front to back in slices of whole terms."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._read = self._row = self._token = 0
        self._block: tuple[Array, Array, Array] | None = None

    def take_to(self, key: np.uint64 | None) -> Chunk | None:
        """The terms up to and including `key`, all that are left for None; None when there are none."""
        taken = []
        while (block := self._next_block()) is not None:
            end = len(block[0]) if key is None else int(np.searchsorted(block[0], key, "right"))
            if end:
                taken.append(tuple(part[:end] for part in block))
            self._block = None if end == len(block[0]) else (block[0][end:], block[1][end:], block[2][end:])
            if self._block is not None:
                break
        if not taken:
            return None
        keys, postings, tokens = (np.concatenate(parts) for parts in zip(*taken, strict=True))
        postings, tokens = postings.astype("<i8"), tokens.astype("<i8")
        rows = slice(self._row, self._row + int(postings.sum()))
        words = slice(self._token, self._token + int(tokens.sum()))
        self._row, self._token = rows.stop, words.stop
        run = self._run
        positions = None if run.positions is None else run.positions[words]
        return Chunk(keys, postings, tokens, run.docs[rows], run.freqs[rows], positions)

    def _next_block(self) -> tuple[Array, Array, Array] | None:
        run, span = self._run, slice(self._read, self._read + BLOCK)
        if self._block is None and self._read < len(run.keys):
            self._read = span.stop
            self._block = run.numbered(run.keys[span]), run.postings[span], run.tokens[span]
        return self._block


def _interleave(parts: list[Chunk]) -> Chunk:
    """Put the rows of several chunks together, term by term, the parts in their order within a term."""
    keys = np.unique(np.concatenate([part.keys for part in parts]))
    postings, tokens = np.zeros(len(keys), "<i8"), np.zeros(len(keys), "<i8")
    places = [np.searchsorted(keys, part.keys) for part in parts]
    for part, at in zip(parts, places, strict=True):
        postings[at] += part.postings
        tokens[at] += part.tokens
    next_row, next_token = starts_of(postings)[:-1], starts_of(tokens)[:-1]
    docs, freqs = np.empty(int(postings.sum()), "<u4"), np.empty(int(postings.sum()), "<u4")
    with_positions = parts[0].positions is not None
    positions = np.empty(int(tokens.sum()), "<u4") if with_positions else None
    for part, at in zip(parts, places, strict=True):
        rows = ranges(next_row[at], part.postings)
        docs[rows] = part.docs
        freqs[rows] = part.freqs
        next_row[at] += part.postings
        if positions is not None and part.positions is not None:
            positions[ranges(next_token[at], part.tokens)] = part.positions
            next_token[at] += part.tokens
    return Chunk(keys, postings, tokens, docs, freqs, positions)


def ranges(starts: Array, counts: Array) -> Array:
    """The numbers starts[i] .. starts[i] + counts[i] - 1 of every i, one after the other."""
    counts = counts.astype("<i8")
    out = np.repeat(starts.astype("<i8") - (np.cumsum(counts) - counts), counts)
    out += np.arange(len(out))
    return out
