from __future__ import annotations

import unicodedata

import pytest

from indexer.text.syllables import is_syllable

REAL = """
nghị quyết lãnh đạo thực hiện nhiệm vụ tháng hai năm Chi BỘ Đảng uỷ ủy hoà hòa khoẻ khỏe thuý thúy tuỳ tùy quý
phường xã thôn bản tổ dân phố số tám khu Yên Thịnh Âu Lâu giếng gì giặc quyển khuyết ngoằn nghiêng ghế ý yếu kỷ
khuya hươu rượu xoèn xoong đoàn thuở huơ Đắk Lắk quạnh Huỳnh quýt uyên ấp ở ừ
"""
NOT = "café été Müller Björk quan1 cế gế kà bắk tàc hỏc háo0 ViÖt céng chñ nghÜa oái1 thuăn ưo"


@pytest.mark.parametrize("word", REAL.split())
def test_syllables_in_every_spelling(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", NOT.split())
def test_what_cannot_be_one(word: str) -> None:
    assert not is_syllable(word)


def test_a_stop_bears_two_tones_only() -> None:
    assert [word for word in ("hat", "hát", "hạt", "hàt", "hảt", "hãt") if is_syllable(word)] == ["hát", "hạt"]
