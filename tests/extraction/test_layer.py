"""A text layer is used when it reads like Vietnamese, or like English; otherwise the scan is read anew."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pypdf.annotations
import pytest

from indexer.extraction.layer import is_bad_recognition, unreadable_share
from indexer.extraction.sandbox import SandboxExtractor
from indexer.extraction.scan import pages_wanting_recognition
from tests.extraction.papers import RESOLUTION, page_image, pdf_of_images, pdf_with_text

GOOD = (
    "Chi bộ Tổ dân phố số 8 tổ chức sinh hoạt thường kỳ tháng 3, đánh giá kết quả thực hiện nhiệm vụ tháng trước và "
    "bàn phương hướng, nhiệm vụ trọng tâm. Đồng chí bí thư chi bộ chủ trì, phân công đảng viên phụ trách từng hộ."
)
BARE = "".join(c for c in unicodedata.normalize("NFD", GOOD) if not unicodedata.combining(c)).replace("đ", "d")
GARBLED = "C.hi b6 T6 d6n ph6 s6 8 t6 chirc sinh ho?t thuirng kj' rh6ng 3, tl6nh gi6 kiit qui thgc hiQn nhiem vr,r" * 3
ENGLISH = (
    "The parties to this agreement shall act in good faith and the terms of the contract are set out in the annex to "
    "this document, which is an integral part of it and shall be read with the other documents of the project."
)


@pytest.fixture(scope="module")
def extractor() -> Iterator[SandboxExtractor]:
    with SandboxExtractor() as extractor:
        yield extractor


def test_what_can_be_used() -> None:
    assert not is_bad_recognition(GOOD)
    assert not is_bad_recognition(unicodedata.normalize("NFD", GOOD))
    assert not is_bad_recognition(GOOD.upper())
    assert not is_bad_recognition(ENGLISH)
    assert not is_bad_recognition("Signed by: Nguyen Van A")


@pytest.mark.parametrize("text", [BARE, GARBLED])
def test_what_must_be_read_anew(text: str) -> None:
    assert is_bad_recognition(text)


def test_unreadable_glyphs_are_counted() -> None:
    assert unreadable_share("") == 0
    assert unreadable_share("chi bộ") == 0
    assert unreadable_share("\ufffd\ue000a b") == 0.5


@pytest.mark.parametrize(("text", "wanted"), [(GOOD, ()), (BARE, (1,)), (ENGLISH, ())])
def test_a_bad_layer_under_a_scan_is_noticed(
    extractor: SandboxExtractor, tmp_path: Path, text: str, wanted: tuple[int, ...]
) -> None:
    scan = pypdf.PdfWriter(clone_from=pdf_of_images(tmp_path / "s.pdf", page_image("x", width=200)))
    lines = tuple(text[at : at + 80] for at in range(0, len(text), 80)) * 2  # more than a stamp has
    scan.pages[0].merge_page(pypdf.PdfReader(pdf_with_text(tmp_path / "t.pdf", lines)).pages[0])
    scan.write(tmp_path / "a.pdf")
    answer = extractor.extract(tmp_path / "a.pdf", "application/pdf")
    assert pages_wanting_recognition(answer) == wanted
    assert answer.pages[0].text
    # the same text on its own is a text of its own
    alone = extractor.extract(tmp_path / "t.pdf", "application/pdf")
    assert pages_wanting_recognition(alone) == ()


def test_what_was_typed_onto_a_page_is_read(extractor: SandboxExtractor, tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=pdf_with_text(tmp_path / "t.pdf", RESOLUTION))
    note = pypdf.annotations.FreeText(text="Bút phê: đồng ý", rect=(50, 550, 200, 650))
    writer.add_annotation(0, note)
    writer.write(tmp_path / "a.pdf")
    assert extractor.extract(tmp_path / "a.pdf", "application/pdf").pages[0].text.endswith("\nBút phê: đồng ý")
