"""The type line of a paper (NGHỊ QUYẾT, BIÊN BẢN …) and the abbreviations its number uses.

The table is the reader's own so that it needs no configuration; the archive's table of types must
name the same codes, and a test compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.text.header_lines import Kind, Line, flatten
from indexer.text.header_model import Field


@dataclass(frozen=True, slots=True)
class PrintedType:
    """A document type: its key, the name in its type line and the symbol in its number ("" when none)."""

    code: str
    name: str
    symbol: str = ""
    party: bool = True


PRINTED_TYPES = (
    PrintedType("NQ", "Nghị quyết", "NQ"),
    PrintedType("QĐ", "Quyết định", "QĐ"),
    PrintedType("QyĐ", "Quy định", "QĐ"),
    PrintedType("KL", "Kết luận", "KL"),
    PrintedType("CT", "Chỉ thị", "CT"),
    PrintedType("TT", "Thông tri", "TT"),
    PrintedType("QC", "Quy chế", "QC"),
    PrintedType("TB", "Thông báo", "TB"),
    PrintedType("HD", "Hướng dẫn", "HD"),
    PrintedType("BC", "Báo cáo", "BC"),
    PrintedType("KH", "Kế hoạch", "KH"),
    PrintedType("CTr", "Chương trình", "CTr"),
    PrintedType("ĐA", "Đề án", "ĐA"),
    PrintedType("PA", "Phương án", "PA"),
    PrintedType("TTr", "Tờ trình", "TTr"),
    PrintedType("CV", "Công văn", "CV"),
    PrintedType("BB", "Biên bản", "BB"),
    PrintedType("GM", "Giấy mời", "GM"),
    PrintedType("GGT", "Giấy giới thiệu", "GGT"),
    PrintedType("GK", "Giấy khen"),
    PrintedType("GCN", "Giấy chứng nhận"),
    PrintedType("PG", "Phiếu gửi", "PG"),
    PrintedType("PXYK", "Phiếu xin ý kiến"),
    PrintedType("PCĐ", "Phiếu chấm điểm"),
    PrintedType("BKĐ", "Bản kiểm điểm"),
    PrintedType("DS", "Danh sách"),
    PrintedType("CL", "Cương lĩnh"),
    PrintedType("ĐL", "Điều lệ"),
    PrintedType("CLƯỢC", "Chiến lược"),
    PrintedType("TC", "Thông cáo", "TC"),
    PrintedType("TUB", "Tuyên bố"),
    PrintedType("LKG", "Lời kêu gọi"),
    PrintedType("QH", "Quy hoạch"),
    PrintedType("TTư", "Thông tư", "TT", party=False),
    PrintedType("TTLT", "Thông tư liên tịch", "TTLT", party=False),
    PrintedType("NĐ", "Nghị định", "NĐ", party=False),
    PrintedType("LUẬT", "Luật", party=False),
    PrintedType("PL", "Pháp lệnh", "PL", party=False),
    PrintedType("CĐ", "Công điện", "CĐ", party=False),
    PrintedType("HĐ", "Hợp đồng", "HĐ", party=False),
    PrintedType("DA", "Dự án", "DA", party=False),
    PrintedType("GUQ", "Giấy ủy quyền", "GUQ", party=False),
)

_PREFIX = re.compile(r"\W*(?:\(?du thao\)?(?: lan \d+)?\W*)?(?:ban\s+(?=quy|huong|ke|de ))?")
_OF_ISSUER = re.compile(r"\s*(?:cua\b|so\b|:)")
_SUBJECT = re.compile(r"\W*(?:v\s?/\s?v\b|ve viec\b)")
_ALSO_PRINTED = [("Thư mời", "GM"), ("Giấy triệu tập", "GM"), ("Bản tự kiểm điểm", "BKĐ"), ("Phiếu lấy ý kiến", "PXYK")]
_LOOSE_TYPES = {"LUẬT", "DS", "QH", "DA", "TT"}


@dataclass(frozen=True, slots=True)
class TypeReading:
    """The type line: its code, where it stands among the lines of the head, and what follows the name on it."""

    code: Field[str]
    index: int
    rest: str
    draft: bool


def read_type(head: Sequence[Line], types: Sequence[PrintedType] = PRINTED_TYPES) -> TypeReading | None:
    """The first line that is the name of a type, or begins with one in capitals; None when there is none."""
    names = [(each.name, each.code) for each in types] + _ALSO_PRINTED
    names = sorted(((flatten(name).replace(" ", ""), code) for name, code in names), key=lambda pair: -len(pair[0]))
    in_subject = False
    for index, line in enumerate(head):
        in_subject = in_subject or bool(_SUBJECT.match(line.flat))
        if line.kind is not Kind.TEXT or (line.piece == 0 and line.pieces > 1) or (in_subject and not line.caps):
            continue
        for name, code in names:
            reading = _match(line, index, name, code)
            if reading:
                return reading
    return None


def _match(line: Line, index: int, name: str, code: str) -> TypeReading | None:
    prefix = _PREFIX.match(line.flat)
    start = prefix.end() if prefix else 0
    end = _end_of_name(line.flat, start, name)
    if end is None:
        return None
    rest = line.text[end:]
    draft = "du thao" in line.flat[:start]
    bare = not rest.strip(" .:;,*_-–|“”\"'`~^")
    if bare:
        trust = 0.98 if line.caps else 0.93 if line.text[:1].isupper() or line.text.islower() else 0.85
    elif line.text[start:end].isupper() and code not in _LOOSE_TYPES and not rest[:1].isalnum():
        trust = 0.91 if line.caps else 0.88
    elif _OF_ISSUER.match(line.flat[end:]) and code not in _LOOSE_TYPES:
        trust = 0.85
    else:
        return None
    return TypeReading(Field(code, line.printed, trust, line.page), index, "" if bare else rest.strip(), draft)


def _end_of_name(flat: str, start: int, name: str) -> int | None:
    """Where the name (given without blanks) ends when it begins at `start`, blanks between letters ignored."""
    at = start
    for letter in name:
        while at < len(flat) and flat[at] == " ":
            at += 1
        if at >= len(flat) or flat[at] != letter:
            return None
        at += 1
    return None if at < len(flat) and flat[at].isalpha() else at
