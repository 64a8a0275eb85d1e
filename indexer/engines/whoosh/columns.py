"""Reading columns of a segment: counting values for facets, and looking up single ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from whoosh.columns import NumericColumn

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.segment_view import SegmentView

Counted = tuple[tuple[Any, int], ...]


class KeywordFacet:
    """Counts the values of a keyword column over all segments, which number their values each in its own way."""

    def __init__(self, views: Sequence[SegmentView], column: str) -> None:
        held = [view.documents.values(column) if view.documents.has_column(column) else [] for view in views]
        self._values = sorted(set().union(*held))
        number_of = {value: number for number, value in enumerate(self._values, 1)}
        self._numbers = [np.array([0, *(number_of[value] for value in values)], "<i8") for values in held]
        self._column = column

    def count(self, views: Sequence[SegmentView], found: Sequence[Array], limit: int | None) -> Counted:
        """(value, documents) of the `limit` most frequent values, ties in the order of the values."""
        counts = np.zeros(len(self._values) + 1, "<i8")
        for view, docs, numbers in zip(views, found, self._numbers, strict=True):
            if len(numbers) > 1:
                codes = view.documents.codes(self._column)[docs]
                counts[numbers] += np.bincount(codes, minlength=len(numbers))
        counts[0] = 0  # documents without a value
        held = np.flatnonzero(counts)
        if limit and len(held) > limit:
            held = held[counts[held] >= np.partition(counts[held], -limit)[-limit]]  # thousands of units, few are shown
        shown = held[np.argsort(-counts[held], kind="stable")][:limit]
        return tuple((self._values[number - 1].decode(), int(counts[number])) for number in shown.tolist())


class NumberFacet:
    """Counts the values of a number column."""

    def __init__(self, views: Sequence[SegmentView], column: str) -> None:
        self._column = column
        self._kind = views[0].fields[column] if views else None

    def count(self, views: Sequence[SegmentView], found: Sequence[Array], limit: int | None) -> Counted:
        """(value, documents) of the `limit` most frequent values, ties in the order of the values."""
        if self._kind is None:
            return ()
        held = np.concatenate([view.numbers(self._column)[docs] for view, docs in zip(views, found, strict=True)])
        values, counts = np.unique(held[held != self._kind.column_type.default_value()], return_counts=True)
        shown = np.argsort(-counts, kind="stable")[:limit]
        read = self._kind.from_column_value
        return tuple(
            (read(value), count) for value, count in zip(values[shown].tolist(), counts[shown].tolist(), strict=True)
        )


def facet_of(views: Sequence[SegmentView], column: str) -> KeywordFacet | NumberFacet:
    """The way to count a column."""
    numeric = bool(views) and isinstance(views[0].fields[column].column_type, NumericColumn)
    return NumberFacet(views, column) if numeric else KeywordFacet(views, column)


def value_at(view: SegmentView, column: str, docnum: int) -> Any:
    """The value of a document of the segment; None where there is none."""
    if not view.documents.has_column(column):
        return None
    kind = view.schema[column]
    if isinstance(kind.column_type, NumericColumn):
        number = int(view.documents.numbers(column)[docnum])
        return None if number == kind.column_type.default_value() else kind.from_column_value(number)
    code = int(view.documents.codes(column)[docnum])
    return view.documents.values(column)[code - 1].decode() if code else None
