"""Secrecy stamps are found wherever they are stamped; papers that only speak of secrets are ordinary."""

from __future__ import annotations

import unicodedata

import pytest

from indexer.model import PageText, TextSource
from indexer.text.secrecy import find_secrecy_mark

HEAD = "ĐẢNG BỘ PHƯỜNG YÊN THỊNH\nCHI BỘ TỔ DÂN PHỐ SỐ 8\n*\nSố 12-BC/CB\n{}\nBÁO CÁO\nvề tình hình tháng 3\n"


def mark_of(text: str, source: TextSource = TextSource.LAYER) -> str | None:
    return find_secrecy_mark([PageText(1, text, source)])


@pytest.mark.parametrize(
    ("stamp", "mark"),
    [
        ("MẬT", "MẬT"),
        ("TỐI MẬT", "TỐI MẬT"),
        ("TUYỆT MẬT", "TUYỆT MẬT"),
        ("  MẬT  ", "MẬT"),
        ("[MẬT]", "MẬT"),
        ("| TỐI MẬT |", "TỐI MẬT"),
        ("* MẬT *", "MẬT"),
        ("M Ậ T", "MẬT"),
        ("T U Y Ệ T   M Ậ T", "TUYỆT MẬT"),
        ("TỐI\nMẬT", "TỐI MẬT"),
        ("TUYỆT\nMẬT", "TUYỆT MẬT"),
        ("MẬT - HỎA TỐC", "MẬT"),
        ("TỐI MẬT KHẨN", "TỐI MẬT"),
        ("TUYỆT MẬT  Bản số: 03", "TUYỆT MẬT"),
        ("TUYỆT MẬT\nBản số 03", "TUYỆT MẬT"),
        ("Độ mật: Mật", "MẬT"),
        ("ĐỘ MẬT: TỐI MẬT", "TỐI MẬT"),
        ("Mức độ mật: Tuyệt mật", "TUYỆT MẬT"),
        ("Dấu mật: MẬT", "MẬT"),
        ("MẬT        ĐẢNG CỘNG SẢN VIỆT NAM", "MẬT"),
        ("MẬT ĐẢNG CỘNG SẢN VIỆT NAM", "MẬT"),
        ("MẬT Yên Thịnh, ngày 05 tháng 3 năm 2026", "MẬT"),
        ("TỐI MẬT\tYên Thịnh, ngày 05 tháng 3 năm 2026", "TỐI MẬT"),
        ("Số 05-BC/CB   MẬT", "MẬT"),
        ("Số 05-BC/CB TỐI MẬT", "TỐI MẬT"),
        ("Số: 15 TUYỆT MẬT", "TUYỆT MẬT"),
        (unicodedata.normalize("NFD", "TỐI MẬT"), "TỐI MẬT"),
        ("MẬT.", "MẬT"),
    ],
)
def test_a_stamp_in_the_head_is_found(stamp: str, mark: str) -> None:
    assert mark_of(HEAD.format(stamp)) == mark


@pytest.mark.parametrize("text", ["MẬT\n", "TUYỆT MẬT\nĐỀ ÁN\nvề một việc"])
def test_a_stamp_without_a_head_is_found(text: str) -> None:
    assert mark_of(text) is not None


@pytest.mark.parametrize(
    ("stamp", "mark"),
    [("MAT", "MẬT"), ("MÂT", "MẬT"), ("MẶT", "MẬT"), ("TÓI MẬT", "TỐI MẬT"), ("TUYET MAT", "TUYỆT MẬT"),
     ("|MẠT|", "MẬT"), ("T0I MAT", "TỐI MẬT")],
)  # fmt: skip
def test_recognition_errors_do_not_hide_a_stamp(stamp: str, mark: str) -> None:
    assert mark_of(HEAD.format(stamp), TextSource.OCR) == mark


@pytest.mark.parametrize(
    "line",
    [
        "Bí mật",
        "BÍ MẬT",
        "BÍ MẬT NHÀ NƯỚC",
        "VỀ CÔNG TÁC BẢO VỆ BÍ\nMẬT NHÀ NƯỚC",
        "VỀ CÔNG TÁC BẢO VỆ BÍ\nMẬT",
        "QUY CHẾ BẢO MẬT",
        "BẢO\nMẬT",
        "MẬT NHÀ NƯỚC",
        "MẬT MÃ",
        "CƠ MẬT",
        "MẬT ONG RỪNG",
        "Mật ong",
        "Mật",
        "mật độ dân số",
        "MẬT ĐỘ DÂN CƯ",
        "Danh mục bí mật nhà nước độ Tối mật và độ Mật",
        "văn bản mật",
        "VĂN BẢN MẬT",
        "KHÔNG MẬT",
        "TÀI LIỆU MẬT ĐƯỢC LƯU RIÊNG",
        "Bỏ phiếu kín, giữ bí mật lá phiếu",
        "chi bộ họp, thông qua chế độ bảo mật thông tin",
        "Độ mật: không",
        "Độ mật: Thường",
        "Độ mật: ☐ Mật ☐ Tối mật ☐ Tuyệt mật",
        "Mật độ xây dựng: 60 %",
        "GIẢI MẬT",
        "ĐÃ GIẢI MẬT",
        "GIẢI\nMẬT",
        "Đồng chí Nguyễn Văn Mật",
        "NGUYỄN VĂN MẬT",
        "Nguyễn Thị Mật, phó bí thư",
        "MẶT",
        "MẶT TRẬN TỔ QUỐC",
        "TUYỆT MẬT\nTỐI MẬT\nMẬT",
        "TỐI MẬT LÀ MỨC ĐỘ THỨ HAI",
        "thân mật",
        "Ban Cơ yếu: mật mã, mật thư",
        "MAT",
    ],
)
def test_ordinary_uses_of_the_word_are_not_refused(line: str) -> None:
    assert mark_of(HEAD.format(line)) is None


def test_the_body_is_not_the_head() -> None:
    body = "\n".join(f"{n}. Chi bộ đã thực hiện nhiệm vụ." for n in range(30))
    assert mark_of(HEAD.format("*") + body + "\nMẬT\n") is None


def test_a_second_paper_in_the_same_file_is_seen() -> None:
    first = PageText(1, HEAD.format("*"))
    second = PageText(2, "Đảng Cộng sản Việt Nam\n" + HEAD.format("TỐI MẬT"))
    annex = PageText(2, "PHỤ LỤC\nMẬT\nong rừng")
    assert find_secrecy_mark([first, second]) == "TỐI MẬT"
    assert find_secrecy_mark([first, annex]) is None


def test_the_highest_mark_counts() -> None:
    assert mark_of(HEAD.format("MẬT\nTUYỆT MẬT")) == "TUYỆT MẬT"


def test_nothing_has_no_mark() -> None:
    assert find_secrecy_mark([]) is None
    assert mark_of("") is None
