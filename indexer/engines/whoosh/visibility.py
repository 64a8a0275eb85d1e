"""What a searcher may see, remembered: the documents of a right and the statistics of just these.

The same rights come with every search of a person, so the last few are kept while a commit is open:
one mask a segment, mean lengths, and idf values. They are told apart by what they say, spelt out
here node by node; a right with any other kind of node is worked out anew each time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from whoosh import query as q

from indexer.engines.whoosh.array_file import Array
from indexer.engines.whoosh.filters import ColumnBetween, ColumnIn
from indexer.engines.whoosh.scoring import StreamBm25
from indexer.engines.whoosh.segment_view import SegmentView
from indexer.engines.whoosh.statistics import VisiblePart

KEPT = 32


@dataclass(frozen=True, slots=True)
class Visible:
    """The documents of each segment (None: all of them), and their statistics."""

    docs: Sequence[Array | None]
    statistics: VisiblePart


class KnownRights:
    """The rights met last. Threads may work one out twice; the result is the same."""

    def __init__(self, views: Sequence[SegmentView], weighting: StreamBm25) -> None:
        self._views = views
        self._weighting = weighting
        self._known: OrderedDict[Hashable, Visible] = OrderedDict()

    def of(self, allow: q.Query, work_out: Callable[[], Sequence[Array | None]]) -> Visible:
        """What `allow` lets see; `work_out` is asked when that is not known."""
        key = key_of(allow)
        found = self._known.get(key) if key is not None else None
        if found is None:
            docs = work_out()
            found = Visible(docs, VisiblePart(self._views, self._weighting, docs))
            if key is not None:
                self._known[key] = found
                while len(self._known) > KEPT:
                    self._known.popitem(last=False)
        return found


def key_of(node: q.Query) -> Hashable:
    """Equal for queries that match the same documents; None where that is not certain."""
    if type(node) is ColumnIn:
        return "in", node.fieldname, node.values
    if type(node) is ColumnBetween:
        return "between", node.fieldname, node.start, node.end
    if type(node) is q.Every and node.fieldname is None:
        return ("every",)
    if type(node) is q.Not:
        inner = key_of(node.query)
        return None if inner is None else ("not", inner)
    if type(node) in (q.And, q.Or) and not getattr(node, "minmatch", 0) and not getattr(node, "scale", None):
        parts = tuple(key_of(sub) for sub in node.subqueries)
        return None if None in parts else (type(node).__name__, parts)
    return None
