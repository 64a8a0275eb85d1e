"""The completeness matrix on paper: a workbook for Excel and a PDF, each saying what was asked, by whom and when."""

from __future__ import annotations

import io
from importlib import resources

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from archive_service.domain.completeness import Slot, SlotState
from archive_service.domain.local_time import local_time
from archive_service.services.completeness import MatrixSheet
from archive_service.services.table_cells import cell as as_text

STATE_WORDS = {
    SlotState.COMPLETE: "Đủ",
    SlotState.MISSING: "Thiếu",
    SlotState.DRAFT_ONLY: "Chỉ có dự thảo",
    SlotState.REPLACED: "Thay bằng xin ý kiến",
    SlotState.EXCUSED: "Có lý do",
    SlotState.NOT_APPLICABLE: "Không áp dụng",
    SlotState.NOT_DUE: "Chưa đến hạn",
}
STATE_SIGNS = {
    SlotState.COMPLETE: "Đ",
    SlotState.MISSING: "T",
    SlotState.DRAFT_ONLY: "DT",
    SlotState.REPLACED: "XYK",
    SlotState.EXCUSED: "LD",
    SlotState.NOT_APPLICABLE: "–",
    SlotState.NOT_DUE: "…",
}
_COLOURS = {
    SlotState.COMPLETE: "D6EFDC",
    SlotState.MISSING: "F6C6C6",
    SlotState.DRAFT_ONLY: "FCE7B2",
    SlotState.REPLACED: "CFE3F5",
    SlotState.EXCUSED: "E2DCEF",
    SlotState.NOT_APPLICABLE: "EEEEEE",
    SlotState.NOT_DUE: "FFFFFF",
}
TITLE = "BẢNG THEO DÕI TÍNH ĐẦY ĐỦ CỦA HỒ SƠ CHI BỘ"
_FONT = "NotoSerif[wdth,wght].ttf"
_PAGE_WIDTH, _NAME_WIDTH, _ROW_HEIGHT = 277.0, 62.0, 6.0


def head_lines(sheet: MatrixSheet) -> tuple[str, ...]:
    """What was asked, by whom, when; and that only what this person may read was counted."""
    local = local_time(sheet.printed_at)
    scope = sheet.unit_name or "tất cả chi bộ được xem"
    return (
        f"Phạm vi: {scope}; từ tháng {_month(sheet.first_month)} đến tháng {_month(sheet.last_month)}",
        f"Số chi bộ: {len(sheet.rows)}/{sheet.cells}. Chỉ tính các tài liệu người in được xem.",
        f"Người in: {sheet.asked_by}. In lúc {local:%H:%M} ngày {local:%d/%m/%Y}.",
    )


def legend() -> str:
    return "; ".join(f"{STATE_SIGNS[state]}: {words}" for state, words in STATE_WORDS.items())


def matrix_workbook(sheet: MatrixSheet) -> bytes:
    """An .xlsx with one line for each cell of the Party; each slot holds its words, what is missing, and a colour."""
    book = Workbook(write_only=True)
    page = book.create_sheet("Tính đầy đủ")
    page.freeze_panes = "C6"
    page.column_dimensions["A"].width = page.column_dimensions["B"].width = 34
    for number in range(3, len(sheet.periods) + 3):
        page.column_dimensions[get_column_letter(number)].width = 15
    bold = Font(bold=True)
    title = WriteOnlyCell(page, TITLE)
    title.font = bold
    page.append([title])
    for line in head_lines(sheet):
        page.append([line])
    heads = [WriteOnlyCell(page, words) for words in ("Đảng bộ", "Chi bộ", *map(period_words, sheet.periods))]
    for head in heads:
        head.font = bold
    page.append(heads)
    fills = {state: PatternFill("solid", fgColor=colour) for state, colour in _COLOURS.items()}
    for row in sheet.rows:
        names = (row.parent.name if row.parent else "", row.unit.name)
        cells = [WriteOnlyCell(page, as_text(name)) for name in names]
        for slot in row.slots:
            cell = WriteOnlyCell(page, slot_words(slot))
            cell.fill = fills[slot.state]
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cells.append(cell)
        page.append(cells)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def slot_words(slot: Slot) -> str:
    """The state of a slot with what is missing in it."""
    words = STATE_WORDS[slot.state]
    if slot.state in (SlotState.MISSING, SlotState.DRAFT_ONLY) and slot.missing:
        words += ": " + ", ".join(requirement.name_vi for requirement in slot.missing)
    return words + (" (nộp muộn)" if slot.late else "")


