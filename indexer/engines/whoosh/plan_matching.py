"""Which records a query asks for, as a query of Whoosh.

A query typed with marks is searched with marks, syllable by syllable; a text that carries no marks
at all still matches it. What is typed without marks finds every text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from whoosh import query as q

from indexer.engines.whoosh.rights import NOTHING, between_days, between_months, both_of
from indexer.query_tree import (
    AllOf,
    AnyOf,
    DateRange,
    DocumentNumber,
    Everything,
    Exclude,
    Fuzzy,
    InField,
    Node,
    PeriodRange,
    Phrase,
    Prefix,
    Word,
    Words,
)
from indexer.text.analysis import LONGEST_TERM, folded_term, tone_terms
from indexer.text.misread import asked_terms
from indexer.text.normalise import TONE_SIGNS, fold, has_marks, tone_key
from indexer.text.numbers import parts, whole
from indexer.text.scanned_number import notation_term

TEXT_FIELDS = {"text": "text", "title": "title", "unit": "unit_name"}


@dataclass(frozen=True, slots=True)
class Matching:
    """Which records match. With `any_word`, one of the plain words is enough, with marks or without.

    `tolerant` lets a word of a scan that was misread stand for a word it looks like.
    """

    marked: bool
    any_word: bool
    tolerant: bool = True

    def of(self, node: Node, field: str = "text") -> q.Query:  # noqa: PLR0911, PLR0912 - one case a node
        match node:
            case Word(text):
                return _all([self._term(field, term) for term in tone_terms(text)])
            case Phrase(text):
                return self._phrase(field, tone_terms(text))
            case Prefix(text):
                return _prefix(field, text)
            case Fuzzy(text):
                return q.FuzzyTerm(folded_stream(field), fold(text)[: LONGEST_TERM + 1], maxdist=1, prefixlength=0)
            case DocumentNumber():
                return self._number(node, field)
            case DateRange(start, end):
                return both_of(between_days(start, end))
            case PeriodRange(start, end):
                return both_of(between_months(start, end))
            case InField(name, child):
                return self._in_field(name, child)
            case Words(nodes):
                return self._words(nodes, field)
            case AllOf(nodes):
                return self._all_of(nodes, field)
            case AnyOf(nodes):
                return q.Or([self.of(child, field) for child in nodes])
            case Exclude(child):
                return _without(self._exact().of(child, field))
            case Everything():
                return q.Every()

    def _strict(self) -> Matching:
        return replace(self, any_word=False)

    def _exact(self) -> Matching:
        """For what is not wanted: what merely looks like it stays."""
        return Matching(self.marked, any_word=False, tolerant=False)

    def _words(self, nodes: Sequence[Node], field: str) -> q.Query:
        strict = [self._strict().of(node, field) for node in nodes]
        if not self.any_word:
            return _all(strict)
        words = [node for node in nodes if isinstance(node, Word)]
        folded = [q.Term(folded_stream(field), folded_term(term)) for node in words for term in tone_terms(node.text)]
        others = [query for node, query in zip(nodes, strict, strict=True) if not isinstance(node, Word)]
        alike = [query for term in folded for query in self._misread(field, term.text)]
        return q.Or([*others, *folded, *alike]) if others or folded else NOTHING

    def _all_of(self, nodes: Sequence[Node], field: str) -> q.Query:
        wanted = [self.of(node, field) for node in nodes if not isinstance(node, Exclude)]
        unwanted = [self._exact().of(node.node, field) for node in nodes if isinstance(node, Exclude)]
        return q.And([*(wanted or [q.Every()]), *(q.Not(query) for query in unwanted)])

    def _term(self, field: str, term: str) -> q.Query:
        bare = folded_term(term)
        alike = self._misread(field, bare)
        if bare == term:
            return _any([q.Term(folded_stream(field), bare), *alike])
        # The bare syllable among those with marks: a text that was typed without any.
        return q.Or([q.Term(field, term), q.Term(field, bare), *alike])

    def _misread(self, field: str, bare: str) -> list[q.Query]:
        return misread(bare) if self.tolerant and field == "text" else []

    def _phrase(self, field: str, terms: list[str]) -> q.Query:
        bare = [folded_term(term) for term in terms]
        if not self.marked:
            return _adjacent(folded_stream(field), bare)
        exact = _adjacent(field, terms)
        return exact if bare == terms else q.Or([exact, _adjacent(field, bare)])

    def _number(self, node: DocumentNumber, field: str) -> q.Query:
        own = own_number(node)
        if field == "symbol":
            return own
        cited = []
        if node.number is not None and node.symbol and (node.organ or node.year):
            cited = [q.Term("mentions", whole(node.number, node.symbol, node.organ, node.year))]
        return q.Or([own, *cited, *scanned_number(node), self._phrase(field, tone_terms(node.text))])

    def _in_field(self, name: str, child: Node) -> q.Query:
        if name in TEXT_FIELDS:
            return self.of(child, TEXT_FIELDS[name])
        if name == "type":
            return _each_value(child, lambda text: q.Term("type", text))
        return self.of(child, "symbol") if isinstance(child, DocumentNumber) else _each_value(child, _symbol_words)


def own_number(node: DocumentNumber) -> q.Query:
    """Records whose own number it is, as far as it was given."""
    return _all([q.Term("symbol", term) for term in parts(node.number, node.symbol, node.organ, node.year)])


def scanned_number(node: DocumentNumber) -> list[q.Query]:
    """Scans that bear this notation, whatever number was written into it."""
    if node.number is None or not (node.symbol and node.organ):
        return []
    return [q.Term("scanned_number", notation_term(node.symbol, node.organ))]


def misread(bare: str) -> list[q.Query]:
    """Scans with a word that is none and differs from this one by a letter."""
    terms = asked_terms(bare)
    return [q.Or([q.Term("misread", term) for term in terms])] if terms else []


def _prefix(field: str, text: str) -> q.Query:
    if not has_marks(text):
        return q.Prefix(folded_stream(field), fold(text))
    key = tone_key(text)
    start = key.rstrip(TONE_SIGNS)
    sign = key[len(start) :].replace("?", "[?]")
    return q.Wildcard(field, f"{start}*{sign}") if sign else q.Prefix(field, start)


def _symbol_words(text: str) -> q.Query:
    return _all([q.Term("symbol", folded_term(term)) for term in tone_terms(text)])


def _each_value(node: Node, of_text: Callable[[str], q.Query]) -> q.Query:
    """A node over a field without text streams: words and phrases alike are values of the field."""
    match node:
        case Word(text) | Phrase(text) | Prefix(text) | Fuzzy(text):
            return of_text(text)
        case AnyOf(nodes):
            return q.Or([_each_value(child, of_text) for child in nodes])
        case AllOf(nodes) | Words(nodes):
            return _all([_each_value(child, of_text) for child in nodes])
        case Exclude(child):
            return _without(_each_value(child, of_text))
        case _:
            return NOTHING


def folded_stream(field: str) -> str:
    return f"{field}_folded"


def _all(queries: Sequence[q.Query]) -> q.Query:
    return queries[0] if len(queries) == 1 else q.And(list(queries)) if queries else NOTHING


def _any(queries: Sequence[q.Query]) -> q.Query:
    return queries[0] if len(queries) == 1 else q.Or(list(queries))


def _without(query: q.Query) -> q.Query:
    return q.And([q.Every(), q.Not(query)])


def _adjacent(field: str, terms: list[str]) -> q.Query:
    if not terms:
        return NOTHING
    return q.Term(field, terms[0]) if len(terms) == 1 else q.Phrase(field, terms)
