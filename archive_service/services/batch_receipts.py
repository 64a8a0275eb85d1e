"""The receipt of a batch on paper: every file with what became of it, its record and its digest, to print and sign."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import resources

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from archive_service.domain.local_time import local_time

TITLE = "BIÊN NHẬN NỘP TÀI LIỆU"
_FONT = "NotoSerif[wdth,wght].ttf"
_WIDTH, _LINE = 180.0, 4.6


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One file: its name as handed in, what became of it in words, the id of its record, its SHA-512 in hex."""

    name: str
    outcome: str
    record_id: str = ""
    sha512: str = ""


@dataclass(frozen=True, slots=True)
class BatchReceipt:
    """The head of the receipt: `counted` are outcomes in words with their number; `left_out` files are not listed."""

    batch_id: str
    name: str
    owner: str
    opened_at: datetime
    printed_at: datetime
    counted: tuple[tuple[str, int], ...]
    left_out: int = 0


def receipt_pdf(receipt: BatchReceipt, lines: Iterable[ReceiptLine]) -> bytes:
    """An A4 in Vietnamese, its pages numbered, with room for both signatures."""
    pdf = _Numbered(format="A4")
    pdf.set_title(TITLE)
    pdf.set_margins(15, 15, 15)
    pdf.add_font("serif", "", str(resources.files("fontpkg_noto_serif") / "files" / _FONT))
    pdf.set_auto_page_break(auto=True, margin=18)
    pdf.add_page()
    _head(pdf, receipt)
    for number, line in enumerate(lines, start=1):
        _line(pdf, number, line)
    pdf.ln(6)
    pdf.set_font("serif", size=10)
    pdf.cell(_WIDTH / 2, 6, "NGƯỜI NỘP", align="C")
    pdf.cell(_WIDTH / 2, 6, "NGƯỜI NHẬN", align="C")
    return bytes(pdf.output())


class _Numbered(FPDF):
    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("serif", size=8)
        self.cell(0, 5, f"Trang {self.page_no()}/{{nb}}", align="C")


def _head(pdf: FPDF, receipt: BatchReceipt) -> None:
    pdf.set_font("serif", size=14)
    pdf.cell(0, 9, TITLE, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font("serif", size=9.5)
    counted = "; ".join(f"{words}: {count} tệp" for words, count in receipt.counted)
    if receipt.left_out:
        counted += f"; còn {receipt.left_out} tệp không in ở đây"
    for text in (
        f"Đợt nộp: {receipt.name} (mã {receipt.batch_id})",
        f"Người nộp: {receipt.owner}. Bắt đầu lúc {_moment(receipt.opened_at)}. In lúc {_moment(receipt.printed_at)}.",
        counted,
    ):
        pdf.multi_cell(0, 5.5, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(2)


def _line(pdf: FPDF, number: int, line: ReceiptLine) -> None:
    if pdf.get_y() > 297 - 18 - 4 * _LINE:
        pdf.add_page()
    pdf.set_font("serif", size=9.5)
    pdf.multi_cell(0, _LINE, f"{number}. {line.name or '(tên không lưu)'}: {line.outcome}", new_x=XPos.LMARGIN)
    pdf.set_font("serif", size=7)
    if line.record_id:
        pdf.multi_cell(0, _LINE - 1, f"Mã tài liệu: {line.record_id}", new_x=XPos.LMARGIN)
    if line.sha512:
        pdf.multi_cell(0, _LINE - 1, f"SHA-512: {line.sha512}", new_x=XPos.LMARGIN)
    pdf.ln(1)


def _moment(when: datetime) -> str:
    return f"{local_time(when):%H:%M ngày %d/%m/%Y}"
