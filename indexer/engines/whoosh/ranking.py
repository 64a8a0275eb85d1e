"""Which documents of a segment are shown first, and how segments are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import neg
from typing import Any

import numpy as np
from whoosh import query as q

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.docsets import both, is_mask, minus, numbers, size, where
from indexer.engines.whoosh.segment_view import SegmentView
from indexer.engines.whoosh.topk import Key, best, best_of_mask, best_places, ordered
from indexer.engines.whoosh.weighing import CONSTANT, Weighing

FEW = 1000  # up to this many documents a page is put in order one by one
WHOLE_SHARE = 10  # all documents are scored at once when more than one in so many matches


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


NOBODY = Ranked(np.empty(0, "<i8"), ())


class Bar:
    """The least score of the best so far, over the segments looked at: what is below it cannot be shown any more."""

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted
        self._found: list[Array] = []
        self._count = 0
        self._height: float | None = None  # kept while nothing is taken in: most segments have nothing that reaches it

    def add(self, scores: Array) -> None:
        """Take the best of a segment in."""
        if len(scores):
            self._found.append(scores)
            self._count += len(scores)
            self._height = None

    @property
    def full(self) -> bool:
        """Whether as many were found as can be shown."""
        return self._count >= self._wanted

    def height(self) -> float | None:
        """None while everything may be shown."""
        if self._height is None and self.full:
            scores = np.concatenate(self._found)
            scores.partition(self._count - self._wanted)
            self._found = [scores[self._count - self._wanted :]]
            self._count = self._wanted
            self._height = float(self._found[0][0])
        return self._height


class Bars:
    """One bar for the documents that go before all others, and one for those."""

    def __init__(self, wanted: int) -> None:
        self.ahead, self.others = Bar(wanted), Bar(wanted)


class SegmentRanking:
    """Ranks documents of one segment for one search. `bars` are shared by all segments of it."""

    def __init__(
        self,
        view: SegmentView,
        weighing: Weighing,
        query: q.Query,
        score: q.Query | None,
        sort: Sequence[By],
        bars: Bars,
    ) -> None:
        self._view = view
        self._weighing = weighing
        self._score = score or query
        self._certain = score is None
        self._flat = self._certain and isinstance(query, CONSTANT)  # one score for all: nothing to compare
        self._bars = bars
        self._everywhere: Array | None = None
        self._by_score = bool(sort) and sort[0].column is None
        self._keys = [self._scores if by.column is None else _column_key(view, by.column, by.descending) for by in sort]

    def best(self, docs: Array, count: int, first: Array | None, wanted: int, base: int) -> Ranked:
        """The best `wanted` of `docs`, which are `count`; those in `first` go before all others whatever the keys say.

        `base` is the number of the segment's first document in the index.
        """
        if first is None:
            return self._ranked(*self._best(docs, count, wanted, self._bars.others), base)
        with_all = both(docs, first, self._view.count)
        parts = [self._best(with_all, size(with_all), wanted, self._bars.ahead)]
        if len(parts[0][0]) < wanted and not self._bars.ahead.full:
            others = minus(docs, first, self._view.count)
            parts.append(self._best(others, size(others), wanted, self._bars.others))
        chosen = np.concatenate([found for found, _ in parts])
        ahead = np.zeros(len(chosen), "<u1")
        ahead[: len(parts[0][0])] = 1
        scores = [scored for _, scored in parts if scored is not None]
        return self._ranked(chosen, np.concatenate(scores) if len(scores) == len(parts) else None, base, ahead)

    def _ranked(self, chosen: Array, scores: Array | None, base: int, *before: Array) -> Ranked:
        """`scores` are the values of the first key when they are known."""
        if not len(chosen):
            return NOBODY
        known = () if scores is None else (scores,)
        rest = (key(chosen) for key in self._keys[len(known) :])
        return Ranked(chosen.astype("<i8") + base, (*before, *known, *rest))

    def _best(self, docs: Array, count: int, wanted: int, bar: Bar) -> tuple[Array, Array | None]:
        """The best documents, ascending by number, and what they score if that was asked for."""
        if not self._by_score:
            return best(numbers(docs), self._keys, wanted), None
        if self._flat:
            return best(numbers(docs), self._keys[1:], wanted), None
        found, scores = self._scored(docs, count, wanted, bar.height())
        bar.add(scores)
        return found, scores

    def _scored(self, docs: Array, count: int, wanted: int, least: float | None) -> tuple[Array, Array]:
        """The best documents that score `least` or more, ascending by number, and their scores."""
        if count > wanted and is_mask(docs) and count * WHOLE_SHARE > self._view.count:
            zero_outside = self._certain and self._weighing.scores_nothing_else(self._score, docs)
            if self._everywhere is None:
                self._everywhere = self._weighing.scores(self._score, None, self._certain)
            chosen = best_of_mask(docs, self._everywhere, self._keys[1:], wanted, zero_outside, least)
            return chosen, self._everywhere[chosen]
        held = numbers(docs)
        scores = self._scores(held)
        if least is not None:
            reaching = where(scores >= least)
            held, scores = held[reaching], scores[reaching]
        if len(held) <= wanted:
            return held, scores
        places = best_places(held, scores, self._keys[1:], wanted)
        return held[places], scores[places]

    def _scores(self, docs: Array) -> Array:
        if self._everywhere is not None:
            return self._everywhere[docs]
        return self._weighing.scores(self._score, docs, self._certain)


def page(parts: Sequence[Ranked], sort: Sequence[By], offset: int, limit: int) -> tuple[tuple[int, float], ...]:
    """One page of all segments together, as (document number, score)."""
    place = next((place for place, by in enumerate(sort) if by.column is None), None)
    if sum(len(part.docs) for part in parts) > FEW:
        docs = np.concatenate([part.docs for part in parts])
        values = [np.concatenate(column) for column in zip(*(part.values for part in parts), strict=True)]
        shown = ordered(docs, values)[offset : offset + limit]
        scores = np.zeros(len(docs)) if place is None else values[place - len(sort)]
        return tuple(zip(docs[shown].tolist(), scores[shown].tolist(), strict=True))
    rows: list[tuple[Any, ...]] = []
    for part in parts:  # a page is a few numbers: plain Python is faster than arrays
        falling = [map(neg, column.tolist()) for column in part.values]
        rows += zip(*falling, part.docs.tolist(), strict=True)
    rows.sort()
    at = None if place is None else place - len(sort) - 1
    return tuple([(row[-1], 0.0 if at is None else -row[at]) for row in rows[offset : offset + limit]])


def _column_key(view: SegmentView, name: str, descending: bool) -> Key:
    column = view.numbers(name)
    if descending:
        return lambda docs: column[docs] + column.dtype.type(1)  # the highest number stands for none: it becomes 0
    return lambda docs: ~column[docs]
