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
from indexer.engines.whoosh.docsets import NOTHING, members
from indexer.engines.whoosh.postings import FieldPostings
from indexer.engines.whoosh.segment_view import SegmentView

FEW = 1000  # looking up costs as much as going through so many documents, however few are looked up
SEARCHED = 512  # up to so many places are searched one by one


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
    """Every second pair covers all words; the last one overlaps when their number is odd.

    A pair that is much rarer than those leaves few places to compare, and comes in too.
    """
    covering = pairs[::2]
    if len(pairs) % 2 == 0:
        covering.append(pairs[-1])
    rarest = min(pairs, key=_documents_of)
    if _much_fewer(_documents_of(rarest), min(map(_documents_of, covering))):
        covering.append(rarest)
    return covering


def _documents_of(unit: Unit) -> int:
    return unit.postings.doc_frequency(unit.number)


def _much_fewer(some: int, others: int) -> bool:
    """Whether it is cheaper to look up so few documents among the others than to go through all."""
    return some * 2 + FEW < others


def _standing(view: SegmentView, units: list[Unit]) -> Array:
    """The documents in which all units stand at their offsets from one place."""
    rarest, *others = sorted(units, key=_documents_of)
    if not others:
        return rarest.postings.docs_of(rarest.number)
    begins = _begins(rarest)
    for unit in others:
        rarer = _documents(begins) if _much_fewer(len(begins), _documents_of(unit)) else None
        begins = _shared(begins, _begins(unit, rarer))
        if not len(begins):
            return NOTHING
    return _documents(begins)


def _begins(unit: Unit, among: Array | None = None) -> Array:
    """Where the phrase would begin by each place of the unit: (document << 32) + position, ascending.

    `among` are the only documents that matter, ascending (None: all).
    """
    postings, number = unit.postings, unit.number
    if among is None:
        held, freqs, places = postings.docs_of(number), postings.freqs_of(number), postings.positions_of(number)
    else:
        held, freqs, places = postings.places_in(number, among)
    if freqs is not None and len(places) != len(held):
        held = held.repeat(freqs)
    begins: Array = held << np.int64(32)
    begins += places
    if unit.offset:
        begins -= unit.offset
    return begins


def _shared(some: Array, others: Array) -> Array:
    """What two ascending arrays have in common."""
    if len(some) > len(others):
        some, others = others, some
    if len(some) < SEARCHED or len(some) * 16 < len(others):
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
