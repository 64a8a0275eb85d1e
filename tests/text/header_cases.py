"""How a header test is written: the printed text and, by field, the values that must come out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from indexer.model import PageText, TextSource
from indexer.text.header import Header, read_header
from indexer.text.normalise import nfc


@dataclass(frozen=True)
class Paper:
    """What must come out: `sure` values with high confidence, `read` values with any, `unsure` ones never as sure.

    `absent` fields must be None.
    """

    name: str
    text: str
    sure: dict[str, object] = field(default_factory=dict)
    read: dict[str, object] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    unsure: dict[str, object] = field(default_factory=dict)
    ocr: bool = False


def header_of(paper: Paper) -> Header:
    source = TextSource.OCR if paper.ocr else TextSource.LAYER
    pages = [PageText(number, text, source) for number, text in enumerate(paper.text.split("\f"), 1)]
    return read_header(pages)


def check(paper: Paper) -> None:
    """Every named field has its value, its evidence is a line of the paper, and its confidence is as promised."""
    header = header_of(paper)
    found = header.found()
    for name, expected in {**paper.sure, **paper.read, **paper.unsure}.items():
        assert name in found, f"{name} not read"
        assert found[name].value == expected, name
        if name in paper.sure:
            assert found[name].sure, f"{name}: {found[name].confidence}"
        if name in paper.unsure:
            assert not found[name].sure, f"{name}: {found[name].confidence}"
    for name in paper.absent:
        assert name not in found, f"{name}: {found[name]}"
    printed = _letters(paper.text)
    for name, value in found.items():
        assert 0 < value.confidence <= 1, name
        if not paper.ocr:
            for line in value.evidence.split("\n"):
                assert _letters(line) in printed, name


def _letters(text: str) -> str:
    """The text without blanks, bars and dashes, the damaged ư repaired: evidence is shown tidied up."""
    return re.sub(r"[\s|\-–\u2011\u00a0]", "", nfc(text))


CELL_8 = "Chi bộ Tổ dân phố số 8"
WARD = "Đảng bộ phường Yên Thịnh"
HEAD = """\
ĐẢNG BỘ PHƯỜNG YÊN THỊNH\tĐẢNG CỘNG SẢN VIỆT NAM
CHI BỘ TỔ DÂN PHỐ SỐ 8
*\tYên Thịnh, ngày 05 tháng 02 năm 2022
"""
TITLE = "NGHỊ QUYẾT\nlãnh đạo thực hiện nhiệm vụ tháng 02 năm 2022\n-----\n"


def numbered(line: str, rest: str = TITLE) -> str:
    return f"{HEAD}{line}\n{rest}"
