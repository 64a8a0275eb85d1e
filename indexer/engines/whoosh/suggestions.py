"""Words near to a misspelt one, from records the searcher may see."""

from __future__ import annotations

from whoosh import query as q

from indexer.engines.whoosh.searcher import ArraySearcher
from indexer.text.analysis import folded_terms


def near_visible_words(searcher: ArraySearcher, word: str, allow: q.Query, limit: int) -> tuple[str, ...]:
    """Folded words within one edit that stand in visible records, most frequent first."""
    terms = folded_terms(word)
    if len(terms) != 1:
        return ()
    return tuple(near for near, _ in searcher.near_words("text_folded", terms[0], allow=allow, limit=limit))
