"""The engine-free query tree as queries of Whoosh: what matches, what holds all the words, what scores.

A query typed with marks is searched with marks; a text that carries no marks at all still matches
it. A query without marks is searched folded, so it finds every text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from whoosh import query as w

from indexer.engines.whoosh.schema import NONE, day_number, period_months
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
    Query,
    Word,
    Words,
)
from indexer.text.analysis import folded_term, pairs, tone_terms
from indexer.text.normalise import TONE_SIGNS, fold, has_marks, tone_key
from indexer.text.numbers import find_numbers, parts, whole_term

# Weights of the streams, beside the syllables at 1.0.
PAIRS = 1.0
TITLE_PAIRS = 0.2
OWN_NUMBER = 30.0
OWN_NUMBER_AMONG_WORDS = 2.0
KEPT_FOR = 3.0
DATED_IN = 1.0

_TEXT_FIELDS = {"text": "text", "title": "title", "unit": "unit_name"}


@dataclass(frozen=True, slots=True)
class Plan:
    """`match` finds the records, `all_words` those of them that come first, `scored` orders both."""

    match: w.Query
    all_words: w.Query
    scored: w.Query | None


def plan(query: Query) -> Plan:
    """Compile a parsed query."""
    marked = has_marks(query.text)
    loose = _Matching(marked, any_word=True)
    strict = _Matching(marked, any_word=False)
    scoring = _Scoring(marked)
    scoring.visit(query.root)
    return Plan(loose.of(query.root), strict.of(query.root), scoring.query())


@dataclass(frozen=True, slots=True)
class _Matching:
    """Which records match. With `any_word`, one of the plain words is enough, with marks or without."""

    marked: bool
    any_word: bool

    def of(self, node: Node, field: str = "text") -> w.Query:  # noqa: PLR0911, PLR0912 - one case a node
        match node:
            case Word(text):
                return _and([self._term(field, term) for term in tone_terms(text)])
            case Phrase(text):
                return self._phrase(field, tone_terms(text))
            case Prefix(text):
                return self._prefix(field, text)
            case Fuzzy(text):
                return w.FuzzyTerm(_folded(field), fold(text), maxdist=1, prefixlength=0)
            case DocumentNumber():
                return self._number(node, field)
            case DateRange(start, end):
                return _days(start, end)
            case PeriodRange(start, end):
                return _months(start, end)
            case InField(name, child):
                return self._in_field(name, child)
            case Words(nodes):
                return self._words(nodes, field)
            case AllOf(nodes):
                return self._all(nodes, field)
            case AnyOf(nodes):
                return w.Or([self.of(child, field) for child in nodes])
            case Exclude(child):
                return _not(_Matching(self.marked, any_word=False).of(child, field))
            case Everything():
                return w.Every()

    def _words(self, nodes: Sequence[Node], field: str) -> w.Query:
        strict = [_Matching(self.marked, any_word=False).of(node, field) for node in nodes]
        if not self.any_word:
            return _and(strict)
        words = [node for node in nodes if isinstance(node, Word)]
        folded = [w.Term(_folded(field), folded_term(term)) for node in words for term in tone_terms(node.text)]
        return w.Or(strict + folded)

    def _all(self, nodes: Sequence[Node], field: str) -> w.Query:
        wanted = [self.of(node, field) for node in nodes if not isinstance(node, Exclude)]
        excluded = [
            _Matching(self.marked, any_word=False).of(node.node, field) for node in nodes if isinstance(node, Exclude)
        ]
        return w.And([*(wanted or [w.Every()]), *(w.Not(query) for query in excluded)])

    def _term(self, field: str, term: str) -> w.Query:
        if field == "symbol":
            return w.Term(field, term)
        if not self.marked:
            return w.Term(_folded(field), folded_term(term))
        bare = folded_term(term)
        return w.Term(field, term) if bare == term else w.Or([w.Term(field, term), w.Term(field, bare)])

    def _phrase(self, field: str, terms: list[str]) -> w.Query:
        bare = [folded_term(term) for term in terms]
        if not self.marked:
            return _adjacent(_folded(field), bare)
        exact = _adjacent(field, terms)
        return exact if bare == terms else w.Or([exact, _adjacent(field, bare)])

    def _prefix(self, field: str, text: str) -> w.Query:
        if not has_marks(text):
            return w.Prefix(_folded(field), fold(text))
        key = tone_key(text)
        start = key.rstrip(TONE_SIGNS)
        sign = key[len(start) :]
        return w.Wildcard(field, f"{start}*{'[?]' if sign == '?' else sign}") if sign else w.Prefix(field, start)

    def _number(self, node: DocumentNumber, field: str) -> w.Query:
        own = own_number(node)
        if field == "symbol":
            return own
        written = [w.Term("mentions", whole_term(number)) for number in find_numbers(node.text)]
        return w.Or([own, *written, self._phrase(field, tone_terms(node.text))])

    def _in_field(self, name: str, child: Node) -> w.Query:
        if name in _TEXT_FIELDS:
            return self.of(child, _TEXT_FIELDS[name])
        if name == "type":
            return _each_word(child, lambda text: w.Term("type", text))
        return _each_word(child, _symbol_words) if not isinstance(child, DocumentNumber) else self.of(child, "symbol")


def own_number(node: DocumentNumber) -> w.Query:
    """Records whose own number it is, as far as it was given."""
    return _and([w.Term("symbol", term) for term in parts(node.number, node.symbol, node.organ, node.year)])


def _symbol_words(text: str) -> w.Query:
    return _and([w.Term("symbol", fold(word)) for word in tone_terms(text)])


def _each_word(node: Node, of_text: Callable[[str], w.Query]) -> w.Query:
    """A node over a field without text streams: words and phrases alike are values of the field."""
    match node:
        case Word(text) | Phrase(text) | Prefix(text) | Fuzzy(text):
            return of_text(text)
        case AnyOf(nodes):
            return w.Or([_each_word(child, of_text) for child in nodes])
        case AllOf(nodes) | Words(nodes):
            return _and([_each_word(child, of_text) for child in nodes])
        case Exclude(child):
            return _not(_each_word(child, of_text))
        case _:
            return w.NullQuery


class _Scoring:
    """What orders the records: the words of the query over the streams, and facts that agree."""

    def __init__(self, marked: bool) -> None:
        self._marked = marked
        self._clauses: list[w.Query] = []

    def query(self) -> w.Query | None:
        return w.Or(self._clauses) if self._clauses else None

    def visit(self, node: Node, field: str = "text") -> None:
        match node:
            case Words(nodes):
                self._words(nodes, field)
            case AllOf(nodes) | AnyOf(nodes):
                for child in nodes:
                    self.visit(child, field)
            case InField(name, child) if name in _TEXT_FIELDS:
                self.visit(child, _TEXT_FIELDS[name])
            case InField(_, DocumentNumber() as number):
                self._clauses.append(w.ConstantScoreQuery(own_number(number), OWN_NUMBER))
            case Word(text) | Phrase(text):
                self._text(text, field)
            case DocumentNumber():
                self._number(node, OWN_NUMBER, field)
            case PeriodRange(start, end):
                self._clauses.append(w.ConstantScoreQuery(_months(start, end), KEPT_FOR))
            case DateRange(start, end):
                self._clauses.append(w.ConstantScoreQuery(_days(start, end), DATED_IN))
            case _:
                return

    def _words(self, nodes: Sequence[Node], field: str) -> None:
        """Plain words are scored as one running text, so that their pairs count too."""
        running: list[str] = []
        for node in nodes:
            if isinstance(node, Word):
                running.append(node.text)
            elif isinstance(node, DocumentNumber):
                running.append(node.text)
                told = node.symbol or len(nodes) == 1
                weight = OWN_NUMBER if told else OWN_NUMBER_AMONG_WORDS
                self._clauses.append(w.ConstantScoreQuery(own_number(node), weight))
            elif isinstance(node, AnyOf):
                phrases = [child.text for child in node.nodes if isinstance(child, Phrase)]
                running += phrases[:1]
                for child in node.nodes:
                    if not isinstance(child, Phrase):
                        self.visit(child, field)
            else:
                self.visit(node, field)
        self._text(" ".join(running), field)

    def _number(self, node: DocumentNumber, weight: float, field: str) -> None:
        self._clauses.append(w.ConstantScoreQuery(own_number(node), weight))
        self._text(node.text, field)

    def _text(self, text: str, field: str) -> None:
        terms = tone_terms(text)
        if not self._marked:
            terms = [folded_term(term) for term in terms]
        stream = field if self._marked else _folded(field)
        self._clauses += [w.Term(stream, term) for term in terms]
        couples = [pair.replace(" ", "_") for pair in pairs(terms)]
        self._clauses += [w.Term(f"{stream}_pairs", couple, boost=PAIRS) for couple in couples]
        if field == "text":
            title = "title" if self._marked else "title_folded"
            self._clauses += [w.Term(f"{title}_pairs", couple, boost=TITLE_PAIRS) for couple in couples]


def _folded(field: str) -> str:
    return f"{field}_folded"


def _and(queries: Sequence[w.Query]) -> w.Query:
    return queries[0] if len(queries) == 1 else w.And(list(queries)) if queries else w.NullQuery


def _not(query: w.Query) -> w.Query:
    return w.And([w.Every(), w.Not(query)])


def _adjacent(field: str, terms: list[str]) -> w.Query:
    if not terms:
        return w.NullQuery
    return w.Term(field, terms[0]) if len(terms) == 1 else w.Phrase(field, terms)


def _days(start: date | None, end: date | None) -> w.Query:
    return w.NumericRange("date", day_number(start) if start else 0, day_number(end) if end else NONE - 1)


def _months(start: str | None, end: str | None) -> w.Query:
    """Records for a period that reaches into the range."""
    queries: list[w.Query] = [w.NumericRange("period_last", period_months(start)[0] if start else 0, NONE - 1)]
    if end:
        queries.append(w.NumericRange("period_first", 0, period_months(end)[1]))
    return _and(queries)
