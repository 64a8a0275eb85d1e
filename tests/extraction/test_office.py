"""Office files of all ages, mail and what is behind a password."""

from __future__ import annotations

import datetime
import shutil
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from indexer.errors import ExtractionFailed
from indexer.extraction.sandbox import SandboxExtractor
from indexer.model import ExtractedText, Limits, NoTextReason
from tests.extraction.old_formats import ole_container, outlook, powerpoint_97, word_97
from tests.extraction.papers import RESOLUTION, word_paper


@pytest.fixture(scope="module")
def extractor() -> Iterator[SandboxExtractor]:
    with SandboxExtractor() as extractor:
        yield extractor


def read(extractor: SandboxExtractor, path: Path, expected_type: str) -> ExtractedText:
    media_type = extractor.detect(path)
    assert media_type == expected_type
    return extractor.extract(path, media_type)


def texts(answer: ExtractedText) -> list[str]:
    return [page.text for page in answer.pages]


class TestOldWord:
    TYPE = "application/msword"

    def test_unicode_text(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        (tmp_path / "a.doc").write_bytes(word_97("\r".join(RESOLUTION) + "\r\x0ctrang hai\r"))
        answer = read(extractor, tmp_path / "a.doc", self.TYPE)
        assert texts(answer) == ["\n".join(RESOLUTION), "trang hai"]

    def test_single_bytes_are_kept_for_the_converters(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        (tmp_path / "a.doc").write_bytes(word_97("Uû ban nh©n d©n\r", compressed=True))
        assert texts(read(extractor, tmp_path / "a.doc", self.TYPE)) == ["Uû ban nh©n d©n"]

    def test_fields_cells_and_other_stories(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        body = (
            "ĐẢNG BỘ\rCHI BỘ\x07ĐẢNG CỘNG SẢN\rngày 5\x07\x07"
            "1\x07Nguyễn Văn A\x07\x07"
            'xem \x13 HYPERLINK "x" \x13 PAGE \x14\x15\x14trang web\x15 này\x1e\x1fkia\r'
        )
        (tmp_path / "a.doc").write_bytes(word_97(body, headers="đầu trang\r", boxes="hộp chữ\r"))
        [text] = texts(read(extractor, tmp_path / "a.doc", self.TYPE))
        assert text.split("\n") == [
            "ĐẢNG BỘ", "CHI BỘ", "ĐẢNG CỘNG SẢN", "ngày 5", "1\tNguyễn Văn A", "xem trang web này-kia",
            "hộp chữ", "đầu trang",
        ]  # fmt: skip

    def test_a_password(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        (tmp_path / "a.doc").write_bytes(word_97("x\r", flags=0x0100))
        assert read(extractor, tmp_path / "a.doc", self.TYPE).no_text is NoTextReason.ENCRYPTED

    def test_broken(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        whole = word_97("\r".join(RESOLUTION))
        for cut in (600, 3_000, len(whole) - 700):
            (tmp_path / "a.doc").write_bytes(whole[:cut])
            assert extractor.extract(tmp_path / "a.doc", self.TYPE).no_text is NoTextReason.DAMAGED


class TestSpreadsheets:
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def test_sheets_are_pages(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        first = book.active
        assert first is not None
        first.title = "Đảng phí"
        first.append(["Họ tên", "Ngày", "Số tiền", None, 1.5])
        first.append([])
        first.append(["Nguyễn Văn A", datetime.date(2026, 3, 5), 50_000.0])
        book.create_sheet("Hai").append(["x"])
        book.save(tmp_path / "a.xlsx")
        answer = read(extractor, tmp_path / "a.xlsx", self.XLSX)
        assert texts(answer) == ["Đảng phí\nHọ tên\tNgày\tSố tiền\t\t1.5\nNguyễn Văn A\t05/03/2026\t50000", "Hai\nx"]

    def test_a_sheet_that_claims_a_million_rows(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active["XFD1048576"] = "xa"
        book.save(tmp_path / "a.xlsx")
        answer = extractor.extract(tmp_path / "a.xlsx", self.XLSX)
        assert answer.no_text is None

    def test_damaged_excel(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        (tmp_path / "a.xls").write_bytes(ole_container({"Workbook": b"\x09\x08\x10\x00" + b"\xff" * 300}))
        assert read(extractor, tmp_path / "a.xls", "application/vnd.ms-excel").no_text is NoTextReason.DAMAGED


def test_old_powerpoint(extractor: SandboxExtractor, tmp_path: Path) -> None:
    (tmp_path / "a.ppt").write_bytes(powerpoint_97("Chi bộ\rhọp", "Nghị quyết"))
    assert texts(read(extractor, tmp_path / "a.ppt", "application/vnd.ms-powerpoint")) == ["Chi bộ\nhọp", "Nghị quyết"]


def test_powerpoint(extractor: SandboxExtractor, tmp_path: Path) -> None:
    names = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    slide = f"<s {names}><a:p><a:r><a:t>{{}}</a:t></a:r><a:br/><a:r><a:t>dòng hai</a:t></a:r></a:p></s>"
    with zipfile.ZipFile(tmp_path / "a.pptx", "w") as package:
        package.writestr("[Content_Types].xml", "<Types>presentationml.presentation.main+xml</Types>")
        for number in (10, 2, 1):
            package.writestr(f"ppt/slides/slide{number}.xml", slide.format(f"trang {number}"))
        package.writestr(
            "ppt/slides/_rels/slide2.xml.rels", '<R><Relationship Target="../notesSlides/notesSlide1.xml"/></R>'
        )
        package.writestr("ppt/notesSlides/notesSlide1.xml", slide.format("ghi chú"))
    answer = read(
        extractor, tmp_path / "a.pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    )
    assert texts(answer) == ["trang 1\ndòng hai", "trang 2\ndòng hai\nghi chú\ndòng hai", "trang 10\ndòng hai"]


def opendocument(path: Path, kind: str, content: str, manifest: str = "") -> Path:
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        package.writestr(
            "content.xml", f"<office:document {names}>\n <office:text>\n{content}</office:text></office:document>"
        )
        package.writestr("META-INF/manifest.xml", f"<m>{manifest}</m>")
    return path


def test_opendocument(extractor: SandboxExtractor, tmp_path: Path) -> None:
    path = opendocument(
        tmp_path / "a.odt",
        "text",
        "<text:tracked-changes><text:p>đã xoá</text:p></text:tracked-changes>"
        "<text:h>Nghị <text:span>quyết</text:span></text:h>\n <text:p>một<text:tab/>hai<text:line-break/>ba</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
        "<text:p><text:soft-page-break/>trang hai</text:p>",
    )
    answer = read(extractor, path, "application/vnd.oasis.opendocument.text")
    assert texts(answer) == ["Nghị quyết\nmột\thai\nba\na\tb", "trang hai"]
    locked = opendocument(tmp_path / "b.odt", "text", "", "<encryption-data/>")
    assert extractor.extract(locked, answer.media_type).no_text is NoTextReason.ENCRYPTED


class TestRichText:
    def text(self, extractor: SandboxExtractor, tmp_path: Path, body: bytes) -> str:
        (tmp_path / "a.rtf").write_bytes(b"{\\rtf1\\ansi\\ansicpg1252\\uc1" + body + b"}")
        return "\f".join(texts(read(extractor, tmp_path / "a.rtf", "text/rtf")))

    def test_unicode_and_layout(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        body = b"{\\info{\\title x}}Ngh\\u7883? quy\\u7871?t\\par m\\u7897\\'6ft\\tab hai\\page ba\\~b\\'e9 \\{n\\}"
        assert self.text(extractor, tmp_path, body) == "Nghị quyết\nmột\thai\fba\u00a0bé {n}"

    def test_fonts_tell_the_character_set(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        fonts = b"{\\fonttbl{\\f0\\fnil\\fcharset0 .VnTime;}{\\f1\\fnil\\fcharset163 Times;}}"
        body = fonts + b"\\f0 U\\'fb ban nh\\'a9n {\\f1 \\'d0\\'e0} d\\'a9n"
        assert self.text(extractor, tmp_path, body) == "Uû ban nh©n Đà d©n"

    def test_what_is_not_seen(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        body = (
            b"a{\\i0\\*\\cs7 x}{\\*\\unheard secret}{\\pict 0102}{\\v hidden}{\\deleted old}"
            b"b{\\bin3 }}}}c\\u-10179?\\u-8704?"
        )
        assert self.text(extractor, tmp_path, body) == "axbc😀"

    def test_endless_nesting(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        (tmp_path / "a.rtf").write_bytes(b"{\\rtf1 " + b"{" * 1_000_000)
        assert extractor.extract(tmp_path / "a.rtf", "text/rtf").no_text is NoTextReason.DAMAGED


class TestMail:
    def test_a_message(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        message = EmailMessage()
        message["From"], message["To"] = "a@example.vn", "Bí thư chi bộ <b@example.vn>"
        message["Subject"] = "Xin ý kiến dự thảo nghị quyết"
        message.set_content("Kính gửi đồng chí")
        message.add_alternative("<p>Kính gửi</p>", subtype="html")
        message.add_attachment(b"x", maintype="application", subtype="pdf", filename="dự thảo.pdf")
        (tmp_path / "a.eml").write_bytes(message.as_bytes())
        answer = read(extractor, tmp_path / "a.eml", "message/rfc822")
        assert texts(answer)[0].split("\n") == [
            "From: a@example.vn", "To: Bí thư chi bộ <b@example.vn>", "Subject: Xin ý kiến dự thảo nghị quyết", "",
            "Kính gửi đồng chí",
        ]  # fmt: skip
        assert answer.attachments == ("dự thảo.pdf",)

    def test_only_html(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        message = EmailMessage()
        message["Subject"] = "x"
        message.set_content("<html><script>1</script><p>Kính <b>gửi</b></p></html>", subtype="html")
        (tmp_path / "a.eml").write_bytes(message.as_bytes())
        assert texts(extractor.extract(tmp_path / "a.eml", "message/rfc822")) == ["Subject: x\n\nKính gửi"]

    def test_outlook(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        (tmp_path / "a.msg").write_bytes(outlook({"0037": "Giấy mời", "0C1A": "Văn phòng", "1000": "Kính mời họp"}))
        answer = read(extractor, tmp_path / "a.msg", "application/vnd.ms-outlook")
        assert texts(answer) == ["From: Văn phòng\nSubject: Giấy mời\n\nKính mời họp"]


def test_an_office_password(extractor: SandboxExtractor, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(ole_container({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}))
    answer = read(extractor, tmp_path / "a.docx", "application/vnd.ms-office.encrypted")
    assert answer.no_text is NoTextReason.ENCRYPTED


class TestZip:
    def test_a_batch_is_unpacked_by_number(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("tháng 3/Nghị quyết.txt", "một")
            package.writestr("../../etc/passwd", "hai")
            package.writestr("__MACOSX/._x", "rác")
            package.mkdir("trống")
            package.writestr("lớn", b"x" * 3_000_000)
        (tmp_path / "out").mkdir()
        files = extractor.unpack(tmp_path / "a.zip", tmp_path / "out")
        assert [file.name for file in files] == ["tháng 3/Nghị quyết.txt", "../../etc/passwd", "lớn"]
        assert [file.path.relative_to(tmp_path / "out").name for file in files] == ["00001", "00002", "00003"]
        assert [file.path.stat().st_size for file in files] == [5, 3, 3_000_000]
        listed = read(extractor, tmp_path / "a.zip", "application/zip")
        assert listed.no_text is NoTextReason.UNSUPPORTED
        assert "tháng 3/Nghị quyết.txt" in listed.attachments

    def test_a_bomb_is_stopped(self, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as package:
            for number in range(4):
                package.writestr(f"{number}", b"\0" * (20 << 20))
        (tmp_path / "out").mkdir()
        with SandboxExtractor(Limits(file_bytes=30 << 20)) as small, pytest.raises(ExtractionFailed) as caught:
            small.unpack(tmp_path / "a.zip", tmp_path / "out")
        assert caught.value.reason is NoTextReason.SIZE_LIMIT
        assert sum(path.stat().st_size for path in (tmp_path / "out").iterdir()) <= 30 << 20

    def test_too_many_files(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as package:
            for number in range(2_001):
                package.writestr(f"{number}", b"")
        (tmp_path / "out").mkdir()
        with pytest.raises(ExtractionFailed) as caught:
            extractor.unpack(tmp_path / "a.zip", tmp_path / "out")
        assert caught.value.reason is NoTextReason.SIZE_LIMIT

    def test_what_is_no_zip(self, extractor: SandboxExtractor, tmp_path: Path) -> None:
        (tmp_path / "a.zip").write_bytes(b"PK\x03\x04" + b"\xff" * 100)
        with pytest.raises(ExtractionFailed) as caught:
            extractor.unpack(tmp_path / "a.zip", tmp_path)
        assert caught.value.reason is NoTextReason.DAMAGED


needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None or Path(__file__).is_relative_to("/tmp"),
    reason="LibreOffice is not installed, or this checkout lies below /tmp: then workers have no /tmp of their own",
)


@needs_libreoffice
def test_an_office_file_gets_a_reading_copy(extractor: SandboxExtractor, tmp_path: Path) -> None:
    paper = word_paper(tmp_path / "a.docx", *RESOLUTION)
    extractor.write_office_copy(paper, extractor.detect(paper), tmp_path / "copy.pdf")
    assert "NGHỊ QUYẾT" in texts(read(extractor, tmp_path / "copy.pdf", "application/pdf"))[0]


def test_without_libreoffice_there_is_no_reading_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    paper = word_paper(tmp_path / "a.docx", *RESOLUTION)
    with SandboxExtractor() as bare:
        for media_type in ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "image/png"):
            with pytest.raises(ExtractionFailed) as caught:
                bare.write_office_copy(paper, media_type, tmp_path / "copy.pdf")
            assert caught.value.reason is NoTextReason.UNSUPPORTED


@needs_libreoffice
def test_libreoffice_reads_what_nothing_else_can(extractor: SandboxExtractor, tmp_path: Path) -> None:
    """Rich text handed over as a Word 97 file is none, but LibreOffice takes it as it comes."""
    (tmp_path / "a.doc").write_bytes(b"{\\rtf1\\ansi Ngh\\u7883? quy\\u7871?t chi b\\u7897?}")
    assert "Nghị quyết chi bộ" in texts(extractor.extract(tmp_path / "a.doc", "application/msword"))[0]
