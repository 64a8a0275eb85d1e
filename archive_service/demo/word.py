"""A paper as a Word file (.docx), its head in a table without borders as offices set it."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from archive_service.demo.paper import SAMPLE_NOTE, Centred, Heading, Paper, Paragraph, Signature, Table

_TYPEFACE = "Times New Roman"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_CENTRE, _JUSTIFY, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT


def draw(paper: Paper, *, made: datetime) -> bytes:
    """The .docx; the same paper and time give the same bytes."""
    document = Document()
    _prepare(document, paper, made)
    _head(document, paper)
    _subject(document, paper)
    for block in paper.blocks:
        match block:
            case Heading(text):
                _indented(_print(document.add_paragraph(), text, bold=True, align=_JUSTIFY))
            case Paragraph(text):
                _indented(_print(document.add_paragraph(), text, align=_JUSTIFY))
            case Centred(text, size, bold):
                _print(document.add_paragraph(), text, size=size, bold=bold)
            case Table():
                _table(document, block)
    _foot(document, paper)
    file = io.BytesIO()
    document.save(file)
    return _without_clock(file.getvalue())


def _prepare(document: WordDocument, paper: Paper, made: datetime) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    _print(section.footer.paragraphs[0], SAMPLE_NOTE, size=9, italic=True)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _TYPEFACE, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _TYPEFACE)
    normal.paragraph_format.space_after = Pt(3)
    about = document.core_properties
    about.author, about.last_modified_by, about.comments = SAMPLE_NOTE, SAMPLE_NOTE, SAMPLE_NOTE
    about.title = " ".join(part for part in (paper.type_line, paper.abstract) if part)
    about.created = about.modified = made
    about.language = "vi"


def _print(
    paragraph: WordParagraph,
    text: str,
    *,
    size: float = 14,
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
    align: WD_ALIGN_PARAGRAPH = _CENTRE,
) -> WordParagraph:
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.bold, run.italic, run.underline = bold, italic, underline
    paragraph.alignment = align
    return paragraph


def _indented(paragraph: WordParagraph) -> None:
    paragraph.paragraph_format.first_line_indent = Mm(10)


def _two_columns(document: WordDocument) -> tuple[_Cell, _Cell]:
    columns: WordTable = document.add_table(rows=1, cols=2)
    left, right = columns.rows[0].cells
    left.width, right.width = Mm(75), Mm(95)
    return left, right


def _next(cell: _Cell) -> WordParagraph:
    """The first paragraph of a cell is there from the start; the others are added."""
    first: WordParagraph = cell.paragraphs[0]
    return cell.add_paragraph() if first.text else first


def _head(document: WordDocument, paper: Paper) -> None:
    left, right = _two_columns(document)
    if paper.superior:
        _print(_next(left), paper.superior.upper())
    _print(_next(left), paper.issuer.upper(), bold=True, underline=paper.is_state)
    if not paper.is_state:
        _print(_next(left), "*")
    if paper.number_line:
        _print(_next(left), paper.number_line)
    if paper.abstract and not paper.type_line:
        _print(_next(left), paper.abstract, size=12, italic=True)
    for number, line in enumerate(paper.head):
        size = 13 if paper.is_state else 15
        _print(_next(right), line, size=size, bold=True, underline=number == len(paper.head) - 1)
    if paper.place_date:
        _print(_next(right), paper.place_date, italic=True)
    if paper.mark:
        _print(_next(right), paper.mark, size=13, bold=True)


def _subject(document: WordDocument, paper: Paper) -> None:
    document.add_paragraph()
    if paper.type_line:
        _print(document.add_paragraph(), paper.type_line.upper(), size=16, bold=True)
        if paper.abstract:
            _print(document.add_paragraph(), paper.abstract, bold=True)
        _print(document.add_paragraph(), "-----")
    for number, line in enumerate(paper.addressed):
        _print(document.add_paragraph(), ("Kính gửi: " if number == 0 else "") + line)


def _table(document: WordDocument, table: Table) -> None:
    grid: WordTable = document.add_table(rows=0, cols=len(table.widths))
    grid.style = "Table Grid"
    for number, row in enumerate(table.rows):
        cells = grid.add_row().cells  # type: ignore[no-untyped-call]
        for cell, text, share in zip(cells, row, table.widths, strict=True):
            cell.width = Mm(165 * share)
            _print(cell.paragraphs[0], text, size=12, bold=number == 0, align=_CENTRE if number == 0 else _LEFT)


def _foot(document: WordDocument, paper: Paper) -> None:
    document.add_paragraph()
    left, right = _two_columns(document)
    if paper.recipients:
        _print(_next(left), "Nơi nhận:", underline=True, align=_LEFT)
        for line in paper.recipients:
            _print(_next(left), line, size=12, align=_LEFT)
    for cell, signature in zip((left, right)[2 - len(paper.signatures) :], paper.signatures, strict=True):
        _sign(cell, signature)


def _sign(cell: _Cell, signature: Signature) -> None:
    if signature.authority:
        _print(_next(cell), signature.authority, bold=True)
    if signature.role:
        _print(_next(cell), signature.role)
    for _ in range(3):
        cell.add_paragraph()
    _print(cell.add_paragraph(), signature.name, bold=True)


def _without_clock(package: bytes) -> bytes:
    """The same parts with fixed times: python-docx stamps each with the time of saving."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as parts, zipfile.ZipFile(fixed, "w") as copy:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            copy.writestr(entry, parts.read(name))
    return fixed.getvalue()
