"""The searcher: a query and what may be seen in, totals, hits and counts out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from whoosh import query as q
from whoosh.reading import IndexReader
from whoosh.searching import SearchContext, Searcher

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.columns import Counted, KeywordFacet, NumberFacet, facet_of, value_at
from indexer.engines.whoosh.docsets import SPARSE, both, numbers, size
from indexer.engines.whoosh.line_scores import LineScores
from indexer.engines.whoosh.matching import Matching
from indexer.engines.whoosh.ranking import Bars, By, Ranked, SegmentRanking, page
from indexer.engines.whoosh.scoring import StreamBm25
from indexer.engines.whoosh.segment_view import SegmentView
from indexer.engines.whoosh.statistics import WholeIndex
from indexer.engines.whoosh.visibility import KnownRights
from indexer.engines.whoosh.weighing import Weighing

__all__ = ["ALL", "ArraySearcher", "By", "Found"]

ALL: q.Query = q.Every()

# Once a block of this size has been freed, the C library's allocator keeps freed memory of smaller blocks
# for the next query instead of giving it back page by page; page faults cost more than the arithmetic.
_block = np.empty(30 << 20, "u1")
del _block


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    `hits` are (document number, score) of the page asked for; scores are 0 when no key is the score.
    `facets` map a column to (value, count), most frequent first. `counts` answer `count=` in order.
    """

    total: int
    hits: tuple[tuple[int, float], ...] = ()
    facets: Mapping[str, Counted] = field(default_factory=dict)
    counts: tuple[int, ...] = ()


class ArraySearcher(Searcher):
    """Whoosh's searcher over array segments; `find` is the fast way in. Any number of threads may share one."""

    generation: int = -1
    own_table = following_table = ""  # the files that tell whether there was another commit

    def __init__(self, reader: IndexReader, weighting: StreamBm25 | None = None, **options: Any) -> None:
        super().__init__(reader, weighting=weighting or StreamBm25(), **options)
        self._facets: dict[str, KeywordFacet | NumberFacet] = {}
        self._lines = LineScores()
        self._context = SearchContext(weighting=self.weighting)

    @cached_property
    def _segments(self) -> list[tuple[SegmentView, Searcher, int]]:
        """Each segment, its own searcher, and the number its first document has in the whole index."""
        leaves = [(leaf, offset) for leaf, offset in self.leaf_searchers() if leaf.doc_count_all()]
        return [(SegmentView(leaf.reader()), leaf, offset) for leaf, offset in leaves]

    @cached_property
    def _whole(self) -> WholeIndex:
        return WholeIndex(self.views(), self.weighting)

    @cached_property
    def _rights(self) -> KnownRights:
        return KnownRights(self.views(), self.weighting)

    def views(self) -> list[SegmentView]:
        """The segments."""
        return [view for view, _, _ in self._segments]

    def _facet(self, column: str) -> KeywordFacet | NumberFacet:
        if column not in self._facets:
            self._facets[column] = facet_of(self.views(), column)
        return self._facets[column]

    def _begin(self) -> list[Matching]:
        shared: dict[int, Any] = {}
        return [Matching(view, leaf, self._context, shared) for view, leaf, _ in self._segments]

    def find(
        self,
        query: q.Query,
        *,
        allow: q.Query,
        score: q.Query | None = None,
        first: q.Query | None = None,
        sort: Sequence[By] = (By(),),
        offset: int = 0,
        limit: int = 10,
        facets: Sequence[str] = (),
        facet_limit: int | None = None,
        count: Sequence[q.Query] = (),
        visible_statistics: bool = False,
    ) -> Found:
        """Search among the documents that `allow` matches; nothing else is counted or shown.

        `score` gives the scores instead of `query`. Documents that `first` matches come before all
        others. `sort` keys apply in order, ties at last go by document number. `count` are queries:
        how many of the documents found match each. `facets` are columns, `facet_limit` how many values of
        each are wanted. With `visible_statistics`
        scores depend on nothing but what `allow` matches.
        """
        parts = self._begin()
        visible = self._rights.of(allow, lambda: [_seen(part, allow) for part in parts])
        seen = visible.docs
        found = [part.among(query, docs) for part, docs in zip(parts, seen, strict=True)]
        statistics = self._whole
        if visible_statistics and any(docs is not None for docs in seen):
            statistics = visible.statistics
        best: list[Ranked] = []
        sizes = [size(docs) for docs in found]
        bars = Bars(offset + limit)
        for part, docs, here, (view, _, base) in zip(parts, found, sizes, self._segments, strict=True):
            if limit > 0 and here:
                ranking = SegmentRanking(view, Weighing(part, statistics, self._lines), query, score, sort, bars)
                ranked = ranking.best(docs, here, part.docs(first) if first else None, offset + limit, base)
                if len(ranked.docs):
                    best.append(ranked)
        return Found(
            total=sum(sizes),
            hits=page(best, sort, offset, limit),
            facets={column: self._facet(column).count(self.views(), found, facet_limit) for column in facets},
            counts=tuple(_count(parts, found, extra) for extra in count),
        )

    def matching_documents(self, query: q.Query) -> Iterator[int]:
        """The numbers of all documents that match, ascending."""
        for part, (view, _, base) in zip(self._begin(), self._segments, strict=True):
            docs = part.among(query, view.alive)
            yield from (numbers(docs).astype("<i8") + base).tolist()

    def column_values(self, column: str, docnums: Sequence[int] | None = None) -> Iterator[Any]:
        """The values of a column for these documents, or for all that are not deleted; None where there is none."""
        for docnum in self.matching_documents(ALL) if docnums is None else docnums:
            view, _, base = next(found for found in reversed(self._segments) if found[2] <= docnum)
            yield value_at(view, column, docnum - base)

    def near_words(
        self, fieldname: str, word: str, *, allow: q.Query, limit: int = 5, distance: int = 1
    ) -> list[tuple[str, int]]:
        """Words within `distance` edits that stand in documents `allow` matches, with how many of those."""
        tally: Counter[str] = Counter()
        for part in self._begin():
            if part.view.field(fieldname) is None:
                continue
            seen = _seen(part, allow)
            # All at once: sets are remembered by the identity of a node, so no node may die meanwhile.
            nodes = [q.Term(fieldname, near) for near in part.view.reader.terms_within(fieldname, word, distance)]
            for node in nodes:
                tally[node.text] += size(part.among(node, seen))
        found = [(near, documents) for near, documents in tally.items() if documents and near != word]
        return sorted(found, key=lambda item: (-item[1], item[0]))[:limit]


def _seen(part: Matching, allow: q.Query) -> Array | None:
    """The documents of a segment that may be seen: allowed and not deleted. None stands for all of them.

    Few are given as numbers: a question then looks at these and no others.
    """
    if allow is ALL:
        return part.view.alive
    seen = part.among(allow, part.view.alive)
    return numbers(seen) if size(seen) * SPARSE < part.view.count else seen


def _count(parts: Sequence[Matching], found: Sequence[Array], extra: q.Query) -> int:
    return sum(size(both(docs, part.docs(extra), part.view.count)) for part, docs in zip(parts, found, strict=True))
