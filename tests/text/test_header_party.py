"""Numbers, dates, periods, drafts and signatures as real cells write them, one deviation at a time."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.text.header_cases import HEAD, TITLE, Paper, check, numbered

NUMBERS = [
    Paper("colon", numbered("Số: 03-NQ/CB"), {"number": 3, "symbol": "03-NQ/CB"}),
    Paper("blanks around", numbered("Số 12 - NQ / CB"), {"number": 12, "symbol": "12-NQ/CB"}),
    Paper("en dash", numbered("Số 12–NQ/CB"), {"number": 12, "symbol": "12-NQ/CB"}),
    Paper("no-break hyphen", numbered("Số 12\u2011NQ/CB"), {"number": 12, "symbol": "12-NQ/CB"}),
    Paper("no-break blank", numbered("Số\u00a012-NQ/CB"), {"number": 12}),
    Paper("without the word Số", numbered("12-NQ/CB"), {"number": 12, "symbol": "12-NQ/CB"}),
    Paper("small letters", numbered("số 12-nq/CB"), {"number": 12, "symbol": "12-NQ/CB"}),
    Paper("Đ without its stroke", numbered("Số 07-QD/ĐU", "QUYẾT ĐỊNH\nvề việc khen thưởng\n"), {"symbol": "07-QĐ/ĐU"}),
    Paper("blank number", numbered("Số      -NQ/CB"), {"lifecycle": "draft", "org_code": "CB"}, absent=("number",)),
    Paper("dotted number", numbered("Số …-NQ/CB"), {"lifecycle": "draft"}, absent=("number",)),
    Paper("many dots", numbered("Số ......-NQ/CB"), {"lifecycle": "draft"}, absent=("number",)),
    Paper("state style", numbered("Số: 01/BB-CB", "BIÊN BẢN\nsinh hoạt chi bộ tháng 02 năm 2022\n"), {"number": 1}),
    Paper("reversed", numbered("QC-01/CB-LH", "QUY CHẾ\nlàm việc của chi bộ\n"), {"number": 1, "type_code": "QC"}),
    Paper("two organs", numbered("Số 03-NQ/CĐ-CB"), {"number": 3, "symbol": "03-NQ/CĐ-CB", "org_code": "CĐ-CB"}),
    Paper("draft mark behind", numbered("Số 09-NQ/CB (DT)"), {"number": 9, "lifecycle": "draft"}),
    Paper("province", numbered("Số 25/CT-TU", "CHỈ THỊ\nvề công tác phòng cháy\n"), {"number": 25, "type_code": "CT"}),
    Paper("four digits", numbered("Số 1234-CV/ĐU", "Kính gửi: Các chi bộ\n"), {"number": 1234, "type_code": "CV"}),
    Paper("number with letter", numbered("Số 12a-NQ/CB"), {"number": 12, "symbol": "12a-NQ/CB"}),
    Paper("full stop behind Số", numbered("Số. 12-NQ/CB"), {"number": 12}),
    Paper("organ of the inspection", numbered("Số 02-KH/UBKTĐU", "KẾ HOẠCH\nkiểm tra\n"), {"org_code": "UBKTĐU"}),
    Paper(
        "type line wins",
        numbered("Số 01-CT/CB", "CHƯƠNG TRÌNH\ncông tác năm 2022\n"),
        {"type_code": "CTr", "number": 1},
    ),
    Paper("only a number", numbered("Số: 05"), read={"number": 5}, absent=("symbol",)),
]

DATES = [
    Paper(
        "day and month with one digit",
        HEAD.replace("05 tháng 02", "5 tháng 2") + TITLE,
        {"date": date(2022, 2, 5), "place": "Yên Thịnh"},
    ),
    Paper("blank day", HEAD.replace("05 tháng 02", "     tháng 02") + TITLE, absent=("date",)),
    Paper("dotted day and month", HEAD.replace("05 tháng 02", "… tháng …") + TITLE, absent=("date",)),
    Paper("impossible day", HEAD.replace("05 tháng 02", "31 tháng 02") + TITLE, absent=("date",)),
    Paper("town mark", HEAD.replace("Yên Thịnh,", "TP. Yên Bái,") + TITLE, {"place": "TP. Yên Bái"}),
    Paper(
        "date in figures",
        HEAD.replace("ngày 05 tháng 02 năm 2022", "ngày 05/02/2022") + TITLE,
        {"date": date(2022, 2, 5)},
    ),
    Paper(
        "a cited date is not the paper's",
        "ĐẢNG BỘ XÃ ÂU LÂU\nCHI BỘ THÔN 3\n*\nSố 12-NQ/CB\nNGHỊ QUYẾT\nvề thủy lợi\n-----\n"
        "Căn cứ Nghị quyết số 05-NQ/ĐU ngày 12 tháng 3 năm 2020 của Đảng ủy xã;\nChi bộ quyết nghị:\n",
        {"number": 12},
        absent=("date",),
    ),
    Paper(
        "a signature stamp is not the paper's date",
        "Ký bởi: Đảng ủy phường Yên Thịnh\nThời gian ký: 06-02-2022 10:11:12\n" + HEAD + "Số 12-NQ/CB\n" + TITLE,
        {"date": date(2022, 2, 5), "signed_at": datetime(2022, 2, 6, 10, 11, 12)},  # noqa: DTZ001 the stamp has no zone
    ),
    Paper(
        "date at the foot of a certificate",
        "ĐẢNG ỦY PHƯỜNG YÊN THỊNH\nTẶNG\nGIẤY KHEN\nChi bộ Tổ dân phố số 8\nĐã hoàn thành xuất sắc nhiệm vụ năm 2021\n"
        "Yên Thịnh, ngày 20 tháng 01 năm 2022\nT/M ĐẢNG ỦY\nBÍ THƯ\nNguyễn Văn An\n",
        {"type_code": "GK", "signer": "Nguyễn Văn An", "signer_role": "Bí thư"},
        {"date": date(2022, 1, 20)},
    ),
]

PERIODS = (
    [
        Paper(f"{title} → {period}", numbered("Số 12-BC/CB", f"BÁO CÁO\n{title}\n-----\n"), {"period": period})
        for title, period in [
            ("kết quả công tác tháng 3/2022", "2022-03"),
            ("kết quả công tác tháng 03-2022", "2022-03"),
            ("kết quả công tác tháng 12 năm 2021", "2021-12"),
            ("kết quả công tác quý I năm 2022", "2022-Q1"),
            ("kết quả công tác quý IV/2021", "2021-Q4"),
            ("kết quả công tác quý 2 năm 2022", "2022-Q2"),
            ("tổng kết công tác năm 2021", "2021"),
        ]
    ]
    + [
        Paper(f"{title}: no one period", numbered("Số 12-BC/CB", f"BÁO CÁO\n{title}\n-----\n"), absent=("period",))
        for title in [
            "tổng kết nhiệm kỳ 2017 - 2022",
            "giai đoạn 2021-2025 và phương hướng đến năm 2030",
            "6 tháng cuối năm 2021 và 6 tháng đầu năm 2022",
            "từ tháng 3 đến tháng 5 năm 2022",
            "kỷ niệm ngày 20 tháng 11 năm 2021",
            "năm học 2021-2022",
        ]
    ]
    + [
        Paper(
            f"{title}: the year of the half",
            numbered("Số 12-BC/CB", f"BÁO CÁO\n{title}\n-----\n"),
            unsure={"period": year},
        )
        for title, year in [
            ("6 tháng đầu năm 2022", "2022"),
            ("kết quả công tác 06 tháng cuối năm 2021", "2021"),
            ("sơ kết sáu tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2021", "2021"),
            ("kết quả công tác tháng 6 và 6 tháng đầu năm 2021", "2021"),
            ("sơ kết công tác 6 tháng đầu năm", "2022"),
        ]
    ]
    + [
        Paper(
            "month without a year takes that of the date",
            HEAD + "Số 12-NQ/CB\nNGHỊ QUYẾT\nlãnh đạo thực hiện nhiệm vụ tháng 3\n-----\n",
            read={"period": "2022-03"},
        ),
        Paper(
            "January in a paper of December",
            HEAD.replace("05 tháng 02 năm 2022", "28 tháng 12 năm 2021")
            + "NGHỊ QUYẾT\nlãnh đạo nhiệm vụ tháng 01\n-----\n",
            read={"period": "2022-01"},
        ),
    ]
)

LIFECYCLES = [
    Paper("draft label", "DỰ THẢO\n" + numbered("Số 12-NQ/CB"), {"lifecycle": "draft", "number": 12}),
    Paper("second draft", numbered("Số 12-NQ/CB", "(Dự thảo lần 2)\n" + TITLE), {"lifecycle": "draft"}),
    Paper(
        "draft in the type line", numbered("Số 12-NQ/CB", "DỰ THẢO " + TITLE), {"lifecycle": "draft", "type_code": "NQ"}
    ),
    Paper(
        "a letter about a draft is no draft",
        numbered("Số 03-CV/CB", "V/v xin ý kiến dự thảo nghị quyết\nKính gửi: Các đồng chí đảng viên\n"),
        {"lifecycle": "issued", "type_code": "CV", "title": "xin ý kiến dự thảo nghị quyết"},
    ),
    *[
        Paper(
            f"a draft among the recipients of {name}: {last}",
            f"{head}Nơi nhận:\n- Đảng ủy phường;\n{last}\nT/M CHI BỘ\nBÍ THƯ\nNguyễn Văn An\n",
            {"lifecycle": "issued", "number": 12},
        )
        for last in ("- Lưu Chi bộ, dự thảo.", "- Dự thảo;\n- Lưu Chi bộ.", "- Lưu:\n  Dự thảo lần 2.", "DỰ THẢO")
        for name, head in (
            ("a resolution", numbered("Số 12-NQ/CB")),
            ("a paper without a type line", numbered("Số 12-NQ/CB", "")),
            ("a letter", numbered("Số 12-CV/CB", "V/v họp chi bộ\nKính gửi: Các đồng chí đảng viên\n")),
            ("a letter to nobody", numbered("Số 12-CV/CB", "V/v họp chi bộ\n")),
        )
    ],
]

FEET = [
    Paper(
        "two columns with a gap",
        numbered("Số 12-NQ/CB") + "I- ĐÁNH GIÁ\nTốt.\n"
        "Nơi nhận:                          T/M CHI BỘ\n- Đảng ủy phường (báo cáo);          BÍ THƯ\n"
        "- Các đảng viên;\n- Lưu Chi bộ.                      Nguyễn Văn An\n",
        {"signer": "Nguyễn Văn An", "signer_role": "Bí thư"},
        {"recipients": ("Đảng ủy phường (báo cáo)", "Các đảng viên", "Lưu Chi bộ")},
    ),
    Paper(
        "deputy secretary",
        numbered("Số 12-NQ/CB") + "T/M CHI BỘ\nPHÓ BÍ THƯ\n\n\nTrần Thị Bình\n",
        {"signer": "Trần Thị Bình", "signer_role": "Phó Bí thư"},
    ),
    Paper(
        "for the cell committee, signed by hand",
        numbered("Số 12-NQ/CB") + "T/M CHI ỦY\nBÍ THƯ\n(Đã ký)\nLÊ VĂN CƯỜNG\n",
        {"signer": "Lê Văn Cường", "signer_role": "Bí thư"},
    ),
    Paper(
        "minutes: the one who chaired",
        numbered("Số 08-BB/CB", "BIÊN BẢN\nsinh hoạt chi bộ\n-----\n")
        + "NGƯỜI GHI BIÊN BẢN\tCHỦ TRÌ\n\nTrần Thị Bình\tNguyễn Văn An\n",
        {"signer": "Nguyễn Văn An", "signer_role": "Chủ trì"},
    ),
    Paper(
        "list of addressees",
        numbered(
            "Số 03-CV/CB", "V/v họp chi bộ\nKính gửi:\n- Đảng ủy phường;\n- Các đồng chí đảng viên.\nChi bộ mời họp.\n"
        ),
        {"addressees": ("Đảng ủy phường", "Các đồng chí đảng viên")},
    ),
    Paper(
        "submission",
        numbered("Số 02-TTr/CB", "TỜ TRÌNH\nvề việc kết nạp đảng viên\n-----\nKính trình: Đảng ủy phường Yên Thịnh\n"),
        {"type_code": "TTr", "title": "kết nạp đảng viên", "addressees": ("Đảng ủy phường Yên Thịnh",)},
    ),
]


@pytest.mark.parametrize("paper", [*NUMBERS, *DATES, *PERIODS, *LIFECYCLES, *FEET], ids=lambda paper: paper.name)
def test_deviations_of_real_papers(paper: Paper) -> None:
    check(paper)