def period_words(period: str) -> str:
    """03/2022, Quý 1/2022, Năm 2022."""
    year, _, part = period.partition("-")
    if not part:
        return f"Năm {year}"
    return f"Quý {part[1]}/{year}" if part.startswith("Q") else f"{part}/{year}"


def matrix_pdf(sheet: MatrixSheet) -> bytes:
    """A PDF in A4 across: as many periods side by side as fit, the cells repeated for the next ones."""
    pdf = FPDF(orientation="landscape", format="A4")
    pdf.set_title(TITLE)
    pdf.add_font("serif", "", str(resources.files("fontpkg_noto_serif") / "files" / _FONT))
    pdf.set_auto_page_break(auto=False)
    most = int((_PAGE_WIDTH - _NAME_WIDTH) // 13)
    width = (_PAGE_WIDTH - _NAME_WIDTH) / max(min(most, len(sheet.periods)), 1)
    for start in range(0, len(sheet.periods), most):
        _pdf_part(pdf, sheet, start, min(start + most, len(sheet.periods)), width)
    return bytes(pdf.output())


def _pdf_part(pdf: FPDF, sheet: MatrixSheet, start: int, stop: int, width: float) -> None:
    for number, row in enumerate(sheet.rows or (None,)):
        if number == 0 or pdf.get_y() > 190:
            pdf.add_page()
            _pdf_head(pdf, sheet, start, stop, width)
        if row is None:
            pdf.cell(0, 10, "Không có chi bộ nào trong phạm vi.")
            continue
        pdf.set_font("serif", size=8)
        pdf.set_fill_color(255, 255, 255)
        pdf.cell(_NAME_WIDTH, _ROW_HEIGHT, _fitting(pdf, row.unit.name, _NAME_WIDTH - 2), border=1)
        for slot in row.slots[start:stop]:
            pdf.set_fill_color(*(int(_COLOURS[slot.state][place : place + 2], 16) for place in (0, 2, 4)))
            sign = STATE_SIGNS[slot.state] + ("*" if slot.late else "")
            pdf.cell(width, _ROW_HEIGHT, sign, border=1, align="C", fill=True)
        pdf.ln()


def _pdf_head(pdf: FPDF, sheet: MatrixSheet, start: int, stop: int, width: float) -> None:
    pdf.set_font("serif", size=13)
    pdf.cell(0, 8, TITLE, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font("serif", size=9)
    for line in (*head_lines(sheet), f"{legend()}; *: nộp muộn"):
        pdf.cell(0, 5, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.ln(2)
    pdf.set_font("serif", size=8)
    pdf.cell(_NAME_WIDTH, _ROW_HEIGHT, "Chi bộ", border=1)
    heads = [period_words(period) for period in sheet.periods[start:stop]]
    widest = max(map(pdf.get_string_width, heads), default=0)
    pdf.set_font("serif", size=8 * min(1, (width - 1) / max(widest, 1)))
    for head in heads:
        pdf.cell(width, _ROW_HEIGHT, head, border=1, align="C")
    pdf.ln()


def _fitting(pdf: FPDF, text: str, width: float) -> str:
    """The text, cut where it would run over its cell."""
    if pdf.get_string_width(text) <= width:
        return text
    while text and pdf.get_string_width(text + "…") > width:
        text = text[:-1]
    return text + "…"


def _month(month: str) -> str:
    return f"{month[5:7]}/{month[:4]}"
