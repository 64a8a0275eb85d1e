"""Office files as people's programs make them: every story of a Word paper, and one file of each other kind."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest

from indexer.extraction.sandbox import SandboxExtractor
from indexer.model import TextSource
from indexer.text.header import read_header

_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


@pytest.fixture(scope="module")
def extractor() -> Iterator[SandboxExtractor]:
    with SandboxExtractor() as extractor:
        yield extractor


def lines_of(extractor: SandboxExtractor, path: Path) -> list[str]:
    answer = extractor.extract(path, extractor.detect(path))
    assert answer.no_text is None
    return [line for page in answer.pages for line in page.text.split("\n")]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A resolution with its head in a table, a table within a table, a head and a foot of the page, a text box,
    tracked changes and a footnote."""
    made = docx.Document()
    head = made.add_table(rows=1, cols=2)
    head.cell(0, 0).text = "ĐẢNG BỘ PHƯỜNG YÊN THỊNH\nCHI BỘ TỔ DÂN PHỐ SỐ 8\n*\nSố 12-NQ/CB"
    head.cell(0, 1).text = "ĐẢNG CỘNG SẢN VIỆT NAM\nYên Thịnh, ngày 05 tháng 02 năm 2022"
    made.add_paragraph("NGHỊ QUYẾT")
    made.add_paragraph("lãnh đạo thực hiện nhiệm vụ tháng 02 năm 2022")
    made.add_paragraph("-----")
    made.add_paragraph("MARK-CHANGES")
    outer = made.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "Phân công"
    inner = outer.cell(0, 1).add_table(rows=2, cols=2)
    for row, words in enumerate((("Đảng phí", "đồng chí Bình"), ("Văn nghệ", "đồng chí Cường"))):
        for column, word in enumerate(words):
            inner.cell(row, column).text = word
    made.sections[0].header.paragraphs[0].text = "Lưu hành trong chi bộ"
    made.sections[0].footer.paragraphs[0].text = "Trang cuối của nghị quyết"
    folder = tmp_path_factory.mktemp("office")
    made.save(str(folder / "plain.docx"))
    return with_other_stories(folder / "plain.docx", folder / "whole.docx")


def with_other_stories(plain: Path, whole: Path) -> Path:
    """The same paper with what the library cannot write: changes, a text box and a footnote."""
    changes = (
        '<w:r><w:t xml:space="preserve">Chi bộ thống nhất </w:t></w:r>'
        '<w:ins w:id="1" w:author="A" w:date="2022-02-05T00:00:00Z"><w:r><w:t>mười việc</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="A" w:date="2022-02-05T00:00:00Z"><w:r><w:delText>chín việc</w:delText></w:r></w:del>'
        '<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape>'
        "<v:textbox><w:txbxContent><w:p><w:r><w:t>Khung ghi ý kiến đảng ủy</w:t></w:r></w:p></w:txbxContent>"
        "</v:textbox></v:shape></w:pict></w:r>"
    )
    footnote = (
        f'<w:footnotes {_NAMES}><w:footnote w:id="1"><w:p><w:r><w:t>Theo kết luận của đảng bộ</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    additions = {
        "word/document.xml": ("<w:r><w:t>MARK-CHANGES</w:t></w:r>", changes),
        "[Content_Types].xml": (
            "</Types>",
            f'<Override PartName="/word/footnotes.xml" ContentType="{_TYPE}.footnotes+xml"/></Types>',
        ),
        "word/_rels/document.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="rIdF" Type="{_RELATION}/footnotes" Target="footnotes.xml"/></Relationships>',
        ),
    }
    with zipfile.ZipFile(plain) as given, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            data = given.read(name)
            if name in additions:
                old, new = additions[name]
                assert old in data.decode()
                data = data.decode().replace(old, new).encode()
            made.writestr(name, data)
        made.writestr("word/footnotes.xml", footnote)
    return whole


def test_a_word_paper_with_every_story(extractor: SandboxExtractor, paper: Path) -> None:
    lines = lines_of(extractor, paper)
    assert lines[0] == "Lưu hành trong chi bộ"
    assert lines[-2:] == ["Theo kết luận của đảng bộ", "Trang cuối của nghị quyết"]
    text = "\n".join(lines)
    assert "Chi bộ thống nhất mười việc" in text
    assert "chín việc" not in text
    assert lines.count("Khung ghi ý kiến đảng ủy") == 1
    for word in ("Phân công", "Đảng phí", "đồng chí Bình", "Văn nghệ", "đồng chí Cường"):
        assert text.count(word) == 1
    assert text.index("Đảng phí") < text.index("đồng chí Bình") < text.index("Văn nghệ")


def test_the_head_is_read_out_of_its_table(extractor: SandboxExtractor, paper: Path) -> None:
    answer = extractor.extract(paper, extractor.detect(paper))
    assert answer.pages[0].source is TextSource.LAYER
    found = read_header(answer.pages).found()
    assert {name: found[name].value for name in ("symbol", "issuer", "parent", "period", "title")} == {
        "symbol": "12-NQ/CB",
        "issuer": "Chi bộ Tổ dân phố số 8",
        "parent": "Đảng bộ phường Yên Thịnh",
        "period": "2022-02",
        "title": "lãnh đạo thực hiện nhiệm vụ tháng 02 năm 2022",
    }
    assert str(found["date"].value) == "2022-02-05"


def test_a_workbook(extractor: SandboxExtractor, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Họ và tên", "Ủng hộ bão lụt"])
    book.worksheets[0].append(["Nguyễn Thị Hường", 200_000])
    book.save(tmp_path / "a.xlsx")
    assert {"Họ và tên\tỦng hộ bão lụt", "Nguyễn Thị Hường\t200000"} <= set(lines_of(extractor, tmp_path / "a.xlsx"))


@pytest.fixture(scope="module")
def by_libreoffice(paper: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the same paper as LibreOffice writes it in other formats."""
    folder = tmp_path_factory.mktemp("libreoffice")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    for kind in ("odt", "rtf"):
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(paper)],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return folder


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["whole.odt", "whole.rtf"])
def test_what_libreoffice_writes(extractor: SandboxExtractor, by_libreoffice: Path, name: str) -> None:
    text = "\n".join(lines_of(extractor, by_libreoffice / name))
    for words in ("CHI BỘ TỔ DÂN PHỐ SỐ 8", "mười việc", "đồng chí Cường", "Theo kết luận"):
        assert text.count(words) == 1, words
    # LibreOffice writes no such box into rich text: the file itself does not hold its words.
    assert text.count("Khung ghi ý kiến") == (1 if name.endswith("odt") else 0)
    assert "chín việc" not in text
