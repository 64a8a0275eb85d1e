"""The one analysis of text that every engine shares: four streams of terms.

A Vietnamese word is mostly two syllables, and the space stands between syllables. So a text is
indexed as its syllables and as its pairs of adjacent syllables, each with marks (tone key) and
folded. All four come from the tone stream: `folded_term` and `pairs` give the others.
There are no stop words and no stemming: án, tổ, cán and máy are words that matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from indexer.text.normalise import TONE_SIGNS, fold, match_form, tone_key

# A new version makes every index outdated: raise it whenever a text may give other terms.
ANALYSIS_VERSION = 1

# Stands between the parts of a record, so that no pair and no phrase reaches across.
GAP = ""

_WORD = re.compile(r"[^\W_]+")
# Amounts and organisation codes: 300.000.000 and 38.168.053.000.001 are one number each.
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d]|\.\d)")
_TOKEN = re.compile(_GROUPED.pattern + r"|[^\W_]+")
# kỷ/kỉ, lý/lí, quý/quí: the same word in two spellings, when y alone follows one of these.
_FINAL_Y = re.compile(r"^([hklmstv]|qu)y([^\w]*)$")
_CACHE_LIMIT = 200_000
_LONGEST_TERM = 64


class _Forms(dict[str, tuple[str, str]]):
    """Word in match form to (tone key, folded): a text uses few different syllables, very often."""

    def __missing__(self, word: str) -> tuple[str, str]:
        if len(self) >= _CACHE_LIMIT:
            self.clear()
        cut = word[:_LONGEST_TERM]
        forms = _one_spelling(tone_key(cut)), _one_spelling(fold(cut))
        self[word] = forms
        return forms


def _one_spelling(term: str) -> str:
    return _FINAL_Y.sub(r"\1i\2", term)


_forms = _Forms()


def words(text: str) -> list[str]:
    """The words of a text in match form, in order; the unit all streams are made of."""
    text = match_form(text)
    if "." in text:
        text = _GROUPED.sub(_without_dots, text)
    return _WORD.findall(text)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words of an NFC text stand: (start, end) character offsets, for marking them."""
    return [found.span() for found in _TOKEN.finditer(text)]


def tone_terms(text: str) -> list[str]:
    """The terms of the stream of syllables with marks."""
    return [_tone_forms[word] for word in words(text)]


def folded_terms(text: str) -> list[str]:
    """The terms of the stream of syllables without marks."""
    return [folded_term(_tone_forms[word]) for word in words(text)]


def folded_term(tone_term: str) -> str:
    """The folded form of a term of the tone stream."""
    return _folded_forms[tone_term]


def pairs(terms: Sequence[str]) -> list[str]:
    """Every two neighbours as the term `first second`; none reaches across a GAP."""
    return [f"{first} {second}" for first, second in pairwise(terms) if first and second]


def record_terms(parts: Iterable[str]) -> list[str]:
    """The tone stream of a record's parts (title, names, text), with a GAP between two parts."""
    terms: list[str] = []
    for part in parts:
        found = tone_terms(part)
        if found:
            if terms:
                terms.append(GAP)
            terms += found
    return terms


def _without_dots(found: re.Match[str]) -> str:
    return found[0].replace(".", "")


def _one_spelling(term: str) -> str:
    return _FINAL_Y.sub(r"\1i\2", term)


class _Forms(dict[str, str]):
    """A function of a word, remembered: a text uses few different syllables, very often."""

    def __init__(self, form: Callable[[str], str]) -> None:
        super().__init__()
        self._form = form

    def __missing__(self, word: str) -> str:
        if len(self) >= _CACHE_LIMIT:
            self.clear()
        form = self[word] = self._form(word)
        return form


_tone_forms = _Forms(lambda word: _one_spelling(tone_key(word[:_LONGEST_TERM])))
_folded_forms = _Forms(lambda term: fold(term.rstrip(TONE_SIGNS)))
