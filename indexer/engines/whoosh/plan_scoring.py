"""What orders the records a query found: its words over the streams, and facts that agree with it."""

from __future__ import annotations

from collections.abc import Sequence

from whoosh import query as q

from indexer.engines.whoosh.plan_matching import (
    TEXT_FIELDS,
    Matching,
    folded_stream,
    misread,
    own_number,
    scanned_number,
)
from indexer.engines.whoosh.ranking_weights import (
    DATED_IN,
    ISSUED,
    KEPT_FOR,
    MISREAD,
    OF_THE_TYPE_ASKED_FOR,
    OF_THE_TYPE_NAMED,
    OWN_NUMBER,
    OWN_NUMBER_AMONG_WORDS,
    PAIRS,
    SCANNED_DIGIT,
    SCANNED_NOTATION,
    TITLE_PAIRS,
)
from indexer.engines.whoosh.rights import between_days, between_months, both_of
from indexer.query_tree import (
    AllOf,
    AnyOf,
    DateRange,
    DocumentNumber,
    Fuzzy,
    InField,
    Node,
    PeriodRange,
    Phrase,
    Word,
    Words,
)
from indexer.text.analysis import folded_term, pairs, tone_terms
from indexer.text.normalise import fold
from indexer.text.numbers import type_asked_for, types_named_in
from indexer.text.scanned_number import digit_terms

# Whoever asks for a draft by this word wants it before the paper that came of it.
_DRAFT = "du thao"


class Scoring:
    """What orders the records: the words of the query over the streams, and facts that agree."""

    def __init__(self, marked: bool, question: bool) -> None:
        self._marked = marked
        self._question = question
        self._clauses: list[q.Query] = []
        self._wanted = "issued"

    def query(self) -> q.Query | None:
        """All clauses, to be added up; None when nothing in the query says what is better."""
        if not self._clauses:
            return None
        return q.Or([*self._clauses, q.ConstantScoreQuery(q.Term("lifecycle", self._wanted), ISSUED)])

    def visit(self, node: Node, field: str = "text") -> None:
        """Take over what a node has to say."""
        match node:
            case Words(nodes):
                self._words(nodes, field)
            case AllOf(nodes) | AnyOf(nodes):
                for child in nodes:
                    self.visit(child, field)
            case InField(name, child) if name in TEXT_FIELDS:
                self.visit(child, TEXT_FIELDS[name])
            case Word(text) | Phrase(text):
                self._text(text, field)
            case Fuzzy(text):  # near words score nothing: the word itself comes first
                self._clauses.append(q.Term(folded_stream(field), folded_term(fold(text))))
            case InField(_, DocumentNumber() as number):
                self.visit(number, field)
            case DocumentNumber():
                self._constant(own_number(node), OWN_NUMBER)
                self._scanned(node)
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
                self._scanned(node)
            elif isinstance(node, AnyOf) and isinstance(node.nodes[0], DocumentNumber):
                running.append(node.nodes[0].text)
                self._number_of_year(node.nodes)
            elif isinstance(node, AnyOf):
                running += [child.text for child in node.nodes if isinstance(child, Phrase)][:1]
                for child in node.nodes:
                    if not isinstance(child, Phrase):
                        self.visit(child, field)
            else:
                self.visit(node, field)
        self._text(" ".join(running), field)
        asked_for = None if self._question else type_asked_for(" ".join(running))
        if asked_for is not None:
            self._constant(q.Term("type", asked_for), OF_THE_TYPE_ASKED_FOR)
        for code in types_named_in(" ".join(running)):
            if code != asked_for:
                self._constant(q.Term("type", code), OF_THE_TYPE_NAMED)

    def _number_of_year(self, readings: Sequence[Node]) -> None:
        """`nq 3/2022`: whoever writes a number means it; the papers of March come after."""
        for reading, score in zip(readings, (OWN_NUMBER, OWN_NUMBER, KEPT_FOR), strict=False):
            self._constant(Matching(self._marked, any_word=False).of(reading), score)

    def _scanned(self, node: DocumentNumber) -> None:
        """Among scans of this notation, those first whose digits agree: they bear the terms, and nothing else does."""
        for notation in scanned_number(node):
            self._constant(notation, SCANNED_NOTATION)
            for term in digit_terms(node.number or 0):
                self._constant(q.And([notation, q.Term("scanned_number", term)]), SCANNED_DIGIT)

    def _constant(self, query: q.Query, score: float) -> None:
        self._clauses.append(q.ConstantScoreQuery(query, score))

    def _text(self, text: str, field: str) -> None:
        if _DRAFT in fold(text):
            self._wanted = "draft"
        terms = tone_terms(text)
        if not self._marked:
            terms = [folded_term(term) for term in terms]
        self._clauses += [q.Term(self._stream(field), term) for term in dict.fromkeys(terms)]
        if field == "text":
            for query in (query for term in dict.fromkeys(map(folded_term, terms)) for query in misread(term)):
                self._constant(query, MISREAD)
        couples = list(dict.fromkeys(pairs(terms)))
        self._clauses += [q.Term(f"{self._stream(field)}_pairs", couple, boost=PAIRS) for couple in couples]
        if field == "text":
            title = f"{self._stream('title')}_pairs"
            self._clauses += [q.Term(title, couple, boost=TITLE_PAIRS) for couple in couples]

    def _stream(self, field: str) -> str:
        return field if self._marked else folded_stream(field)
