"""The best few of many: by one key after another, without sorting what will not be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from indexer.engines.whoosh.array_file import Array

Key = Callable[[Array], Array]
"""Values to sort by for an array of documents; the greatest comes first."""

FEW = 2048  # up to this many values a plain partition is faster than looking at blocks first


def best(docs: Array, keys: Sequence[Key], count: int) -> Array:
    """The `count` best of `docs`, in no order: by the first key, ties by the next, at last the lowest number."""
    if len(docs) <= count:
        return docs
    if not keys:
        return docs[:count]
    return _cut(docs, keys[0](docs), keys[1:], count)


def best_of_mask(mask: Array, values: Array, keys: Sequence[Key], count: int, zero_outside: bool = False) -> Array:
    """The same for a mask of more than `count` documents with one value each.

    `zero_outside` says that all other values are 0; otherwise they are looked past.
    """
    values = values if zero_outside else values * mask
    bound = _bound(values, count)
    docs = np.flatnonzero(values >= bound) if bound > 0 else np.flatnonzero(mask)
    return _cut(docs, values[docs], keys, count)


def _cut(docs: Array, values: Array, keys: Sequence[Key], count: int) -> Array:
    size = len(docs)
    if size <= count:
        return docs
    if size > FEW:
        near = np.flatnonzero(values >= _bound(values, count))
        docs, values, size = docs[near], values[near], len(near)
    limit = np.partition(values, size - count)[size - count]
    over = docs[values > limit]
    return np.concatenate((over, best(docs[values == limit], keys, count - len(over))))


def _bound(values: Array, count: int) -> Array:
    """A value that at least `count` values reach, and not many more.

    Each of the `count` greatest block maxima is such a value, so the least of them is a bound.
    """
    size = len(values)
    if count * 32 >= size:
        least: Array = values.min()
        return least
    width = max(16, min(512, size // (count * 16)))
    tops = values[: size - size % width].reshape(-1, width).max(axis=1)
    bound: Array = np.partition(tops, len(tops) - count)[len(tops) - count]
    return bound


def ordered(docs: Array, values: Sequence[Array]) -> Array:
    """Places of the documents in order: by each array of values in turn, greatest first, then by number."""
    falling = [~column if column.dtype.kind == "u" else -column for column in reversed(values)]
    return np.lexsort((docs, *falling))
