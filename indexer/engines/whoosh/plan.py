"""The engine-free query tree as queries of Whoosh: what matches, what comes first, what scores.

A query typed with marks is searched with marks, syllable by syllable; a text that carries no marks
at all still matches it. What is typed without marks finds every text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from whoosh import query as q

from indexer.engines.whoosh.ranking_weights import (
    DATED_IN,
    ISSUED,
    KEPT_FOR,
    OF_THE_TYPE_NAMED,
    OWN_NUMBER,
    OWN_NUMBER_AMONG_WORDS,
    PAIRS,
    TITLE_PAIRS,
)
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
    Query,
    Word,
    Words,
)
from indexer.text.analysis import folded_term, folded_terms, pairs, tone_terms
from indexer.text.normalise import TONE_SIGNS, fold, has_marks, tone_key
from indexer.text.numbers import find_numbers, parts, types_named_in, whole_term

_TEXT_FIELDS = {"text": "text", "title": "title", "unit": "unit_name"}

_MOST_KEYWORDS = 8
_ASKING = tuple(
    tuple(words.split())
    for words in ("the nao", "la gi", "lam gi", "bao nhieu", "bao lau", "ra sao", "khi nao", "o dau", "hay khong")
)


@dataclass(frozen=True, slots=True)
class Plan:
    """`match` finds the records, `all_words` those of them that hold every word, `score` orders them.

    A question in a sentence holds words no answer repeats, so for a `question` relevance alone decides;
    for keywords those with all the words come first.
    """

    match: q.Query
    all_words: q.Query
    score: q.Query | None
    question: bool


def plan(query: Query) -> Plan:
    """Compile a parsed query."""
    marked = has_marks(query.text)
    scoring = _Scoring(marked)
    scoring.visit(query.root)
    return Plan(
        match=_Matching(marked, any_word=True).of(query.root),
        all_words=_Matching(marked, any_word=False).of(query.root),
        score=scoring.query(),
        question=is_question(query),
    )


def is_question(query: Query) -> bool:
    """Whether plain words read as a sentence: a question mark, a question word at the end, or many words."""
    terms = folded_terms(query.text)
    asked = query.text.endswith("?") or any(tuple(terms[-len(words) :]) == words for words in _ASKING)
    return asked or len(set(_plain_words(query.root))) > _MOST_KEYWORDS


def _plain_words(node: Node) -> Iterator[str]:
    match node:
        case Words(nodes):
            yield from (fold(child.text) for child in nodes if isinstance(child, Word))
        case AllOf(nodes):
            for child in nodes:
                yield from _plain_words(child)
        case _:
            return


@dataclass(frozen=True, slots=True)
class _Matching:
    """Which records match. With `any_word`, one of the plain words is enough, with marks or without."""

    marked: bool
    any_word: bool

    def of(self, node: Node, field: str = "text") -> q.Query:  # noqa: PLR0911, PLR0912 - one case a node
        match node:
            case Word(text):
                return _all([self._term(field, term) for term in tone_terms(text)])
            case Phrase(text):
                return self._phrase(field, tone_terms(text))
            case Prefix(text):
                return _prefix(field, text)
            case Fuzzy(text):
                return q.FuzzyTerm(_folded(field), fold(text), maxdist=1, prefixlength=0)
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
                return _without(self._strict().of(child, field))
            case Everything():
                return q.Every()

    def _strict(self) -> _Matching:
        return _Matching(self.marked, any_word=False)

    def _words(self, nodes: Sequence[Node], field: str) -> q.Query:
        strict = [self._strict().of(node, field) for node in nodes]
        if not self.any_word:
            return _all(strict)
        words = [node for node in nodes if isinstance(node, Word)]
        folded = [q.Term(_folded(field), folded_term(term)) for node in words for term in tone_terms(node.text)]
        others = [query for node, query in zip(nodes, strict, strict=True) if not isinstance(node, Word)]
        return q.Or(others + folded) if others or folded else NOTHING

    def _all_of(self, nodes: Sequence[Node], field: str) -> q.Query:
        wanted = [self.of(node, field) for node in nodes if not isinstance(node, Exclude)]
        unwanted = [self._strict().of(node.node, field) for node in nodes if isinstance(node, Exclude)]
        return q.And([*(wanted or [q.Every()]), *(q.Not(query) for query in unwanted)])

    def _term(self, field: str, term: str) -> q.Query:
        bare = folded_term(term)
        if bare == term:
            return q.Term(_folded(field), bare)
        # The bare syllable among those with marks: a text that was typed without any.
        return q.Or([q.Term(field, term), q.Term(field, bare)])

    def _phrase(self, field: str, terms: list[str]) -> q.Query:
        bare = [folded_term(term) for term in terms]
        if not self.marked:
            return _adjacent(_folded(field), bare)
        exact = _adjacent(field, terms)
        return exact if bare == terms else q.Or([exact, _adjacent(field, bare)])

    def _number(self, node: DocumentNumber, field: str) -> q.Query:
        own = own_number(node)
        if field == "symbol":
            return own
        written = [q.Term("mentions", whole_term(number)) for number in find_numbers(node.text)]
        return q.Or([own, *written, self._phrase(field, tone_terms(node.text))])

    def _in_field(self, name: str, child: Node) -> q.Query:
        if name in _TEXT_FIELDS:
            return self.of(child, _TEXT_FIELDS[name])
        if name == "type":
            return _each_value(child, lambda text: q.Term("type", text))
        return self.of(child, "symbol") if isinstance(child, DocumentNumber) else _each_value(child, _symbol_words)


def own_number(node: DocumentNumber) -> q.Query:
    """Records whose own number it is, as far as it was given."""
    return _all([q.Term("symbol", term) for term in parts(node.number, node.symbol, node.organ, node.year)])


def _prefix(field: str, text: str) -> q.Query:
    if not has_marks(text):
        return q.Prefix(_folded(field), fold(text))
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


class _Scoring:
    """What orders the records: the words of the query over the streams, and facts that agree."""

    def __init__(self, marked: bool) -> None:
        self._marked = marked
        self._clauses: list[q.Query] = []

    def query(self) -> q.Query | None:
        """All clauses, to be added up; None when nothing in the query says what is better."""
        if not self._clauses:
            return None
        return q.Or([*self._clauses, q.ConstantScoreQuery(q.Term("lifecycle", "issued"), ISSUED)])

    def visit(self, node: Node, field: str = "text") -> None:
        """Take over what a node has to say."""
        match node:
            case Words(nodes):
                self._words(nodes, field)
            case AllOf(nodes) | AnyOf(nodes):
                for child in nodes:
                    self.visit(child, field)
            case InField(name, child) if name in _TEXT_FIELDS:
                self.visit(child, _TEXT_FIELDS[name])
            case Word(text) | Phrase(text):
                self._text(text, field)
            case InField(_, DocumentNumber() as number):
                self.visit(number, field)
            case DocumentNumber():
                self._constant(own_number(node), OWN_NUMBER)
                self._text(node.text, field)
            case PeriodRange(start, end):
                self._constant(both_of(between_months(start, end)), KEPT_FOR)
            case DateRange(start, end):
                self._constant(both_of(between_days(start, end)), DATED_IN)
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
                certain = node.symbol is not None or len(nodes) == 1
                self._constant(own_number(node), OWN_NUMBER if certain else OWN_NUMBER_AMONG_WORDS)
            elif isinstance(node, AnyOf):
                running += [child.text for child in node.nodes if isinstance(child, Phrase)][:1]
                for child in node.nodes:
                    if not isinstance(child, Phrase):
                        self.visit(child, field)
            else:
                self.visit(node, field)
        self._text(" ".join(running), field)
        for code in types_named_in(" ".join(running)):
            self._constant(q.Term("type", code), OF_THE_TYPE_NAMED)

    def _constant(self, query: q.Query, score: float) -> None:
        self._clauses.append(q.ConstantScoreQuery(query, score))

    def _text(self, text: str, field: str) -> None:
        terms = tone_terms(text)
        if not self._marked:
            terms = [folded_term(term) for term in terms]
        self._clauses += [q.Term(self._stream(field), term) for term in dict.fromkeys(terms)]
        couples = list(dict.fromkeys(pairs(terms)))
        self._clauses += [q.Term(f"{self._stream(field)}_pairs", couple, boost=PAIRS) for couple in couples]
        if field == "text":
            title = f"{self._stream('title')}_pairs"
            self._clauses += [q.Term(title, couple, boost=TITLE_PAIRS) for couple in couples]

    def _stream(self, field: str) -> str:
        return field if self._marked else _folded(field)


def _folded(field: str) -> str:
    return f"{field}_folded"


def _all(queries: Sequence[q.Query]) -> q.Query:
    return queries[0] if len(queries) == 1 else q.And(list(queries)) if queries else NOTHING


def _without(query: q.Query) -> q.Query:
    return q.And([q.Every(), q.Not(query)])


def _adjacent(field: str, terms: list[str]) -> q.Query:
    if not terms:
        return NOTHING
    return q.Term(field, terms[0]) if len(terms) == 1 else q.Phrase(field, terms)
