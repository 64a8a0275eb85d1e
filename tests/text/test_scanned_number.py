"""The number of a scan: its printed notation, and the digits that could be read."""

from __future__ import annotations

import pytest

from indexer.model import PageText, TextSource
from indexer.text.scanned_number import digit_terms, notation_term, scanned_number_terms


def of_line(line: str, source: TextSource = TextSource.OCR) -> list[str]:
    return scanned_number_terms([PageText(1, f"ĐẢNG BỘ PHƯỜNG\n{line}\nNội dung", source)])


@pytest.mark.parametrize(
    ("line", "notation"),
    [
        ("Số: 32 ? /SYT-VP Kiên Giang, ngày Ðb tháng 2} năm 2018", "syt-vp"),
        ("Số:4€4(/QĐ-SYT Kiên Giang", "qd-syt"),
        ("Số: {€4 †/QĐÐ-SYT", "qd-syt"),
        ("Só†/GM-SYT Kiên Giang", "gm-syt"),
        ("Só:2)0K /SYT- NVY Kiên Giang", "syt-nvy"),
        ("Só;9060/QĐ-SYT _ Kiên Giang", "qd-syt"),
        ("Số ... -NQ/CB", "nq-cb"),
        ("Số 12-NQ/CB", "nq-cb"),
        ("  Số :352/KH-SYT", "kh-syt"),
    ],
)
def test_the_notation_is_read(line: str, notation: str) -> None:
    assert of_line(line)[0] == notation


@pytest.mark.parametrize(
    "line",
    ["Căn cứ Quyết định số 1675/QĐ-UBND ngày 09/8/2017", "Số lượng: 12 người", "Sở Y tế/Kiên Giang", "", "Số: 12"],
)
def test_other_lines_give_nothing(line: str) -> None:
    assert of_line(line) == []


@pytest.mark.parametrize("source", [source for source in TextSource if source is not TextSource.OCR])
def test_known_text_gives_nothing(source: TextSource) -> None:
    assert of_line("Số 12-NQ/CB", source) == []


def test_digits_agree_at_their_place() -> None:
    assert set(digit_terms(2308)) & set(of_line("Só:2)0K /SYT- NVY")) == {"<02", "<20", ">42", ">20"}
    assert set(digit_terms(5060)) & set(of_line("Só;9060/QĐ-SYT")) >= {"<10", "<26", "<30", ">10"}
    assert not set(digit_terms(711)) & set(of_line("Số 328/QĐ-SYT"))


def test_the_terms_are_few() -> None:
    assert len(of_line("Số 999999999999/QĐ-UBND")) <= 13
    assert notation_term("QĐ", "SYT") == notation_term("QD", "syt")
