"""Reading columns of a segment: counting values for facets, and looking up single ones."""

from __future__ import annotations

from typing import Any

import numpy as np
from whoosh.columns import NumericColumn

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.segment_view import SegmentView

Tally = dict[Any, int]


def count_values(view: SegmentView, column: str, docs: Array, tally: Tally) -> None:
    """Add to `tally` how many of the documents hold each value of the column; none is not counted."""
    if not view.documents.has_column(column):
        return
    kind = view.schema[column]
    if isinstance(kind.column_type, NumericColumn):
        values, counts = np.unique(view.documents.numbers(column)[docs], return_counts=True)
        for value, documents in zip(values.tolist(), counts.tolist(), strict=True):
            if value != kind.column_type.default_value():
                tally[kind.from_column_value(value)] += documents
        return
    known = view.documents.values(column)
    counted = np.bincount(view.documents.codes(column)[docs], minlength=len(known) + 1)
    for place in np.flatnonzero(counted[1:]).tolist():
        tally[known[place].decode()] += int(counted[place + 1])


def ranked(tally: Tally) -> tuple[tuple[Any, int], ...]:
    """The most frequent first, then by value."""
    return tuple(sorted(tally.items(), key=lambda item: (-item[1], item[0])))


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
