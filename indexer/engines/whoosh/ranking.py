"""Which documents of a segment are shown first, and how segments are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from whoosh import query as q

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.docsets import NOTHING, both, is_mask, members, minus, numbers, size
from indexer.engines.whoosh.segment_view import SegmentView
from indexer.engines.whoosh.topk import Key, best, best_of_mask, ordered
from indexer.engines.whoosh.weighing import CONSTANT, Weighing

WHOLE_SHARE = 2  # all documents are scored at once when more than one in this many matches


@dataclass(frozen=True, slots=True)
class By:
    """Sort by the score (no column) or by a number column. Documents without a number come last."""

    column: str | None = None
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Ranked:
    """Documents that may be shown: their numbers in the index, and the value of every key, greater first."""

    docs: Array
    values: tuple[Array, ...]


class SegmentRanking:
    """Ranks documents of one segment for one search."""

    def __init__(
        self, view: SegmentView, weighing: Weighing, query: q.Query, score: q.Query | None, sort: Sequence[By]
    ) -> None:
        self._view = view
        self._weighing = weighing
        self._score = score or query
        self._certain = score is None
        self._flat = self._certain and isinstance(query, CONSTANT)  # one score for all: nothing to compare
        self._everywhere: Array | None = None
        self._scored: tuple[Array, Array] | None = None
        self._sort = sort
        self._keys = [self._scores if by.column is None else _column_key(view, by.column, by.descending) for by in sort]

    def best(self, docs: Array, first: Array | None, wanted: int, base: int) -> Ranked:
        """The best `wanted` of `docs`; those in `first` go before all others whatever the keys say.

        `base` is the number of the segment's first document in the index.
        """
        if first is None:
            return self._ranked(self._best(docs, wanted), base)
        ahead = self._best(both(docs, first, self._view.count), wanted)
        behind = NOTHING
        if len(ahead) < wanted:
            behind = self._best(minus(docs, first, self._view.count), wanted - len(ahead))
        chosen = np.union1d(ahead, behind)
        return self._ranked(chosen, base, members(chosen, ahead).astype("<u1"))

    def _ranked(self, chosen: Array, base: int, *before: Array) -> Ranked:
        return Ranked(chosen.astype("<i8") + base, (*before, *(key(chosen) for key in self._keys)))

    def _best(self, docs: Array, wanted: int) -> Array:
        """The best documents, ascending by number."""
        count = size(docs)
        if count <= wanted:
            return numbers(docs)
        by_score = bool(self._sort) and self._sort[0].column is None
        if by_score and self._flat:
            return np.sort(best(numbers(docs), self._keys[1:], wanted))
        if by_score and is_mask(docs) and count * WHOLE_SHARE > self._view.count:
            zero_outside = self._certain and self._weighing.scores_nothing_else(self._score, docs)
            if self._everywhere is None:
                self._everywhere = self._weighing.scores(self._score, None, self._certain)
            return np.sort(best_of_mask(docs, self._everywhere, self._keys[1:], wanted, zero_outside))
        return np.sort(best(numbers(docs), self._keys, wanted))

    def _scores(self, docs: Array) -> Array:
        if self._everywhere is not None:
            return self._everywhere[docs]
        known = self._scored
        if known is not None and len(docs) <= len(known[0]):
            places = np.searchsorted(known[0], docs)
            if len(docs) == 0 or (places[-1] < len(known[0]) and np.array_equal(known[0][places], docs)):
                return known[1][places]
        scores = self._weighing.scores(self._score, docs, self._certain)
        self._scored = docs, scores
        return scores


def page(parts: Sequence[Ranked], sort: Sequence[By], offset: int, limit: int) -> tuple[tuple[int, float], ...]:
    """One page of all segments together, as (document number, score)."""
    if not parts:
        return ()
    docs = np.concatenate([part.docs for part in parts])
    values = [np.concatenate(column) for column in zip(*(part.values for part in parts), strict=True)]
    shown = ordered(docs, values)[offset : offset + limit]
    place = next((place for place, by in enumerate(sort) if by.column is None), None)
    scores = np.zeros(len(docs)) if place is None else values[place - len(sort)]
    return tuple(zip(docs[shown].tolist(), scores[shown].tolist(), strict=True))


def _column_key(view: SegmentView, name: str, descending: bool) -> Key:
    column = view.numbers(name)
    if descending:
        return lambda docs: column[docs] + column.dtype.type(1)  # the highest number stands for none: it becomes 0
    return lambda docs: ~column[docs]
