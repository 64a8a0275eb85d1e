"""Inverted lists in pieces: made from token streams or from segments, merged in bounded memory.

A run holds one field over a range of documents. Its rows are postings, ordered by term and then by
document. `keys` are the numbers of its terms (ascending), `postings` how many documents each term
has, `tokens` how many occurrences. Document numbers are those of the segment to come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

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


@dataclass(slots=True)
class Run:
    """A chunk whose rows lie in a spool. `lowest` is the first document: runs are merged in that order."""

    keys: Array
    postings: Array
    tokens: Array
    docs: SpooledArray
    freqs: SpooledArray
    positions: SpooledArray | None
    lowest: int


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
    heads: list[tuple[Array, Array, Array]] = []
    docs, freqs = SpooledArray(spool, "<u4"), SpooledArray(spool, "<u4")
    positions: SpooledArray | None = None
    lowest = None
    for chunk in chunks:
        if not len(chunk.docs):
            continue
        heads.append((chunk.keys, chunk.postings.astype("<u4"), chunk.tokens.astype("<u4")))
        docs.add(chunk.docs)
        freqs.add(chunk.freqs)
        if chunk.positions is not None:
            positions = positions or SpooledArray(spool, "<u4")
            positions.add(chunk.positions)
        first = int(chunk.docs.min())
        lowest = first if lowest is None else min(lowest, first)
    if lowest is None:
        return None
    keys, postings, tokens = (np.concatenate(parts) for parts in zip(*heads, strict=True))
    return Run(keys, postings, tokens, docs, freqs, positions, lowest)


def renumber(run: Run, numbers: Array) -> Run:
    """The run with its term numbers looked up in `numbers`, which must keep their order."""
    return replace(run, keys=numbers[run.keys.astype("<i8")].astype("<u8"))


def merge(runs: Sequence[Run], limit: int) -> Iterator[Chunk]:
    """Merge runs over ascending, disjoint documents: chunks of whole terms, about `limit` occurrences each."""
    ordered = sorted(runs, key=lambda run: run.lowest)
    keys, place = np.unique(np.concatenate([run.keys for run in ordered]), return_inverse=True)
    tokens = np.bincount(place, np.concatenate([run.tokens for run in ordered]), len(keys)).astype("<i8")
    del place
    starts = starts_of(tokens)
    cuts = np.unique(np.searchsorted(starts, np.arange(0, starts[-1], limit)))
    cuts = cuts[cuts < len(keys)]
    cursors = [_Cursor(run) for run in ordered]
    for first, last in zip(cuts, np.append(cuts[1:], len(keys)), strict=True):
        span = keys[first:last]
        parts = [part for cursor in cursors if (part := cursor.take_to(span[-1])) is not None]
        yield parts[0] if len(parts) == 1 else _interleave(span, parts)


class _Cursor:
    """Reads a run front to back in slices of whole terms."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._term = self._row = self._token = 0

    def take_to(self, key: np.uint64) -> Chunk | None:
        """The terms up to and including `key`; None when there are none."""
        run = self._run
        end = int(np.searchsorted(run.keys, key, "right"))
        terms, self._term = slice(self._term, end), end
        if terms.start == end:
            return None
        postings, tokens = run.postings[terms].astype("<i8"), run.tokens[terms].astype("<i8")
        rows = slice(self._row, self._row + int(postings.sum()))
        words = slice(self._token, self._token + int(tokens.sum()))
        self._row, self._token = rows.stop, words.stop
        positions = None if run.positions is None else run.positions[words]
        return Chunk(run.keys[terms], postings, tokens, run.docs[rows], run.freqs[rows], positions)


def _interleave(keys: Array, parts: list[Chunk]) -> Chunk:
    """Put the rows of several chunks together, term by term, the parts in their order within a term."""
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
