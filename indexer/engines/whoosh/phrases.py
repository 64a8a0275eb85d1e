"""Phrases: where terms stand next to each other.

A phrase of two words is one term of the pair stream. A longer one is a chain of pairs; positions
are compared only in documents that hold all of them, starting from the rarest. Fields without a
pair stream use the positions of their words in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.docsets import NOTHING, both, numbers
from indexer.engines.whoosh.postings import FieldPostings
from indexer.engines.whoosh.runs import ranges
from indexer.engines.whoosh.segment_view import SegmentView


@dataclass(frozen=True, slots=True)
class Unit:
    """A term that stands `offset` words after the beginning of the phrase."""

    postings: FieldPostings
    number: int
    offset: int


def phrase_docs(view: SegmentView, field: str, pair_field: str | None, words: Sequence[bytes]) -> Array | None:
    """The documents with the words in a row; None when neither pairs nor positions can tell."""
    if pair_field is not None and len(words) > 1:
        units = _units(view, pair_field, [b" ".join(pair) for pair in pairwise(words)])
        if units is None:
            return NOTHING
        if len(units) == 1 or units[0].postings.positions is not None:
            return _standing(view, _chain(units))
    units = _units(view, field, words)
    if units is None:
        return NOTHING
    if len(units) > 1 and units[0].postings.positions is None:
        return None
    return _standing(view, units)


def _units(view: SegmentView, field: str, terms: Sequence[bytes]) -> list[Unit] | None:
    """The terms as units; None when the segment lacks one."""
    units = []
    for offset, term in enumerate(terms):
        found = view.find(field, term)
        if found is None:
            return None
        units.append(Unit(*found, offset))
    return units


def _chain(pairs: list[Unit]) -> list[Unit]:
    """Every second pair covers all words; the last one overlaps when their number is odd."""
    covering = pairs[::2]
    if len(pairs) % 2 == 0:
        covering.append(pairs[-1])
    return covering


def _standing(view: SegmentView, units: list[Unit]) -> Array:
    by_size = sorted(units, key=lambda unit: unit.postings.doc_frequency(unit.number))
    docs = [unit.postings.docs_of(unit.number) for unit in by_size]
    if len(units) == 1:
        return docs[0]
    common = docs[0]
    for other in docs[1:]:
        common = both(common, other, view.count)
    candidates = numbers(common)
    if not len(candidates):
        return NOTHING
    places = [_begins(unit, held, candidates) for unit, held in zip(by_size, docs, strict=True)]
    places.sort(key=len)
    begins = places[0]
    for other in places[1:]:
        at = np.searchsorted(other, begins)
        at[at == len(other)] = 0
        begins = begins[other[at] == begins]
        if not len(begins):
            return NOTHING
    found = (begins >> np.int64(32)).astype("<i8")
    return found[np.concatenate(([True], found[1:] != found[:-1]))]


def _begins(unit: Unit, held: Array, candidates: Array) -> Array:
    """Where the phrase would begin, from each place of the unit: (document << 32) + position, ascending."""
    freqs = unit.postings.freqs_of(unit.number)
    positions = unit.postings.positions_of(unit.number)
    if freqs is None:
        rows = np.searchsorted(held, candidates.astype(held.dtype))
        docs, found = candidates, positions[rows]
    elif len(candidates) == len(held):
        docs, found = np.repeat(held, freqs), positions
    else:
        rows = np.searchsorted(held, candidates.astype(held.dtype))
        counts = freqs[rows]
        ends = np.cumsum(freqs, dtype="<i8")
        docs = np.repeat(candidates, counts)
        found = positions[ranges(ends[rows] - counts, counts)]
    begins: Array = (docs.astype("<i8") << np.int64(32)) + found.astype("<i8") - unit.offset
    return begins
