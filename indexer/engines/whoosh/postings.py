"""One inverted field of a segment: which arrays there are, and how they are read.

Arrays of a field, all named "<field>/<array>":
    term_bytes, term_offsets   the terms (or pair_codes, see `terms`)
    row_starts                 first row of each term; one more entry than terms
    docs                       document of each row, ascending within a term
    freqs                      occurrences in that document, at most 255; left out when all are 1
    big_rows, big_freqs        the rows whose true number is 255 or more
    token_starts, positions    where each term stands in its documents, in the order of the rows
    dense_terms, dense_df,     terms in more than an eighth of the documents have no rows but a line
    dense_lines                with one frequency for every document
    wide_terms, …              the same in two bytes for terms that some document has more than 255 times
    huge_terms, …              the same in four bytes
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from indexer.engines.whoosh.array_file import Array, ArrayFile
from indexer.engines.whoosh.layout import DEFAULT
from indexer.engines.whoosh.runs import Chunk, ranges
from indexer.engines.whoosh.terms import (
    ByteTerms,
    PairTerms,
    TermTable,
    starts_of,
)

LINES = {"dense": "<u1", "wide": "<u2", "huge": "<u4"}
SPREAD = 16  # rows are spread out over all documents, rather than searched, when one in so many is wanted
BIG = 255  # a frequency of this or more is looked up in big_freqs


class FieldPostings:
    """The inverted field as views into the file; nothing is copied before it is asked for."""

    def __init__(self, arrays: ArrayFile, field: str, doc_count: int, pairs_of: FieldPostings | None) -> None:
        self.doc_count = doc_count
        self.terms: TermTable
        if pairs_of is None:
            self.terms = ByteTerms(arrays, field)
        else:
            self.terms = PairTerms(arrays, field, pairs_of.terms)
        self.row_starts = arrays[f"{field}/row_starts"]
        self.docs = arrays[f"{field}/docs"]
        self.freqs: Array | None = None
        if f"{field}/freqs" in arrays:
            self.freqs = arrays[f"{field}/freqs"]
        self._big_rows: Array | None = None
        if f"{field}/big_rows" in arrays:
            self._big_rows, self._big_freqs = arrays[f"{field}/big_rows"], arrays[f"{field}/big_freqs"]
        self.positions: Array | None = None
        if f"{field}/positions" in arrays:
            self.positions, self.token_starts = arrays[f"{field}/positions"], arrays[f"{field}/token_starts"]
        self._lines: dict[int, tuple[int, Array]] = {}
        for name in LINES:
            if f"{field}/{name}_terms" in arrays:
                numbers, counts = arrays[f"{field}/{name}_terms"].tolist(), arrays[f"{field}/{name}_df"].tolist()
                lines = arrays[f"{field}/{name}_lines"].reshape(len(numbers), doc_count)
                self._lines |= {n: (c, line) for n, c, line in zip(numbers, counts, lines, strict=True)}
        self._dense_numbers = sorted(self._lines)

    def line(self, number: int) -> Array | None:
        """One frequency a document, for terms that are kept that way."""
        found = self._lines.get(number)
        return None if found is None else found[1]

    def dense_between(self, first: int, last: int) -> list[int]:
        """The numbers of the terms kept as lines in first .. last - 1."""
        known = self._dense_numbers
        return known[bisect_left(known, first) : bisect_left(known, last)]

    def rows(self, first: int, last: int) -> slice:
        """The rows of the terms first .. last - 1."""
        return slice(int(self.row_starts[first]), int(self.row_starts[last]))

    def doc_frequency(self, number: int) -> int:
        """How many documents hold the term, deleted ones included."""
        found = self._lines.get(number)
        return found[0] if found else int(self.row_starts[number + 1]) - int(self.row_starts[number])

    def docs_of(self, number: int) -> Array:
        """The documents of a term, ascending; wide integers, which NumPy uses as places several times faster."""
        line = self.line(number)
        if line is not None:
            return np.flatnonzero(line != 0)
        return self.docs[self.rows(number, number + 1)].astype("<i8")

    def freqs_of(self, number: int) -> Array | None:
        """How often the term stands in each of its documents; None when once in each."""
        line = self.line(number)
        if line is not None:
            return line.take(np.flatnonzero(line != 0))
        return self._freqs(self.rows(number, number + 1))

    def freqs_in(self, number: int, docs: Array) -> Array:
        """How often the term stands in each of these documents, ascending, all of which hold it."""
        line = self.line(number)
        if line is not None:
            return line.take(docs)
        rows = self.rows(number, number + 1)
        freqs = self._freqs(rows)
        if freqs is None:
            return np.ones(len(docs), "<u1")
        held = self.docs[rows]
        if len(docs) == len(held):
            return freqs
        if len(docs) * SPREAD < len(held):
            return freqs.take(held.searchsorted(docs.astype(held.dtype)))
        line = np.empty(self.doc_count, freqs.dtype)
        line[held.astype("<i8")] = freqs
        return line.take(docs)

    def _freqs(self, rows: slice) -> Array | None:
        if self.freqs is None:
            return None
        freqs: Array = self.freqs[rows]
        if self._big_rows is not None:
            first, last = np.searchsorted(self._big_rows, (rows.start, rows.stop))
            if first < last:
                freqs = freqs.astype("<u4")
                freqs[self._big_rows[first:last].astype("<i8") - rows.start] = self._big_freqs[first:last]
        return freqs

    def total(self, number: int) -> int:
        """How often the term stands in all documents together."""
        freqs = self.freqs_of(number)
        return self.doc_frequency(number) if freqs is None else int(freqs.sum(dtype="<i8"))

    def positions_of(self, number: int) -> Array:
        """All positions of the term, document after document. Only for fields that keep them."""
        if self.positions is None:
            raise ValueError("this field keeps no positions")
        return self.positions[int(self.token_starts[number]) : int(self.token_starts[number + 1])]

    def places_in(self, number: int, docs: Array) -> tuple[Array, Array | None, Array]:
        """Where the term stands in these documents, which are ascending.

        Those of them that hold it; how often each does (None: once each); all its places in them.
        """
        line, places = self.line(number), self.positions_of(number)
        if line is not None:
            counts = line.take(docs)
            docs, counts = docs[counts > 0], counts[counts > 0]
            if not len(docs):
                return docs, None, places[:0]
            ends = np.add.reduceat(line, docs, dtype="<u4").cumsum()  # up to the next of the documents
            starts = line[: docs[0]].sum(dtype="<u4") + np.append(np.uint32(0), ends[:-1])
            return docs, counts, places.take(ranges(starts, counts))
        rows = self.rows(number, number + 1)
        held, freqs = self.docs[rows], self._freqs(rows)
        at = held.searchsorted(docs.astype(held.dtype))
        here = held.take(at, mode="clip") == docs
        docs, at = docs[here], at[here]
        if freqs is None:
            return docs, None, places.take(at)
        counts = freqs.take(at)
        return docs, counts, places.take(ranges(freqs.cumsum(dtype="<u4").take(at) - counts, counts))

    def chunks(self, new_numbers: Array | None, base: int, limit: int = DEFAULT.chunk) -> Iterator[Chunk]:
        """The field as input of a merge, without deleted documents.

        `new_numbers` gives each document its new number, -1 for none; None adds `base` to each. Keys
        are term numbers of this segment, wide pairs for pair fields.
        """
        count = len(self.terms)
        keys = self.terms.keys() if isinstance(self.terms, PairTerms) else np.arange(count, dtype="<u8")
        postings = np.diff(self.row_starts.astype("<i8"))
        for number, (found, _) in self._lines.items():
            postings[number] = found
        starts = starts_of(postings if self.positions is None else np.diff(self.token_starts.astype("<i8")))
        cuts = np.unique(np.append(np.searchsorted(starts, np.arange(0, starts[-1], limit)), count)).tolist()
        for first, last in pairwise(cuts):
            chunk = self._chunk(keys[first:last], postings[first:last], first, last)
            chunk = chunk if new_numbers is None else _surviving(chunk, new_numbers)
            if new_numbers is None:
                chunk.docs = chunk.docs.astype("<u4") + np.uint32(base)
            yield chunk

    def _chunk(self, keys: Array, postings: Array, first: int, last: int) -> Chunk:
        docs, freqs, at = [], [], first
        for dense in [*self.dense_between(first, last), None]:
            rows = self.rows(at, last if dense is None else dense)
            found = self._freqs(rows)
            docs.append(self.docs[rows])
            freqs.append(np.ones(rows.stop - rows.start, "<u1") if found is None else found)
            if dense is not None:
                line = self._lines[dense][1]
                docs.append(np.flatnonzero(line != 0))
                freqs.append(line.take(docs[-1]))
                at = dense + 1
        all_freqs = np.concatenate(freqs).astype("<u4")
        tokens = np.add.reduceat(all_freqs, starts_of(postings)[:-1], dtype="<i8") if len(keys) else postings
        positions = None
        if self.positions is not None:
            positions = self.positions[int(self.token_starts[first]) : int(self.token_starts[last])]
        return Chunk(keys, postings, tokens, np.concatenate(docs).astype("<u4"), all_freqs, positions)


def _surviving(chunk: Chunk, new_numbers: Array) -> Chunk:
    """The chunk without the documents that have no new number, and without terms that lost all of theirs."""
    docs = new_numbers[chunk.docs]
    kept = docs >= 0
    terms = np.repeat(np.arange(len(chunk.keys)), chunk.postings)[kept]
    freqs = chunk.freqs[kept]
    postings = np.bincount(terms, minlength=len(chunk.keys))
    tokens = np.bincount(terms, freqs, len(chunk.keys)).astype("<i8")
    positions = None if chunk.positions is None else chunk.positions[np.repeat(kept, chunk.freqs)]
    live = postings > 0
    return Chunk(chunk.keys[live], postings[live], tokens[live], docs[kept].astype("<u4"), freqs, positions)
