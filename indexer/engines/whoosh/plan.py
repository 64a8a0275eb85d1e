"""A parsed query as queries of Whoosh: what matches, what holds every word, what scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from whoosh import query as q

from indexer.engines.whoosh.plan_matching import Matching
from indexer.engines.whoosh.plan_scoring import Scoring
from indexer.query_tree import AllOf, Node, Query, Word, Words
from indexer.text.analysis import folded_terms
from indexer.text.normalise import fold, has_marks

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
    question = is_question(query)
    scoring = Scoring(marked, question)
    scoring.visit(query.root)
    return Plan(
        match=Matching(marked, any_word=True).of(query.root),
        all_words=Matching(marked, any_word=False).of(query.root),
        score=scoring.query(),
        question=question,
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
