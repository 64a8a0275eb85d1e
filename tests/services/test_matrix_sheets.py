"""The matrix on paper: read back with other tools."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdfium2
from openpyxl import load_workbook

from archive_service.completeness_rules import load_completeness_rules
from archive_service.domain.completeness import PapersByPeriod, Slot, judge
from archive_service.domain.unit_events import Unit
from archive_service.services.completeness import MatrixRow, MatrixSheet
from archive_service.services.matrix_sheets import matrix_pdf, matrix_workbook

PERIODS = tuple(f"2022-{month:02d}" for month in range(1, 13))


def _sheet(rows: int) -> MatrixSheet:
    def slot(unit_id: str, period: str) -> Slot:
        return judge(
            unit_id, "cell", period, load_completeness_rules(), PapersByPeriod(),
            there=period > "2022-01", excused=period == "2022-03", complete_consultations=frozenset(),
            today=date(2022, 12, 1),
        )  # fmt: skip

    names = ["=HYPERLINK(1)", *(f"Chi bộ Tổ dân phố số {n} có tên rất dài để thử chỗ" for n in range(1, rows))]
    units = [Unit(f"u{n}", f"C{n}", name, "cell", "p") for n, name in enumerate(names)]
    parent = Unit("p", "P", "Đảng bộ phường Yên Thịnh", "committee", None)
    return MatrixSheet(
        "Đảng bộ phường Yên Thịnh", "2022-01", "2022-12", PERIODS,
        tuple(MatrixRow(unit, parent, tuple(slot(unit.id, period) for period in PERIODS)) for unit in units),
        rows, "Trần Thị Kiểm", datetime(2022, 12, 1, 3, tzinfo=UTC),
    )  # fmt: skip


def test_excel_reads_the_workbook() -> None:
    page = load_workbook(io.BytesIO(matrix_workbook(_sheet(3)))).active
    assert page is not None
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert "Trần Thị Kiểm" in str(rows[3][0])
    assert "01/2022 đến tháng 12/2022" in str(rows[1][0])
    assert rows[4][:3] == ["Đảng bộ", "Chi bộ", "01/2022"]
    first = rows[5]
    assert first[1] == "'=HYPERLINK(1)"
    assert first[2] == "Không áp dụng"
    assert str(first[3]).startswith("Thiếu: Biên bản sinh hoạt thường kỳ")
    assert first[4] == "Có lý do"
    assert first[13] == "Chưa đến hạn"
    assert len(rows) == 8
    without_parent = replace(_sheet(1), rows=(replace(_sheet(1).rows[0], parent=None),))
    page = load_workbook(io.BytesIO(matrix_workbook(without_parent))).active
    assert page is not None
    assert page["A6"].value in (None, "")


def test_the_pdf_repeats_its_head_and_marks_every_slot() -> None:
    document = pypdfium2.PdfDocument(matrix_pdf(_sheet(60)))
    texts = [page.get_textpage().get_text_bounded() for page in document]
    assert len(texts) > 1
    assert all("BẢNG THEO DÕI TÍNH ĐẦY ĐỦ" in text and "Trần Thị Kiểm" in text for text in texts)
    assert "Tổ dân phố số 59" in texts[-1]


def test_a_sheet_without_cells_says_so() -> None:
    empty = MatrixSheet("", "2022-01", "2022-12", PERIODS, (), 0, "A", datetime(2022, 12, 1, tzinfo=UTC))
    text = pypdfium2.PdfDocument(matrix_pdf(empty))[0].get_textpage().get_text_bounded()
    assert "Không có chi bộ nào" in text


def test_the_heads_of_the_pdf_keep_apart() -> None:
    quarters = tuple(f"{year}-Q{quarter}" for year in range(2018, 2023) for quarter in range(1, 5))
    document = pypdfium2.PdfDocument(matrix_pdf(replace(_sheet(0), periods=quarters)))
    for page in document:
        text = page.get_textpage()
        boxes = [text.get_rect(number) for number in range(text.count_rects())]
        heads = sorted(box for box in boxes if text.get_text_bounded(*box).strip().startswith("Quý"))
        assert heads
        assert all(left[2] < right[0] for left, right in itertools.pairwise(heads))
        assert max(right[0] - left[0] for left, right in itertools.pairwise(heads)) < 45, "as wide as on a full page"
