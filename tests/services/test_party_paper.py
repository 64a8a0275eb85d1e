"""Printed papers in the form of Party offices: page, typeface, head, tables over pages, signatures that stay whole."""

from __future__ import annotations

import io

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Row

from archive_service.services.party_paper import PaperTable, PartyPaper, party_paper

ROWS = tuple((str(number), f"Nguyễn Thị Thanh Phương {number}", "") for number in range(1, 61))
PAPER = PartyPaper(
    superior="Đảng bộ phường Yên Thịnh",
    issuer="Chi bộ Tổ dân phố số 8",
    place_and_day="Yên Thịnh, ngày 04 tháng 3 năm 2022",
    type_line="Danh sách",
    about="đảng viên được hỏi",
    blocks=("Danh sách:", PaperTable((0.1, 0.5, 0.4), ("TT", "Họ và tên", "Ký nhận"), ROWS)),
    recipients=("- Lưu Chi bộ.",),
    signs=(("T/M CHI BỘ", "BÍ THƯ", "Nguyễn Văn An"),),
)


def marked(row: _Row, name: str) -> bool:
    properties = row._tr.trPr
    return properties is not None and properties.find(qn(name)) is not None


def test_page_head_and_typeface_are_those_of_the_guidance() -> None:
    document = Document(io.BytesIO(party_paper(PAPER)))
    page = document.sections[0]
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round((length or 0) / Mm(1)) for length in margins] == [20, 20, 30, 15]
    assert (document.styles["Normal"].font.name, document.styles["Normal"].font.size) == ("Times New Roman", Pt(14))
    left, right = document.tables[0].rows[0].cells
    assert [line.text for line in left.paragraphs[:3]] == ["ĐẢNG BỘ PHƯỜNG YÊN THỊNH", "CHI BỘ TỔ DÂN PHỐ SỐ 8", "*"]
    assert [line.runs[0].bold for line in left.paragraphs[:2]] == [False, True]
    party = right.paragraphs[0].runs[0]
    assert (party.text, party.bold, party.underline, party.font.size) == ("ĐẢNG CỘNG SẢN VIỆT NAM", True, True, Pt(15))
    assert right.paragraphs[1].runs[0].italic


def test_a_table_goes_over_pages_with_its_head_and_the_foot_stays_whole() -> None:
    document = Document(io.BytesIO(party_paper(PAPER)))
    _, table, foot = document.tables
    assert [marked(row, "w:tblHeader") for row in table.rows] == [True, *[False] * 60]
    assert all(marked(row, "w:cantSplit") for row in table.rows[1:])
    assert [round((column.width or 0) / Mm(1)) for column in table.columns] == [16, 82, 66]
    last = table.rows[-1].cells[0].paragraphs[0].paragraph_format
    assert last.keep_with_next, "no page with signatures alone"
    assert marked(foot.rows[0], "w:cantSplit")
