"""Composition, tone placement, folding."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.normalise import fold, has_marks, match_form, nfc, tone_key, written


@pytest.mark.parametrize(
    ("old", "new"),
    [("hòa", "hoà"), ("khỏe", "khoẻ"), ("ủy", "uỷ"), ("thúy", "thuý"), ("tùy", "tuỳ"), ("qúy", "quý"), ("HÒA", "hoà")],
)
def test_both_placements_of_the_tone_have_one_key(old: str, new: str) -> None:
    assert tone_key(old) == tone_key(new)
    assert fold(old) == fold(new)


@pytest.mark.parametrize(
    ("one", "other"), [("hóa", "hòa"), ("đang", "dang"), ("ơn", "ôn"), ("má", "ma"), ("hoa", "hòa")]
)
def test_different_words_keep_different_keys(one: str, other: str) -> None:
    assert tone_key(one) != tone_key(other)


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Đảng ủy", "dang uy"), ("NGHỊ QUYẾT", "nghi quyet"), ("ĐƯỜNG", "duong"), ("ﬁ １２", "fi 12"), ("abc-1", "abc-1")],
)
def test_folding_takes_every_mark(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


def test_what_nobody_sees_is_taken_out() -> None:
    assert nfc("nghị\u00ad quy\u200bết\ufeff") == "nghị quyết"
    assert nfc("Lƣu trữ nƣớc ƢU") == "Lưu trữ nước ƯU"
    assert nfc("\ud800abc\udfff") == "abc"


@pytest.mark.parametrize(
    ("text", "marked"), [("nghi quyet", False), ("NGHI", False), ("nghị", True), ("đang", True), ("１２", False)]
)
def test_marks_are_noticed(text: str, marked: bool) -> None:
    assert has_marks(text) is marked


@given(st.text(max_size=80))
def test_any_text_has_every_form_whatever_its_composition(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert match_form(nfc(text)) == match_form(nfc(nfc(text)))
    assert fold(nfc(text)) == fold(nfc(unicodedata.normalize("NFC", decomposed)))
    nfc(text).encode("utf-8")
    tone_key(text)


SPOKEN = """đảng ủy hòa khỏe thúy quý quyết nghiệp giải giữ gìn mưa người khuỷu hoàn xoài chiến thuở của ăn á bìa"""


@pytest.mark.parametrize("word", SPOKEN.split())
def test_a_word_comes_back_from_its_key(word: str) -> None:
    assert written(tone_key(word)) == word


def test_what_has_no_tone_or_no_vowel_comes_back_unharmed() -> None:
    assert [written(key) for key in ("dang", "12", "", "nghi")] == ["dang", "12", "", "nghi"]
    assert written("b'").startswith("b")
