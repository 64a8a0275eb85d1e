"""Supporting papers as people write them, with the oddities of real ones, and what must be read of each."""

from __future__ import annotations

from typing import Any

AWARD_OF_STATE = """ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
PHƯỜNG YÊN THỊNH Độc lập - Tự do - Hạnh phúc
GIẤY KHEN
CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG YÊN THỊNH
TẶNG
Nhân dân và cán bộ Tổ dân phố số 8
Đã có thành tích xuất sắc trong công tác phòng, chống dịch COVID-19
và vận động nhân dân ủng hộ Quỹ vắc-xin năm 2021
Yên Thịnh, ngày 12 tháng 01 năm 2022
Quyết định số 35/QĐ-UBND ngày 10/01/2022. Vào sổ khen thưởng số: 05.
CHỦ TỊCH"""
AWARD_OF_PARTY = """ĐẢNG BỘ THÀNH PHỐ YÊN BÁI   ĐẢNG CỘNG SẢN VIỆT NAM
ĐẢNG ỦY PHƯỜNG YÊN THỊNH
GIẤY KHEN
BAN CHẤP HÀNH ĐẢNG BỘ TẶNG
Chi bộ Tổ dân phố số 8
Đạt tiêu chuẩn “Hoàn thành xuất sắc nhiệm vụ” năm 2021
Quyết định số 05-QĐ/ĐU ngày 05/02/2022. Vào sổ số: 05.
T/M ĐẢNG ỦY
BÍ THƯ"""
AWARDS: dict[str, tuple[str, dict[str, Any]]] = {
    "of the state": (AWARD_OF_STATE, {
        "issuer": "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG YÊN THỊNH", "recipient": "Nhân dân và cán bộ Tổ dân phố số 8",
        "achievement": "Đã có thành tích xuất sắc trong công tác phòng, chống dịch COVID-19 và vận động nhân dân "
                       "ủng hộ Quỹ vắc-xin năm 2021",
        "decision": "35/QĐ-UBND", "decision_date": "2022-01-10", "book_number": "05", "family": "state",
        "date": "2022-01-12"}),
    "of the Party": (AWARD_OF_PARTY, {
        "issuer": "BAN CHẤP HÀNH ĐẢNG BỘ", "recipient": "Chi bộ Tổ dân phố số 8",
        "achievement": "Đạt tiêu chuẩn “Hoàn thành xuất sắc nhiệm vụ” năm 2021", "decision": "05-QĐ/ĐU",
        "decision_date": "2022-02-05", "book_number": "05", "family": None}),
    "a person, on the row of giving": ("""ĐẢNG CỘNG SẢN VIỆT NAM
GIẤY KHEN
ĐẢNG ỦY XÃ ÂU LÂU
Tặng: Đồng chí Trần Thị Mẫu
Đảng viên Chi bộ thôn Châu Giang
Có thành tích trong phong trào xây dựng nông thôn mới năm 2020
Theo Quyết định số: 7 - QĐ/ĐU, ngày 15 tháng 12 năm 2020
Vào sổ vàng số 12/2020""", {
        "issuer": "ĐẢNG ỦY XÃ ÂU LÂU", "recipient": "Đồng chí Trần Thị Mẫu Đảng viên Chi bộ thôn Châu Giang",
        "decision": "07-QĐ/ĐU", "decision_date": "2020-12-15", "book_number": "12/2020"}),
    "decision over two rows, a year in the number": ("""BẰNG KHEN
CHỦ TỊCH UBND TỈNH YÊN BÁI
TẶNG THƯỞNG
TẬP THỂ CHI BỘ BẢN VẦN
Đã có nhiều thành tích trong thực hiện Chỉ thị
Quyết định khen thưởng số 1205/2021/QĐ-UBND
ngày 30 tháng 6 năm 2021""", {
        "recipient": "TẬP THỂ CHI BỘ BẢN VẦN", "decision": "1205/QĐ-UBND", "decision_date": "2021-06-30",
        "book_number": None}),
    "blanks left as dots": ("""GIẤY KHEN
HỘI NÔNG DÂN PHƯỜNG ĐỒNG TÂM
TẶNG
Ông Nguyễn Văn Thử
Vì đã có đóng góp cho Quỹ khuyến học
Quyết định số ....../QĐ-HND ngày ... tháng ... năm 20...
Vào sổ số: ........""", {"recipient": "Ông Nguyễn Văn Thử", "decision": None, "decision_date": None,
                         "book_number": None}),
    "OCR without the bar of Đ": ("""GIẤY  KHEN
CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ GIỚI PHIÊN
TẶNG
Chi bộ thôn Ngòi Đong
Đã hoàn thành tốt nhiệm vụ năm 2022
Quyết định số 18/QD-UBND ngày 06/01/2023
Vào sô khen thưởng số 18""", {"recipient": "Chi bộ thôn Ngòi Đong", "decision": "18/QĐ-UBND",
                                "decision_date": "2023-01-06", "book_number": "18"}),
}  # fmt: skip

