"""Which documents of a segment match a query: Whoosh's query tree, evaluated on whole arrays.

One function a kind of node. A kind that is not here runs Whoosh's own matcher and becomes an array.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from whoosh import query as q
from whoosh.columns import NumericColumn
from whoosh.searching import SearchContext, Searcher

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.docsets import NOTHING, SPARSE, both, either, is_mask, mask, minus
from indexer.engines.whoosh.fields import pairs_of
from indexer.engines.whoosh.filters import ColumnBetween, ColumnIn
from indexer.engines.whoosh.phrases import phrase_docs
from indexer.engines.whoosh.postings import FieldPostings
from indexer.engines.whoosh.segment_view import Place, SegmentView


class Matching:
    """One search over one segment. Deleted documents are in the sets; the caller takes them out."""

    def __init__(self, view: SegmentView, searcher: Searcher, context: SearchContext, shared: dict[int, Any]) -> None:
        self.view = view
        self.searcher = searcher
        self.context = context
        self.shared = shared  # what is worked out once for all segments, by id of the node
        self._sets: dict[int, Array] = {}
        self._masks: dict[int, Array] = {}
        self._stock: dict[int, tuple[Array, Array]] = {}

    def docs(self, node: q.Query) -> Array:
        """The documents that match."""
        found = self._sets.get(id(node))
        if found is None:
            kind = MATCH.get(type(node))
            result = kind(self, node) if kind else None
            found = self._sets[id(node)] = self.stock(node)[0] if result is None else result
        return found

    def among(self, node: q.Query, docs: Array | None) -> Array:
        """Those of `docs` that match; None stands for every document.

        Of a few, given as numbers, frequent terms are looked up there and nowhere else: a person of one unit does not
        pay for the documents of the others.
        """
        if docs is None:
            return self.docs(node)
        if not is_mask(docs):
            if type(node) is q.And and node.subqueries:
                for sub in node.subqueries:
                    docs = self.among(sub, docs)
                return docs
            place = self.term(node.fieldname, node.text) if type(node) is q.Term else None
            line = place.postings.line(place.number) if place else None
            if line is not None:
                there: Array = docs[line.take(docs) != 0]
                return there
        return both(docs, self.docs(node), self.view.count)

    def known(self, node: q.Query) -> Array | None:
        """The documents that match, if somebody has asked for them."""
        return self._sets.get(id(node))

    def mask(self, node: q.Query) -> Array:
        """The same as a mask; not to be changed."""
        found = self._masks.get(id(node))
        if found is None:
            found = self._masks[id(node)] = mask(self.docs(node), self.view.count)
        return found

    def is_stock(self, node: q.Query) -> bool:
        """Whether Whoosh's own matcher answered the node."""
        return id(node) in self._stock

    def stock(self, node: q.Query) -> tuple[Array, Array]:
        """Documents and scores by Whoosh's own matcher."""
        if id(node) not in self._stock:
            docs, scores = [], []
            matcher = node.matcher(self.searcher, self.context)
            while matcher.is_active():
                docs.append(matcher.id())
                scores.append(matcher.score())
                matcher.next()
            self._stock[id(node)] = np.array(docs, "<i8"), np.array(scores, "<f8")
        return self._stock[id(node)]

    def term(self, field: str, text: Any) -> Place | None:
        """Where a term is that a query names; None for no such term, field or number."""
        return self.view.place(field, text)


def _term(m: Matching, node: q.Term) -> Array:
    found = m.term(node.fieldname, node.text)
    return _one(found.postings, found.number) if found else NOTHING


def _one(postings: FieldPostings, number: int) -> Array:
    line = postings.line(number)
    return line != 0 if line is not None else postings.docs_of(number)


def _between(m: Matching, postings: FieldPostings, first: int, last: int) -> Array:
    """The documents of all terms first .. last - 1."""
    if last - first == 1:
        return _one(postings, first)
    docs = postings.docs[postings.rows(first, last)].astype("<i8")
    dense = postings.dense_between(first, last)
    if not dense and len(docs) * SPARSE < m.view.count:
        return np.unique(docs)
    out = np.zeros(m.view.count, bool)
    out[docs] = True
    for number in dense:
        line = postings.line(number)
        if line is not None:
            out |= line != 0
    return out


