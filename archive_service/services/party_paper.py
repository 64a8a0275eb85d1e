"""Papers the archive prints: .docx in the form Party offices use, for people to sign.

Left the superior and the issuer, right the Party's name, place and day; then the type and what it is about; then
paragraphs and tables; at the foot recipients and who signs. Sizes and margins: Hướng dẫn 05-HD/VPTW, as reported.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph as WordParagraph
from lxml.etree import _Element

_TYPEFACE = "Times New Roman"
_LONGEST_WORD = 40
_LINE_MM = 165
_CENTRE, _JUSTIFY, _LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table: widths as shares of the line, a head, rows of text."""

    shares: tuple[float, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class PartyPaper:
    """A paper to be printed. `blocks` are paragraphs and tables in order; `signs` is (capacity, role, name)."""

    superior: str
    issuer: str
    place_and_day: str
    type_line: str
    about: str
    blocks: tuple[str | PaperTable, ...]
    number_line: str = "Số      -     /CB"
    addressed: str = ""
    recipients: tuple[str, ...] = ()
    signs: tuple[tuple[str, str, str], ...] = field(default=())


def party_paper(paper: PartyPaper) -> bytes:
    """The .docx."""
    document = Document()
    _prepare(document)
    _head(document, paper)
    if paper.type_line:
        _print(document.add_paragraph(), paper.type_line.upper(), size=15, bold=True)
        _print(document.add_paragraph(), paper.about, bold=True)
        _print(document.add_paragraph(), "-----")
    if paper.addressed:
        _print(document.add_paragraph(), f"Kính gửi: {paper.addressed}", align=_CENTRE)
    for number, block in enumerate(paper.blocks, start=1):
        last = number == len(paper.blocks)
        if isinstance(block, PaperTable):
            _table(document, block, before_the_foot=last)
        else:
            # Justified, the words before a digest would be torn apart.
            torn = any(len(word) > _LONGEST_WORD for word in block.split())
            line = _print(document.add_paragraph(), block, align=_LEFT if torn else _JUSTIFY)
            line.paragraph_format.first_line_indent = Mm(10)
            line.paragraph_format.keep_with_next = last
    _foot(document, paper)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _prepare(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _TYPEFACE, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _TYPEFACE)
    normal.paragraph_format.space_after = Pt(4)
    section.different_first_page_header_footer = True
    number = section.footer.paragraphs[0]
    number.alignment = _CENTRE
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        number.add_run()._r.append(_field_part(kind, text))


def _field_part(kind: str, text: str) -> _Element:
    """A part of a field that Word fills in when it lays the page out."""
    part = OxmlElement("w:fldChar" if kind else "w:instrText")
    if kind:
        part.set(qn("w:fldCharType"), kind)
    else:
        part.text = text
    return part


def _head(document: WordDocument, paper: PartyPaper) -> None:
    left, right = _columns(document.add_table(rows=1, cols=2), (0.46, 0.54)).rows[0].cells
    lines = [(paper.superior.upper(), False), (paper.issuer.upper(), True), ("*", False), (paper.number_line, False)]
    for place, (text, bold) in enumerate(lines):
        _print(_line(left, place), text, bold=bold)
    _print(_line(right, 0), "ĐẢNG CỘNG SẢN VIỆT NAM", size=15, bold=True).runs[0].underline = True
    _print(_line(right, 1), paper.place_and_day, italic=True)
    if not paper.type_line:
        _print(_line(left, len(lines)), paper.about, size=12, italic=True)
    document.add_paragraph()


def _foot(document: WordDocument, paper: PartyPaper) -> None:
    """Recipients and signatures, whole on one page and never on a page of their own."""
    document.add_paragraph().paragraph_format.keep_with_next = True
    columns = max(len(paper.signs) + bool(paper.recipients), 1)
    row = document.add_table(rows=1, cols=columns).rows[0]
    _kept_whole(row)
    cells = list(row.cells)
    if paper.recipients:
        kept = cells.pop(0)
        _print(_line(kept, 0), "Nơi nhận:", align=_LEFT).runs[0].underline = True
        for place, recipient in enumerate(paper.recipients, start=1):
            _print(_line(kept, place), recipient, size=12, align=_LEFT)
    for cell, (capacity, role, name) in zip(cells, paper.signs, strict=False):
        _print(_line(cell, 0), capacity, bold=True)
        _print(_line(cell, 1), role)
        for place in range(2, 5):
            _line(cell, place)
        _print(_line(cell, 5), name, bold=True)


def _table(document: WordDocument, block: PaperTable, *, before_the_foot: bool) -> None:
    table = _columns(document.add_table(rows=1, cols=len(block.head), style="Table Grid"), block.shares)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, text in zip(table.rows[0].cells, block.head, strict=True):
        _print(_line(cell, 0), text, size=12, bold=True)
    for number, texts in enumerate(block.rows, start=1):
        row = table.add_row()  # type: ignore[no-untyped-call]
        _kept_whole(row)
        for cell, text in zip(row.cells, texts, strict=True):
            line = _print(_line(cell, 0), text, size=12, align=_CENTRE if _is_figure(text) else _LEFT)
            line.paragraph_format.keep_with_next = before_the_foot and number == len(block.rows)
    if not before_the_foot:
        document.add_paragraph()


def _is_figure(text: str) -> bool:
    """Numbers and shares stand in the middle of their column."""
    return text.removesuffix("%").replace(",", "").isdecimal()


def _columns(table: Table, shares: Sequence[float]) -> Table:
    """The table with columns of these shares of the line: programs go by the grid or by the cells, so both say it."""
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(_LINE_MM * share)
        for cell in column.cells:
            cell.width = column.width
    return table


def _kept_whole(row: _Row) -> None:
    """A row that no page break tears apart."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _line(cell: _Cell, place: int) -> WordParagraph:
    """The paragraph of a cell at this place; a cell begins with one."""
    lines: Sequence[WordParagraph] = cell.paragraphs
    return lines[place] if place < len(lines) else cell.add_paragraph()


def _print(
    line: WordParagraph,
    text: str,
    *,
    size: int = 14,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = _CENTRE,
) -> WordParagraph:
    run = line.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    line.alignment = align
    return line
