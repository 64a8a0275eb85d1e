"""The streams of terms every engine shares."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.analysis import GAP, folded_term, folded_terms, pairs, record_terms, tone_terms, word_spans, words

ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậếềểễệ ộ ủ .,-/0123456789\n\t_\u00ad\u0301\u0323ƣ₫"


def test_the_four_streams_of_a_text() -> None:
    tone = tone_terms("Nghị quyết của Đảng ủy")
    assert tone == ["nghi.", "quyêt'", "cua?", "đang?", "uy?"]
    assert folded_terms("Nghị quyết của Đảng ủy") == ["nghi", "quyet", "cua", "dang", "uy"]
    assert pairs(tone)[:2] == ["nghi. quyêt'", "quyêt' cua?"]


def test_no_english_stop_words_no_stemming() -> None:
    assert folded_terms("in án tổ cán máy thế ổn bé") == ["in", "an", "to", "can", "may", "the", "on", "be"]


@pytest.mark.parametrize(
    ("one", "other"), [("kỷ luật", "kỉ luật"), ("lý do", "lí do"), ("quý", "quí"), ("uỷ ban", "ủy ban")]
)
def test_two_spellings_of_one_word_meet(one: str, other: str) -> None:
    assert tone_terms(one) == tone_terms(other)


def test_y_is_not_i_elsewhere() -> None:
    assert tone_terms("thúy") != tone_terms("thúi")
    assert tone_terms("y tế")[0] == "y"


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("300.000.000 đồng", ["300000000", "đông`"]),
        ("38.168.053.000.001", ["38168053000001"]),
        ("1.2.3 và 12.5", ["1", "2", "3", "va`", "12", "5"]),
        ("05.02.2022", ["5", "2", "2022"]),
        ("số 007 00 0912345678", ["sô'", "7", "0", "0912345678"]),
        ("12-NQ/CB", ["12", "nq", "cb"]),
        ("a_b COVID-19", ["a", "b", "covid", "19"]),
    ],
)
def test_numbers_and_signs(text: str, terms: list[str]) -> None:
    assert tone_terms(text) == terms


def test_no_pair_reaches_across_a_gap() -> None:
    terms = record_terms(["phòng chống", "", "dịch bệnh"])
    assert terms.count(GAP) == 1
    assert pairs(terms) == ["phong` chông'", "dich. bênh."]


def test_words_stand_where_the_spans_say() -> None:
    text = "Thu 300.000 đ; họp."
    assert [text[start:end] for start, end in word_spans(text)] == ["Thu", "300.000", "đ", "họp"]


def test_a_very_long_word_is_cut_and_harmless() -> None:
    assert [len(term) for term in tone_terms("x" * 100_000)] == [64]


def test_a_very_long_text_gives_the_same_terms_piece_by_piece() -> None:
    line = "Nghị quyết của chi bộ về 300.000.000 đồng đảng phí\n"
    assert tone_terms(line * 60_000) == tone_terms(line) * 60_000


@given(st.text(alphabet=ALPHABET, max_size=200))
def test_composition_of_the_text_changes_no_term(text: str) -> None:
    assert tone_terms(unicodedata.normalize("NFD", text)) == tone_terms(unicodedata.normalize("NFC", text))


@given(st.text(max_size=100))
def test_terms_are_clean_for_any_text(text: str) -> None:
    for term in tone_terms(text):
        assert term
        assert not any(character.isspace() for character in term)
        assert folded_term(term)
    assert len(words(text)) == len(tone_terms(text))
