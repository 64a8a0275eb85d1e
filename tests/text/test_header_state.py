"""Papers of the state, recognised text and texts without a head: what is mixed into a cell's archive."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.model import PageText, TextSource
from indexer.text.header import Header, read_header
from tests.text.header_cases import Paper, check

STATE_HEAD = (
    "UBND TỈNH KIÊN GIANG\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
    "SỞ Y TẾ\tĐộc lập - Tự do - Hạnh phúc\n"
    "Số: 15/QĐ-SYT\tKiên Giang, ngày 02 tháng 4 năm 2018\n"
)

STATE = [
    Paper(
        "decision of a department",
        STATE_HEAD + "QUYẾT ĐỊNH\nVề việc thành lập Tổ công tác\nGIÁM ĐỐC SỞ Y TẾ\nCăn cứ Quyết định số 1/QĐ-UBND;\n",
        {
            "family": "state",
            "number": 15,
            "symbol": "15/QĐ-SYT",
            "org_code": "SYT",
            "type_code": "QĐ",
            "issuer": "Sở Y tế",
            "parent": "UBND tỉnh Kiên Giang",
            "place": "Kiên Giang",
            "date": date(2018, 4, 2),
            "title": "thành lập Tổ công tác",
        },
    ),
    Paper(
        "committee over two lines",
        "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nXÃ ÂU LÂU\tĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 15/QĐ-UBND\tÂu Lâu, ngày 05 tháng 02 năm 2022\nQUYẾT ĐỊNH\nVề việc tặng Giấy khen\n",
        {"issuer": "Ủy ban nhân dân xã Âu Lâu", "number": 15, "type_code": "QĐ", "date": date(2022, 2, 5)},
        absent=("parent",),
    ),
    Paper(
        "letter without a type in its symbol",
        STATE_HEAD.replace("15/QĐ-SYT", "393/SYT-VP") + "V/v triển khai Quyết định\nsố 6110/QĐ-BYT của Bộ Y tế\n"
        "Kính gửi: Giám đốc các Trung tâm Y tế.\n",
        {
            "type_code": "CV",
            "number": 393,
            "symbol": "393/SYT-VP",
            "title": "triển khai Quyết định số 6110/QĐ-BYT của Bộ Y tế",
            "addressees": ("Giám đốc các Trung tâm Y tế",),
        },
    ),
    Paper(
        "legal document with a year",
        "CHÍNH PHỦ\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 30/2020/NĐ-CP\tHà Nội, ngày 05 tháng 3 năm 2020\n"
        "NGHỊ ĐỊNH\nVề công tác văn thư\nCăn cứ Luật Tổ chức Chính phủ;\n",
        {
            "number": 30,
            "symbol": "30/2020/NĐ-CP",
            "type_code": "NĐ",
            "issuer": "Chính phủ",
            "title": "Về công tác văn thư",
        },
    ),
    Paper(
        "law",
        "QUỐC HỘI\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nLuật số: 01/2011/QH13\tHà Nội, ngày 11 tháng 11 năm 2011\n"
        "LUẬT\nLƯU TRỮ\nCăn cứ Hiến pháp;\n",
        {"number": 1, "symbol": "01/2011/QH13", "type_code": "LUẬT", "title": "LƯU TRỮ"},
    ),
    Paper(
        "number and date in the title of a web copy",
        "NGHỊ ĐỊNH\nCỦA CHÍNH PHỦ SỐ 29/1998/NĐ-CP NGÀY 11 THÁNG 5 NĂM 1998\nVỀ VIỆC BAN HÀNH QUY CHẾ\n"
        "CHÍNH PHỦ\nCăn cứ Luật;\n",
        {"number": 29, "symbol": "29/1998/NĐ-CP", "date": date(1998, 5, 11), "type_code": "NĐ", "issuer": "Chính phủ"},
    ),
    Paper(
        "converted from a capitals font, so in small letters",
        "bộ tài chính                          cộng hoà xã hội chủ nghĩa Việt nam\n"
        " -0-                                          Độc lập-Tự do-Hạnh phúc\n"
        "SỐ:  144 /2002/QĐ/BTC                      -------------------\n"
        "                                  Hà nội, ngày  22  tháng 11 năm 2002\n"
        "quyết định\nvề việc sửa đổi mức thuế suất\nbộ trưởng bộ tài chính\nCăn cứ Nghị định;\n",
        {"number": 144, "type_code": "QĐ", "date": date(2002, 11, 22), "issuer": "Bộ Tài chính"},
        {"title": "sửa đổi mức thuế suất"},
    ),
    Paper(
        "Ministry, signed for the head",
        "BỘ NỘI VỤ\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 10/2022/TT-BNV\tHà Nội, ngày 19 tháng 12 năm 2022\n"
        "THÔNG TƯ\nQuy định thời hạn bảo quản tài liệu\nĐiều 1. Phạm vi\n"
        "Nơi nhận:\tKT. BỘ TRƯỞNG\n- Như trên;\tTHỨ TRƯỞNG\n"
        "- Lưu: VT.\tVũ Văn Bình\n",
        {"type_code": "TTư", "issuer": "Bộ Nội vụ", "signer": "Vũ Văn Bình", "signer_role": "Thứ trưởng"},
        {"recipients": ("Như trên", "Lưu: VT")},
    ),
]

RECOGNISED = [
    Paper(
        "marks misread, number by hand unreadable",
        "_UBND TỈNH KIÊN GIANG CỌNG HÒA XÃ. HỘI CHỦ NGHĨA VIET NAM _\nSỞ Y TẺ Độc lập - Tự do: Hạnh phúc.\n"
        "Số:4€4(/QĐ-SYT Kiên Giang, ngày 2 É tháng 3 năm 2018\nQUYÉT ĐỊNH\nVề việc thành lập Tô chuyên gia\n"
        "GIÁM ĐÓC SỞ Y TẾ KIÊN GIANG\nCăn cứ Luật;\n",
        {
            "type_code": "QĐ",
            "family": "state",
            "issuer": "Sở Y tế",
            "parent": "UBND tỉnh Kiên Giang",
            "place": "Kiên Giang",
        },
        {"org_code": "SYT", "title": "thành lập Tô chuyên gia"},
        absent=("number", "date"),
        ocr=True,
    ),
    Paper(
        "the cell's own name confirmed by its body",
        "ĐẢNG BỘ PHƯỜNG YÊN THỊNH ĐẢNG CÔNG SẢN VIỆT NAM\nCHI BỘ TỎ DÂN PHÓ SỐ 8\nSô 12-NQ/CB\nNGHỊ QUYẾT\n"
        "lãnh đạo nhiệm vụ tháng 2 năm 2022\nI. Chi bộ Tổ dân phố số 8, Đảng bộ phường Yên Thịnh đã họp\n",
        {"issuer": "Chi bộ Tổ dân phố số 8", "parent": "Đảng bộ phường Yên Thịnh", "type_code": "NQ"},
        {"number": 12, "period": "2022-02"},
        ocr=True,
    ),
    Paper(
        "specks behind the names, a doubled letter in the motto",
        "ĐẢNG BỘ XÃ GIỚI PHIÊN ĐẢẲNG CỘNG SẢN VIỆT NAM\nCHI BỘ TDP.8 xa l\n"
        ": * Ï -% Giới Phiên, ngày 02 tháng 8 năm 2019\n"
        "-'Số 20-KL/CB\nKẾT LUẬN\nhội nghị chi bộ tháng 8 năm 2019\nI- ĐÁNH GIÁ\n",
        {"issuer": "Chi bộ TDP 8", "parent": "Đảng bộ xã Giới Phiên", "place": "Giới Phiên", "type_code": "KL"},
        {"number": 20, "date": date(2019, 8, 2), "period": "2019-08"},
        ocr=True,
    ),
    Paper(
        "an unreadable number is no draft",
        "CHI BỘ THÔN 3\nSố /NQ-CB\nNGHỊ QUYẾT\nvề thủy lợi\n",
        read={"lifecycle": "draft"},
        absent=("number",),
        ocr=True,
    ),
]


@pytest.mark.parametrize("paper", [*STATE, *RECOGNISED], ids=lambda paper: paper.name)
def test_state_papers_and_recognised_text(paper: Paper) -> None:
    check(paper)


def test_recognised_numbers_and_dates_are_never_sure() -> None:
    text = "CHI BỘ THÔN 3\nSố 12-NQ/CB\nÂu Lâu, ngày 05 tháng 02 năm 2022\nNGHỊ QUYẾT\nvề thủy lợi\n-----\n"
    header = read_header([PageText(1, text, TextSource.OCR)])
    assert header.number is not None
    assert header.date is not None
    assert not header.number.sure
    assert not header.date.sure
    unread = read_header([PageText(1, "CHI BỘ THÔN 3\nSố /NQ-CB\nNGHỊ QUYẾT\nvề thủy lợi\n", TextSource.OCR)])
    assert unread.lifecycle is not None
    assert not unread.lifecycle.sure


NO_HEAD = [
    "",
    "   \n\n\t\n",
    "Điều 1. Phạm vi\nNghị định này quy định theo Quyết định số 15/QĐ-UBND ngày 12 tháng 3 năm 2020.",
    "Căn cứ Nghị quyết số 05-NQ/ĐU ngày 12 tháng 3 năm 2020 của Đảng ủy xã về xây dựng nông thôn mới;",
    "1. Nội dung: nghị quyết của chi bộ\n2. Kính thưa các đồng chí, số 12-NQ/CB là nghị quyết quan trọng.",
    "The quick brown fox\njumps over 12/34-ABC\n",
    "\x00\x01\x02 | | | \t\t\t ------ **** 12-34/56",
    "số số số / - / - " * 200,
]


@pytest.mark.parametrize("text", NO_HEAD)
def test_text_without_a_head_gives_nothing_sure(text: str) -> None:
    header = read_header([PageText(1, text)])
    sure = {name for name, field in header.found().items() if field.sure}
    assert not sure


def test_no_pages() -> None:
    assert read_header([]) == Header()


def test_a_blank_first_page_is_passed_over() -> None:
    pages = [PageText(1, "\n"), PageText(2, "CHI BỘ THÔN 3\nSố 12-NQ/CB\nNGHỊ QUYẾT\nvề thủy lợi\n-----\n")]
    header = read_header(pages)
    assert header.number is not None
    assert (header.number.value, header.number.page) == (12, 2)


def test_an_annex_is_not_believed() -> None:
    text = "PHỤ LỤC I\nBan hành kèm theo\nCHI BỘ THÔN 3\nSố 12-NQ/CB\nNGHỊ QUYẾT\nvề mẫu văn bản\n-----\n"
    assert not any(field.sure for field in read_header([PageText(1, text)]).found().values())


@pytest.mark.parametrize(
    ("name", "expected", "sure"),
    [
        ("359 kh syt.pdf", 359, True),
        ("359_KH-SYT (1).signed.pdf", 359, True),
        ("KH 359 SYT.pdf", 359, True),
        ("scan0012.pdf", 352, False),
        ("359 qd syt.pdf", 352, False),
    ],
)
def test_the_file_name_is_the_better_witness_of_a_number_written_by_hand(name: str, expected: int, sure: bool) -> None:
    text = STATE_HEAD.replace("15/QĐ-SYT", "352/KH-SYT") + "KẾ HOẠCH\nTheo dõi thi hành pháp luật\nCăn cứ Luật;\n"
    header = read_header([PageText(1, text, TextSource.OCR)], file_name=name)
    assert header.number is not None
    assert header.number.value == expected
    assert header.number.sure is sure
    typed = read_header([PageText(1, text)], file_name=name)
    assert typed.number is not None
    assert typed.number.value == 352


def test_an_exchange_name_of_the_party() -> None:
    text = "ĐẢNG ỦY PHƯỜNG ÂU LÂU\nSố 5?-KH/ĐU\nKẾ HOẠCH\nvề đại hội\n-----\n"
    header = read_header([PageText(1, text, TextSource.OCR)], file_name="ĐU-KH-0051-2026 đại hội.signed.signed.pdf")
    assert header.symbol is not None
    assert header.symbol.value == "51-KH/ĐU"


@pytest.mark.parametrize(
    "head", ["TT Họ và tên Số tiền (đồng) Ngày", "STT | Họ tên | Chức vụ", "Họ và tên Số tiền", "TT Nội dung Kết quả"]
)
def test_the_title_of_a_list_ends_at_its_columns(head: str) -> None:
    text = f"Yên Thịnh, ngày 20 tháng 6 năm 2021\nDANH SÁCH\nnhân dân ủng hộ Quỹ vắc-xin\n{head}\n1 An 100.000"
    title = read_header([PageText(1, text)]).title
    assert title is not None
    assert title.value == "nhân dân ủng hộ Quỹ vắc-xin"
