"""The head of a Party paper in every form extraction leaves it in, and the names of many kinds of cells."""

from __future__ import annotations

from datetime import date

import pytest

from tests.text.header_cases import CELL_8, TITLE, WARD, Paper, check, numbered

LAYOUTS = [
    Paper(
        "cells of a table row by row",
        "| ĐẢNG BỘ PHƯỜNG YÊN THỊNH | ĐẢNG CỘNG SẢN VIỆT NAM |\n| CHI BỘ TỔ DÂN PHỐ SỐ 8 | |\n"
        "| * | Yên Thịnh, ngày 05 tháng 02 năm 2022 |\n| Số 12-NQ/CB | |\n" + TITLE,
        {"issuer": CELL_8, "parent": WARD, "number": 12, "date": date(2022, 2, 5), "place": "Yên Thịnh"},
    ),
    Paper(
        "left cell whole, then right cell",
        "ĐẢNG BỘ PHƯỜNG YÊN THỊNH\nCHI BỘ TỔ DÂN PHỐ SỐ 8\n*\nSố 12-NQ/CB\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        "Yên Thịnh, ngày 05 tháng 02 năm 2022\n" + TITLE,
        {"issuer": CELL_8, "parent": WARD, "number": 12, "date": date(2022, 2, 5), "family": "party"},
    ),
    Paper(
        "everything on flattened lines",
        "ĐẢNG BỘ PHƯỜNG YÊN THỊNH ĐẢNG CỘNG SẢN VIỆT NAM\nCHI BỘ TỔ DÂN PHỐ SỐ 8\n"
        "Số 12-NQ/CB Yên Thịnh, ngày 05 tháng 02 năm 2022\n" + TITLE,
        {"issuer": CELL_8, "parent": WARD, "number": 12, "date": date(2022, 2, 5), "place": "Yên Thịnh"},
    ),
    Paper(
        "name over two lines",
        "ĐẢNG BỘ PHƯỜNG YÊN THỊNH\nCHI BỘ TRƯỜNG TIỂU HỌC\nKIM ĐỒNG\n*\nSố 12-NQ/CB\n" + TITLE,
        {"issuer": "Chi bộ Trường Tiểu học Kim Đồng", "parent": WARD},
    ),
    Paper(
        "superior over two lines",
        "ĐẢNG BỘ THÀNH PHỐ YÊN BÁI\nĐẢNG ỦY PHƯỜNG\nYÊN THỊNH\n*\nSố 12-NQ/ĐU\n" + TITLE,
        {"issuer": "Đảng ủy phường Yên Thịnh", "parent": "Đảng bộ thành phố Yên Bái"},
    ),
    Paper(
        "web copy with a rule of dashes and empty lines",
        "ĐẢNG BỘ PHƯỜNG YÊN THỊNH\n\nCHI BỘ TỔ DÂN PHỐ SỐ 8\n\n-------\n\nSố: 12-NQ/CB\n\n"
        "ĐẢNG CỘNG SẢN VIỆT NAM\n\n---------------\n\nYên Thịnh, ngày 05 tháng 02 năm 2022\n\n"
        "NGHỊ QUYẾT\n\nlãnh đạo thực hiện nhiệm vụ tháng 02 năm 2022\n\n-----------\n\n"
        "- Căn cứ Điều lệ Đảng;\n",
        {"issuer": CELL_8, "parent": WARD, "number": 12, "date": date(2022, 2, 5), "period": "2022-02"},
    ),
    Paper(
        "spaced type line",
        numbered("Số 12-NQ/CB", "N G H Ị Q U Y Ế T\nlãnh đạo thực hiện nhiệm vụ tháng 02 năm 2022\n-----\n"),
        {"type_code": "NQ", "title": "lãnh đạo thực hiện nhiệm vụ tháng 02 năm 2022"},
    ),
    Paper(
        "type and title on one line",
        numbered("Số 08-BB/CB", "BIÊN BẢN SINH HOẠT CHI BỘ THƯỜNG KỲ THÁNG 9 NĂM 2023\n-----\n"),
        {"type_code": "BB", "period": "2023-09", "title": "SINH HOẠT CHI BỘ THƯỜNG KỲ THÁNG 9 NĂM 2023"},
    ),
    Paper(
        "title over three lines",
        numbered(
            "Số 12-KH/CB",
            "KẾ HOẠCH\ntổ chức sinh hoạt chuyên đề quý I\nvề học tập và làm theo tư tưởng, đạo đức,\n"
            "phong cách Hồ Chí Minh năm 2022\n-----\n",
        ),
        {
            "title": "tổ chức sinh hoạt chuyên đề quý I về học tập và làm theo tư tưởng, đạo đức, "
            "phong cách Hồ Chí Minh năm 2022",
        },
    ),
    Paper(
        "title ended by the first heading",
        numbered("Số 12-NQ/CB", "NGHỊ QUYẾT\nlãnh đạo thực hiện nhiệm vụ tháng 02 năm 2022\nI- ĐÁNH GIÁ KẾT QUẢ\n"),
        {"title": "lãnh đạo thực hiện nhiệm vụ tháng 02 năm 2022"},
    ),
    Paper(
        "title ended by the preamble",
        numbered("Số 12-NQ/CB", "NGHỊ QUYẾT\nvề xây dựng quỹ khuyến học\nCăn cứ Điều lệ Đảng;\n"),
        {"title": "về xây dựng quỹ khuyến học"},
    ),
    Paper(
        "title that begins with a capital",
        numbered("Số 12-BC/CB", "BÁO CÁO\nThực hiện Nghị quyết 12-NQ/CB về môi trường\n-----\n"),
        {"title": "Thực hiện Nghị quyết 12-NQ/CB về môi trường"},
    ),
    Paper(
        "V/v in brackets of time",
        numbered("Số 12-TB/CB", "THÔNG BÁO\nV/v nghỉ sinh hoạt do bão\n-----\n"),
        {"title": "nghỉ sinh hoạt do bão", "type_code": "TB"},
    ),
    Paper(
        "superior is called committee",
        "ĐẢNG ỦY PHƯỜNG YÊN THỊNH\nCHI BỘ TỔ DÂN PHỐ SỐ 8\n*\nSố 12-NQ/CB\n" + TITLE,
        {"issuer": CELL_8, "parent": "Đảng ủy phường Yên Thịnh"},
    ),
    Paper(
        "damaged ư",
        "ĐẢNG BỘ PHƢỜNG YÊN THỊNH\nCHI BỘ TỔ DÂN PHỐ SỐ 8\n*\nSố 12-NQ/CB\n",
        {"issuer": CELL_8, "parent": "Đảng bộ phường Yên Thịnh"},
    ),
    Paper(
        "marks apart from their letters",
        "ĐẢNG BỘ PHƯỜNG YÊN THỊNH\nCHI BỘ TỔ DÂN PHỐ SỐ 8\n*\nSố 12-NQ/CB\n" + TITLE,
        {"issuer": CELL_8, "parent": WARD, "number": 12, "type_code": "NQ"},
    ),
    Paper(
        "abbreviations in the name",
        "ĐẢNG BỘ XÃ ÂU LÂU\nCHI BỘ TDP 8\n*\nSố 12-NQ/CB\n" + TITLE,
        {"issuer": "Chi bộ TDP 8"},
    ),
    Paper(
        "hamlet and number",
        "ĐẢNG BỘ XÃ ÂU LÂU\nCHI BỘ THÔN 3\n*\nSố 12-NQ/CB\n" + TITLE,
        {"issuer": "Chi bộ thôn 3", "parent": "Đảng bộ xã Âu Lâu"},
    ),
    Paper(
        "standing committee",
        "ĐẢNG BỘ TỈNH LÀO CAI\nĐẢNG ỦY PHƯỜNG ÂU LÂU\nBAN THƯỜNG VỤ\n*\nSố 05-HD/ĐU\nHƯỚNG DẪN\nvề đại hội chi bộ\n",
        {"type_code": "HD", "org_code": "ĐU", "number": 5},
    ),
]

