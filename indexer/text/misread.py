"""Words that recognition got wrong by one letter: the terms that they share with the word that is printed.

Two words that differ by one letter, or one of which lacks it, become the same when a letter is left out. Only words
of recognised pages that are no Vietnamese syllable without its marks count: what was read as a syllable is found by
itself, and known text has none of these terms. A query asks by its syllables alone, so that a foreign name is no
misreading of anything. At most `MOST_WORDS` words a record.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.model import PageText, TextSource
from indexer.text.analysis import folded_terms
from indexer.text.syllables import is_bare_syllable

MOST_WORDS = 2_000
_SHORTEST, _LONGEST = 4, 9  # of three letters, two are too few to know a word by


def neighbours(word: str) -> list[str]:
    """The word, and what is left of it without each of its letters."""
    return list(dict.fromkeys([word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]))


def misread_terms(pages: Sequence[PageText]) -> list[str]:
    """The terms of a record's recognised pages, each once; none for known text."""
    misread: dict[str, None] = {}
    for page in pages:
        if page.source is TextSource.OCR:
            misread.update((term, None) for term in folded_terms(page.text) if _is_misread(term))
    first = list(misread)[:MOST_WORDS]
    return list(dict.fromkeys(term for word in first for term in neighbours(word)))


def _is_misread(term: str) -> bool:
    return _SHORTEST <= len(term) <= _LONGEST and not term.isdecimal() and not is_bare_syllable(term)


def asked_terms(folded: str) -> list[str]:
    """The terms by which a word of a query finds what was misread of it; none for what is no syllable, or too short."""
    return neighbours(folded) if len(folded) >= _SHORTEST and is_bare_syllable(folded) else []
