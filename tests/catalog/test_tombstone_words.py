"""A tombstone is found by its own words, however they are typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive_service.catalog.tombstone_words import MOST_WORDS, words_asked, words_of
from indexer.text.normalise import fold


@given(st.text(max_size=200), st.text(max_size=30))
def test_what_is_typed_as_it_stands_there_is_found(title: str, symbol: str) -> None:
    kept = words_of("NQ", symbol, title)
    for typed in (title, symbol, f"{title} {symbol} NQ", " ".join(reversed(title.split()))):
        assert kept.issuperset(words_asked(typed)), typed


@given(st.text("Đảng ủy xã hội quý lý 0512/-NQ ", max_size=60))
def test_marks_need_not_be_typed(title: str) -> None:
    assert words_of("BB", None, title).issuperset(words_asked(fold(title)))


def test_a_long_question_is_cut_and_each_word_asked_once() -> None:
    assert len(words_asked(" ".join(f"w{number}" for number in range(1_000)))) == MOST_WORDS
    assert words_asked("Khen khen KHẼN") == ("khen",)