LAYOUTS += [
    Paper(
        f"cell of {name}",
        f"ĐẢNG BỘ XÃ ÂU LÂU\nCHI BỘ {name.upper()}\n*\nSố 12-NQ/CB\n" + TITLE,
        {"issuer": f"Chi bộ {name}", "parent": "Đảng bộ xã Âu Lâu"},
    )
    for name in [
        "Công an xã",
        "Quân sự",
        "Trạm Y tế",
        "cơ quan",
        "Trường Mầm non Hoa Hồng",
        "Trường Trung học cơ sở Âu Lâu",
        "Hợp tác xã Nông nghiệp",
        "bản Nà Lốc",
        "khu phố 3",
        "Tổ dân phố Nước Mát",
    ]
] + [
    Paper(
        "web copy of a draft without number, type and day",
        "ĐẢNG BỘ PHƯỜNG NAM CƯỜNG\n\nĐẢNG ỦY TRƯỜNG CAO ĐẲNG\n\nY TẾ YÊN BÁI\n\nĐẢNG CỘNG SẢN VIỆT NAM\n\n*\n\n"
        "Số      -/ĐU\n\nYên Bái, ngày       tháng 10 năm 2021\n\nQUYẾT ĐỊNH\n\nV/v ban hành hướng dẫn\n\n-----\n",
        {
            "issuer": "Đảng ủy Trường Cao đẳng Y tế Yên Bái",
            "parent": "Đảng bộ phường Nam Cường",
            "type_code": "QĐ",
            "lifecycle": "draft",
            "place": "Yên Bái",
            "title": "ban hành hướng dẫn",
        },
        {"symbol": "-/ĐU"},
        absent=("number", "date"),
    ),
    Paper(
        "southern spelling of the salutation ends the title",
        numbered("Số 02-TTr/CB", "TỜ TRÌNH\nĐề nghị khen thưởng\nKính gởi: Đảng ủy phường\n"),
        {"title": "Đề nghị khen thưởng", "addressees": ("Đảng ủy phường",)},
    ),
    Paper(
        "motto above the left block, date in figures",
        "ĐẢNG CỘNG SẢN VIỆT NAM\nĐẢNG BỘ XÃ ÂU LÂU\nCHI BỘ THÔN 3\nSố: 03-BC/CB\nÂu Lâu, ngày 2/3/2021\n"
        "BÁO CÁO\nSơ kết công tác quý I năm 2021\n---\nI. ĐẶC ĐIỂM\n",
        {
            "issuer": "Chi bộ thôn 3",
            "place": "Âu Lâu",
            "date": date(2021, 3, 2),
            "period": "2021-Q1",
            "family": "party",
        },
    ),
    Paper(
        "title followed at once by the body",
        numbered("Số 05-NQ/CB", "NGHỊ QUYẾT\nHội nghị chi bộ thường kỳ tháng 5 năm 2024\n\n")
        + "Ngày 03/5/2024, Chi bộ họp dưới sự chủ trì của đồng chí Nguyễn Văn An.\n",
        {"title": "Hội nghị chi bộ thường kỳ tháng 5 năm 2024", "period": "2024-05"},
    ),
    Paper(
        "an empty form names nobody",
        "ĐẢNG BỘ:...........\tĐẢNG CỘNG SẢN VIỆT NAM\nCHI BỘ: ………\nBIÊN BẢN\nHỌP CHI BỘ THÁNG .... NĂM ....\n-----\n",
        {"type_code": "BB", "family": "party"},
        absent=("issuer", "parent", "period", "number"),
    ),
    Paper(
        "committee of the ward with its own superior",
        "TỈNH ỦY LÀO CAI\tĐẢNG CỘNG SẢN VIỆT NAM\nĐẢNG ỦY PHƯỜNG ÂU LÂU\n*\tÂu Lâu, ngày 04 tháng 11 năm 2025\n"
        "Số 36-KH/ĐU\nKẾ HOẠCH\nkiểm tra, giám sát năm 2026\n-----\n",
        {
            "issuer": "Đảng ủy phường Âu Lâu",
            "parent": "Tỉnh ủy Lào Cai",
            "org_code": "ĐU",
            "number": 36,
            "period": "2026",
            "date": date(2025, 11, 4),
        },
    ),
]


@pytest.mark.parametrize("paper", LAYOUTS, ids=lambda paper: paper.name)
def test_layouts(paper: Paper) -> None:
    check(paper)
