"""One segment as the evaluation sees it; lives as long as its reader and keeps what queries share."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np
from whoosh.fields import FieldType, Schema
from whoosh.reading import SegmentReader

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.documents import DocumentsReader
from indexer.engines.whoosh.postings import FieldPostings
from indexer.engines.whoosh.scoring import LengthNorm
from indexer.engines.whoosh.stock_view import ArrayTermsReader

KEPT_PLACES = 20_000  # terms looked up that are kept for each segment
KEPT_TABLES = 64  # translated id sets kept for each segment, the least used go
KEPT_NORMS = 16  # fields, each under the rights of one searcher, whose norms are kept: four bytes a document


class Place(NamedTuple):
    """A term in a segment: the postings of its field, its number there, its bytes."""

    postings: FieldPostings
    number: int
    term: bytes


class SegmentView:
    """Arrays of a segment by field. Safe to share between threads: what is cached is only ever replaced whole."""

    def __init__(self, reader: SegmentReader) -> None:
        self.reader = reader
        self.schema: Schema = reader.schema
        self.terms: ArrayTermsReader = reader._terms
        self.documents: DocumentsReader = reader._perdoc
        self.count: int = reader.doc_count_all()
        self.alive: Array | None = None
        if self.documents.has_deletions():
            self.alive = np.ones(self.count, bool)
            self.alive[list(self.documents.deleted_docs())] = False
        self.fields: dict[str, FieldType] = dict(self.schema.items())
        self._places: dict[tuple[str, bytes], Place | None] = {}
        self._texts: dict[tuple[str, str], Place | None] = {}
        self._lengths: dict[str, Array] = {}
        self._norms: OrderedDict[Hashable, Array] = OrderedDict()
        self._codes: dict[str, dict[str, int]] = {}
        self._tables: OrderedDict[tuple[str, frozenset[str]], Array] = OrderedDict()

    def field(self, name: str) -> FieldPostings | None:
        """The inverted field, if the segment has any of it."""
        return self.terms.fields.get(name)

    def place(self, field: str, text: Any) -> Place | None:
        """The same for a term as a query names it; None also for no such field or number."""
        key = field, text
        if type(text) is str and key in self._texts:
            return self._texts[key]
        kind = self.fields.get(field)
        if kind is None:
            return None
        try:
            place = self.find(field, kind.to_bytes(text))
        except ValueError:
            return None
        if type(text) is str:
            if len(self._texts) >= KEPT_PLACES:
                self._texts = {}
            self._texts[key] = place
        return place

    def find(self, field: str, term: bytes) -> Place | None:
        """Where the term is; the answer is remembered."""
        key = field, term
        try:
            return self._places[key]
        except KeyError:
            found = self.terms.find(field, term)
            place = None if found is None else Place(*found, term)
            if len(self._places) >= KEPT_PLACES:
                self._places.clear()
            self._places[key] = place
            return place

    def lengths(self, field: str) -> Array:
        """The length byte of every document."""
        if field not in self._lengths:
            self._lengths[field] = self.documents.lengths(field)
        return self._lengths[field]

    def norms(self, field: str, norm: LengthNorm) -> Array:
        """The norm of every document in a field."""
        key = field, norm.key
        found = self._norms.get(key)
        if found is None:
            found = norm.of(self.lengths(field))
            self._norms[key] = found
            if len(self._norms) > KEPT_NORMS:
                self._norms.popitem(last=False)
        return found

    def numbers(self, field: str) -> Array:
        """A number column in sortable form; the highest number stands for none."""
        if self.documents.has_column(field):
            return self.documents.numbers(field)
        column = self.schema[field].column_type
        return np.full(self.count, column.default_value(), f"<{column._typecode}")

    def holding(self, field: str, values: frozenset[str]) -> Array:
        """The documents whose keyword column holds one of the values, as a mask."""
        if not self.documents.has_column(field):
            return np.zeros(self.count, bool)
        key = field, values
        table = self._tables.get(key)
        if table is None:
            table = self._translate(field, values)
            self._tables[key] = table
            if len(self._tables) > KEPT_TABLES:
                self._tables.popitem(last=False)
        return table[self.documents.codes(field)]

    def _translate(self, field: str, values: frozenset[str]) -> Array:
        known = self.documents.values(field)
        if field not in self._codes:
            self._codes[field] = {value.decode(): code for code, value in enumerate(known, 1)}
        codes = self._codes[field]
        table = np.zeros(len(known) + 1, bool)
        table[[codes[value] for value in codes.keys() & values]] = True
        return table
