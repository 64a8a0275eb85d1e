"""Legacy Vietnamese: recognised by its syllables, converted run by run, and Unicode left alone."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.model import ExtractedText, PageText, TextSource
from indexer.text.legacy import convert_legacy, convert_pages
from indexer.text.legacy_pages import MOST_CHARACTERS, in_unicode
from indexer.text.legacy_tables import CP1258, TCVN3, VISCII, VNI

RESOLUTION = (
    "Căn cứ Điều lệ Đảng và tình hình thực tế, chi bộ thống nhất lãnh đạo thực hiện nhiệm vụ trọng tâm tháng 3: "
    "vận động nhân dân đóng góp xây dựng đường bê tông, chăm lo gia đình chính sách, giữ gìn an ninh trật tự. "
    "Ủy ban kiểm tra đã nhắc nhở những đồng chí chưa nộp đảng phí; mười hai hộ được miễn giảm."
)
SHOUTED = "ĐẢNG BỘ PHƯỜNG YÊN THỊNH"


def as_tcvn3(text: str) -> str:
    """As typed in a .Vn font: capitals that bear a tone do not exist and come out small."""
    back = {letter: sign for sign, letter in TCVN3.items()}
    return "".join(back.get(char, back.get(char.lower(), char)) for char in text)


def as_vni(text: str) -> str:
    back = {letter: sign for sign, letter in VNI.items()}
    return "".join(back.get(char, char) for char in text)


def as_viscii(text: str) -> str:
    back = {letter: sign for sign, letter in VISCII.items() if sign.isprintable() or letter not in VISCII.values()}
    back |= {letter: sign for sign, letter in reversed(VISCII.items()) if ord(sign) < 0x100}
    return "".join(back.get(char, char) for char in text)


def as_cp1258(text: str) -> str:
    """The bytes of Windows-1258, which has no toned letters beyond the Western ones, read as Windows-1252."""
    out = ""
    for char in text:
        for part in unicodedata.normalize("NFD", char) if char not in "ăâêôơưđĂÂÊÔƠƯĐ" else char:
            out += part
    return _recompose(out).encode("cp1258").decode("cp1252")


def _recompose(text: str) -> str:
    """Circumflex, breve and horn belong to the letter; tones stay apart."""
    for base, mark in (("aAeEoO", "\u0302"), ("aA", "\u0306"), ("oOuU", "\u031b")):
        for letter in base:
            for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"):
                text = text.replace(letter + tone + mark, unicodedata.normalize("NFC", letter + mark) + tone)
    return text


def as_viqr(text: str) -> str:
    signs = {
        "\u0302": "^", "\u0306": "(", "\u031b": "+",
        "\u0301": "'", "\u0300": "`", "\u0309": "?", "\u0303": "~", "\u0323": ".",
    }  # fmt: skip
    order = "\u0302\u0306\u031b\u0301\u0300\u0309\u0303\u0323"
    out = ""
    for char in text.replace("đ", "dd").replace("Đ", "DD"):
        letter, *marks = list(unicodedata.normalize("NFD", char))
        out += letter + "".join(signs[mark] for mark in sorted(marks, key=order.index))
    return out


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [("tcvn3", as_tcvn3), ("vni", as_vni), ("viscii", as_viscii), ("cp1258", as_cp1258), ("viqr", as_viqr)],
)
def test_a_paragraph_comes_back(encoding: str, encode: object) -> None:
    assert callable(encode)
    # TCVN3 has no capital with a tone: people wrote Uỷ so that a plain letter comes first.
    text = RESOLUTION.replace("Ủy", "Uỷ") if encoding == "tcvn3" else RESOLUTION
    converted = convert_legacy(encode(text))
    assert converted.text == text
    assert converted.encoding == encoding
    assert converted.confidence > 0.95


def test_typical_lines_of_word_files() -> None:
    assert convert_legacy("Uû ban nh©n d©n tØnh").text == "Uỷ ban nhân dân tỉnh"
    assert convert_legacy("Céng hoµ x· héi chñ nghÜa ViÖt Nam").text == "Cộng hoà xã hội chủ nghĩa Việt Nam"
    assert convert_legacy("TÆNH CAØ MAU, QUYEÁT ÑÒNH").text == "TỈNH CÀ MAU, QUYẾT ĐỊNH"


def test_the_soft_hyphen_is_a_letter_of_tcvn3() -> None:
    assert convert_legacy("tr\u00adëng ban, ph\u00adêng, n\u00adíc").text == "trưởng ban, phường, nước"


def test_capitals_fonts() -> None:
    """Typed small in a font of capitals the case is lost; typed with capital base letters it comes back."""
    assert convert_legacy(as_tcvn3(SHOUTED)).text == SHOUTED
    assert convert_legacy("quyÕt ®Þnh cña bé tr\u00adëng").text == "quyết định của bộ trưởng"


def test_words_of_one_sign_and_signs_that_are_none() -> None:
    converted = convert_legacy("Bé Tµi chÝnh ®· tr¶ 500.000 ® theo §iÒu 5, xe « t« · nhiÖt ®é 25°C")
    assert converted.text == "Bộ Tài chính đã trả 500.000 đ theo Điều 5, xe ô tô · nhiệt độ 25°C"


def test_pdf_fonts_name_three_letters_otherwise() -> None:
    assert convert_legacy("Thñ t\u2212íng ChÝnh phñ n\u2212íc Céng hoµ x\u2219 héi").text == (
        "Thủ tướng Chính phủ nước Cộng hoà xã hội"
    )


def test_a_file_that_mixes_is_converted_run_by_run() -> None:
    unicode_part = "Nghị quyết của Chi bộ Toán - Lý, các đồng chí án, Hà, Tú"
    text = f"{unicode_part}\nNơi nhận: Bé T\u00ad ph¸p, Bé Tµi chÝnh, Côc v¨n b¶n, Së N«ng nghiÖp\n{unicode_part}"
    converted = convert_legacy(text)
    assert converted.text == (
        f"{unicode_part}\nNơi nhận: Bộ Tư pháp, Bộ Tài chính, Cục văn bản, Sở Nông nghiệp\n{unicode_part}"
    )
    assert converted.encoding == "tcvn3"


UNTOUCHED = [
    "",
    "Nghi quyet chi bo thang 3 nam 2022.",
    RESOLUTION,
    unicodedata.normalize("NFD", RESOLUTION),
    SHOUTED,
    "Hà Nam, Tú, Toán, án, cã, gió, bé Na, Thành, Bình, Quý, Sè, Côc",
    "Lý lịch: Nguyễn Văn Bé, sinh tại Thanh Hà",
    "Les députés ont voté à l'unanimité; été, garçon, naïve, Noël, cœur, œuvre",
    "Straße, Müller, größer, Fußgänger, Übergröße, schön",
    "El niño comió piñas en Córdoba según el señor Muñoz",
    "5 m², 30 °C, ±2 µm, § 12, © 2022, ®, «trích dẫn», ½ kg, 20 £, 3 × 4, 6 ÷ 2",
    "Điều 5 § 2 – «Nghị quyết» 25°C ± 1, Citroën, café, Besançon",
    "x^2 + y^2 = z^2; C++ and f(a+b); a.b.c; who? what! 'quoted' `code` ~/home ./run",
    "The quick (brown) fox jumps over the lazy dog. Really? Yes. a+b=c",
    "chủ\u00adnghĩa xã\u00adhội",
    "CỘNG HÕA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_unicode_and_foreign_text_stays(text: str) -> None:
    converted = convert_legacy(text)
    assert converted.text == text
    assert converted.encoding is None
    assert converted.confidence == 1.0


def test_pages_of_one_document_support_each_other() -> None:
    pages = [as_tcvn3(RESOLUTION), "Sè 12, cã", "2022"]
    assert convert_legacy(pages[1]).encoding is None
    texts, whole = convert_pages(pages)
    assert texts[1:] == ("Số 12, có", "2022")
    assert whole.encoding == "tcvn3"
    assert convert_pages(["chữ Unicode", "trang\fhai"])[0] == ("chữ Unicode", "trang\fhai")


def test_an_extraction_is_converted_and_marked() -> None:
    pages = (
        PageText(1, as_tcvn3(RESOLUTION.replace("Ủy", "Uỷ"))),
        PageText(2, "Bé Tµi chÝnh", TextSource.OCR, 0.5),
        PageText(4, "§iÒu 2"),
    )
    text = in_unicode(ExtractedText("application/msword", pages, page_count=4))
    assert [page.text for page in text.pages] == [RESOLUTION.replace("Ủy", "Uỷ"), "Bé Tµi chÝnh", "Điều 2"]
    assert text.conversion is not None
    assert text.conversion[0] == "tcvn3"
    assert in_unicode(text) is text
    unicode_text = ExtractedText("text/plain", (PageText(1, RESOLUTION),))
    assert in_unicode(unicode_text) is unicode_text


def test_too_long_a_text_is_left_alone() -> None:
    pages = (PageText(1, as_tcvn3(RESOLUTION)), PageText(2, "§iÒu " * (MOST_CHARACTERS // 5)))
    text = in_unicode(ExtractedText("text/plain", pages))
    assert text.pages[0].text.startswith("Căn cứ Điều lệ")
    assert text.pages[1] is pages[1]


def test_few_words_make_little_confidence() -> None:
    assert convert_legacy("ViÖt Nam").confidence < convert_legacy(as_tcvn3(RESOLUTION)).confidence


WORDS = [word for word in unicodedata.normalize("NFC", RESOLUTION).replace(",", "").split() if word.islower()]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=12, max_size=60), st.sampled_from([as_tcvn3, as_vni]))
def test_any_run_of_words_survives(words: list[str], encode: object) -> None:
    assert callable(encode)
    text = " ".join(words)
    coded = encode(text)
    strange = sum(not word.isascii() for word in words)
    if strange >= 8:
        assert convert_legacy(coded).text == text
    assert convert_legacy(text).text == text


@pytest.mark.skipif(shutil.which("iconv") is None, reason="the C library's tables need iconv")
@pytest.mark.parametrize(("name", "table"), [("TCVN5712-1", TCVN3), ("VISCII", VISCII), ("CP1258", CP1258)])
def test_the_tables_agree_with_the_c_library(name: str, table: dict[str, str]) -> None:
    for sign, letter in table.items():
        if ord(sign) < 0x100:
            done = subprocess.run(
                ["iconv", "-f", name, "-t", "UTF-8"], input=sign.encode("latin-1"), capture_output=True, check=True
            )
            assert done.stdout.decode() == letter
