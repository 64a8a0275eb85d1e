"""The one analysis of text that every engine shares: four streams of terms.

A Vietnamese word is mostly two syllables, and the space stands between syllables. So a text is
indexed as its syllables and as its pairs of adjacent syllables, each with marks (tone key) and
folded. All four come from the tone stream: `folded_term` and `pairs` give the others.
There are no stop words and no stemming: án, tổ, cán and máy are words that matter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import TypeVar

from indexer.text.normalise import TONE_SIGNS, fold, match_form, tone_key

_Form = TypeVar("_Form")

# A new version makes every index outdated: raise it whenever a text may give other terms.
ANALYSIS_VERSION = 2

# Stands between the parts of a record, so that no pair and no phrase reaches across.
GAP = ""

_WORD = re.compile(r"[^\W_]+")
# Amounts and organisation codes: 300.000.000 and 38.168.053.000.001 are one number each.
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d]|\.\d)")
_TOKEN = re.compile(_GROUPED.pattern + r"|[^\W_]+")
# kỷ/kỉ, lý/lí, quý/quí: the same word in two spellings, when y alone follows one of these.
_FINAL_Y = re.compile(r"^([hklmstv]|qu)y([^\w]*)$")
_CACHE_LIMIT = 100_000
LONGEST_TERM = 64
_LONGEST_PADDED = 3
_LONGEST_PIECE = 1 << 20
_BLANK = re.compile(r"\s")


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
    terms: list[str] = []
    for piece in _pieces(text):
        terms.extend(chain.from_iterable(map(_terms_of_chunk, piece.split())))
    return terms


def folded_terms(text: str) -> list[str]:
    """The terms of the stream of syllables without marks."""
    return list(map(folded_term, tone_terms(text)))


def folded_term(tone_term: str) -> str:
    """The folded form of a term of the tone stream."""
    return _folded_forms[tone_term]


def term_of(word: str) -> str:
    """The tone term of one word as it stands in a text (see `word_spans`); empty for what is no word."""
    return _term_of_word[word]


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


def _pieces(text: str) -> Iterator[str]:
    """The text cut at blanks, so that the words of a very long one do not all lie in memory at once."""
    start = 0
    while len(text) - start > _LONGEST_PIECE:
        blank = _BLANK.search(text, start + _LONGEST_PIECE)
        if blank is None:
            break
        yield text[start : blank.start()]
        start = blank.end()
    yield text[start:] if start else text


def _analyse_chunk(chunk: str) -> tuple[str, ...]:
    return tuple(_one_spelling(tone_key(word[:LONGEST_TERM])) for word in words(chunk))


def _one_spelling(term: str) -> str:
    if term[0] == "0" and len(term) <= _LONGEST_PADDED and term.isdecimal():
        return term.lstrip("0") or "0"  # ngày 05/02 is ngày 5/2, số 05 is số 5
    return _FINAL_Y.sub(r"\1i\2", term)


def _without_dots(found: re.Match[str]) -> str:
    return found[0].replace(".", "")


class _Remembered(dict[str, _Form]):
    """A function of a short string, remembered: a text says few different things, very often."""

    def __init__(self, function: Callable[[str], _Form]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, key: str) -> _Form:
        form = self._function(key)
        if len(key) <= LONGEST_TERM:
            if len(self) >= _CACHE_LIMIT:
                self.clear()
            self[key] = form
        return form


# What stands between two blanks is analysed once: no word reaches across white space.
_terms_of_chunk = _Remembered(_analyse_chunk).__getitem__
_term_of_word = _Remembered(lambda word: next(iter(_analyse_chunk(word)), ""))
_folded_forms = _Remembered(lambda term: fold(term.rstrip(TONE_SIGNS)))