def _and(m: Matching, node: q.And) -> Array:
    wanted = [m.docs(sub) for sub in node.subqueries if not isinstance(sub, q.Not)]
    wanted.sort(key=lambda docs: m.view.count // 8 if is_mask(docs) else len(docs))
    if not wanted:
        out = np.ones(m.view.count, bool) if node.subqueries else NOTHING
    else:
        out = wanted[0]
        for docs in wanted[1:]:
            out = both(out, docs, m.view.count)
    for sub in node.subqueries:
        if isinstance(sub, q.Not):
            out = minus(out, m.docs(sub.query), m.view.count)
    return out


def _or(m: Matching, node: q.Or) -> Array | None:
    if node.scale or node.minmatch:
        return None
    return either([m.docs(sub) for sub in node.subqueries], m.view.count)


def _not(m: Matching, node: q.Not) -> Array:
    out = ~m.mask(node.query)
    return out if m.view.alive is None else out & m.view.alive


def _and_not(m: Matching, node: q.AndNot) -> Array:
    return minus(m.docs(node.a), m.docs(node.b), m.view.count)


def _first(m: Matching, node: q.AndMaybe) -> Array:
    return m.docs(node.a)


def _require(m: Matching, node: q.Require) -> Array:
    return both(m.docs(node.a), m.docs(node.b), m.view.count)


def _every(m: Matching, node: q.Every) -> Array:
    if node.fieldname is None:
        return np.ones(m.view.count, bool)
    postings = m.view.field(node.fieldname)
    return NOTHING if postings is None else _between(m, postings, 0, len(postings.terms))


def _constant(m: Matching, node: q.ConstantScoreQuery) -> Array:
    return m.docs(node.child)


def _null(_: Matching, __: q.Query) -> Array:
    return NOTHING


def _phrase(m: Matching, node: q.Phrase) -> Array | None:
    field = node.fieldname
    if node.slop != 1 or not node.words or field not in m.view.fields:
        return None
    kind = m.view.fields[field]
    return phrase_docs(m.view, field, pairs_of(m.view.schema, field), [kind.to_bytes(word) for word in node.words])


def _prefix(m: Matching, node: q.Prefix) -> Array:
    postings = m.view.field(node.fieldname)
    if postings is None:
        return NOTHING
    prefix = m.view.fields[node.fieldname].to_bytes(node.text)
    first = postings.terms.lower(prefix)
    last = postings.terms.lower(prefix + b"\xff") if prefix else len(postings.terms)
    return _between(m, postings, first, last) if last > first else NOTHING


def _term_range(m: Matching, node: q.TermRange) -> Array:
    postings = m.view.field(node.fieldname)
    if postings is None:
        return NOTHING
    to_bytes, lower = m.view.fields[node.fieldname].to_bytes, postings.terms.lower
    first = 0 if node.start is None else lower(to_bytes(node.start) + (b"\0" if node.startexcl else b""))
    last = len(postings.terms)
    if node.end is not None:
        last = lower(to_bytes(node.end) + (b"" if node.endexcl else b"\0"))
    return _between(m, postings, first, last) if last > first else NOTHING


def _many_terms(m: Matching, node: Any) -> Array:
    postings = m.view.field(node.fieldname)
    if postings is None:
        return NOTHING
    to_bytes = m.view.fields[node.fieldname].to_bytes  # some kinds of query list their terms as text
    found = (postings.terms.find(to_bytes(term)) for term in node._btexts(m.view.reader))
    return either([_one(postings, number) for number in found if number >= 0], m.view.count)


def _number_range(m: Matching, node: q.NumericRange) -> Array:
    if node.fieldname not in m.view.fields:
        return NOTHING
    kind = m.view.fields[node.fieldname]
    if not isinstance(kind.column_type, NumericColumn) or isinstance(node, q.DateRange):
        if id(node) not in m.shared:
            m.shared[id(node)] = node._compile_query(m.view.reader)
        return m.docs(m.shared[id(node)])
    column, none = m.view.numbers(node.fieldname), kind.column_type.default_value()
    out: Array = column != none
    if node.start is not None:
        start = kind.to_column_value(node.start)
        out &= column > start if node.startexcl else column >= start
    if node.end is not None:
        end = kind.to_column_value(node.end)
        out &= column < end if node.endexcl else column <= end
    return out


def _column_in(m: Matching, node: ColumnIn) -> Array:
    return m.view.holding(node.fieldname, node.values)


MATCH: dict[type, Callable[[Matching, Any], Array | None]] = {
    q.Term: _term,
    q.And: _and,
    q.Or: _or,
    q.Not: _not,
    q.AndNot: _and_not,
    q.AndMaybe: _first,
    q.Require: _require,
    q.Every: _every,
    q.ConstantScoreQuery: _constant,
    type(q.NullQuery): _null,
    q.Phrase: _phrase,
    q.Prefix: _prefix,
    q.Wildcard: _many_terms,
    q.FuzzyTerm: _many_terms,
    q.Regex: _many_terms,
    q.Variations: _many_terms,
    q.TermRange: _term_range,
    q.NumericRange: _number_range,
    q.DateRange: _number_range,
    ColumnBetween: _number_range,
    ColumnIn: _column_in,
}
