"""The best few of many: by one key after another, without sorting what will not be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from indexer.engines.whoosh.array_file import Array

Key = Callable[[Array], Array]
"""Values to sort by for an array of documents; the greatest comes first."""

FEW = 2048  # up to this many values a plain partition is faster than looking at blocks first


def best(docs: Array, keys: Sequence[Key], count: int) -> Array:
    """The `count` best of `docs`, ascending: by the first key, ties by the next, at last the lowest number."""
    if len(docs) <= count:
        return docs
    if not keys:
        return docs[:count]
    chosen: Array = docs[best_places(docs, keys[0](docs), keys[1:], count)]
    return chosen


def best_of_mask(mask: Array, values: Array, keys: Sequence[Key], count: int, zero_outside: bool = False) -> Array:
    """The same for a mask of more than `count` documents with one value each.

    `zero_outside` says that all other values are 0; otherwise they are looked past.
    """
    docs = _near(mask, values, count, zero_outside)
    chosen: Array = docs[best_places(docs, values[docs], keys, count)]
    return chosen


def _near(mask: Array, values: Array, count: int, zero_outside: bool) -> Array:
    """Documents of the mask among which the best are."""
    if not zero_outside:
        bound = _bound(values, count * 4)
        near = np.flatnonzero(values >= bound)
        inside = near[mask[near]]
        if len(inside) >= count:
            return inside  # whoever is not among them is outside or below the bound
        values = values * mask
    bound = _bound(values, count)
    return np.flatnonzero(values >= bound) if bound > 0 else np.flatnonzero(mask)


def best_places(docs: Array, values: Array, keys: Sequence[Key], count: int) -> Array:
    """The places of the `count` best of `docs`, ascending: by `values`, ties as in `best`."""
    if len(docs) <= count:
        return np.arange(len(docs))
    near = np.flatnonzero(values >= _bound(values, count)) if len(docs) > FEW else None
    if near is None:
        return _cut(docs, values, keys, count)
    return near[_cut(docs[near], values[near], keys, count)]


def _cut(docs: Array, values: Array, keys: Sequence[Key], count: int) -> Array:
    limit = np.partition(values, len(values) - count)[len(values) - count]
    places: Array = np.flatnonzero(values >= limit)
    if len(places) == count:
        return places
    reached = values[places]
    over, tied = places[reached > limit], places[reached == limit]
    few = count - len(over)
    rest = tied[best_places(docs[tied], keys[0](docs[tied]), keys[1:], few)] if keys else tied[:few]
    return np.sort(np.concatenate((over, rest)))


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
