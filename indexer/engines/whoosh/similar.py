"""Records whose texts are about the same, by the pairs of syllables they share.

The pairs are those of the record itself and are weighed by how rare they are among the records the searcher may see,
so nothing out of sight decides what is similar to what.
"""

from __future__ import annotations

from collections import Counter

from whoosh import query as q

from indexer.engines.whoosh.searcher import ArraySearcher
from indexer.model import Hit
from indexer.text.analysis import folded_terms, pairs

_READ = 20_000  # characters: the head of a paper says what it is about
_MOST_PAIRS = 150
_NEAR_ENOUGH = 0.2  # of what the record scores itself
_FIELD = "text_folded_pairs"


def similar_to(searcher: ArraySearcher, record_id: str, title: str, allow: q.Query, limit: int) -> tuple[Hit, ...]:
    """Visible records that share much with this one, the nearest first; none when it is not in the index."""
    own = q.Term("record_id", record_id)
    stored = searcher.document(record_id=record_id)
    if stored is None:
        return ()
    text = " ".join([title, *(page[1] for page in stored["pages"])])[:_READ]
    shared = [pair for pair, _ in Counter(pairs(folded_terms(text))).most_common(_MOST_PAIRS)]
    if not shared:
        return ()
    about = q.Or([q.Term(_FIELD, pair) for pair in shared])
    found = searcher.find(about, allow=allow, limit=limit + 1, visible_statistics=True)
    itself = searcher.find(q.And([about, own]), allow=allow, score=about, limit=1, visible_statistics=True)
    least = itself.hits[0][1] * _NEAR_ENOUGH if itself.hits else 0.0
    ids = searcher.column_values("record_id", [document for document, _ in found.hits])
    scored = ((name, score) for name, (_, score) in zip(ids, found.hits, strict=True))
    return tuple(Hit(name, round(score, 4)) for name, score in scored if name != record_id and score >= least)[:limit]
