"""Sets of documents of one segment: a boolean mask over the segment, or a sorted array of numbers.

Whichever is smaller to work with; every operation takes both kinds in any mixture.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.engines.whoosh.array_file import Array

NOTHING: Array = np.zeros(0, "<i8")
SPARSE = 16  # a set of less than one document in this many is kept as numbers


def is_mask(docs: Array) -> bool:
    """Whether the set is a mask."""
    return docs.dtype == bool


def where(mask: Array) -> Array:
    """The places where a vector is not zero; `numpy.flatnonzero` without its checks, for every query asks often."""
    found: Array = mask.nonzero()[0]
    return found


def size(docs: Array) -> int:
    """How many documents the set has."""
    return int(np.count_nonzero(docs)) if is_mask(docs) else len(docs)


def numbers(docs: Array) -> Array:
    """The set as sorted document numbers."""
    return where(docs) if is_mask(docs) else docs


def mask(docs: Array, count: int) -> Array:
    """The set as a mask over `count` documents; not to be changed, it may be the set itself."""
    if is_mask(docs):
        return docs
    out = np.zeros(count, bool)
    out[docs] = True
    return out


def members(some: Array, others: Array) -> Array:
    """For each of the sorted numbers `some`, whether the sorted numbers `others` hold it."""
    if not len(others):
        return np.zeros(len(some), bool)
    places = others.searchsorted(some.astype(others.dtype, copy=False))  # one type, or NumPy copies others
    found: Array = others.take(places, mode="clip") == some
    return found


def both(one: Array, other: Array, count: int) -> Array:
    """The intersection."""
    if is_mask(one) and is_mask(other):
        return one & other
    if is_mask(other) or (not is_mask(one) and len(one) > len(other)):
        one, other = other, one
    if not is_mask(one) and len(other) * SPARSE < len(one):
        return other[members(other, one)]
    return other[mask(one, count)[other]]


def either(sets: Sequence[Array], count: int) -> Array:
    """The union."""
    if len(sets) == 1:
        return sets[0]
    if sum(count if is_mask(docs) else len(docs) for docs in sets) * SPARSE < count:
        return np.unique(np.concatenate(sets)) if sets else NOTHING
    out = np.zeros(count, bool)
    for docs in sets:
        if is_mask(docs):
            out |= docs
        else:
            out[docs] = True
    return out


def minus(one: Array, other: Array, count: int) -> Array:
    """The documents of `one` that are not in `other`."""
    return one & ~mask(other, count) if is_mask(one) else one[~mask(other, count)[one]]
