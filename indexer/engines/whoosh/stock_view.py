"""The arrays as Whoosh's own matchers, cursors and correctors want to see them: one value at a time.

The array evaluation never comes here. Queries it does not know, spelling suggestions and anything
else of stock Whoosh do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh import formats
from whoosh.codec import base
from whoosh.fields import FieldType
from whoosh.matching import ListMatcher, ReadTooFar
from whoosh.query.spans import Span
from whoosh.reading import TermInfo, TermNotFound

from indexer.engines.whoosh.array_file import Array, ArrayFile
from indexer.engines.whoosh.postings import FieldPostings
from indexer.engines.whoosh.terms import starts_of


class ArrayTermsReader(base.TermsReader):
    """The inverted fields of a segment, by name in `fields`."""

    def __init__(self, arrays: ArrayFile, fields: dict[str, FieldPostings]) -> None:
        self.arrays = arrays
        self.fields = fields
        self._names = sorted(fields)

    def find(self, field: str, term: bytes) -> tuple[FieldPostings, int] | None:
        """The postings of a field and the number of the term in it."""
        postings = self.fields.get(field)
        number = postings.terms.find(term) if postings else -1
        return None if postings is None or number < 0 else (postings, number)

    def _known(self, field: str, term: bytes) -> tuple[FieldPostings, int]:
        found = self.find(field, term)
        if found is None:
            raise TermNotFound(f"No term {field}:{term!r}")
        return found

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self.find(*term) is not None

    def cursor(self, fieldname: str, fieldobj: FieldType) -> ArrayCursor:
        return ArrayCursor(self.fields.get(fieldname), fieldobj)

    def _from(self, field: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], FieldPostings, int]]:
        for name in self._names[bisect_left(self._names, field) :]:
            postings = self.fields[name]
            for number in range(postings.terms.lower(prefix) if name == field else 0, len(postings.terms)):
                yield (name, postings.terms.term(number)), postings, number

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return (term for term, _, _ in self._from(fieldname, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, term_info(postings, number)) for term, postings, number in self._from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        return term_info(*self._known(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        found = self.find(fieldname, text)
        return float(found[0].total(found[1])) if found else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        found = self.find(fieldname, text)
        return found[0].doc_frequency(found[1]) if found else 0

    def matcher(self, fieldname: str, text: bytes, format_: formats.Format, scorer: Any = None) -> ArrayMatcher:
        postings, number = self._known(fieldname, text)
        freqs = postings.freqs_of(number)
        return ArrayMatcher(
            postings.docs_of(number).tolist(),
            None if freqs is None else freqs.astype("<f8").tolist(),
            _Values(postings, number, format_),
            format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=term_info(postings, number),
        )

    def indexed_field_names(self) -> list[str]:
        return self._names

    def close(self) -> None:
        """The map goes with the last array that looks into it."""


def term_info(postings: FieldPostings, number: int) -> TermInfo:
    """Statistics of a term. The shortest length is given as 1: it only bounds scores from above."""
    docs, freqs = postings.docs_of(number), postings.freqs_of(number)
    highest = 1.0 if freqs is None else float(freqs.max())
    return TermInfo(float(postings.total(number)), len(docs), 1, 1 << 31, highest, int(docs[0]), int(docs[-1]))


class ArrayCursor(base.FieldCursor):
    """Walks the terms of a field."""

    def __init__(self, postings: FieldPostings | None, field: FieldType) -> None:
        self._postings, self._field = postings, field
        self._number = 0

    def is_valid(self) -> bool:
        return self._postings is not None and self._number < len(self._postings.terms)

    def text(self) -> Any:
        if self._postings is None or not self.is_valid():
            return None
        return self._field.from_bytes(self._postings.terms.term(self._number))

    def term_info(self) -> TermInfo | None:
        return term_info(self._postings, self._number) if self._postings and self.is_valid() else None

    def first(self) -> Any:
        self._number = 0
        return self.text()

    def next(self) -> Any:
        self._number += 1
        return self.text()

    def find(self, term: Any) -> Any:
        wanted = term if isinstance(term, bytes) else self._field.to_bytes(term)
        self._number = self._postings.terms.lower(wanted) if self._postings else 0
        return self.text()


class ArrayMatcher(ListMatcher):
    """A posting list as one block."""

    _i: int

    def id(self) -> int:
        return int(self._ids[min(self._i, len(self._ids) - 1)])  # stock code asks exhausted matchers, too

    def skip_to(self, id: int) -> None:  # noqa: A002  Whoosh names it so
        if not self.is_active():
            raise ReadTooFar
        self._i = bisect_left(self._ids, id, self._i)

    def block_max_weight(self) -> float:
        return float(self._terminfo.max_weight())

    def spans(self) -> list[Span]:
        return [Span(position) for position in self.value_as("positions")]

    def skip_to_quality(self, minquality: float) -> int:
        if self.block_quality() <= minquality:
            self._i = len(self._ids)
        return 0


class _Values:
    """Posting values in Whoosh's encoding, made when one is asked for."""

    def __init__(self, postings: FieldPostings, number: int, form: formats.Format) -> None:
        freqs = postings.freqs_of(number)
        self._freqs: Array = np.ones(postings.doc_frequency(number), "<u1") if freqs is None else freqs
        self._form = form
        self._starts = starts_of(self._freqs)
        self._positions = None if postings.positions is None else postings.positions_of(number)

    def __len__(self) -> int:
        return len(self._freqs)

    def __getitem__(self, row: int) -> bytes:
        if self._positions is not None:
            return bytes(self._form.encode(self._positions[self._starts[row] : self._starts[row + 1]].tolist()))
        if isinstance(self._form, formats.Frequency):
            return int(self._freqs[row]).to_bytes(4, "big")
        return b""

    def __setitem__(self, row: int, value: bytes) -> None:
        """ListMatcher writes back what it was given; there is nothing to keep."""
