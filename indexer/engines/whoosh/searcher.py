"""The searcher: a query and what may be seen in, totals, hits and counts out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from whoosh import query as q
from whoosh.columns import NumericColumn
from whoosh.fields import FieldType
from whoosh.reading import IndexReader
from whoosh.searching import SearchContext, Searcher

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.docsets import both, is_mask, numbers, size
from indexer.engines.whoosh.matching import Matching
from indexer.engines.whoosh.scoring import StreamBm25, TermScorer, idf
from indexer.engines.whoosh.segment_view import SegmentView
from indexer.engines.whoosh.topk import Key, best, ordered
from indexer.engines.whoosh.weighing import CONSTANT, Weighing

ALL: q.Query = q.Every()
KEPT_SCORERS = 20_000


@dataclass(frozen=True, slots=True)
class By:
    """Sort by the score (no column) or by a number column. Documents without a number come last."""

    column: str | None = None
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    `hits` are (document number, score) of the page asked for; scores are 0 when another key sorts.
    `facets` map a column to (value, count), most frequent first. `counts` answer `count=` in order.
    """

    total: int
    hits: tuple[tuple[int, float], ...] = ()
    facets: Mapping[str, tuple[tuple[Any, int], ...]] = field(default_factory=dict)
    counts: tuple[int, ...] = ()


class ArraySearcher(Searcher):
    """Whoosh's searcher over array segments; `find` is the fast way in. Any number of threads may share one."""

    generation: Any = None

    def __init__(self, reader: IndexReader, weighting: StreamBm25 | None = None, **options: Any) -> None:
        super().__init__(reader, weighting=weighting or StreamBm25(), **options)
        self._views: list[tuple[SegmentView, int]] | None = None
        self._scorers: dict[tuple[str, bytes], TermScorer] = {}
        self._sets: dict[frozenset[str], frozenset[str]] = {}

    def views(self) -> list[tuple[SegmentView, int]]:
        """The segments, each with the number its first document has in the whole index."""
        if self._views is None:
            leaves = [(leaf, offset) for leaf, offset in self.leaf_searchers() if leaf.doc_count_all()]
            self._views = [(SegmentView(leaf.reader()), offset) for leaf, offset in leaves]
            self._leaves = [leaf for leaf, _ in leaves]
        return self._views

    def scorer(self, fieldname: str, term: bytes) -> TermScorer:
        """The scorer of a term, from the statistics of the whole index."""
        key = fieldname, term
        found = self._scorers.get(key)
        if found is None:
            documents = self.doc_count_all()
            frequency = sum(
                place[0].doc_frequency(place[1])
                for view, _ in self.views()
                if (place := view.find(fieldname, term)) is not None
            )
            average = self.field_length(fieldname) / documents or 1.0
            found = TermScorer(idf(documents, frequency), average, self.weighting.parameters(fieldname))
            if len(self._scorers) >= KEPT_SCORERS:
                self._scorers.clear()
            self._scorers[key] = found
        return found

    def find(
        self,
        query: q.Query,
        *,
        allow: q.Query,
        sort: Sequence[By] = (By(),),
        offset: int = 0,
        limit: int = 10,
        facets: Sequence[str] = (),
        count: Sequence[q.Query] = (),
    ) -> Found:
        """Search among the documents that `allow` matches; nothing else is counted or shown.

        `sort` keys apply in order, ties at last go by document number. `count` are queries: how many
        of the documents found match each. `facets` are keyword or number columns.
        """
        context = SearchContext(weighting=self.weighting)
        shared: dict[int, Any] = {}
        total, counts = 0, [0] * len(count)
        pages: list[tuple[Array, list[Array]]] = []
        tallies: dict[str, dict[Any, int]] = {column: defaultdict(int) for column in facets}
        for (view, base), leaf in zip(self.views(), self._leaves_of(), strict=True):
            matching = Matching(view, leaf, context, shared)
            docs = self._visible(matching, query, allow)
            found = size(docs)
            if not found:
                continue
            total += found
            for place, extra in enumerate(count):
                counts[place] += size(both(docs, matching.docs(extra), view.count))
            for column, tally in tallies.items():
                _count_values(view, column, docs, found, tally)
            if limit > 0:
                pages.append(_best_of_segment(matching, self, query, docs, found, sort, offset + limit, base))
        hits = _page(pages, sort, offset, limit)
        return Found(total, hits, {column: _ranked(tally) for column, tally in tallies.items()}, tuple(counts))

    def _leaves_of(self) -> list[Searcher]:
        self.views()
        return self._leaves

    def _visible(self, matching: Matching, query: q.Query, allow: q.Query) -> Array:
        docs = matching.docs(query)
        if allow is not ALL:
            docs = both(docs, matching.docs(allow), matching.view.count)
        if matching.view.alive is not None:
            docs = both(docs, matching.view.alive, matching.view.count)
        return docs

    def matching_documents(self, query: q.Query) -> Iterator[int]:
        """The numbers of all documents that match, ascending."""
        context = SearchContext(weighting=self.weighting)
        for (view, base), leaf in zip(self.views(), self._leaves_of(), strict=True):
            docs = self._visible(Matching(view, leaf, context, {}), query, ALL)
            yield from (numbers(docs).astype("<i8") + base).tolist()

    def column_values(self, column: str, docnums: Sequence[int] | None = None) -> Iterator[Any]:
        """The values of a column for these documents, or for all that are not deleted; None where there is none."""
        for docnum in self.matching_documents(ALL) if docnums is None else docnums:
            view, base = next((v, b) for v, b in reversed(self.views()) if b <= docnum)
            yield _value_at(view, column, docnum - base)

    def near_words(
        self, fieldname: str, word: str, *, allow: q.Query, limit: int = 5, distance: int = 1
    ) -> list[tuple[str, int]]:
        """Words within `distance` edits that stand in documents `allow` matches, with how many of those."""
        tally: dict[str, int] = defaultdict(int)
        context = SearchContext(weighting=self.weighting)
        for (view, _), leaf in zip(self.views(), self._leaves_of(), strict=True):
            if view.field(fieldname) is None:
                continue
            matching = Matching(view, leaf, context, {})
            seen = self._visible(matching, allow, ALL)
            for near in view.reader.terms_within(fieldname, word, distance):
                tally[near] += size(both(matching.docs(q.Term(fieldname, near)), seen, view.count))
        found = [(near, documents) for near, documents in tally.items() if documents and near != word]
        return sorted(found, key=lambda item: (-item[1], item[0]))[:limit]


