"""The papers the reader is defined by: the layouts of a cell's own papers, from the standard one to a congress."""

from __future__ import annotations

from datetime import date

import pytest

from tests.text.header_cases import Paper, check

CELL_8 = "Chi bộ Tổ dân phố số 8"
WARD = "Đảng bộ phường Yên Thịnh"

PAPERS = [
    Paper(
        "standard",
        """\
ĐẢNG BỘ PHƯỜNG YÊN THỊNH                  ĐẢNG CỘNG SẢN VIỆT NAM
CHI BỘ TỔ DÂN PHỐ SỐ 8
          *                         Yên Thịnh, ngày 05 tháng 02 năm 2022
     Số 12-NQ/CB
                          NGHỊ QUYẾT
        lãnh đạo thực hiện nhiệm vụ tháng 02 năm 2022
                             -----
""",
        sure={
            "number": 12,
            "symbol": "12-NQ/CB",
            "org_code": "CB",
            "type_code": "NQ",
            "family": "party",
            "issuer": CELL_8,
            "parent": WARD,
            "place": "Yên Thịnh",
            "date": date(2022, 2, 5),
            "period": "2022-02",
            "title": "lãnh đạo thực hiện nhiệm vụ tháng 02 năm 2022",
            "lifecycle": "issued",
        },
    ),
    Paper(
        "flattened to one line, colon, old tone placement",
        """\
ĐẢNG UỶ XÃ ÂU LÂU ĐẢNG CỘNG SẢN VIỆT NAM
CHI BỘ THÔN CHÂU GIANG
* Âu Lâu, ngày 28 tháng 8 năm 2021
Số: 09 - NQ/CB
NGHỊ QUYẾT
Về việc phòng, chống dịch COVID-19 trong tình hình mới
""",
        sure={
            "number": 9,
            "symbol": "09-NQ/CB",
            "type_code": "NQ",
            "org_code": "CB",
            "issuer": "Chi bộ thôn Châu Giang",
            "parent": "Đảng uỷ xã Âu Lâu",
            "place": "Âu Lâu",
            "date": date(2021, 8, 28),
            "lifecycle": "issued",
            "title": "phòng, chống dịch COVID-19 trong tình hình mới",
        },
        absent=("period",),
    ),
    Paper(
        "draft sent for opinions",
        """\
CHI BỘ TỔ DÂN PHỐ SỐ 8
Số      -NQ/CB
Dự thảo lần 1
NGHỊ QUYẾT
lãnh đạo thực hiện nhiệm vụ tháng 3 năm 2022
""",
        sure={
            "type_code": "NQ",
            "org_code": "CB",
            "issuer": CELL_8,
            "lifecycle": "draft",
            "title": "lãnh đạo thực hiện nhiệm vụ tháng 3 năm 2022",
            "period": "2022-03",
        },
        absent=("number", "parent", "date"),
    ),
    Paper(
        "letter asking for opinions",
        """\
ĐẢNG BỘ PHƯỜNG YÊN THỊNH
CHI BỘ TỔ DÂN PHỐ SỐ 8
*
Số 03-CV/CB
về việc xin ý kiến bằng văn bản dự thảo nghị quyết tháng 3/2022
Kính gửi: Các đồng chí đảng viên Chi bộ
""",
        sure={
            "number": 3,
            "type_code": "CV",
            "org_code": "CB",
            "issuer": CELL_8,
            "parent": WARD,
            "lifecycle": "issued",
            "title": "xin ý kiến bằng văn bản dự thảo nghị quyết tháng 3/2022",
            "addressees": ("Các đồng chí đảng viên Chi bộ",),
        },
        absent=("date",),
    ),
    Paper(
        "minutes without a date line",
        """\
ĐẢNG BỘ XÃ ÂU LÂU
CHI BỘ THÔN CHÂU GIANG
*
Số 08-BB/CB
BIÊN BẢN
sinh hoạt chi bộ thường kỳ tháng 9 năm 2023

Hôm nay, hồi 19 giờ 30, ngày 03 tháng 9 năm 2023, tại nhà văn hóa thôn, Chi bộ họp.
""",
        sure={
            "number": 8,
            "type_code": "BB",
            "org_code": "CB",
            "issuer": "Chi bộ thôn Châu Giang",
            "parent": "Đảng bộ xã Âu Lâu",
            "lifecycle": "issued",
            "title": "sinh hoạt chi bộ thường kỳ tháng 9 năm 2023",
            "period": "2023-09",
        },
        unsure={"date": date(2023, 9, 3)},
    ),
    Paper(
        "decision, not regulation",
        "Số 15-QĐ/ĐU\nQUYẾT ĐỊNH\nkhen thưởng chi bộ hoàn thành xuất sắc nhiệm vụ năm 2021\n",
        sure={
            "number": 15,
            "type_code": "QĐ",
            "org_code": "ĐU",
            "lifecycle": "issued",
            "title": "khen thưởng chi bộ hoàn thành xuất sắc nhiệm vụ năm 2021",
        },
        absent=("issuer", "parent", "date"),
    ),
    Paper(
        "regulation under the same code",
        "Số 15-QĐ/ĐU\nQUY ĐỊNH\nvề chế độ báo cáo của các chi bộ\n",
        sure={
            "number": 15,
            "type_code": "QyĐ",
            "org_code": "ĐU",
            "lifecycle": "issued",
            "title": "về chế độ báo cáo của các chi bộ",
        },
        absent=("issuer", "parent", "date"),
    ),
    Paper(
        "after the reform of 2025, date above the number",
        """\
ĐẢNG BỘ PHƯỜNG ÂU LÂU
CHI BỘ TỔ DÂN PHỐ CHÂU GIANG
*
Âu Lâu, ngày 04 tháng 11 năm 2025
Số 03-NQ/CB
NGHỊ QUYẾT
lãnh đạo thực hiện nhiệm vụ tháng 11 năm 2025
""",
        sure={
            "number": 3,
            "type_code": "NQ",
            "org_code": "CB",
            "issuer": "Chi bộ Tổ dân phố Châu Giang",
            "parent": "Đảng bộ phường Âu Lâu",
            "date": date(2025, 11, 4),
            "lifecycle": "issued",
            "period": "2025-11",
            "title": "lãnh đạo thực hiện nhiệm vụ tháng 11 năm 2025",
        },
    ),
    Paper(
        "congress",
        "ĐẢNG BỘ PHƯỜNG YÊN THỊNH\nĐẠI HỘI CHI BỘ TỔ DÂN PHỐ SỐ 8\nNHIỆM KỲ 2022 - 2025\n*\nSố 01-NQ/ĐH\n",
        sure={
            "number": 1,
            "org_code": "ĐH",
            "issuer": "Đại hội Chi bộ Tổ dân phố số 8",
            "parent": WARD,
            "term": "2022-2025",
            "lifecycle": "issued",
        },
        read={"type_code": "NQ"},
        absent=("title", "date"),
    ),
]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_the_papers_of_a_cell(paper: Paper) -> None:
    check(paper)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_no_field_of_a_cell_s_paper_is_left_open(paper: Paper) -> None:
    """What each of these papers says, and what it does not say, is promised for every field that describes it."""
    promised = {*paper.sure, *paper.read, *paper.unsure, *paper.absent}
    assert promised >= {"number", "type_code", "org_code", "issuer", "parent", "date", "lifecycle", "title"}
