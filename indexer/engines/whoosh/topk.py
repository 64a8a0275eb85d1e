"""The best few of many: by one key after another, without sorting what will not be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from indexer.engines.whoosh.array_file import Array

Key = Callable[[Array], Array]
"""Values to sort by for an array of documents; the greatest comes first."""

FEW = 2048  # below this many values a plain partition is faster than looking at blocks first


def best(docs: Array, keys: Sequence[Key], count: int, first: Array | None = None) -> Array:
    """The `count` best of `docs`, in no order: by the first key, ties by the next, at last by number.

    `first` are the values of the first key when they are known already.
    """
    if len(docs) <= count:
        return docs
    if not keys:
        return docs[:count]
    values = keys[0](docs) if first is None else first
    limit = kth_greatest(values, count)
    over = docs[values > limit]
    tied = docs[values == limit]
    return np.concatenate((over, best(tied, keys[1:], count - len(over))))


def kth_greatest(values: Array, count: int) -> Array:
    """The value that exactly `count` values reach or exceed, ties aside."""
    size = len(values)
    if size > FEW and count * 32 < size:
        # The count greatest block maxima bound the answer from below; few values pass that bound.
        width = max(16, min(512, size // (count * 16)))
        tops = values[: size - size % width].reshape(-1, width).max(axis=1)
        bound = np.partition(tops, len(tops) - count)[len(tops) - count]
        values = values[values >= bound]
    limit: Array = np.partition(values, len(values) - count)[len(values) - count]
    return limit


def ordered(docs: Array, values: Sequence[Array]) -> Array:
    """Places of the documents in order: by each array of values in turn, greatest first, then by number."""
    falling = [~column if column.dtype.kind == "u" else -column for column in reversed(values)]
    return np.lexsort((docs, *falling))
