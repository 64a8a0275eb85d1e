"""Scores of frequent terms in all documents of a segment, remembered within a bound of memory.

A frequent syllable is in most questions, and its score in a document depends on nothing else in the
question. No answer is kept, only this summand of it.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.scoring import TermScorer
from indexer.engines.whoosh.segment_view import SegmentView

BUDGET = 48 << 20  # bytes of all vectors together, four a document


class LineScores:
    """Shared by all searches of one searcher. Threads may work a vector out twice; the result is the same."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._bytes = 0
        self._keeping = Lock()
        self._known: OrderedDict[tuple[SegmentView, TermScorer], Array] = OrderedDict()

    def known(self, view: SegmentView, scorer: TermScorer) -> Array | None:
        """The scores of every document if they are at hand; not to be changed."""
        return self._known.get((view, scorer))

    def of(self, view: SegmentView, field: str, scorer: TermScorer, line: Array) -> Array:
        """The scores of every document, from the line of the term's frequencies; not to be changed."""
        found = self._known.get((view, scorer))
        if found is None:
            found = scorer.scores(line, view.norms(field, scorer.norm))
            with self._keeping:
                if (view, scorer) not in self._known:
                    self._known[view, scorer] = found
                    self._bytes += found.nbytes
                while self._bytes > self._budget:
                    self._bytes -= self._known.popitem(last=False)[1].nbytes
        return found
