"""What scoring knows of the whole index, or of that part of it that a searcher may see.

Counting only what may be seen makes scores say nothing about the rest: whether a hidden document
exists changes no digit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.docsets import is_mask, members, size
from indexer.engines.whoosh.documents import BYTE_LENGTHS
from indexer.engines.whoosh.postings import FieldPostings
from indexer.engines.whoosh.scoring import LengthNorm, StreamBm25, TermScorer
from indexer.engines.whoosh.segment_view import SegmentView


class WholeIndex:
    """Statistics of all documents, deleted ones included until they are merged away, as in stock Whoosh."""

    kept = 20_000  # terms whose weight is remembered

    def __init__(self, views: Sequence[SegmentView], weighting: StreamBm25) -> None:
        self._views = views
        self._weighting = weighting
        self._scorers: dict[tuple[str, bytes], TermScorer] = {}
        self._norms: dict[str, LengthNorm] = {}
        self.documents = sum(view.count for view in views)

    def scorer(self, field: str, term: bytes) -> TermScorer:
        """The scorer of a term."""
        found = self._scorers.get((field, term))
        if found is None:
            found = self._weighting.term_scorer(self.documents, self._frequency(field, term), self._norm(field))
            if len(self._scorers) >= self.kept:
                self._scorers.clear()
            self._scorers[field, term] = found
        return found

    def _norm(self, field: str) -> LengthNorm:
        if field not in self._norms:
            self._norms[field] = self._weighting.length_norm(field, self._average(field) or 1.0)
        return self._norms[field]

    def _frequency(self, field: str, term: bytes) -> int:
        found = (view.find(field, term) for view in self._views)
        return sum(place.postings.doc_frequency(place.number) for place in found if place is not None)

    def _average(self, field: str) -> float:
        return sum(view.documents.field_length(field) for view in self._views) / (self.documents or 1)


class VisiblePart(WholeIndex):
    """Statistics of the given documents of each segment only (None: of all)."""

    kept = 2_000

    def __init__(self, views: Sequence[SegmentView], weighting: StreamBm25, visible: Sequence[Array | None]) -> None:
        super().__init__(views, weighting)
        self._visible = visible
        self.documents = sum(
            view.count if docs is None else size(docs) for view, docs in zip(views, visible, strict=True)
        )

    def _frequency(self, field: str, term: bytes) -> int:
        total = 0
        for view, seen in zip(self._views, self._visible, strict=True):
            place = view.find(field, term)
            if place is not None and seen is None:
                total += place.postings.doc_frequency(place.number)
            elif place is not None and seen is not None:
                total += _count_in(seen, place.postings, place.number)
        return total

    def _average(self, field: str) -> float:
        total = 0
        for view, seen in zip(self._views, self._visible, strict=True):
            lengths = view.lengths(field)
            total += int(np.bincount(lengths if seen is None else lengths[seen], minlength=256) @ BYTE_LENGTHS)
        return total / (self.documents or 1)


def _count_in(seen: Array, postings: FieldPostings, number: int) -> int:
    """How many of the documents hold the term."""
    line = postings.line(number)
    if line is not None:
        return int(np.count_nonzero(line[seen]))
    held = postings.docs_of(number)
    if is_mask(seen):
        return int(np.count_nonzero(seen[held]))
    return int(np.count_nonzero(members(held, seen) if len(held) < len(seen) else members(seen, held)))
