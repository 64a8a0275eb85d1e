"""Writing one inverted field of a segment; `postings` says which arrays there are, and reads them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from indexer.engines.whoosh.array_file import Array, ArrayFileWriter, unsigned
from indexer.engines.whoosh.layout import Layout
from indexer.engines.whoosh.postings import BIG, LINES
from indexer.engines.whoosh.runs import Chunk
from indexer.engines.whoosh.spool import Spool, SpooledArray
from indexer.engines.whoosh.terms import starts_of, write_byte_terms, write_pair_terms


class FieldPostingsWriter:
    """Collects the chunks of one field and writes its arrays."""

    def __init__(self, spool: Spool, doc_count: int, layout: Layout) -> None:
        self._doc_count = doc_count
        self._layout = layout
        self._rows = SpooledArray(spool, "<u4")
        self._tokens = SpooledArray(spool, "<u4")
        self._keys = SpooledArray(spool, "<u8")
        self._docs = SpooledArray(spool, unsigned(max(0, doc_count - 1)))
        self._freqs = SpooledArray(spool, "<u1")
        self._positions = SpooledArray(spool, "<u4")
        self._lines = {name: SpooledArray(spool, kind) for name, kind in LINES.items()}
        self._dense: dict[str, list[tuple[int, int]]] = {name: [] for name in LINES}
        self._big: list[tuple[Array, Array]] = []
        self._highest_freq = self._highest_position = 0

    def add(self, chunk: Chunk) -> None:
        """The next terms."""
        if chunk.positions is not None:
            self._tokens.add(chunk.tokens)
            self._positions.add(chunk.positions)
            self._highest_position = max(self._highest_position, int(chunk.positions.max()))
        self._highest_freq = max(self._highest_freq, int(chunk.freqs.max()))
        rows = chunk.postings
        keep = self._add_lines(chunk)
        docs, freqs = chunk.docs, chunk.freqs
        if keep is not None:
            by_row = np.repeat(keep, rows)
            docs, freqs, rows = docs[by_row], freqs[by_row], np.where(keep, rows, 0)
        big = np.flatnonzero(freqs >= BIG)
        if len(big):
            self._big.append((big + len(self._docs), freqs[big]))
            freqs = np.minimum(freqs, BIG)
        self._keys.add(chunk.keys)
        self._rows.add(rows)
        self._docs.add(docs)
        self._freqs.add(freqs)

    def _add_lines(self, chunk: Chunk) -> Array | None:
        """Write the lines of common terms; which terms keep their rows, or None when all do."""
        if self._doc_count < self._layout.line_from:
            return None
        common = np.flatnonzero(chunk.postings * self._layout.line_share > self._doc_count)
        keep = None
        starts = starts_of(chunk.postings)
        for term in common.tolist():
            rows = slice(int(starts[term]), int(starts[term + 1]))
            freqs = chunk.freqs[rows]
            kind = unsigned(int(freqs.max()))
            name = next(name for name, type_of_line in LINES.items() if type_of_line == kind)
            line = np.zeros(self._doc_count, kind)
            line[chunk.docs[rows]] = freqs
            self._lines[name].add(line)
            self._dense[name].append((len(self._keys) + term, len(freqs)))
            keep = np.ones(len(chunk.keys), bool) if keep is None else keep
            keep[term] = False
        return keep

    def write(self, out: ArrayFileWriter, field: str, terms: list[bytes], pairs_of: int | None) -> None:
        """Write all arrays. `terms` is the vocabulary; `pairs_of` the size of the other field's, for pairs."""
        if pairs_of is None:
            write_byte_terms(out, field, terms)
        else:
            write_pair_terms(out, field, self._keys.pieces(), pairs_of)
        _write_starts(out, f"{field}/row_starts", self._rows, len(self._docs))
        out.write(f"{field}/docs", self._docs.pieces(), self._docs.dtype)
        if self._highest_freq > 1:
            out.write(f"{field}/freqs", self._freqs.pieces(), "<u1")
        if self._big:
            rows, freqs = (np.concatenate(parts) for parts in zip(*self._big, strict=True))
            out.write(f"{field}/big_rows", [rows], "<u4")
            out.write(f"{field}/big_freqs", [freqs], "<u4")
        if len(self._tokens):
            _write_starts(out, f"{field}/token_starts", self._tokens, len(self._positions))
            out.write(f"{field}/positions", self._positions.pieces(), unsigned(self._highest_position))
        for name, dense in self._dense.items():
            if dense:
                numbers, counts = zip(*dense, strict=True)
                out.write(f"{field}/{name}_terms", [np.array(numbers)], "<u4")
                out.write(f"{field}/{name}_df", [np.array(counts)], "<u4")
                out.write(f"{field}/{name}_lines", self._lines[name].pieces(), LINES[name])


def _write_starts(out: ArrayFileWriter, name: str, counts: SpooledArray, total: int) -> None:
    out.write(name, _running(counts), unsigned(total))


def _running(counts: SpooledArray) -> Iterator[Array]:
    """0 and the sums so far, a piece at a time."""
    passed = np.zeros(1, "<i8")
    yield passed
    for piece in counts.pieces():
        sums = np.cumsum(piece, dtype="<i8") + passed[-1]
        yield sums
        passed = sums[-1:]
