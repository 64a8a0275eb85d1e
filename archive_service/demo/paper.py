"""A paper before it is drawn: its head, its body in blocks, its foot. The drawers know nothing else."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

SAMPLE_NOTE = "TÀI LIỆU MẪU – nội dung hư cấu"
PARTY_HEAD = ("ĐẢNG CỘNG SẢN VIỆT NAM",)
STATE_HEAD = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc")

_MOVED_TONE = re.compile(r"(?<![qQ])(?P<first>[oòóỏõọOÒÓỎÕỌuùúủũụUÙÚỦŨỤ])(?P<second>[aeyAEY])(?!\w)")
_TONES = "\u0300\u0301\u0303\u0309\u0323"


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Justified text with an indented first line."""

    text: str


@dataclass(frozen=True, slots=True)
class Centred:
    text: str
    size: float = 14.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Columns with their widths as parts of 1; the first row is the head."""

    widths: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Centred | Table


@dataclass(frozen=True, slots=True)
class Signature:
    """`authority` is printed bold ("T/M CHI BỘ"), `role` plain ("BÍ THƯ"), `name` bold below the ink."""

    authority: str
    role: str
    name: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper. Empty texts and tuples are parts it does not have.

    `type_line` is printed in capitals; `abstract` (trích yếu) below it, or below the number when a
    letter has no type line; `framed` draws the border of a certificate.
    """

    superior: str
    issuer: str
    blocks: tuple[Block, ...]
    head: tuple[str, ...] = PARTY_HEAD
    number_line: str = ""
    place_date: str = ""
    mark: str = ""
    type_line: str = ""
    abstract: str = ""
    addressed: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    framed: bool = False

    @property
    def is_state(self) -> bool:
        return self.head == STATE_HEAD


def printed_date(place: str, day: date) -> str:
    """Place and date as the rule wants them: days below 10 and the months 1 and 2 take a zero."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def old_tone(text: str) -> str:
    """The text with the tone mark of oa, oe, uy at the end of a syllable on its second letter: hoà, uỷ."""
    return _MOVED_TONE.sub(_move, text)


def _move(found: re.Match[str]) -> str:
    base = unicodedata.normalize("NFD", found["first"])
    tones = "".join(mark for mark in base if mark in _TONES)
    pair = (base[0] + found["second"]).lower()
    if not tones or pair not in ("oa", "oe", "uy"):
        return found[0]
    return base[0] + unicodedata.normalize("NFC", found["second"] + tones)