_HEAD = "ỦY BAN MTTQ PHƯỜNG YÊN THỊNH CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nYên Thịnh, ngày 20 tháng 6 năm 2021\n"
_NAMED = "DANH SÁCH\nnhân dân Tổ dân phố số 8 ủng hộ Quỹ vắc-xin phòng COVID-19\nTT Họ và tên Số tiền (đồng) Ngày\n"
GIFTS: dict[str, tuple[str, dict[str, Any]]] = {
    "rows that add up": (
        _HEAD + _NAMED + "1 Nguyễn Văn An 100.000 11/06/2021\n2 Trần Thị Bé 250.000 12/06/2021\nTổng cộng 350.000",
        {"campaign": "Quỹ vắc-xin phòng COVID-19", "givers": 2, "sum": 350_000, "total": 350_000, "difference": None}),
    "a total that is not the sum": (
        _HEAD + _NAMED + "1 Nguyễn Văn An 100.000 11/06/2021\n2 Trần Thị Bé 250.000\nTổng cộng: 400.000 đồng",
        {"sum": 350_000, "total": 400_000, "difference": 50_000}),
    "cells with bars": (
        _HEAD + _NAMED + "1 | Nguyễn Văn An | 100.000 | 11/06/2021\n2 | Trần Thị Bé | 50.000 |\n | Cộng | 150.000 |",
        {"givers": 2, "sum": 150_000, "total": 150_000, "difference": None}),
    "in thousands": (
        "DANH SÁCH ỦNG HỘ ĐỒNG BÀO BÃO LŨ\nĐVT: 1.000 đồng\n1. Lê Văn Ba 200\n2. Hà Thị Tư 1.500\nTổng số: 1.700",
        {"campaign": "ĐỒNG BÀO BÃO LŨ", "givers": 2, "sum": 1_700_000, "total": 1_700_000, "difference": None}),
    "in words of thousand and million": (
        "Danh sách quyên góp làm đường thôn Châu Giang\n1. Hộ ông Lý Văn Sáu 500 nghìn đồng\n"
        "2. Hộ bà Vàng Thị Bảy 1,5 triệu đồng\nTổng cộng 2.000.000đ",
        {"campaign": "làm đường thôn Châu Giang", "sum": 2_000_000, "total": 2_000_000, "difference": None}),
    "subtotals of pages are no rows": (
        "DANH SÁCH ĐÓNG GÓP QUỸ KHUYẾN HỌC\n1 Đỗ Văn Một 100.000\nCộng trang 1: 100.000\nMang sang 100.000\n"
        "2 Đỗ Văn Hai 200.000\nCộng: 300.000",
        {"givers": 2, "sum": 300_000, "total": 300_000, "difference": None}),
    "telephone numbers are no amounts": (
        "DANH SÁCH ỦNG HỘ QUỸ VÌ NGƯỜI NGHÈO\n1 Bàn Văn Ba 0912345678 300.000\n2 Bàn Văn Bốn 0987.654.321 100.000\n"
        "Tổng tiền 400.000",
        {"givers": 2, "sum": 400_000, "difference": None}),
    "gifts in kind are said to be unread": (
        "DANH SÁCH ỦNG HỘ CHỐT KIỂM DỊCH\n1 Phạm Văn Năm 500.000\n2 Phạm Thị Sáu hai thùng mì\n3 Vũ Văn Bảy 200.000\n"
        "Tổng cộng 700.000",
        {"givers": 2, "sum": 700_000, "total": 700_000, "rows_unread": 1, "difference": None}),
    "no total": (
        "DANH SÁCH HỘ ỦNG HỘ TẾT VÌ NGƯỜI NGHÈO\n1 Hoàng Văn Tám 50000\n2 Hoàng Văn Chín 70000",
        {"givers": 2, "sum": 120_000, "total": None, "difference": None}),
    "no ordinals": (
        "DANH SÁCH ỦNG HỘ QUỸ ĐỀN ƠN ĐÁP NGHĨA\nNguyễn Văn Mười 100.000\nTrần Văn Mốt 200.000\nTổng cộng 300.000",
        {"givers": 2, "sum": 300_000, "difference": None}),
    "the campaign over two rows": (
        "DANH SÁCH ĐẢNG VIÊN ỦNG HỘ\nquỹ phòng, chống thiên tai năm 2023\n1 Sùng A Páo 100.000",
        {"campaign": "quỹ phòng, chống thiên tai năm 2023", "givers": 1}),
    "spaces between thousands": (
        "DANH SÁCH ỦNG HỘ XÂY NHÀ VĂN HÓA\n1 Giàng A Của 1 000 000\n2 Lò Văn Dân 2 500 000\nTổng cộng 3 500 000",
        {"sum": 3_500_000, "total": 3_500_000, "difference": None}),
}  # fmt: skip

