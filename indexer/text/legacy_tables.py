"""The Vietnamese encodings from before Unicode, as they look when their bytes are read as Western text.

TCVN3 (TCVN 5712:1993, .Vn fonts): one byte per letter, capitals with tone only by a font of capitals.
VNI: a base letter followed by a byte for its mark. VISCII (RFC 1456): one byte per letter, capitals too.
Windows-1258: base letters and combining tones. VIQR (RFC 1456): ASCII signs behind the letter.
"""

from __future__ import annotations

_TCVN3_ROWS = """
¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ ¨ă ©â ªê «ô ¬ơ \u00adư ®đ
µà ¶ả ·ã ¸á ¹ạ »ằ ¼ẳ ½ẵ ¾ắ Æặ Çầ Èẩ Éẫ Êấ Ëậ
Ìè Îẻ Ïẽ Ðé Ñẹ Òề Óể Ôễ Õế Öệ
×ì Øỉ Üĩ Ýí Þị
ßò áỏ âõ ãó äọ åồ æổ çỗ èố éộ êờ ëở ìỡ íớ îợ
ïù ñủ òũ óú ôụ õừ öử ÷ữ øứ ùự
úỳ ûỷ üỹ ýý þỵ
"""
TCVN3 = {pair[0]: pair[1] for pair in _TCVN3_ROWS.split()}

_VNI_ROWS = """
aùá aøà aûả aõã aïạ aêă aéắ aèằ aúẳ aüẵ aëặ aââ aáấ aàầ aåẩ aãẫ aäậ
eùé eøè eûẻ eõẽ eïẹ eâê eáế eàề eåể eãễ eäệ
oùó oøò oûỏ oõõ oïọ oâô oáố oàồ oåổ oãỗ oäộ ôùớ ôøờ ôûở ôõỡ ôïợ
uùú uøù uûủ uõũ uïụ öùứ öøừ öûử öõữ öïự
yùý yøỳ yûỷ yõỹ
"""
_VNI_SINGLE = "ôơ öư ñđ íí ìì æỉ óĩ òị îỵ"


def _both_cases(low: str, value: str) -> dict[str, str]:
    """The pair in small and capital letters; the mark behind a capital is typed in either case."""
    if len(low) == 1:
        return {low: value, low.upper(): value.upper()}
    letter, mark = low[0], low[1]
    return {low: value, letter.upper() + mark: value.upper(), (letter + mark).upper(): value.upper()}


VNI = {
    key: letter
    for pair in f"{_VNI_ROWS} {_VNI_SINGLE}".split()
    for key, letter in _both_cases(pair[:-1], pair[-1]).items()
}

_VISCII_HIGH = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ"
    "ÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)


def _western(byte: int) -> str:
    """How a byte looks when read as Windows-1252; the five it leaves open stay control characters."""
    return bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte))


VISCII = {_western(byte): letter for byte, letter in zip(range(0x80, 0x100), _VISCII_HIGH, strict=True)}
VISCII |= {chr(byte): letter for byte, letter in zip(range(0x80, 0x100), _VISCII_HIGH, strict=True)}
VISCII |= dict(zip("\x02\x05\x06\x14\x19\x1e", "ẲẴẪỶỸỴ", strict=True))

CP1258 = {
    _western(byte): bytes([byte]).decode("cp1258")
    for byte in range(0xC0, 0x100)
    if byte not in (0xFE,) and _western(byte) != bytes([byte]).decode("cp1258")
}

VIQR_QUALITY = {"a^": "â", "a(": "ă", "e^": "ê", "o^": "ô", "o+": "ơ", "u+": "ư", "dd": "đ"}
VIQR_TONES = {"'": "\u0301", "`": "\u0300", "?": "\u0309", "~": "\u0303", ".": "\u0323"}
