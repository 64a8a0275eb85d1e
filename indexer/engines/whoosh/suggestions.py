"""Words near to a misspelt one, from records the searcher may see, written with their marks."""

from __future__ import annotations

from whoosh import query as q

from indexer.engines.whoosh.searcher import ArraySearcher
from indexer.text.analysis import folded_term, tone_terms
from indexer.text.normalise import written

_MARKED_FIRST = {"a": "aăâ", "d": "dđ", "e": "eê", "i": "iy", "o": "oôơ", "u": "uư"}


def near_visible_words(searcher: ArraySearcher, word: str, allow: q.Query, limit: int) -> tuple[str, ...]:
    """The words of visible records within one edit, marks aside; most frequent first.

    A word that only has the wrong marks is near to the same letters with others.
    """
    terms = tone_terms(word)
    if len(terms) != 1:
        return ()
    typed, folded = terms[0], folded_term(terms[0])
    near = [term for term, _ in searcher.near_words("text_folded", folded, allow=allow, limit=limit)]
    if typed != folded:
        near.insert(0, folded)
    spoken = (_most_frequent(searcher, term, typed, allow) for term in near)
    return tuple(written(term) for term in spoken if term)[:limit]


def _most_frequent(searcher: ArraySearcher, folded: str, typed: str, allow: q.Query) -> str | None:
    """Of the words that fold to these letters, the one in most visible records; not the typed one."""
    counted = [
        (-count, term)
        for term in _words_that_fold_to(searcher, folded)
        if term != typed and (count := searcher.find(q.Term("text", term), allow=allow, limit=0).total)
    ]
    return min(counted)[1] if counted else None


def _words_that_fold_to(searcher: ArraySearcher, folded: str) -> list[str]:
    reader = searcher.reader()
    starts = _MARKED_FIRST.get(folded[0], folded[0])
    found = (term.decode("utf-8") for start in starts for term in reader.expand_prefix("text", start))
    return [term for term in found if folded_term(term) == folded]