_OF_CELL = (
    "ĐẢNG BỘ PHƯỜNG YÊN THỊNH ĐẢNG CỘNG SẢN VIỆT NAM\nCHI BỘ TỔ DÂN PHỐ SỐ 8\n*\nSố 09-BC/CB\nBÁO CÁO\n{}\n-----\n"
)
REPORTS = {
    "kết quả công tác 6 tháng đầu năm 2021, nhiệm vụ 6 tháng cuối năm": "2021-01/2021-06",
    "kết quả công tác 6 tháng cuối năm 2022": "2022-07/2022-12",
    "tình hình 9 tháng đầu năm 2023": "2023-01/2023-09",
    "kết quả công tác quý III năm 2022": "2022-Q3",
    "kết quả công tác quý IV/2022": "2022-Q4",
    "kết quả sinh hoạt chi bộ tháng 9 năm 2023": "2023-09",
    "tổng kết công tác năm 2021": "2021",
    "kết quả thực hiện nghị quyết đại hội nhiệm kỳ 2020 - 2025": "2020/2025",
    "kết quả phòng, chống dịch từ ngày 01/5/2021 đến ngày 30/6/2021": "2021-05-01/2021-06-30",
    "kết quả học tập từ tháng 3 đến tháng 5 năm 2024": "2024-03/2024-05",
    "tình hình tư tưởng trong nhân dân": None,
}

CHATS: dict[str, tuple[str, dict[str, Any]]] = {
    "a sheet about it": (
        "BẢN CHỤP NHÓM ZALO\nTên nhóm: Chi bộ TDP số 8\nThời gian: từ ngày 01/6/2021 đến ngày 15/6/2021\n"
        "Người chụp: Nguyễn Văn Thư, bí thư\nNgày chụp: 20/6/2021",
        {"group": "Chi bộ TDP số 8", "span": "2021-06-01/2021-06-15", "captured_by": "Nguyễn Văn Thư",
         "captured_at": "2021-06-20"}),
    "messages with their times": (
        "Nhóm Zalo: Tổ đảng 2\nNguyễn Văn An\n[08:15 05/06/2021] Đồng ý với dự thảo\nTrần Thị Bé\n"
        "[21:40 07/06/2021] Nhất trí\n[06:02 06/06/2021] Đã đọc",
        {"group": "Tổ đảng 2", "span": "2021-06-05/2021-06-07", "captured_by": None}),
    "a screenshot": (
        "Chi bộ thôn Châu Giang\n25 thành viên\n08:15 05/06/2021\nXin ý kiến dự thảo nghị quyết\nqua Zalo",
        {"group": "Chi bộ thôn Châu Giang", "span": "2021-06-05/2021-06-05"}),
    "day before hour": (
        "05/06/2021 08:15 An: đồng ý\n05/06/2021 08:17 Bé: đồng ý\n06/06/2021 09:00 Ba: nhất trí",
        {"group": None, "span": "2021-06-05/2021-06-06"}),
}  # fmt: skip

NO_EVIDENCE = (
    _OF_CELL.replace("BÁO CÁO", "NGHỊ QUYẾT").format("lãnh đạo thực hiện nhiệm vụ tháng 02 năm 2022"),
    _OF_CELL.replace("BÁO CÁO", "KẾ HOẠCH").format("vận động ủng hộ Quỹ vắc-xin") + "Chi bộ trao đổi qua nhóm Zalo.",
    "DANH SÁCH\nđảng viên dự sinh hoạt tháng 3\n1 Nguyễn Văn An\n2 Trần Thị Bé",
    "Đề nghị tặng giấy khen cho tập thể có thành tích.",
    "",
)
