"""Stock Whoosh as the judge of the array engine: the same documents in both, and what a query must find.

Leaves are asked of a stock index; combinations are plain set arithmetic, because stock Whoosh itself
errs on some nested AndNot, AndMaybe and Require.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from whoosh import analysis, fields, formats
from whoosh import query as q
from whoosh.filedb.filestore import RamStorage
from whoosh.index import FileIndex
from whoosh.query import MultiTerm
from whoosh.writing import NO_MERGE, OPTIMIZE

from indexer.engines.whoosh.array_index import ArrayIndex
from indexer.engines.whoosh.fields import Folded, Keyword, Number, Pairs, Stored, Tokens
from indexer.engines.whoosh.filters import ColumnBetween, ColumnIn
from indexer.engines.whoosh.layout import Layout
from indexer.engines.whoosh.scoring import Bm25, StreamBm25

ONSETS = ["b", "ch", "đ", "g", "kh", "l", "m", "ng", "nh", "ph", "qu", "s", "th", "tr", "v", "x"]
RHYMES = ["a", "á", "à", "ả", "ạ", "ăn", "ân", "ê", "ế", "ị", "ợ", "ưu", "ỳ"]
MARKS = str.maketrans("áàảạăâđêếịợưỳ", "aaaaaadeeiouy")
WEIGHTING = StreamBm25({"text": Bm25(0.9, 0.4), "text_pairs": Bm25(0.6, 0.3)})


def fold(token: str) -> str:
    """Without marks; enough for the syllables made here."""
    return token.translate(MARKS)


class GivenTokens(analysis.Tokenizer):
    """Takes tokens between tabs as they are; an empty one only takes a position."""

    def __call__(self, value: str, positions: bool = False, **options: Any) -> Iterator[analysis.Token]:
        token = analysis.Token(positions, False)
        for position, text in enumerate(value.split("\t")):
            if text:
                token.text, token.boost, token.stopped, token.pos = text, 1.0, False, position
                yield token


def array_schema() -> fields.Schema:
    """Every kind of field of the array engine."""
    return fields.Schema(
        id=Keyword(unique=True, stored=True),
        text=Tokens(),
        text_pairs=Pairs("text"),
        text_folded=Folded("text", fold),
        text_folded_pairs=Pairs("text_folded", positions=False),
        plain=Tokens(positions=True),
        unit=Keyword(),
        day=Number(),
        tags=fields.KEYWORD(scorable=True),
        note=Stored(),
    )


def stock_schema() -> fields.Schema:
    """The same fields as stock Whoosh keeps them."""

    def stream() -> fields.FieldType:
        return fields.FieldType(formats.Positions(), GivenTokens(), scorable=True)

    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        text=stream(),
        text_pairs=stream(),
        text_folded=stream(),
        text_folded_pairs=stream(),
        plain=stream(),
        unit=fields.ID(stored=True),
        day=fields.NUMERIC(int, 32, stored=True),
        tags=fields.KEYWORD(scorable=True),
    )


def pairs(tokens: Sequence[str]) -> list[str]:
    """Adjacent tokens as one; an empty place where there is no pair."""
    return [f"{a} {b}" if a and b else "" for a, b in pairwise(tokens)]


class Twins:
    """An array index and a stock index with the same documents."""

    def __init__(self, folder: Path, seed: int, layout: Layout) -> None:
        self.random = random.Random(seed)
        self.words = [onset + rhyme for onset in ONSETS for rhyme in RHYMES]
        self.random.shuffle(self.words)
        self.array = ArrayIndex.create(folder, array_schema())
        self.stock = FileIndex.create(RamStorage(), stock_schema(), "STOCK")
        self.layout = layout
        self.made = 0

    def word(self) -> str:
        """A syllable; few are common, most are rare."""
        return self.words[min(int(self.random.expovariate(1 / 14)), len(self.words) - 1)]

    def text(self, longest: int) -> list[str]:
        """Syllables, with a gap now and then."""
        chance = self.random.random
        length = self.random.randrange(1, longest) if chance() > 0.03 else self.random.randrange(200, 400)
        return ["" if chance() < 0.03 else self.word() for _ in range(length)]

    def document(self, number: int | None = None) -> dict[str, Any]:
        """Field values for the array index; some fields are missing now and then."""
        if number is None:
            number, self.made = self.made, self.made + 1
        pick = self.random
        found = {
            "id": str(number),
            "text": self.text(60),
            "plain": [word for word in self.text(12) if word],
            "unit": f"u{pick.randrange(20)}",
            "day": pick.randrange(-300, 300),
            "tags": " ".join(pick.sample(["a", "b", "c", "dd"], pick.randrange(1, 4))),
            "note": {"number": number},
        }
        return {name: value for name, value in found.items() if name in ("id", "text") or pick.random() > 0.1}

    @staticmethod
    def as_stock(document: dict[str, Any]) -> dict[str, Any]:
        """The same document for stock Whoosh, with the derived streams spelt out."""
        folded = [fold(token) for token in document["text"]]
        streams = {
            "text_pairs": pairs(document["text"]),
            "text_folded": folded,
            "text_folded_pairs": pairs(folded),
        }
        values = {name: value for name, value in (document | streams).items() if name != "note"}
        return {name: "\t".join(value) if isinstance(value, list) else value for name, value in values.items()}

    def commit(
        self,
        add: Sequence[dict[str, Any]] = (),
        update: Sequence[dict[str, Any]] = (),
        delete: Sequence[tuple[str, str]] = (),
        merge: bool = False,
    ) -> None:
        """The same changes to both."""
        ours, stock = self.array.writer(layout=self.layout), self.stock.writer()
        for field, term in delete:
            ours.delete_values(field, [term])
            stock.delete_by_term(field, term)
        for document in update:
            ours.update_document(**document)
            stock.update_document(**self.as_stock(document))
        for document in add:
            ours.add_document(**document)
            stock.add_document(**self.as_stock(document))
        for writer in (ours, stock):
            writer.commit(mergetype=OPTIMIZE if merge else NO_MERGE)

    # -- queries

    def query(self, depth: int = 0) -> q.Query:
        """A random query tree."""
        chance = self.random.random()
        if depth < 3 and chance < 0.4:
            return self._compound(depth)
        return self._leaf()

    def _compound(self, depth: int) -> q.Query:
        pick = self.random
        subs = [self.query(depth + 1) for _ in range(pick.randrange(1, 4))]
        one, other = self.query(depth + 1), self.query(depth + 1)
        boost = pick.choice([1.0, 1.0, 2.0])
        kinds: list[Callable[[], q.Query]] = [
            lambda: q.And(subs, boost=boost),
            lambda: q.Or(subs, boost=boost),
            lambda: q.Or(subs, boost=boost),
            lambda: q.AndNot(one, other),
            lambda: q.AndMaybe(one, other),
            lambda: q.Require(one, other),
            lambda: q.And([one, q.Not(other)]),
            lambda: q.ConstantScoreQuery(q.Or(subs), 3.0),
        ]
        return pick.choice(kinds)()

    def _leaf(self) -> q.Query:
        pick, word, boost = self.random, self.word, self.random.choice([1.0, 1.0, 1.5])
        low, high = sorted(pick.randrange(-300, 300) for _ in range(2))
        kinds: list[Callable[[], q.Query]] = [
            *[lambda: q.Term("text", word(), boost=boost)] * 6,
            lambda: q.Term("plain", word(), boost=boost),
            lambda: q.Term("text_folded", fold(word())),
            lambda: q.Term("text_pairs", f"{word()} {word()}", boost=boost),
            lambda: q.Term("text_folded_pairs", f"{fold(word())} {fold(word())}"),
            *[lambda: q.Phrase("text", [word() for _ in range(pick.choice([1, 2, 2, 3, 4]))], boost=boost)] * 2,
            lambda: q.Phrase("text", self._near_text()),
            lambda: q.Phrase("plain", [word() for _ in range(pick.choice([1, 2, 2, 3]))], boost=boost),
            lambda: q.Phrase("plain", [word(), word()], slop=2),
            lambda: q.Term("unit", f"u{pick.randrange(22)}"),
            lambda: q.Term("tags", pick.choice("abx")),
            lambda: q.Term("day", low),
            lambda: q.NumericRange("day", pick.choice([low, None]), pick.choice([high, None])),
            lambda: q.NumericRange("day", low, high, pick.random() < 0.5, pick.random() < 0.5),
            lambda: ColumnBetween("day", low, pick.choice([high, None])),
            lambda: ColumnIn("unit", {f"u{n}" for n in range(pick.randrange(22))}),
            lambda: q.Prefix("text", word()[: pick.randrange(1, 3)], boost=boost),
            lambda: q.Prefix("text_pairs", (word() + " " + word())[: pick.randrange(1, 6)]),
            lambda: q.Wildcard("text", word()[0] + "*" + pick.choice(["a", "n", "?"])),
            lambda: q.TermRange("text", word(), "x", pick.random() < 0.5, pick.random() < 0.5),
            lambda: q.FuzzyTerm("text", word(), prefixlength=1),
            lambda: q.Every(pick.choice([None, "plain", "text_pairs"])),
            lambda: q.Term("text", "zzzz"),
            lambda: q.NullQuery,
        ]
        return pick.choice(kinds)()

    def _near_text(self) -> list[str]:
        """Words that surely stood together in some document of the same kind."""
        tokens = [token for token in self.text(60) if token]
        start = self.random.randrange(max(1, len(tokens) - 3))
        return tokens[start : start + 3]

    # -- answers

    def expected(self, stock: Any, query: q.Query) -> dict[int, float]:
        """Document number in the stock index to score."""
        match query:
            case q.ConstantScoreQuery():
                return dict.fromkeys(self.expected(stock, query.child), query.score)
            case q.And():
                return _and([self.expected(stock, sub) for sub in query.subqueries], query.boost)
            case q.Or():
                return _or([self.expected(stock, sub) for sub in query.subqueries], query.boost)
            case q.Not():
                out = self.expected(stock, query.query)
                return {number: 1.0 for number in stock.reader().all_doc_ids() if number not in out}
            case q.AndNot() | q.Require() | q.AndMaybe():
                one, other = self.expected(stock, query.a), self.expected(stock, query.b)
                if isinstance(query, q.AndMaybe):
                    return {number: score + other.get(number, 0.0) for number, score in one.items()}
                return {n: s for n, s in one.items() if (n in other) != isinstance(query, q.AndNot)}
            case ColumnIn():
                return {n: 1.0 for n, kept in stock.iter_docs() if kept.get("unit") in query.values}
            case q.NumericRange():
                return {n: 1.0 for n, kept in stock.iter_docs() if _within(query, kept.get("day"))}
            case _ if isinstance(query, MultiTerm):
                return dict.fromkeys(stock.docs_for_query(query), query.boost)
            case _:
                return {number: score for score, number in stock.search(query, limit=None).top_n}


def _and(parts: list[dict[int, float]], boost: float) -> dict[int, float]:
    common = set(parts[0]).intersection(*parts[1:])
    return {n: sum(part[n] for part in parts) * (boost if len(parts) > 1 else 1.0) for n in common}


def _or(parts: list[dict[int, float]], boost: float) -> dict[int, float]:
    union: set[int] = set().union(*parts)
    return {n: sum(part.get(n, 0.0) for part in parts) * (boost if len(parts) > 1 else 1.0) for n in union}


def _within(query: q.NumericRange, day: int | None) -> bool:
    if day is None:
        return False
    above = query.start is None or day > query.start or (day == query.start and not query.startexcl)
    return above and (query.end is None or day < query.end or (day == query.end and not query.endexcl))
