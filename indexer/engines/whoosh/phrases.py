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
    """The documents in which all units stand at their offsets from one place."""
    by_size = sorted(units, key=lambda unit: unit.postings.doc_frequency(unit.number))
    held = [unit.postings.docs_of(unit.number) for unit in by_size]
    if len(units) == 1:
        return held[0]
    common = held[0]
    for docs in held[1:]:
        common = both(common, docs, view.count)
    candidates = numbers(common)
    rarest = by_size[0]
    first, counts = _spans(rarest, held[0], candidates, view.count)
    which = np.repeat(np.arange(len(candidates)), counts)  # place of the document among the candidates
    begins = rarest.postings.positions_of(rarest.number)[ranges(first, counts)].astype("<i8") - rarest.offset
    for unit, docs in zip(by_size[1:], held[1:], strict=True):
        if not len(which):
            return NOTHING
        found = _stands_at(unit, *_spans(unit, docs, candidates, view.count), which, begins + unit.offset)
        which, begins = which[found], begins[found]
    if not len(which):
        return NOTHING
    return candidates[which[np.concatenate(([True], which[1:] != which[:-1]))]]


def _spans(unit: Unit, held: Array, candidates: Array, count: int) -> tuple[Array, Array]:
    """For each candidate, where its positions of the unit begin and how many they are."""
    freqs = unit.postings.freqs_of(unit.number)
    if len(candidates) == len(held):
        rows: Array | slice = slice(None)
    elif len(candidates) * 16 < len(held):
        rows = np.searchsorted(held, candidates)
    else:
        row_of = np.empty(count, "<i4")
        row_of[held] = np.arange(len(held), dtype="<i4")
        rows = row_of[candidates]
    if freqs is None:
        return np.arange(len(held))[rows], np.ones(len(candidates), "<i8")
    ends = np.cumsum(freqs, dtype="<i8")[rows]
    counts = freqs[rows].astype("<i8")
    return ends - counts, counts


def _stands_at(unit: Unit, first: Array, counts: Array, which: Array, wanted: Array) -> Array:
    """Whether the unit stands at each wanted position: a binary search in all documents at once."""
    positions = unit.postings.positions_of(unit.number)
    at, left = first[which], counts[which]
    for _ in range(int(counts.max()).bit_length()):
        half = left >> 1
        at += half * (positions[at + half] <= wanted)
        left -= half
    found: Array = positions[at] == wanted
    return found
