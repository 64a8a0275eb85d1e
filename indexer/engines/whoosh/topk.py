"""The best few of many: by one key after another, without sorting what will not be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.docsets import where

Key = Callable[[Array], Array]
"""Values to sort by for an array of documents; the greatest comes first."""

DEPTH = 64  # values in one group when the best are looked for among the greatest of groups
FEW = 256  # up to this many values a plain partition is faster than looking at blocks first


def best(docs: Array, keys: Sequence[Key], count: int) -> Array:
    """The `count` best of `docs`, ascending: by the first key, ties by the next, at last the lowest number."""
    if len(docs) <= count:
        return docs
    if not keys:
        return docs[:count]
    chosen: Array = docs[best_places(docs, keys[0](docs), keys[1:], count)]
    return chosen


def best_of_mask(
    mask: Array,
    values: Array,
    keys: Sequence[Key],
    count: int,
    zero_outside: bool = False,
    least: float | None = None,
) -> Array:
    """The same for a mask of more than `count` documents with one value each; fewer when not so many reach `least`.

    `zero_outside` says that all other values are 0; otherwise they are looked past.
    """
    if least is None:
        docs = _near(mask, values, count, zero_outside)
    else:
        docs = where(values >= least)
        docs = docs[mask[docs]]
    chosen: Array = docs[best_places(docs, values[docs], keys, count)]
    return chosen


def _near(mask: Array, values: Array, count: int, zero_outside: bool) -> Array:
    """Documents of the mask among which the best are."""
    if not zero_outside:
        bound = _bound(values, count * 4)
        near = where(values >= bound)
        inside = near[mask[near]]
        if len(inside) >= count:
            return inside  # whoever is not among them is outside or below the bound
        values = values * mask
    bound = _bound(values, count)
    return where(values >= bound if bound > 0 else mask)


def best_places(docs: Array, values: Array, keys: Sequence[Key], count: int) -> Array:
    """The places of the `count` best of `docs`, ascending: by `values`, ties as in `best`."""
    if len(docs) <= count:
        return np.arange(len(docs))
    if len(docs) <= FEW:
        return _cut(docs, values, keys, count)
    near = where(values >= _bound(values, count))
    return near[_cut(docs[near], values[near], keys, count)]


def _cut(docs: Array, values: Array, keys: Sequence[Key], count: int) -> Array:
    limit = _nth_greatest(values, count)
    places = where(values >= limit)
    if len(places) == count:
        return places
    reached = values[places]
    over, tied = places[reached > limit], places[reached == limit]
    few = count - len(over)
    rest = tied[best_places(docs[tied], keys[0](docs[tied]), keys[1:], few)] if keys else tied[:few]
    return np.sort(np.concatenate((over, rest)))


def _bound(values: Array, count: int) -> Array:
    """A value that at least `count` values reach, and not many more.

    The values are dealt into groups; each of the `count` greatest group maxima is such a value, so the least of
    them is a bound. Dealing like cards, not cutting into blocks, lets NumPy compare whole rows at a time.
    """
    size = len(values)
    if count * 32 >= size:
        least: Array = values.min()
        return least
    groups = max(count * 16, size // DEPTH)
    depth = size // groups
    return _nth_greatest(values[: groups * depth].reshape(depth, groups).max(axis=0), count)


def _nth_greatest(values: Array, count: int) -> Array:
    at = len(values) - count
    around = values.copy()
    around.partition(at)
    found: Array = around[at]
    return found


def ordered(docs: Array, values: Sequence[Array]) -> Array:
    """Places of the documents in order: by each array of values in turn, greatest first, then by number."""
    falling = [~column if column.dtype.kind == "u" else -column for column in reversed(values)]
    return np.lexsort((docs, *falling))
