"""Scans become text and a two-layer reading copy, page by page, and can be taken up where they were left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from indexer.errors import ExtractionFailed
from indexer.extraction.recognise import words_of
from indexer.extraction.sandbox import SandboxExtractor
from indexer.extraction.scan import (
    doubtful_words,
    pages_wanting_recognition,
    recognise_pages,
    recognised_pages,
    recognition_ready,
    with_recognised,
    write_reading_copy,
)
from indexer.model import ExtractedText, NoTextReason, PageText, ScanProgress, TextSource
from indexer.text.normalise import fold
from tests.extraction.papers import RESOLUTION, page_image, pdf_of_images, pdf_with_text

PDF = "application/pdf"
needs_tesseract = pytest.mark.skipif(not recognition_ready(), reason="Tesseract with vie is not installed")
PAPER = (*RESOLUTION, "Chi bộ thống nhất tổ chức vệ sinh đường làng ngõ xóm", "vào sáng chủ nhật hằng tuần.")


@pytest.fixture(scope="module")
def extractor() -> Iterator[SandboxExtractor]:
    with SandboxExtractor(workers=2) as extractor:
        yield extractor


def words_found(text: str) -> int:
    """How many of the paper's words are in the text, marks apart."""
    there = set(fold(text).split())
    return sum(1 for word in fold(" ".join(PAPER)).split() if word in there)


WORDS = len(" ".join(PAPER).split())