def _best_of_segment(
    matching: Matching,
    searcher: ArraySearcher,
    query: q.Query,
    docs: Array,
    found: int,
    sort: Sequence[By],
    wanted: int,
    base: int,
) -> tuple[Array, list[Array]]:
    """The best documents of a segment by their numbers in the index, with the values of every sort key."""
    view = matching.view
    weighing = Weighing(matching, searcher)
    flat = isinstance(query, CONSTANT)
    first: Array | None = None
    everywhere = None
    if any(by.column is None for by in sort) and not flat and is_mask(docs) and found * 8 > view.count:
        everywhere = weighing.scores(query, None)

    def scores(some: Array) -> Array:
        return weighing.scores(query, some) if everywhere is None else everywhere[some]

    keys: list[Key] = [scores if by.column is None else _column_key(view, by.column, by.descending) for by in sort]
    candidates = numbers(docs)
    if sort and sort[0].column is None:
        if flat:
            chosen = best(candidates, keys[1:], wanted)
        elif everywhere is not None and found > wanted:
            candidates = _promising(docs, everywhere, wanted)
            first = everywhere[candidates]
            chosen = best(candidates, keys, wanted, first)
        else:
            chosen = best(candidates, keys, wanted)
    else:
        chosen = best(candidates, keys, wanted)
    chosen = np.sort(chosen)
    return chosen.astype("<i8") + base, [key(chosen) for key in keys]


def _promising(docs: Array, scores: Array, wanted: int) -> Array:
    """Few documents that surely hold the best ones, without listing all that match."""
    np.copyto(scores, -np.inf, where=~docs)
    width = max(16, min(512, len(scores) // (wanted * 16 + 1)))
    whole = len(scores) - len(scores) % width
    tops = scores[:whole].reshape(-1, width).max(axis=1)
    if len(tops) <= wanted:
        return np.flatnonzero(docs)
    bound = np.partition(tops, len(tops) - wanted)[len(tops) - wanted]
    return np.flatnonzero(scores >= bound) if bound > -np.inf else np.flatnonzero(docs)


def _column_key(view: SegmentView, name: str, descending: bool) -> Key:
    column = view.numbers(name)
    if descending:
        return lambda some: column[some] + column.dtype.type(1)  # the highest number stands for none: it becomes 0
    return lambda some: ~column[some]


def _page(
    pages: list[tuple[Array, list[Array]]], sort: Sequence[By], offset: int, limit: int
) -> tuple[tuple[int, float], ...]:
    if not pages:
        return ()
    docs = np.concatenate([found for found, _ in pages])
    values = [np.concatenate(column) for column in zip(*(columns for _, columns in pages), strict=True)]
    shown = ordered(docs, values)[offset : offset + limit]
    by_score = next((place for place, by in enumerate(sort) if by.column is None), None)
    scores = np.zeros(len(docs)) if by_score is None else values[by_score]
    return tuple(zip(docs[shown].tolist(), scores[shown].tolist(), strict=True))


def _ranked(tally: dict[Any, int]) -> tuple[tuple[Any, int], ...]:
    return tuple(sorted(tally.items(), key=lambda item: (-item[1], item[0])))


def _count_values(view: SegmentView, column: str, docs: Array, found: int, tally: dict[Any, int]) -> None:
    """Add how many of the documents hold each value of a column."""
    kind: FieldType = view.schema[column]
    if not view.documents.has_column(column):
        return
    everything = found == view.count
    if isinstance(kind.column_type, NumericColumn):
        held = view.documents.numbers(column)
        values, counts = np.unique(held if everything else held[docs], return_counts=True)
        for value, documents in zip(values.tolist(), counts.tolist(), strict=True):
            if value != kind.column_type.default_value():
                tally[kind.from_column_value(value)] += documents
        return
    codes = view.documents.codes(column)
    counted = np.bincount(codes if everything else codes[docs], minlength=1)
    known = view.documents.values(column)
    for code in np.flatnonzero(counted[1:]).tolist():
        tally[known[code].decode()] += int(counted[code + 1])


def _value_at(view: SegmentView, column: str, docnum: int) -> Any:
    if not view.documents.has_column(column):
        return None
    kind = view.schema[column]
    if isinstance(kind.column_type, NumericColumn):
        number = int(view.documents.numbers(column)[docnum])
        return None if number == kind.column_type.default_value() else kind.from_column_value(number)
    code = int(view.documents.codes(column)[docnum])
    return view.documents.values(column)[code - 1].decode() if code else None
