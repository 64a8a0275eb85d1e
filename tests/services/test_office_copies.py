"""Office files are laid out by LibreOffice where it is installed; where it is not, the sheet of text stays."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_BREAK

from archive_service.bootstrap import local_operator, open_archive, open_worker
from archive_service.domain.errors import NotFound
from archive_service.domain.jobs import JobKind
from archive_service.services.text_json import FileText, PageDocument, RecordText, laid_out, without_copy
from indexer.model import TextSource
from tests.api.house import UNITS, House, settings_in
from tests.services.papers_in import hand_in

can_lay_out = pytest.mark.skipif(
    shutil.which("soffice") is None or Path(__file__).is_relative_to("/tmp"),
    reason="LibreOffice is not installed, or this checkout lies below /tmp: then workers have no /tmp of their own",
)


def two_pages(word: str = "") -> bytes:
    paper = docx.Document()
    paper.add_paragraph(f"Nghị quyết tháng 3 {word}").add_run().add_break(WD_BREAK.PAGE)
    paper.add_paragraph("Trang sau nói về vệ sinh")
    content = io.BytesIO()
    paper.save(content)
    return content.getvalue()


def text_of(*counts: int) -> RecordText:
    """A record with files of so many pages."""
    files, pages, first = [], [], 1
    for place, count in enumerate(counts):
        name = f"{place}.docx"
        files.append(
            FileText(
                name=name, media_type="x", page_count=count, first_page=first, no_text=None, detail="",
                attachments=(), properties={},
            )
        )  # fmt: skip
        source = TextSource.LAYER
        pages += [
            PageDocument(number=first + n, file=name, page=n + 1, text="t", source=source, confidence=None)
            for n in range(count)
        ]  # fmt: skip
        first += count
    return RecordText(files=tuple(files), pages=tuple(pages))


def test_a_text_takes_the_pages_of_the_print_and_what_follows_moves_on() -> None:
    found = laid_out(text_of(1, 2), {"0.docx": 3})
    assert [(file.first_page, file.page_count) for file in found.files] == [(1, 3), (4, 2)]
    assert [page.number for page in found.pages] == [1, 4, 5]
    assert [found.page_in_copy(number) for number in range(1, 6)] == [1, 2, 3, None, None]
    assert found.place_of(4) == ("1.docx", "x", 1)


def test_sheets_that_print_on_more_pages_are_not_shown_from_the_copy() -> None:
    found = laid_out(text_of(2, 2), {"0.docx": 5, "1.docx": 2})
    assert [found.page_in_copy(number) for number in range(1, 5)] == [None, None, 6, 7]
    assert all(file.has_copy for file in found.files)


def test_a_failure_is_noted_and_shows_no_copy() -> None:
    found = without_copy(text_of(1, 1), ["0.docx"], "damaged")
    assert not any(file.has_copy for file in found.files)
    assert found.files[0].properties == {"reading_copy_failed": "damaged"}


def test_without_libreoffice_the_sheet_of_text_stays(
    own_house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    archive = own_house.archive
    actor = archive.accounts.actor_with_token(own_house.tokens["secretary_a"], "cli")
    record = hand_in(archive.deposit, actor, ("a.docx", two_pages())).record
    own_house.index()
    with pytest.raises(NotFound):
        archive.retrieve.reading_copy(actor, record.id)
    text = archive.retrieve.text(actor, record.id)
    assert "vệ sinh" in text.pages[-1].text
    assert "reading_copy_failed" not in text.files[0].properties  # it is tried when LibreOffice has come


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_cannot_lay_out_is_noted_once(own_house: House) -> None:
    """A package with the marks of a Word file and nothing to lay out in it."""
    archive = own_house.archive
    actor = archive.accounts.actor_with_token(own_house.tokens["secretary_a"], "cli")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("[Content_Types].xml", "<Types>wordprocessingml.document.main+xml</Types>")
        names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        package.writestr("word/document.xml", f"<w:document {names}><w:body><w:p/></w:body></w:document>")
    record = hand_in(archive.deposit, actor, ("a.docx", content.getvalue())).record
    own_house.index()
    with archive.indexing.catalog.write() as tx:
        assert not tx.jobs.claim(60, 5, [JobKind.OFFICE_COPY])
    assert archive.retrieve.record(actor, record.id).record.id == record.id


@can_lay_out
def test_pages_come_from_the_reading_copy(tmp_path: Path) -> None:
    settings = settings_in(tmp_path / "data")
    archive = open_archive(settings)
    try:
        archive.units.import_csv(local_operator(archive), io.StringIO(UNITS))
        actor = local_operator(archive)
        first, second = two_pages("trước"), two_pages("sau")
        record = hand_in(archive.deposit, actor, ("a.docx", first), ("b.docx", second)).record
        open_worker(settings, archive).drain()
        text = archive.retrieve.text(actor, record.id)
        assert [text.page_in_copy(number) for number in range(1, 5)] == [1, 2, 3, 4]
        assert archive.retrieve.record(actor, record.id).text.pages == 4
        copy = archive.retrieve.reading_copy(actor, record.id)
        assert copy.startswith(b"%PDF-")
        assert archive.retrieve.page_image(actor, record.id, 2).startswith(b"\x89PNG")
        with archive.retrieve.file(actor, record.id, "a.docx") as (_, original):
            assert original.read() == first
    finally:
        archive.close()
