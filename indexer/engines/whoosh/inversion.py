"""From tokens of documents to the inverted fields of a segment, in bounded memory.

Tokens are numbered as they come and kept as plain arrays. When enough are waiting, each field is
inverted into a run, and so are the streams derived from it: folded tokens through a table from term
number to folded term number, pairs by joining the numbers of neighbours. Segments to be merged
join as runs as well. At the end every field's runs are merged once.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from whoosh.fields import Schema

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.fields import GAP, Folded, Pairs
from indexer.engines.whoosh.layout import DEFAULT, Layout
from indexer.engines.whoosh.runs import Chunk, Run, invert, merge, park
from indexer.engines.whoosh.spool import Spool
from indexer.engines.whoosh.terms import HALF, SECOND_BITS

WIDE = np.uint64(SECOND_BITS)


@dataclass(frozen=True, slots=True)
class Stream:
    """Tokens in the order of the text: term numbers, documents, positions, and the terms in order."""

    terms: list[bytes]
    codes: Array
    docs: Array
    positions: Array


@dataclass(slots=True)
class FieldRuns:
    """What is known of one field so far. Each run has its own vocabulary; pairs have that of their base."""

    runs: list[Run] = field(default_factory=list)
    vocabularies: list[list[bytes]] = field(default_factory=list)

    def add(self, run: Run | None, vocabulary: list[bytes]) -> None:
        if run is not None:
            self.runs.append(run)
            self.vocabularies.append(vocabulary)


class _Waiting:
    """Tokens of one field that are not inverted yet."""

    def __init__(self) -> None:
        self.numbers: defaultdict[bytes | str, int] = defaultdict()
        self.numbers.default_factory = self.numbers.__len__
        self.codes = array("I")
        self.docs: list[int] = []
        self.counts: list[int] = []

    def add(self, docnum: int, tokens: Sequence[bytes | str]) -> None:
        self.codes.extend(map(self.numbers.__getitem__, tokens))
        self.docs.append(docnum)
        self.counts.append(len(tokens))

    def stream(self) -> Stream:
        """The tokens with the numbers of their terms in sorted order, gaps left out."""
        words = [word.encode() if isinstance(word, str) else word for word in self.numbers]
        ranks = sorted(range(len(words)), key=words.__getitem__)
        number_of = np.empty(len(words), "<u8")
        number_of[ranks] = np.arange(len(words), dtype="<u8")
        counts = np.array(self.counts, "<i8")
        ends = np.cumsum(counts)
        codes = number_of[np.frombuffer(self.codes, "<u4")]
        docs = np.repeat(np.array(self.docs, "<u4"), counts)
        positions = (np.arange(len(codes)) - np.repeat(ends - counts, counts)).astype("<u4")
        terms = [words[rank] for rank in ranks]
        if terms and terms[0] == GAP.encode():
            real = codes > 0
            return Stream(terms[1:], codes[real] - np.uint64(1), docs[real], positions[real])
        return Stream(terms, codes, docs, positions)


class Inversion:
    """Takes the place of Whoosh's posting pool: a writer adds documents, the codec takes the fields."""

    def __init__(self, schema: Schema, folder: str | None = None, layout: Layout = DEFAULT) -> None:
        self.schema = schema
        self.spool = Spool(folder)
        self._limit = layout.chunk
        self._waiting: dict[str, _Waiting] = {}
        self._tokens = 0
        self._fields: dict[str, FieldRuns] = defaultdict(FieldRuns)

    def add(self, fieldname: str, docnum: int, tokens: Sequence[bytes | str]) -> None:
        """The terms of one field of a document, in order; documents come in ascending order."""
        waiting = self._waiting.get(fieldname)
        if waiting is None:
            waiting = self._waiting[fieldname] = _Waiting()
        waiting.add(docnum, tokens)
        self._tokens += len(tokens)
        if self._tokens >= self._limit:
            self.settle()

    def add_run(self, fieldname: str, chunks: Iterator[Chunk], vocabulary: list[bytes]) -> None:
        """A field of a segment that is being merged; its documents follow everything added so far.

        `vocabulary` holds the segment's terms by number, for pairs those of the field they come from.
        """
        self.settle()
        run = park(chunks, self.spool)
        if run is not None and not isinstance(self.schema[fieldname], Pairs):
            used = set(run.keys[:].tolist())  # terms that stand in deleted documents only go
            vocabulary = [term if number in used else b"" for number, term in enumerate(vocabulary)]
        self._fields[fieldname].add(run, vocabulary)

    def settle(self) -> None:
        """Invert what is waiting."""
        waiting, self._waiting, self._tokens = self._waiting, {}, 0
        for fieldname, tokens in waiting.items():
            self._invert(fieldname, tokens.stream())

    def _invert(self, fieldname: str, stream: Stream) -> None:
        if len(stream.codes):
            kind = self.schema[fieldname]
            positions = stream.positions if getattr(kind, "positions", False) else None
            chunk = invert(stream.codes, stream.docs, positions)
            self._fields[fieldname].add(park([chunk], self.spool), stream.terms)
        for name, derived in self.schema.items():
            if getattr(derived, "of", None) != fieldname:
                continue
            if isinstance(derived, Folded):
                self._invert(name, _folded(stream, derived))
            elif isinstance(derived, Pairs):
                self._invert_pairs(name, derived, stream)

    def _invert_pairs(self, fieldname: str, kind: Pairs, stream: Stream) -> None:
        codes, docs, positions = stream.codes, stream.docs, stream.positions
        adjacent = np.flatnonzero((docs[1:] == docs[:-1]) & (positions[1:] == positions[:-1] + np.uint32(1)))
        if not len(adjacent):
            return
        bits = np.uint64(max(1, len(stream.terms).bit_length()))  # narrow while sorting, wide in the run
        pairs = codes[adjacent] << bits | codes[adjacent + 1]
        chunk = invert(pairs, docs[adjacent], positions[adjacent] if kind.positions else None)
        narrow = (np.uint64(1) << bits) - np.uint64(1)
        chunk.keys = (chunk.keys >> bits) << WIDE | chunk.keys & narrow
        self._fields[fieldname].add(park([chunk], self.spool), stream.terms)

    def fields(self) -> Iterator[tuple[str, list[bytes], Iterator[Chunk]]]:
        """Every field: its name, its vocabulary (empty for pairs), its merged chunks.

        The numbers of a chunk's terms index the vocabulary; those of pairs are two numbers into the
        vocabulary of the field they come from.
        """
        self.settle()
        vocabularies = {
            name: sorted(set().union(*found.vocabularies) - {b""})
            for name, found in self._fields.items()
            if not isinstance(self.schema[name], Pairs)
        }
        for name in sorted(self._fields, key=lambda name: (isinstance(self.schema[name], Pairs), name)):
            kind, found = self.schema[name], self._fields.pop(name)
            terms = vocabularies[kind.of if isinstance(kind, Pairs) else name]
            numbers = {term: number for number, term in enumerate(terms)}
            runs = []
            for run, vocabulary in zip(found.runs, found.vocabularies, strict=True):
                table = np.fromiter((numbers.get(term, 0) for term in vocabulary), "<u8", len(vocabulary))
                run.renumber = partial(_paired if isinstance(kind, Pairs) else _single, table)
                runs.append(run)
            found.vocabularies.clear()
            if runs:
                yield name, [] if isinstance(kind, Pairs) else terms, merge(runs, self._limit)

    def close(self) -> None:
        self.spool.close()


def _single(numbers: Array, keys: Array) -> Array:
    found: Array = numbers[keys]
    return found


def _paired(numbers: Array, keys: Array) -> Array:
    found: Array = numbers[keys >> WIDE] << WIDE | numbers[keys & HALF]
    return found


def _folded(stream: Stream, kind: Folded) -> Stream:
    folded = [kind.fold(term.decode()).encode() for term in stream.terms]
    terms = sorted(set(folded))
    numbers = {term: number for number, term in enumerate(terms)}
    table = np.fromiter(map(numbers.__getitem__, folded), "<u8", len(folded))
    return Stream(terms, table[stream.codes], stream.docs, stream.positions)
