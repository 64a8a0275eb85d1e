"""How much the documents of a segment score: the scores of all parts of a query, added up.

Scores go into one vector, for all documents of the segment or for a sorted array of them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from whoosh import query as q

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.docsets import members, numbers, where
from indexer.engines.whoosh.filters import ColumnBetween, ColumnIn
from indexer.engines.whoosh.line_scores import LineScores
from indexer.engines.whoosh.matching import Matching
from indexer.engines.whoosh.postings import FieldPostings
from indexer.engines.whoosh.scoring import SCORE, TermScorer
from indexer.engines.whoosh.segment_view import Place

WORTHWHILE = 8  # a frequent term is scored everywhere when one document in so many is asked for
LINE_SHARE = 256  # rows are spread out over all documents, rather than searched, when they are not fewer


class Statistics(Protocol):
    """What scoring needs to know of the whole index."""

    def scorer(self, field: str, term: bytes) -> TermScorer:
        """The scorer of a term, from all segments together."""
        ...


class Weighing:
    """Scores for one search over one segment."""

    def __init__(self, matching: Matching, statistics: Statistics, lines: LineScores) -> None:
        self._matching = matching
        self._lines = lines
        self._view = matching.view
        self._statistics = statistics
        self._taken: tuple[Array, Array, Array] | None = None

    def scores(self, node: q.Query, docs: Array | None, certain: bool) -> Array:
        """The score of each of `docs`; None stands for every document.

        `certain` says that whoever asks looks only at documents the node matches; otherwise the others score 0.
        """
        if docs is None and type(node) is q.Term and node.boost == 1.0:
            place = self._matching.term(node.fieldname, node.text)
            alone = None if place is None else self._line_scores(node.fieldname, place, self._view.count)
            if alone is not None:
                return alone
        out = np.zeros(self._view.count if docs is None else len(docs), SCORE)
        (self.add if certain else self.add_where_matching)(node, docs, out, 1.0)
        return out

    def scores_nothing_else(self, node: q.Query, docs: Array) -> bool:
        """Whether `docs` are all that the node matches, and it gives every other document the score 0."""
        subs = node.subqueries if type(node) is q.Or else [node]
        return self._matching.docs(node) is docs and all(type(sub) is q.Term for sub in subs)

    def holds(self, node: q.Query, docs: Array | None) -> bool:
        """Whether `docs` are known to be just what the node matches."""
        return docs is not None and self._matching.known(node) is docs

    def _line_scores(self, field: str, place: Place, wanted: int) -> Array | None:
        """The scores of a frequent term in all documents, not to be changed.

        None when it is not kept that way, or `wanted` documents are too few to begin with it now.
        """
        line = place.postings.line(place.number)
        if line is None or not self._view.fields[field].scorable:
            return None
        scorer = self._statistics.scorer(field, place.term)
        if wanted * WORTHWHILE < self._view.count:
            return self._lines.known(self._view, scorer)
        return self._lines.of(self._view, field, scorer, line)

    def add(self, node: q.Query, docs: Array | None, out: Array, weight: float) -> None:
        """Add the node's scores, times `weight`, for documents that match it."""
        kind = WEIGH.get(type(node))
        if kind is None or self._matching.is_stock(node):
            self._add_stock(node, docs, out, weight)
        else:
            kind(self, node, docs, out, weight)

    def add_where_matching(self, node: q.Query, docs: Array | None, out: Array, weight: float) -> None:
        """The same where some of the documents may not match the node."""
        if type(node) not in NEEDS_ALL:
            self.add(node, docs, out, weight)
            return
        if docs is None:
            here = matching = numbers(self._matching.docs(node))
        else:
            here = where(self._matches(node, docs))
            matching = docs.take(here)
        part = np.zeros(len(here), SCORE)
        self.add(node, matching, part, weight)
        out[here] += part

    def _matches(self, node: q.Query, docs: Array | None) -> Array:
        found = self._matching.mask(node)
        return found if docs is None else found[docs]

    def add_constant(self, node: q.Query, docs: Array | None, out: Array, value: float) -> None:
        """The same score for every document that matches."""
        if value:
            out += self._matches(node, docs) * SCORE.type(value)

    def _add_stock(self, node: q.Query, docs: Array | None, out: Array, weight: float) -> None:
        found, scores = self._matching.stock(node)
        if docs is None:
            out[found] += scores * weight
        else:
            here = np.flatnonzero(members(docs, found))
            out[here] += scores[np.searchsorted(found, docs[here])] * weight

    def add_term(
        self, field: str, text: Any, docs: Array | None, out: Array, weight: float, held: bool = False
    ) -> None:
        """BM25 of one term; 1 for a match in a field that has no lengths. `held` says that all `docs` hold the term."""
        place = self._matching.term(field, text)
        if place is None or not len(out):
            return
        spread = self._line_scores(field, place, len(out))
        if spread is not None:
            values = spread if docs is None else spread.take(docs)
            out += values if weight == 1.0 else values * weight
            return
        found: Array | None = docs
        at: Array | None = None
        if docs is not None and held:
            freqs = place.postings.freqs_in(place.number, docs)
        else:
            found, freqs, at = _occurrences(place.postings, place.number, docs, self._view.count)
        if not self._view.fields[field].scorable:
            values = freqs.astype(SCORE)
        else:
            scorer = self._statistics.scorer(field, place.term)
            values = scorer.scores(freqs, self._norms(self._view.norms(field, scorer.norm), found, docs))
        if weight != 1.0:
            values *= weight
        if at is None:
            out += values
        else:
            out[at] += values

    def _norms(self, norms: Array, where: Array | None, docs: Array | None) -> Array:
        """The norms of these documents. Those of `docs` are remembered: the next term often asks for them again."""
        if where is None:
            return norms
        if where is not docs:
            return norms.take(where)
        known = self._taken
        if known is None or known[0] is not norms or known[1] is not docs:
            known = self._taken = norms, docs, norms.take(docs)
        return known[2]


