"""The papers of services/party_paper.py as PDF, drawn by ourselves: it needs no office program on the machine.

The order and the places of the parts are those of the .docx; the typeface is Noto Serif, which holds all of Vietnamese.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import resources

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from archive_service.services.party_paper import PaperTable, PartyPaper

_FACE = "serif"
_FONT = "NotoSerif[wdth,wght].ttf"
_LEFT, _RIGHT, _TOP, _LINE = 30.0, 15.0, 20.0, 165.0
_HEAD_LEFT, _HEAD_RIGHT = 72.0, 93.0


def party_pdf(paper: PartyPaper) -> bytes:
    """The paper on A4, upright; tables repeat their head on each page, pages from the second on bear their number."""
    pdf = _Sheet(format="A4")
    pdf.set_title(f"{paper.type_line} {paper.about}".strip())
    pdf.set_lang("vi")
    pdf.add_font(_FACE, "", str(resources.files("fontpkg_noto_serif") / "files" / _FONT))
    pdf.set_margins(_LEFT, _TOP, _RIGHT)
    pdf.set_auto_page_break(auto=True, margin=20)
    pdf.add_page()
    _head(pdf, paper)
    if paper.type_line:
        _line(pdf, paper.type_line.upper(), size=14, bold=True, align="C")
        _line(pdf, paper.about, size=12.5, bold=True, align="C")
        _line(pdf, "-----", align="C")
    if paper.addressed:
        _line(pdf, f"Kính gửi: {paper.addressed}", align="C")
    for block in paper.blocks:
        if isinstance(block, PaperTable):
            _table(pdf, block)
        else:
            _line(pdf, f"          {block}")
    _foot(pdf, paper)
    return bytes(pdf.output())


class _Sheet(FPDF):
    def footer(self) -> None:
        """The number of the page, from the second on."""
        if self.page_no() > 1:
            self.set_y(-14)
            self.set_font(_FACE, size=9)
            self.cell(0, 6, str(self.page_no()), align="C")


def _head(pdf: FPDF, paper: PartyPaper) -> None:
    top = pdf.get_y()
    about = () if paper.type_line else ((paper.about, False),)
    lines = ((paper.superior.upper(), False), (paper.issuer.upper(), True), ("*", False), (paper.number_line, False))
    left = _column(pdf, _LEFT, top, _HEAD_LEFT, (*lines, *about))
    right = _column(
        pdf, _LEFT + _HEAD_LEFT, top, _HEAD_RIGHT, (("ĐẢNG CỘNG SẢN VIỆT NAM", True), (paper.place_and_day, False))
    )
    pdf.set_y(max(left, right) + 5)


def _foot(pdf: FPDF, paper: PartyPaper) -> None:
    columns = len(paper.signs) + bool(paper.recipients)
    if not columns:
        return
    pdf.ln(5)
    if pdf.get_y() > pdf.h - 65:
        pdf.add_page()
    top, width = pdf.get_y(), _LINE / columns
    place = _LEFT
    if paper.recipients:
        lines = ("Nơi nhận:", *paper.recipients)
        _column(pdf, place, top, width, tuple((line, False) for line in lines), align="L", size=10)
        place += width
    for capacity, role, name in paper.signs:
        _column(pdf, place, top, width, ((capacity, True), (role, False), *(("", False),) * 3, (name, True)), size=11)
        place += width


def _column(
    pdf: FPDF,
    x: float,
    y: float,
    width: float,
    lines: Sequence[tuple[str, bool]],
    *,
    align: str = "C",
    size: float = 11.5,
) -> float:
    """Lines below each other in a column; where it ends."""
    pdf.set_y(y)
    for text, bold in lines:
        pdf.set_x(x)
        pdf.set_font(_FACE, size=size)
        with _weight(pdf, bold=bold):
            pdf.multi_cell(width, 6, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    return float(pdf.get_y())


def _line(pdf: FPDF, text: str, *, size: float = 12.5, bold: bool = False, align: str = "L") -> None:
    pdf.set_font(_FACE, size=size)
    with _weight(pdf, bold=bold):
        pdf.multi_cell(_LINE, 6.6, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(1)


def _table(pdf: FPDF, block: PaperTable) -> None:
    pdf.set_font(_FACE, size=10)
    shares = tuple(round(1000 * share) for share in block.shares)
    plain = FontFace(fill_color=(238, 235, 229))
    with pdf.table(
        width=_LINE, align="LEFT", text_align="LEFT", v_align="TOP", col_widths=shares, line_height=5.4,
        headings_style=plain, padding=1,
    ) as table:  # fmt: skip
        for row in (block.head, *block.rows):
            table.row(row)
    pdf.ln(3)


@contextmanager
def _weight(pdf: FPDF, *, bold: bool) -> Iterator[None]:
    """Bold is drawn with an outline: the font of the package has one file for all weights."""
    if not bold:
        yield
        return
    with pdf.local_context(text_mode="FILL_STROKE", line_width=0.25):
        yield
