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
from indexer.engines.whoosh.docsets import NOTHING, both, members, numbers
from indexer.engines.whoosh.postings import FieldPostings
from indexer.engines.whoosh.runs import ranges
from indexer.engines.whoosh.segment_view import SegmentView

ALIKE = 3  # lists are joined whole, rather than first by document, when they are no more unlike than this


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
        units.append(Unit(found.postings, found.number, offset))
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
    if len(units) == 2 and len(held[1]) < len(held[0]) * ALIKE:
        return _documents(_shared(*(_begins(unit, docs) for unit, docs in zip(by_size, held, strict=True))))
    common = held[0]
    for docs in held[1:]:
        common = both(common, docs, view.count)
    candidates = numbers(common)
    begins: Array | None = None
    for unit, docs in zip(by_size, held, strict=True):
        if not len(candidates):
            return NOTHING
        wanted = None if len(candidates) * ALIKE > len(docs) else _rows(docs, candidates, view.count)
        places = _begins(unit, docs, wanted)
        if begins is None:
            begins = places
            continue
        begins = _shared(begins, places)
        candidates = candidates[members(candidates, _documents(begins))]
    return candidates


def _begins(unit: Unit, held: Array, rows: Array | None = None) -> Array:
    """Where the phrase would begin by each place of the unit: (document << 32) + position, ascending.

    `held` are the documents of the unit, `rows` the places of those among them that matter (None: all).
    """
    freqs = unit.postings.freqs_of(unit.number)
    found = unit.postings.positions_of(unit.number)
    if rows is not None:
        held = held.take(rows)
        if freqs is None:
            found = found.take(rows)
        else:
            counts = freqs.take(rows)
            found = found.take(ranges(np.cumsum(freqs, dtype="<i8").take(rows) - counts, counts))
            freqs = counts
    begins: Array = (held if freqs is None else held.repeat(freqs)) << np.int64(32)
    begins += found
    begins -= unit.offset
    return begins


def _rows(held: Array, candidates: Array, count: int) -> Array:
    """The places of the candidates, all of which are held, among the held documents."""
    if len(candidates) * 16 < len(held):
        return np.searchsorted(held, candidates)
    row_of = np.empty(count, "<i8")
    row_of[held] = np.arange(len(held))
    return row_of.take(candidates)


def _shared(some: Array, others: Array) -> Array:
    """What two ascending arrays have in common."""
    if len(some) * 16 < len(others):
        return some[members(some, others)]
    together = np.concatenate((some, others))
    together.sort(kind="stable")  # merges two ascending runs in one pass
    twice: Array = together[:-1][together[1:] == together[:-1]]
    return twice


def _documents(begins: Array) -> Array:
    docs = begins >> np.int64(32)
    new = np.ones(len(docs), bool)
    np.not_equal(docs[1:], docs[:-1], out=new[1:])
    found: Array = docs[new]
    return found
