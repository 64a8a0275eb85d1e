"""The title (trích yếu): under the type line, or in a công văn under the number ("V/v …")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.text.header_lines import Kind, Line, any_of, flatten
from indexer.text.header_model import Field

_MOST_LINES = 8
_PARAGRAPH = 140
_LONG_LINE = 60
_ABOUT = re.compile(r"\W*(?:v\s?/\s?v|ve viec)\s*[:.]?\s*|\W*ve\s*:\s*")
# "của Chính phủ số 94/1998/NĐ-CP ngày 17 tháng 11 năm 1998", "của Bộ trưởng … về việc": not part of the subject.
_OF_AND_NUMBER = re.compile(
    r"\W*(?:(?:cua\b.{0,80}?)?\bso\s*:?\s*\d+\s*[-/][\w./ -]{2,30}?,?\s*)?ngay\s*"
    r"(?:\d{1,2}\s*thang\s*\d{1,2}\s*nam\s*\d{4}|\d{1,2}[/-]\d{1,2}[/-]\d{4})\W*"
)
_OF = re.compile(r"\W*cua\b.{0,80}?(?=\bv/v\b|\bve viec\b|\bve\b)")
_ONLY_OF = re.compile(r"\W*(?:cua|so)\b(?!.*\bve\b)")
_LETTER_SUBJECT = re.compile(r"\W*(?:v\s?/\s?v\b|ve viec\b|ve\s*:|trich yeu\s*:)")
_LETTER_TO = re.compile(r"\bkinh (?:g[uo]i|trinh|thua)\b")
_PREAMBLE = re.compile(r"\W*can cu\b")
# What no title goes on with, whatever the case: the preamble, a first heading, the salutation, the head of a table.
_HARD_ENDS = re.compile(
    r"\W*"
    + any_of(r"""
    can cu\b|kinh (?:g[uo]i|trinh|thua)\b|dieu \d|chuong i\b|(?:i|1)\s?[.)/]\s?[a-z]|i\s?-\s?[a-z]|hom nay\b|
    vao hoi\b|noi nhan|stt\b|tt\W+(?:ho|ten|noi dung|don vi|chi tieu|chuc vu)\b|ho (?:va )?ten\b|
    .{2,20}[,-]\s*thang \d{1,2}\s*[/-]\s*\d{4}\W*$
    """)
)
_NUMBER_LINE = re.compile(r"\W*Số\s*[:.]?[\s\d.…]*[-/]\s*\w{1,6}\s*[-/]\s*\S+\s*")
# What a new sentence of the body begins with; a title line that goes on begins in lower case or with a name.
_SOFT_ENDS = re.compile(
    r"\W*"
    + any_of(r"""
    thi hanh\b|theo de nghi|xet de nghi|xet to trinh|phan (?:i\b|thu|mot|1)|
    (?:i{1,3}|a|1)\s?[.)/-]\s?\S|t/?m\.? |mo dau\b|
    kem theo|ban hanh kem|da duoc|(?:thoi gian|dia diem)\s*:|thanh phan|thuc hien (?:\w+ ){2,3}so\b|
    thuc hien nghi quyet|thuc hien chi thi|thuc hien ke hoach|de\b|nham\b|nay\b|ngay \d|
    trong (?:thang|nam|thoi|qua)|duoc su\b|
    tren co so|sau khi\b|qua\b
    """)
)
_AUTHORITY = re.compile(
    r"\W*"
    + any_of("""
    chi bo|chi uy|dang uy|dang bo|ban chap hanh|ban thuong vu|bi thu|uy ban|ubnd|hoi dong nhan dan|giam doc|chu tich|
    bo truong|thu tuong|chinh phu|hieu truong|thu truong|truong ban|tong giam doc|cuc truong|chanh van phong|dai hoi|
    quoc hoi|thong doc|tong cuc
    """)
    + r"\b"
)


def title_below(lines: Sequence[Line], first: str = "") -> Field[str] | None:
    """The title below a type line. `lines` are those after it; `first` is what the type line itself goes on with."""
    if _ONLY_OF.match(flatten(first)):
        first = ""
    start = next((index for index, line in enumerate(lines) if line.kind is not Kind.RULE), len(lines))
    if first and start:
        lines, start = (), 0
    hard = _hard_end(lines[start:])
    taken = lines[start:] if hard is None else lines[start : start + hard]
    over, certain = _first_soft_end(taken, begun=bool(first), bounded=hard is not None)
    taken = taken[:over]
    if len(taken) > _MOST_LINES:
        return None
    parts = ([first] if first else []) + [line.text for line in taken]
    recognised = any(line.recognised for line in lines[:1])
    return _as_title(parts, [line.printed for line in taken] or [first], _trust(certain, len(parts), recognised), lines)


def _hard_end(lines: Sequence[Line]) -> int | None:
    """The line no title goes on with, among the next few; the end of the text is one too."""
    for index, line in enumerate(lines[: _MOST_LINES + 2]):
        following = lines[index + 1] if index + 1 < len(lines) else None
        if line.kind is not Kind.TEXT or _ends(line) or _is_authority(line, following):
            return index
    return len(lines) if len(lines) <= _MOST_LINES else None


def _first_soft_end(lines: Sequence[Line], *, begun: bool, bounded: bool) -> tuple[int, bool]:
    """The line that rather begins the body than goes on with the title, and whether the end is certain."""
    for index, line in enumerate(lines):
        if index == 0 and not begun:
            continue
        if line.text[0].islower() and len(line.text) <= _PARAGRAPH:
            continue
        if _SOFT_ENDS.match(line.flat):
            return index, True
        sentence = line.text.endswith((":", ";")) or (line.text.endswith(".") and len(line.text) > _LONG_LINE)
        apart = line.gap and (not bounded or len(line.text) > _LONG_LINE)
        if sentence or apart or len(line.text) > _PARAGRAPH or line.text[0] in "-+*":
            return index, False
    return len(lines), bounded


def title_of_letter(lines: Sequence[Line]) -> Field[str] | None:
    """The subject of a công văn: from "V/v" on, in the left block, to the salutation."""
    start = next((index for index, line in enumerate(lines) if _LETTER_SUBJECT.match(line.flat)), None)
    if start is None:
        return None
    taken: list[Line] = []
    for line in lines[start:]:
        if line.kind in {Kind.DATE, Kind.PARTY_MOTTO, Kind.STATE_MOTTO}:
            continue
        if line.kind is Kind.RULE and line.recognised:
            continue
        if line.kind is Kind.RULE or _LETTER_TO.search(line.flat) or (taken and _ends_subject(line)):
            break
        taken.append(line)
        if len(taken) > _MOST_LINES:
            return None
    trust = 0.8 if lines[start].recognised else 0.93
    return _as_title([line.text for line in taken], [line.printed for line in taken], trust, lines[start:])


def _ends_subject(line: Line) -> bool:
    return _ends(line) or (line.caps and len(line.text) > 3) or len(line.text) > _PARAGRAPH


def _ends(line: Line) -> bool:
    return bool(_HARD_ENDS.match(line.flat) or _NUMBER_LINE.fullmatch(line.text))


def _is_authority(line: Line, following: Line | None) -> bool:
    """GIÁM ĐỐC SỞ Y TẾ: who decides stands in capitals, or directly above the preamble."""
    above_preamble = following is not None and bool(_PREAMBLE.match(following.flat))
    return bool(_AUTHORITY.match(line.flat)) and (line.caps or above_preamble)


def _trust(ended: bool, count: int, recognised: bool) -> float:
    if recognised:
        return 0.8 if ended else 0.65
    return (0.95 if count <= 5 else 0.8) if ended else 0.85


def _as_title(parts: list[str], evidence: list[str], trust: float, lines: Sequence[Line]) -> Field[str] | None:
    text = " ".join(" ".join(parts).split()).strip(" ._-*")
    for prefix in (_OF_AND_NUMBER, _OF, _ABOUT):
        found = prefix.match(flatten(text))
        text = text[found.end() :] if found else text
    if sum(char.isalpha() for char in text) < 4:
        return None
    text = text.strip()
    if text.endswith(")") and text.count("(") < text.count(")"):
        text = text[:-1].rstrip()
    return Field(text, "\n".join(evidence), trust, lines[0].page if lines else 1)
