"""What the extractors make of the formats people hand in."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pillow_heif
import pypdf
import pytest

from indexer.extraction.sandbox import SandboxExtractor
from indexer.model import ExtractedText, Limits, NoTextReason
from tests.extraction.papers import (
    RESOLUTION,
    page_image,
    pdf_of_images,
    pdf_with_text,
    word_from_xml,
    word_paper,
)

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(scope="module")
def extractor() -> Iterator[SandboxExtractor]:
    with SandboxExtractor() as extractor:
        yield extractor


def read(extractor: SandboxExtractor, path: Path) -> ExtractedText:
    return extractor.extract(path, extractor.detect(path))


def whole_text(answer: ExtractedText) -> str:
    return "\n".join(page.text for page in answer.pages)


class TestPdf:
    def test_text_is_nfc_line_by_line(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        answer = read(extractor, pdf_with_text(tmp_path / "a.pdf", RESOLUTION))
        assert answer.pages[0].text.split("\n") == list(RESOLUTION)
        assert answer.properties["title"] == "Nghị quyết mẫu"

    def test_a_scan_needs_ocr(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        answer = read(extractor, pdf_of_images(tmp_path / "a.pdf", *[page_image(*RESOLUTION, width=300)] * 3))
        assert answer.no_text is NoTextReason.NEEDS_OCR
        assert answer.page_count == 3
        assert answer.properties["needs_ocr"] == "1-3"

    def test_a_stamp_over_a_scan_is_not_its_text(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        scan = pdf_of_images(tmp_path / "a.pdf", page_image(*RESOLUTION, width=300), stamp="Signed by Nguyen Van A")
        answer = read(extractor, scan)
        assert "Signed by" in whole_text(answer)
        assert answer.properties["needs_ocr"] == "1"

    def test_encrypted(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        for algorithm in ("RC4-128", "AES-256"):
            writer = pypdf.PdfWriter(clone_from=pdf_with_text(tmp_path / "a.pdf", RESOLUTION))
            writer.encrypt("secret", algorithm=algorithm)
            writer.write(tmp_path / "locked.pdf")
            assert read(extractor, tmp_path / "locked.pdf").no_text is NoTextReason.ENCRYPTED
            writer = pypdf.PdfWriter(clone_from=tmp_path / "a.pdf")
            writer.encrypt("", owner_password="owner", algorithm=algorithm)
            writer.write(tmp_path / "open.pdf")
            assert "NGHỊ QUYẾT" in whole_text(read(extractor, tmp_path / "open.pdf"))

    def test_attachments_are_listed(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        writer = pypdf.PdfWriter(clone_from=pdf_with_text(tmp_path / "a.pdf", RESOLUTION))
        writer.add_attachment("danh sách.xlsx", b"x")
        writer.write(tmp_path / "b.pdf")
        assert read(extractor, tmp_path / "b.pdf").attachments == ("danh sách.xlsx",)

    def test_an_empty_page_is_empty(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        answer = read(extractor, pdf_with_text(tmp_path / "a.pdf", ()))
        assert (answer.no_text, answer.page_count) == (NoTextReason.EMPTY, 1)

    def test_truncated(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        data = pdf_with_text(tmp_path / "a.pdf", RESOLUTION).read_bytes()
        for share in (0.1, 0.5, 0.9):
            (tmp_path / "cut.pdf").write_bytes(data[: int(len(data) * share)])
            answer = read(extractor, tmp_path / "cut.pdf")
            assert answer.pages or answer.no_text in (NoTextReason.DAMAGED, NoTextReason.EMPTY)

    def test_rubbish_before_the_header(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        data = pdf_with_text(tmp_path / "a.pdf", RESOLUTION).read_bytes()
        (tmp_path / "b.pdf").write_bytes(b"\r\n\r\n" + data)
        assert extractor.detect(tmp_path / "b.pdf") == PDF

    def test_ten_thousand_pages_are_bounded(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        writer = pypdf.PdfWriter()
        page = pypdf.PdfReader(pdf_with_text(tmp_path / "a.pdf", RESOLUTION)).pages[0]
        first = writer.add_page(page)
        pages = writer.root_object["/Pages"].get_object()
        assert isinstance(pages, pypdf.generic.DictionaryObject)
        kids = pages["/Kids"]
        assert isinstance(kids, pypdf.generic.ArrayObject)
        kids.extend([first.indirect_reference] * 9_999)
        pages[pypdf.generic.NameObject("/Count")] = pypdf.generic.NumberObject(10_000)
        writer.write(tmp_path / "long.pdf")
        answer = extractor.extract(tmp_path / "long.pdf", PDF, Limits(pages=1_000, wall_seconds=60))
        assert answer.page_count == 10_000
        assert len(answer.pages) == 1_000
        assert "size_limit" in answer.detail
        hurried = extractor.extract(tmp_path / "long.pdf", PDF, Limits(wall_seconds=1, cpu_seconds=60))
        assert hurried.pages
        assert "time_limit" in hurried.detail


class TestWord:
    def test_paragraphs_and_tables(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        def cell(*lines: str) -> str:
            return "<w:tc>" + "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines) + "</w:tc>"

        head = "<w:tr>" + cell("ĐẢNG BỘ", "CHI BỘ") + cell("ĐẢNG CỘNG SẢN VIỆT NAM", "ngày 5") + "</w:tr>"
        row = "<w:tr>" + cell("1") + cell("Nguyễn Văn A") + cell("50.000") + "</w:tr>"
        path = word_from_xml(tmp_path / "a.docx", f"<w:tbl>{head}{row}</w:tbl><w:p><w:r><w:t>Cuối</w:t></w:r></w:p>")
        answer = read(extractor, path)
        assert answer.media_type == DOCX
        assert whole_text(answer).split("\n") == [
            "ĐẢNG BỘ", "CHI BỘ", "ĐẢNG CỘNG SẢN VIỆT NAM", "ngày 5", "1\tNguyễn Văn A\t50.000", "Cuối",
        ]  # fmt: skip

    def test_changes_are_read_as_accepted(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        body = (
            "<w:p><w:r><w:t>giữ </w:t></w:r><w:ins><w:r><w:t>thêm</w:t></w:r></w:ins>"
            "<w:del><w:r><w:delText>xoá</w:delText></w:r></w:del>"
            "<w:moveFrom><w:r><w:t>cũ</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t> mới</w:t></w:r></w:moveTo></w:p>"
        )
        assert whole_text(read(extractor, word_from_xml(tmp_path / "a.docx", body))) == "giữ thêm mới"

    def test_headers_footnotes_and_text_boxes(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        box = "<w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent>"
        body = (
            "<w:p><w:r><w:t>trước</w:t><mc:AlternateContent><mc:Choice>" + box.format("hộp") + "</mc:Choice>"
            "<mc:Fallback>" + box.format("hộp lặp") + "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
        part = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
        path = word_from_xml(
            tmp_path / "a.docx", body, header1=part.format("đầu trang"), footnotes=part.format("chú thích")
        )
        text = whole_text(read(extractor, path))
        assert text.split() == ["đầu", "trang", "trước", "hộp", "chú", "thích"]
        assert "trước\nhộp" in text

    def test_page_breaks(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        body = (
            '<w:p><w:r><w:t>một</w:t><w:br w:type="page"/></w:r></w:p>'
            "<w:p><w:r><w:lastRenderedPageBreak/><w:t>hai</w:t></w:r></w:p>"
            "<w:p><w:r><w:lastRenderedPageBreak/><w:t>ba</w:t></w:r></w:p>"
        )
        answer = read(extractor, word_from_xml(tmp_path / "a.docx", body))
        assert [(page.number, page.text) for page in answer.pages] == [(1, "một"), (2, "hai"), (3, "ba")]

    def test_a_library_made_paper(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        answer = read(extractor, word_paper(tmp_path / "a.docx", *RESOLUTION))
        assert whole_text(answer).split("\n") == list(RESOLUTION)
        assert answer.properties["author"] == "python-docx"

    def test_entities_are_not_expanded(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        secret = tmp_path / "secret"
        secret.write_text("stolen")
        path = word_from_xml(tmp_path / "a.docx", "<w:p><w:r><w:t>&file;</w:t></w:r></w:p>")
        declared = f'<!DOCTYPE d [<!ENTITY file SYSTEM "file://{secret}">]>'
        self._rewrite(path, "word/document.xml", lambda xml: declared + xml)
        assert "stolen" not in whole_text(read(extractor, path))
        laughs = "<!DOCTYPE d [<!ENTITY file0 'ha'>" + "".join(
            f"<!ENTITY file{n or ''} '{f'&file{n + 1};' * 10}'>" for n in range(1, 12)
        ) + "<!ENTITY file '&file1;'>]>"  # fmt: skip
        self._rewrite(path, "word/document.xml", lambda xml: laughs + xml.removeprefix(declared))
        assert len(whole_text(read(extractor, path))) < 1_000

    def test_a_bomb_is_not_unpacked(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        path = word_from_xml(tmp_path / "a.docx", "<w:p/>")
        self._rewrite(path, "word/document.xml", lambda xml: xml + " " * (200 << 20))
        assert path.stat().st_size < 1 << 20
        assert read(extractor, path).no_text is NoTextReason.SIZE_LIMIT

    @staticmethod
    def _rewrite(path: Path, part: str, change: object) -> None:
        assert callable(change)
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, data in parts.items():
                package.writestr(name, change(data.decode()) if name == part else data)


class TestPlain:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    def test_unicode(self, extractor: SandboxExtractor, tmp_path: Path, encoding: str) -> None:
        path = tmp_path / "a.txt"
        path.write_bytes(unicodedata.normalize("NFD", "\n".join(RESOLUTION)).encode(encoding))
        assert extractor.extract(path, "text/plain").pages[0].text.split("\n") == list(RESOLUTION)

    def test_single_bytes_are_kept_apart(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_bytes("Uû ban nh©n d©n".encode("latin-1"))
        answer = extractor.extract(path, extractor.detect(path))
        assert answer.pages[0].text == "Uû ban nh©n d©n"
        assert answer.properties["encoding"] == "latin-1"

    def test_long_text_is_cut_at_line_ends(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_text("".join(f"dòng {n}\n" for n in range(20_000)))
        answer = extractor.extract(path, "text/plain")
        assert len(answer.pages) > 3
        assert all(page.text.startswith("dòng ") for page in answer.pages)
        assert whole_text(answer).count("dòng") == 20_000

    def test_form_feeds_are_pages(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("một\fhai\f\fbốn")
        answer = extractor.extract(tmp_path / "a.txt", "text/plain")
        assert [(p.number, p.text) for p in answer.pages] == [(1, "một"), (2, "hai"), (4, "bốn")]


class TestHtml:
    def test_what_a_reader_sees(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        path = tmp_path / "a.html"
        path.write_text(
            "<!DOCTYPE html><html><head><title>Nghị quyết</title><style>p{}</style></head><body><p>Chi\n bộ <b>họp</b>"
            "</p><script>alert(1)</script><table><tr><td>một</td><td>hai</td></tr></table>cuối<!-- ẩn --></body></html>"
        )
        answer = read(extractor, path)
        assert whole_text(answer).split("\n") == ["Chi bộ họp", "một\thai", "cuối"]
        assert answer.properties["title"] == "Nghị quyết"

    def test_a_declared_encoding_counts(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        path = tmp_path / "a.html"
        path.write_bytes(b'<html><meta charset="windows-1258"><body><p>\xd0a\xd2ng</p></body></html>')
        assert whole_text(extractor.extract(path, "text/html")) == "Đảng"
        path.write_bytes('<html><meta charset="iso-8859-1"><body><p>Đảng</p></body></html>'.encode())
        assert whole_text(extractor.extract(path, "text/html")) == "Đảng"

    def test_deep_nesting_is_no_danger(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        path = tmp_path / "a.html"
        path.write_text("<html><body>" + "<div>" * 200_000 + "đáy")
        answer = extractor.extract(path, "text/html")
        assert answer.no_text is None or answer.no_text in (NoTextReason.DAMAGED, NoTextReason.EMPTY)


class TestImage:
    def test_an_image_needs_ocr(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        page = page_image(*RESOLUTION, width=200)
        page.save(tmp_path / "a.tiff", save_all=True, append_images=[page, page])
        page.save(tmp_path / "a.jpg")
        pages = {name: read(extractor, tmp_path / name).page_count for name in ("a.tiff", "a.jpg")}
        assert pages == {"a.tiff": 3, "a.jpg": 1}
        assert read(extractor, tmp_path / "a.jpg").no_text is NoTextReason.NEEDS_OCR

    def test_a_telephone_s_image(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        pillow_heif.from_pillow(page_image(*RESOLUTION, width=200)).save(tmp_path / "a.heic")
        answer = read(extractor, tmp_path / "a.heic")
        assert (answer.media_type, answer.page_count) == ("image/heic", 1)
        assert extractor.render_page(tmp_path / "a.heic", answer.media_type, 1, 100)

    def test_a_broken_image_is_damaged(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 50)
        assert extractor.extract(tmp_path / "a.png", "image/png").no_text is NoTextReason.DAMAGED


class TestRender:
    def test_marks_stand_on_the_word(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        import io

        from PIL import Image

        path = pdf_with_text(tmp_path / "a.pdf", ("chi bộ họp", "nghị quyết tháng ba"))
        image = Image.open(io.BytesIO(extractor.render_page(path, PDF, 1, 595, ("NGHI QUYET",))))
        assert image.width == 595
        yellow = [
            (x, y) for x in range(image.width) for y in range(image.height) if image.getpixel((x, y)) == (255, 225, 60)
        ]
        left, right = min(x for x, _ in yellow), max(x for x, _ in yellow)
        top, bottom = min(y for _, y in yellow), max(y for _, y in yellow)
        assert 65 <= left <= 75
        assert 125 <= right <= 160
        assert 842 - 780 < top < bottom < 842 - 750

    def test_an_absurd_page_is_bounded(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        writer = pypdf.PdfWriter()
        writer.add_blank_page(width=2, height=14_000)
        writer.write(tmp_path / "a.pdf")
        assert len(extractor.render_page(tmp_path / "a.pdf", PDF, 1, 4_000)) < 1 << 20

    def test_images(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        page_image(*RESOLUTION, width=300).save(tmp_path / "a.png")
        assert extractor.render_page(tmp_path / "a.png", extractor.detect(tmp_path / "a.png"), 1, 100)
        with pytest.raises(IndexError):
            extractor.render_page(tmp_path / "a.png", "image/png", 2, 100)
