"""No query text makes the engine fail or take long, whatever bytes it is made of."""

import random
import time

import pytest

from indexer.engines.whoosh.index import WhooshIndex
from tests.contracts.index_contract import ALL, a_document, ask
from tests.query.test_naughty_queries import NAUGHTY


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    index = WhooshIndex(tmp_path_factory.mktemp("any") / "index")
    index.rebuild(
        a_document(f"r{n}", title="Nghị quyết tháng 3", text=f"chi bộ họp bàn việc {n} số 12-NQ/CB [*]?~ a b", number=n)
        for n in range(50)
    )
    return index


@pytest.mark.parametrize("text", [*NAUGHTY, "x" * 1999 + "~", "ố" * 1999 + "*", "ỏ*", "a?*", "[*", "é~", "đ*", "***~"])
def test_naughty_strings_are_answered(index: WhooshIndex, text: str) -> None:
    started = time.perf_counter()
    answer = ask(index, text)
    assert answer.all_words <= answer.total <= 50
    index.suggest(text, ALL)
    assert time.perf_counter() - started < 5


def test_random_mixtures_of_syntax_and_bytes_are_answered(index: WhooshIndex) -> None:
    chance = random.Random(7)
    pieces = [
        *("AND", "OR", "NOT", "(", ")", '"', "số", "title:", "số:", "loại:", "kỳ:", "từ:", "*", "~", "..", "-", "họp"),
        *("chi bộ", "12-NQ/CB", "tháng 3/2022", "ngh*", "quyêt~", "nghị", "năm nay", "02/2022..05/2022"),
    ]
    started = time.perf_counter()
    for _ in range(600):
        raw = chance.randbytes(chance.randrange(12)).decode("latin-1")
        text = " ".join(chance.choice([raw, *pieces]) for _ in range(chance.randrange(14)))
        answer = ask(index, text)
        assert answer.all_words <= answer.total <= 50, text
    assert time.perf_counter() - started < 120
