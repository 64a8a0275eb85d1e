"""What must hold for any text at all: nothing raises, nothing takes long, no blank is lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model import PageText, TextSource
from indexer.text.damage import find_damage
from indexer.text.header import read_header
from indexer.text.legacy import convert_legacy
from indexer.text.unit_names import UnitName, match_unit

PIECES = [
    "ĐẢNG BỘ PHƯỜNG", "CHI BỘ", "Số", ":", "-", "/", "NQ", "CB", "QĐ", "UBND", "12", "…", "\n", "\t", "|", "  ", "*",
    "ngày", "tháng", "năm", "05", "2022", ",", "NGHỊ QUYẾT", "V/v", "Kính gửi", "Nơi nhận", "T/M", "BÍ THƯ",
    "Nguyễn Văn An", "ViÖt", "ngh\u00ad", "®", "aâ", "ÑAÛNG", "Vie^.t", "ƣ", "\u0301", "Dự thảo",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join))


@settings(max_examples=300, deadline=None)
@given(st.lists(TEXTS, max_size=4), st.sampled_from(TextSource), st.text(max_size=30))
def test_a_header_is_read_from_anything(texts: list[str], source: TextSource, name: str) -> None:
    header = read_header([PageText(n, text, source) for n, text in enumerate(texts, 1)], file_name=name)
    for value in header.found().values():
        assert 0 < value.confidence <= 1
        assert 1 <= value.page <= max(1, len(texts))
        assert value.evidence


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_conversion_says_whether_it_changed_anything(text: str) -> None:
    converted = convert_legacy(text)
    assert (converted.encoding is None) == (converted.text == text)
    assert 0 <= converted.confidence <= 1
    plain = [char for char in converted.text if char.isspace()]
    assert plain == [char for char in text if char.isspace()]


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.none() | TEXTS)
def test_names_are_matched_from_anything(printed: str, parent: str | None) -> None:
    matches = match_unit(printed, parent, [UnitName("a", "Chi bộ thôn 3", "Đảng bộ xã Âu Lâu"), UnitName("b", printed)])
    assert len(matches) <= 2


@pytest.mark.parametrize(
    "text",
    [
        "số " * 200_000,
        "Số 12-" * 100_000,
        "Số: ./" + "." * 300_000 + "/",
        "của " * 100_000 + "số 12/QĐ",
        "ngày " * 100_000,
        "ngày 1 tháng " * 50_000,
        ("A" * 499 + "\n") * 2_000,
        "- " * 300_000,
        "( " * 200_000,
        "ViÖt " * 60_000,
        "\u00ad" * 300_000,
        "a^" * 200_000,
        "o+" * 100_000 + "dd" * 100_000,
        "CHI BỘ " * 60_000,
        "x\n" * 300_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_long_hostile_text_takes_no_time(text: str) -> None:
    start = time.process_time()
    read_header([PageText(1, text), PageText(2, text, TextSource.OCR)])
    convert_legacy(text)
    find_damage(text)
    assert time.process_time() - start < 8
