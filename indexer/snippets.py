"""Where a query stands in the pages of a record: page numbers and a short marked extract.

It works on page texts and the query tree alone, so every engine answers alike.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from indexer.model import PageText
from indexer.query_tree import (
    AllOf,
    AnyOf,
    DocumentNumber,
    Exclude,
    Fuzzy,
    InField,
    Node,
    Phrase,
    Prefix,
    Query,
    Word,
    Words,
)
from indexer.text.analysis import folded_term, folded_terms, term_of, tone_terms, word_spans, words
from indexer.text.normalise import fold, has_marks, nfc

_FRAGMENT_WORDS = 28
_FRAGMENTS = 2
_MOST_PAGES = 50
# Characters: beyond this a page, or a record, is not read for an extract.
_LONGEST_PAGE = 200_000
_MOST_TEXT = 3_000_000
_MARKED_FIELDS = frozenset({"text", "title", "number"})


@dataclass(frozen=True, slots=True)
class Found:
    """The pages (from 1) on which most of the query stands, and the extract in safe HTML."""

    pages: tuple[int, ...]
    snippet: str


@dataclass(slots=True)
class Wanted:
    """What to mark: terms (with marks where the query has some), phrases, prefixes and near words.

    `texts` are the same words and phrases as they were typed, for whoever marks them by other means.
    """

    texts: dict[str, None] = field(default_factory=dict)
    terms: dict[str, None] = field(default_factory=dict)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    prefixes: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    exact: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms or self.phrases or self.prefixes or self.near)


def wanted_by(query: Query) -> Wanted:
    """The words, phrases and prefixes of a query that are to be marked; exclusions are not."""
    wanted = Wanted(exact=has_marks(query.text))
    _collect(query.root, wanted)
    return wanted


def find(pages: Sequence[PageText], query: Query) -> Found:
    """The pages and the extract for one record. Without anything to mark, the start of the text."""
    wanted = wanted_by(query)
    found = _search(pages, wanted) if wanted else None
    if found is None and wanted.exact:
        wanted = _without_marks(wanted)
        found = _search(pages, wanted)
    return found or Found((), _beginning(pages))


def mark_words(text: str, query: Query) -> str:
    """A short text (a title) in safe HTML with the words of the query marked."""
    text = nfc(text)
    hits, spans = _hits(text, wanted_by(query))
    return _render(text, 0, len(text), [(span, place in hits) for place, span in enumerate(spans)])


def _collect(node: Node, wanted: Wanted) -> None:
    terms = tone_terms if wanted.exact else folded_terms
    match node:
        case Word(text) | DocumentNumber(text=text):
            wanted.terms.update(dict.fromkeys(terms(text)))
            wanted.texts.update(dict.fromkeys(words(text)))
        case Phrase(text):
            phrase = tuple(terms(text))
            if phrase:
                wanted.phrases.append(phrase)
                wanted.texts[" ".join(words(text))] = None
        case Prefix(text):
            wanted.prefixes += (fold(text),)
        case Fuzzy(text):
            wanted.near += (fold(text),)
        case Words(nodes) | AllOf(nodes) | AnyOf(nodes):
            for child in nodes:
                _collect(child, wanted)
        case InField(name, child) if name in _MARKED_FIELDS:
            _collect(child, wanted)
        case Exclude() | _:
            pass


def _without_marks(wanted: Wanted) -> Wanted:
    terms = dict.fromkeys(folded_term(term) for term in wanted.terms)
    phrases = [tuple(folded_term(term) for term in phrase) for phrase in wanted.phrases]
    return Wanted(wanted.texts, terms, phrases, wanted.prefixes, wanted.near, exact=False)


def _search(pages: Sequence[PageText], wanted: Wanted) -> Found | None:
    ranked = sorted(
        ((_coverage(page.text[:_LONGEST_PAGE], wanted), page) for page in _first_pages(pages)),
        key=lambda scored: (-scored[0], scored[1].number),
    )
    best = ranked[0][0] if ranked else 0
    if not best:
        return None
    with_most = [page for coverage, page in ranked if coverage == best][:_MOST_PAGES]
    fragments = [fragment for page in with_most[:_FRAGMENTS] if (fragment := _fragment(page.text, wanted))]
    return Found(tuple(page.number for page in with_most), " … ".join(fragments))


def _first_pages(pages: Sequence[PageText]) -> Iterator[PageText]:
    """As many pages as may be read for one hit."""
    read = 0
    for page in pages:
        if read > _MOST_TEXT:
            return
        read += len(page.text)
        yield page


def _coverage(text: str, wanted: Wanted) -> int:
    """How many different wanted things stand on a page."""
    present = set(tone_terms(text))
    folded = None if wanted.exact and not (wanted.prefixes or wanted.near) else {folded_term(term) for term in present}
    known = present if wanted.exact else folded or set()
    count = sum(term in known for term in wanted.terms)
    if any(set(phrase) <= known for phrase in wanted.phrases):
        terms = tone_terms(text) if wanted.exact else folded_terms(text)
        # A phrase is worth more than its words: it was asked for as such.
        count += sum(2 for phrase in wanted.phrases if next(_starts(terms, phrase), None) is not None)
    if folded and (wanted.prefixes or wanted.near):
        count += any(term.startswith(wanted.prefixes) for term in folded)
        count += any(within_one_edit(term, near) for near in wanted.near for term in folded)
    return count


def _hits(text: str, wanted: Wanted) -> tuple[dict[int, str], list[tuple[int, int]]]:
    """The marked words of a text: index of the word to what it answers; and all word spans."""
    spans = word_spans(text)
    terms = [term_of(text[start:end]) for start, end in spans]
    if not wanted.exact:
        terms = [folded_term(term) for term in terms]
    hits = {at: term for at, term in enumerate(terms) if term in wanted.terms}
    for phrase in wanted.phrases:
        for start in _starts(terms, phrase):
            hits.update({start + offset: " ".join(phrase) for offset in range(len(phrase))})
    if wanted.prefixes or wanted.near:
        for at, term in enumerate(terms):
            folded = folded_term(term)
            if (wanted.prefixes and folded.startswith(wanted.prefixes)) or any(
                within_one_edit(folded, near) for near in wanted.near
            ):
                hits[at] = folded
    return hits, spans


def _starts(terms: Sequence[str], phrase: tuple[str, ...]) -> Iterator[int]:
    length = len(phrase)
    return (at for at, term in enumerate(terms) if term == phrase[0] and tuple(terms[at : at + length]) == phrase)


def _fragment(text: str, wanted: Wanted) -> str:
    text = nfc(text[:_LONGEST_PAGE])
    hits, spans = _hits(text, wanted)
    if not hits:
        return ""
    first = max(sorted(hits), key=lambda at: _worth(at, hits))
    start = max(0, first - 4)
    stop = min(len(spans), start + _FRAGMENT_WORDS)
    shown = [(spans[place], place in hits) for place in range(start, stop)]
    body = _render(text, spans[start][0], spans[stop - 1][1], shown)
    return ("… " if start else "") + body + (" …" if stop < len(spans) else "")


def _worth(at: int, hits: dict[int, str]) -> tuple[int, int]:
    """Of the window that starts at a hit: different things found, then neighbours found together."""
    window = [place for place in range(at, at + _FRAGMENT_WORDS - 4) if place in hits]
    together = sum(1 for first, second in pairwise(window) if second == first + 1)
    return 2 * len({hits[place] for place in window}) + together, -at


def _render(text: str, start: int, end: int, words: Sequence[tuple[tuple[int, int], bool]]) -> str:
    """A piece of the text in safe HTML; `words` are the spans in it, and whether each is to be marked."""
    pieces: list[str] = []
    at = start
    for (first, last), is_hit in words:
        if is_hit:
            pieces += [html.escape(text[at:first]), "<mark>", html.escape(text[first:last]), "</mark>"]
            at = last
    pieces.append(html.escape(text[at:end]))
    return " ".join("".join(pieces).split())


def _beginning(pages: Sequence[PageText]) -> str:
    for page in pages:
        text = nfc(page.text[:_LONGEST_PAGE])
        spans = word_spans(text)[: _FRAGMENT_WORDS + 1]
        if spans:
            stop = spans[min(len(spans), _FRAGMENT_WORDS) - 1][1]
            return _render(text, spans[0][0], stop, ()) + (" …" if len(spans) > _FRAGMENT_WORDS else "")
    return ""


def within_one_edit(first: str, second: str) -> bool:
    """Whether one insertion, deletion, replacement or swap of neighbours makes the two words equal."""
    if first == second:
        return True
    if abs(len(first) - len(second)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second)))
    rest, other = first[at:], second[at:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[:2] == other[1::-1] and len(rest) > 1 and rest[2:] == other[2:])
    )
