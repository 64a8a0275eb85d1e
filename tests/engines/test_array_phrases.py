"""Phrases where some words are frequent and others rare: the ways of comparing places all find the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import chain

import numpy as np
import pytest
from whoosh import query as q

from indexer.engines.whoosh.array_index import ArrayIndex
from indexer.engines.whoosh.layout import Layout
from indexer.engines.whoosh.searcher import ALL, ArraySearcher
from tests.engines.stock_oracle import array_schema

WORDS = ["chi", "bộ", "họp", "xét", "quỹ", "đảng", "phí", "năm"]
SHARES = [30, 30, 12, 6, 3, 1, 0.3, 0.1]
TEXTS = 4000
LAYOUTS = {"lists": Layout(line_from=TEXTS + 1), "lines": Layout(line_from=1, line_share=20)}


def texts() -> list[list[str]]:
    chance = random.Random(5)
    drawn = [chance.choices(WORDS, SHARES, k=chance.randrange(2, 16)) for _ in range(TEXTS)]
    return [*drawn, ["chi"] * 700 + ["bộ", "năm"]]  # one of them says it more often than a byte can count


@pytest.fixture(scope="module", params=list(LAYOUTS.values()), ids=list(LAYOUTS))
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> ArraySearcher:
    index = ArrayIndex.create(tmp_path_factory.mktemp("phrases"), array_schema())
    writer = index.writer(layout=request.param)
    for number, text in enumerate(texts()):
        writer.add_document(id=str(number), text=text, plain=text)
    writer.commit()
    return index.searcher()


def phrases() -> Iterator[list[str]]:
    chance = random.Random(6)
    yield from (["chi", "bộ", "năm"], ["chi", "chi", "chi"], ["chi", "bộ", "chi", "bộ"], ["phí", "chi", "bộ", "năm"])
    for text in chance.sample(texts(), 60):
        start = chance.randrange(max(1, len(text) - 3))
        yield text[start : start + chance.randrange(2, 6)]


@pytest.mark.parametrize("field", ["text", "plain"])
def test_a_phrase_finds_the_texts_that_say_it(searcher: ArraySearcher, field: str) -> None:
    spoken = [f" {' '.join(text)} " for text in texts()]
    for words in phrases():
        found = searcher.find(q.Phrase(field, words), allow=ALL, limit=TEXTS)
        expected = {number for number, text in enumerate(spoken) if f" {' '.join(words)} " in text}
        assert {number for number, _ in found.hits} == expected, words
        assert found.total == len(expected), words


def test_places_in_some_documents_are_those_among_all_places(searcher: ArraySearcher) -> None:
    (view,) = searcher.views()
    chance, said = random.Random(7), texts()
    for word in WORDS:
        place = view.find("plain", word.encode())
        assert place is not None
        for wanted in (0, 1, 40, len(said) // 2, len(said)):
            some = sorted(chance.sample(range(len(said)), wanted))
            held, counts, places = place.postings.places_in(place.number, np.array(some, "<i8"))
            holding = [number for number in some if word in said[number]]
            assert held.tolist() == holding
            assert counts is None or counts.tolist() == [said[number].count(word) for number in holding]
            standing = [[at for at, other in enumerate(said[number]) if other == word] for number in holding]
            assert places.tolist() == list(chain.from_iterable(standing))