def _occurrences(
    postings: FieldPostings, number: int, docs: Array | None, count: int
) -> tuple[Array | None, Array, Array | None]:
    """Documents (None: all), frequencies there, and their places among `docs` (None: all of them)."""
    line = postings.line(number)
    if line is not None:
        return (None, line, None) if docs is None else (docs, line.take(docs), None)
    held, freqs = postings.docs_of(number), postings.freqs_of(number)
    freqs = np.ones(len(held), "<u1") if freqs is None else freqs
    if docs is None:
        return held, freqs, held
    if min(len(docs), len(held)) * LINE_SHARE > count:
        line = np.zeros(count, freqs.dtype)
        line[held] = freqs
        return docs, line.take(docs), None
    first = bisect_left(held, int(docs[0]))
    last = bisect_left(held, int(docs[-1]) + 1)
    held, freqs = held[first:last], freqs[first:last]
    if len(docs) < len(held):
        at = np.flatnonzero(members(docs, held))
        rows = np.searchsorted(held, docs[at].astype(held.dtype))
    else:
        rows = np.flatnonzero(members(held, docs))
        at = np.searchsorted(docs, held[rows].astype(docs.dtype))
    return held[rows], freqs[rows], at


def _term(w: Weighing, node: q.Term, docs: Array | None, out: Array, weight: float) -> None:
    w.add_term(node.fieldname, node.text, docs, out, weight * node.boost, w.holds(node, docs))


def _phrase(w: Weighing, node: q.Phrase, docs: Array | None, out: Array, weight: float) -> None:
    for word in node.words:
        w.add_term(node.fieldname, word, docs, out, weight * node.boost, held=True)


def _and(w: Weighing, node: q.And, docs: Array | None, out: Array, weight: float) -> None:
    inner = weight * node.boost if len(node.subqueries) > 1 else weight
    for sub in node.subqueries:
        if type(sub) is q.Term:
            w.add_term(sub.fieldname, sub.text, docs, out, inner * sub.boost, held=True)
        else:
            w.add(sub, docs, out, inner)


def _or(w: Weighing, node: q.Or, docs: Array | None, out: Array, weight: float) -> None:
    inner = weight * node.boost if len(node.subqueries) > 1 else weight
    for sub in node.subqueries:
        w.add_where_matching(sub, docs, out, inner)


def _first(w: Weighing, node: Any, docs: Array | None, out: Array, weight: float) -> None:
    w.add(node.a, docs, out, weight)


def _and_maybe(w: Weighing, node: q.AndMaybe, docs: Array | None, out: Array, weight: float) -> None:
    w.add(node.a, docs, out, weight)
    w.add_where_matching(node.b, docs, out, weight)


def _constant(w: Weighing, node: Any, docs: Array | None, out: Array, weight: float) -> None:
    w.add_constant(node, docs, out, weight * float(getattr(node, "score", getattr(node, "boost", 1.0))))


def _one(w: Weighing, node: Any, docs: Array | None, out: Array, weight: float) -> None:
    w.add_constant(node, docs, out, weight)


CONSTANT = (
    q.Every,
    q.Prefix,
    q.Wildcard,
    q.FuzzyTerm,
    q.Regex,
    q.Variations,
    q.TermRange,
    q.NumericRange,
    q.DateRange,
    q.ConstantScoreQuery,
    type(q.NullQuery),
    ColumnBetween,
    ColumnIn,
)
"""Kinds that give every match one score. Stock Whoosh changes from this to summed BM25 and back with the
number of terms a prefix happens to have; here it is always the boost."""

NEEDS_ALL = (q.And, q.AndNot, q.AndMaybe, q.Require, q.Phrase)
"""Kinds whose parts may score a document that the whole does not match."""

WEIGH: dict[type, Callable[[Weighing, Any, Array | None, Array, float], None]] = {
    q.Term: _term,
    q.Phrase: _phrase,
    q.And: _and,
    q.Or: _or,
    q.Not: _one,
    q.AndNot: _first,
    q.AndMaybe: _and_maybe,
    q.Require: _first,
    **dict.fromkeys(CONSTANT, _constant),
}