@needs_tesseract
@pytest.mark.needs_ocr
class TestRecognition:
    def test_a_page_is_read_with_its_confidence(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        scan = pdf_of_images(tmp_path / "a.pdf", page_image(*PAPER))
        read = extractor.recognise_page(scan, PDF, 1).page
        assert words_found(read.text) >= 0.9 * WORDS
        assert read.source is TextSource.OCR
        assert read.confidence is not None
        assert 0.7 < read.confidence <= 1

    @pytest.mark.parametrize("angle", [90, 180, 270])
    def test_a_turned_page_is_read(self, extractor: SandboxExtractor, tmp_path: Path, angle: int) -> None:
        # orientation is told from a page's worth of letters
        page = page_image(*PAPER, *PAPER)
        page.rotate(angle, expand=True, fillcolor=255).save(tmp_path / "a.png")
        read = extractor.recognise_page(tmp_path / "a.png", "image/png", 1)
        assert words_found(read.page.text) >= 0.85 * WORDS

    @pytest.mark.parametrize("angle", [-5, 3, 6])
    def test_a_skewed_page_is_read(self, extractor: SandboxExtractor, tmp_path: Path, angle: int) -> None:
        page_image(*PAPER).rotate(angle, fillcolor=255).save(tmp_path / "a.jpg")
        read = extractor.recognise_page(tmp_path / "a.jpg", "image/jpeg", 1)
        assert abs(read.skew - angle) <= 1
        assert words_found(read.page.text) >= 0.85 * WORDS

    def test_past_the_last_page(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        page_image(*PAPER, width=300).save(tmp_path / "a.png")
        with pytest.raises(IndexError):
            extractor.recognise_page(tmp_path / "a.png", "image/png", 2)

    def test_what_is_no_picture(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 nothing")
        with pytest.raises(ExtractionFailed) as caught:
            extractor.recognise_page(tmp_path / "a.pdf", PDF, 1)
        assert caught.value.reason is NoTextReason.DAMAGED

    def test_it_is_taken_up_where_it_was_left(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        scan = pdf_of_images(tmp_path / "a.pdf", *[page_image(*PAPER, str(n)) for n in range(4)])
        work = tmp_path / "work"

        def stop_after_one(progress: ScanProgress) -> bool:
            return progress.read < 1

        first = recognise_pages(extractor, scan, PDF, (1, 2, 3, 4), work, stop_after_one, workers=1)
        assert (first.wanted, first.read) == (4, 1)
        kept = (work / "1.json").stat().st_mtime_ns
        (work / "2.pdf").write_bytes(b"a layer without its text: the kill came in between")
        seen: list[int] = []

        def note(progress: ScanProgress) -> bool:
            seen.append(progress.read)
            return True

        last = recognise_pages(extractor, scan, PDF, (1, 2, 3, 4, 5), work, note, workers=2)
        assert (last.wanted, last.read, last.failed) == (5, 4, ((5, NoTextReason.DAMAGED),))
        assert seen == sorted(seen)
        assert seen[0] == 1
        assert (work / "1.json").stat().st_mtime_ns == kept
        assert [page.number for page in recognised_pages(work)] == [1, 2, 3, 4]
        assert doubtful_words(work, 1) <= set(recognised_pages(work)[0].text.split())


@needs_tesseract
@pytest.mark.needs_ocr
class TestReadingCopy:
    @pytest.mark.parametrize("turned", [0, 90, 180, 270])
    def test_the_text_lies_on_the_words(self, extractor: SandboxExtractor, tmp_path: Path, turned: int) -> None:
        """The scan's page is shown upright by its /Rotate; the layer must land where the words are seen."""
        image = page_image(*PAPER).rotate(turned, expand=True)
        scan = tmp_path / "a.pdf"
        image.convert("RGB").save(scan, resolution=150)
        writer = pypdf.PdfWriter(clone_from=scan)
        writer.pages[0].rotate(turned)
        writer.write(scan)
        copy = self._copy(extractor, scan, PDF, tmp_path)
        left, top, right, bottom = self._place_of(copy, "NGHỊ")
        assert left == pytest.approx(1 / 9, abs=0.02)
        assert 1 / 9 + 0.04 < right < 1 / 9 + 0.14
        line = (1 / 12 + 3 / 16) / 1.414
        assert line - 0.02 < top < bottom < line + 0.06

    def test_skew_is_given_back(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        scan = tmp_path / "a.png"
        page_image(*PAPER).rotate(5, fillcolor=255).save(scan)
        copy = self._copy(extractor, scan, "image/png", tmp_path)
        # turned 5 degrees counter-clockwise, the left end of a line above the middle lies lower and further left
        _, top, _, bottom = self._place_of(copy, "NGHỊ")
        straight = (1 / 12 + 3 / 16) / 1.414
        assert top > straight
        assert bottom < straight + 0.09

    def test_images_become_pages(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        pages = [page_image(*PAPER), page_image(*PAPER)]
        pages[0].save(tmp_path / "a.tiff", save_all=True, append_images=pages[1:])
        copy = self._copy(extractor, tmp_path / "a.tiff", "image/tiff", tmp_path)
        answer = extractor.extract(copy, PDF)
        assert len(answer.pages) == 2
        assert words_found(answer.pages[1].text) >= 0.85 * WORDS

    @staticmethod
    def _copy(extractor: SandboxExtractor, path: Path, media_type: str, folder: Path) -> Path:
        pages = range(1, extractor.extract(path, media_type).page_count + 1)
        recognise_pages(extractor, path, media_type, tuple(pages), folder / "work", workers=2)
        before = path.read_bytes()
        write_reading_copy(extractor, path, media_type, folder / "work", folder / "copy.pdf")
        assert path.read_bytes() == before
        return folder / "copy.pdf"

    @staticmethod
    def _place_of(copy: Path, word: str) -> tuple[float, float, float, float]:
        """Where the word is seen, as parts of the page: left, top, right, bottom."""
        page = pypdfium2.PdfDocument(copy)[0]
        textpage = page.get_textpage()
        found = textpage.search(word).get_next()
        assert found is not None
        left, bottom, right, top = textpage.get_rect(textpage.count_rects(*found) - 1)
        bitmap = page.render(scale=1)
        position = bitmap.get_posconv(page)
        xs, ys = zip(position.to_bitmap(left, bottom), position.to_bitmap(right, top), strict=True)
        return min(xs) / bitmap.width, min(ys) / bitmap.height, max(xs) / bitmap.width, max(ys) / bitmap.height


def test_words_with_doubtful_digits_are_named() -> None:
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    rows = [
        ("1", 93, "Số:"),
        ("1", 52, "2212/TB-SYT"),
        ("1", 20, "|"),
        ("2", 96, "2017"),
        ("2", 40, "Kiên"),
        ("3", -1, ""),
    ]
    table = head + "".join(f"5\t1\t1\t1\t{line}\t1\t0\t0\t1\t1\t{conf}\t{word}\n" for line, conf, word in rows)
    words = words_of(table)
    assert words.text == "Số: 2212/TB-SYT\n2017 Kiên"
    assert words.doubtful == ("2212/TB-SYT",)
    assert words.confidence == pytest.approx((3 * 93 + 11 * 52 + 4 * 96 + 4 * 40) / 22 / 100)
    assert words_of(head).confidence == 0.0


def test_without_tesseract_it_needs_ocr(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not recognition_ready()
    scan = pdf_of_images(tmp_path / "a.pdf", page_image(*PAPER, width=300))
    with SandboxExtractor() as bare:
        assert bare.extract(scan, PDF).no_text is NoTextReason.NEEDS_OCR
        with pytest.raises(ExtractionFailed) as caught:
            bare.recognise_page(scan, PDF, 1)
    assert caught.value.reason is NoTextReason.NEEDS_OCR


def test_only_pages_without_text_want_recognition(extractor: SandboxExtractor, tmp_path: Path) -> None:
    text, scan = pdf_with_text(tmp_path / "t.pdf", RESOLUTION), tmp_path / "s.pdf"
    pdf_of_images(scan, page_image(*PAPER, width=300))
    writer = pypdf.PdfWriter()
    for path in (text, scan, scan, text, scan):
        writer.append(path)
    writer.write(tmp_path / "mixed.pdf")
    assert pages_wanting_recognition(extractor.extract(tmp_path / "mixed.pdf", PDF)) == (2, 3, 5)


def test_recognised_pages_replace_stamps() -> None:
    stamp = ExtractedText(PDF, (PageText(1, "Signed by"),), 2, properties={"needs_ocr": "1-2", "title": "x"})
    read = PageText(1, "Nghị quyết", TextSource.OCR, 0.9)
    merged = with_recognised(stamp, [read, PageText(2, " ", TextSource.OCR, 0.0)])
    assert merged.pages == (read,)
    assert merged.properties == {"title": "x"}
    nothing = ExtractedText(PDF, (), 1, NoTextReason.NEEDS_OCR, properties={"needs_ocr": "1"})
    assert with_recognised(nothing, []).no_text is NoTextReason.EMPTY
