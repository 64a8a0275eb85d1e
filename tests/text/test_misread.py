"""Words that recognition got wrong: which terms they leave, and which words of a query find them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.model import PageText, TextSource
from indexer.text.analysis import folded_terms
from indexer.text.misread import MOST_WORDS, asked_terms, misread_terms, neighbours

LETTERS = "abcdeghiklmnopqrstuvxy0159"


def page(text: str, source: TextSource = TextSource.OCR) -> PageText:
    return PageText(1, text, source, 0.9)


def found_by(printed: str, read: str) -> bool:
    (asked,) = folded_terms(printed)
    return not set(asked_terms(asked)).isdisjoint(misread_terms([page(read)]))


@pytest.mark.parametrize(
    ("printed", "read"),
    [("nghị", "nghl"), ("quyết", "quyêl"), ("phòng", "phòrg"), ("thôn", "lhôn"), ("trường", "trườnq"),
     ("chính", "chunh"), ("đường", "đườrg"), ("nhanh", "nhnh"), ("công", "cônqg"), ("định", "dunh")],
)  # fmt: skip
def test_a_word_with_one_wrong_letter_is_found_by_the_printed_one(printed: str, read: str) -> None:
    assert found_by(printed, read)


@pytest.mark.parametrize(
    ("printed", "read"), [("nghị", "nqhl"), ("huyện", "buyđn1"), ("xã", "xk"), ("bảo", "b0o"), ("covid", "covld")]
)
def test_two_wrong_letters_short_words_and_foreign_ones_are_not(printed: str, read: str) -> None:
    assert not found_by(printed, read)


def test_known_text_leaves_nothing() -> None:
    text = "nghl quyêl buyậm 12-NQ/CB COVID-19"
    assert misread_terms([page(text, TextSource.LAYER)]) == []
    assert misread_terms([page(text)])


def test_what_was_read_as_a_syllable_leaves_nothing() -> None:
    assert misread_terms([page("Nghị quyết về phòng, chống dịch ngày 05 tháng 02 năm 2022")]) == []
    assert misread_terms([page("nghj" * 40)]) == []


@given(st.lists(st.text(alphabet="bcfjqwz0123", min_size=3, max_size=12), max_size=4_000))
def test_a_record_has_so_many_terms_at_most(words: list[str]) -> None:
    terms = misread_terms([page(" ".join(words)), page(" ".join(words))])
    assert len(terms) == len(set(terms)) <= MOST_WORDS * 10


@given(st.text(alphabet=LETTERS, min_size=4, max_size=8), st.integers(0, 7), st.sampled_from(LETTERS))
def test_one_letter_makes_neighbours(word: str, place: int, letter: str) -> None:
    place %= len(word)
    for other in (
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
    ):
        assert not set(neighbours(word)).isdisjoint(neighbours(other))
