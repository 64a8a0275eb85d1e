"""Who issues a paper and who stands above: the left block of the head.

CHI BỘ … under ĐẢNG BỘ …; a name may run over several lines, a line that does not begin with the word
for a kind of body goes on with the one before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.text.header_lines import Kind, Line, any_of, flatten
from indexer.text.header_model import Field
from indexer.text.syllables import is_syllable
from indexer.text.unit_case import sentence_case

_HEADS = re.compile(
    any_of(r"""
    dang bo|dang uy|dang doan|ban can su|chi bo|chi uy|dai hoi|ban chap hanh|ban thuong vu|ban to chuc|ban tuyen giao|
    ban dan van|ban noi chinh|ban chi dao|ban quan ly|ban cong tac|ban bi thu|ban tiep|bch\b|btv\b|bql\b|tinh uy|
    thanh uy|huyen uy|quan uy|thi uy|trung uong|bo chinh tri|uy ban|ubnd|ubmttq|ubkt|hdnd|hoi dong|mat tran|
    mttq|van phong|so\b(?! ?[:\d])|bo\b|tong cuc|cuc\b|chi cuc|vu\b|phong\b|truong\b|tram\b|trung tam|benh vien|
    cong an|quan su|cong ty|tong cong ty|hop tac xa|htx\b|cong doan|lien doan|tong lien|doan\b|hoi\b|
    chi doan|chi hoi|quoc hoi|
    chinh phu|thu tuong|chu tich nuoc|ngan hang|kho bac|vien\b|toa an|bao hiem|hoc vien|dai hoc|thanh tra|to\b|khoi\b
    """)
)
_TERM = re.compile(r"(?:nhiem ky|khoa)\D{0,12}(?P<from>(?:19|20)\d\d)\s*-\s*(?P<to>(?:19|20)\d\d)")
_NOT_A_BODY = re.compile(
    r"\W*"
    + any_of(r"""
    so\s?[:.\d]|mau\b|phu luc|bieu\b|du thao|mat\b|toi mat|tuyet mat|khan\b|thuong khan|hoa toc|trang\b|ngay\b|v/v|
    ky boi|nguoi ky|thoi gian ky|co quan\s*:|chuc vu|
    ngay ky|signature|digitally|\S+@|ve viec|kinh\b|cong bao|lan \d|tai lieu|dia chi|dien thoai|website|email
    """)
)
_OF_ISSUER = re.compile(r"\bcua (?P<name>.{3,60}?)\s+so\s*:?\s*\d")
# "CHI BỘ: ……" of an empty form.
_NAMELESS = re.compile(r"(?:(?:dang bo|dang uy|chi bo|chi uy|ban chap hanh|dai hoi|so|truong|phuong|xa|thon)[\W_]*)+")
_DIRT = " .,;:_-*|“”\"'`~^‘’()[]{}=+<>«»°\\/"
_ABOVE = re.compile(r"dang bo|dang uy|tinh uy|thanh uy|huyen uy|quan uy|thi uy|dang doan|ban can su")
_LONGEST_NAME = 160
_LONGEST_CONTINUATION = 45


@dataclass(frozen=True, slots=True)
class Units:
    """The bodies of the left block, and the term of office printed with a congress."""

    issuer: Field[str] | None = None
    parent: Field[str] | None = None
    term: Field[str] | None = None


def read_units(block: Sequence[Line], *, trust: float) -> Units:
    """Issuer, parent and term of office from the lines above type line and number.

    The lowest body is the issuer, the one above it the parent. `trust` is for typed text in capitals.
    """
    groups, term = _groups(block)
    named = [group for group in groups if _begins_a_name(group[0])]
    if not named:
        return Units(term=term)
    issuer = _unit(named[-1], trust)
    parent = _unit(named[-2], trust) if len(named) > 1 else None
    return Units(issuer, parent, term)


def issuer_in_title(line: Line) -> Field[str] | None:
    """Who issues according to the number line of a web copy: "của Bộ Tài chính số 172/1998/TT-BTC ngày …"."""
    found = _OF_ISSUER.search(line.flat)
    if not found or not _HEADS.match(found["name"]):
        return None
    value, _ = sentence_case(line.text[found.start("name") : found.end("name")])
    return Field(value, line.printed, 0.9, line.page)


def _groups(block: Sequence[Line]) -> tuple[list[list[Line]], Field[str] | None]:
    """The lines put together by body, and the term of office when one is printed among them."""
    groups: list[list[Line]] = []
    term = None
    closed = False
    for line in block:
        found = _TERM.search(line.flat)
        if found and line.kind is Kind.TEXT:
            term = Field(f"{found['from']}-{found['to']}", line.printed, 0.95, line.page)
        if line.kind is Kind.RULE:
            closed = bool(groups)
        if line.kind is not Kind.TEXT or found or _NOT_A_BODY.match(line.flat) or not _clean(line.text):
            continue
        if _begins_a_name(line):
            groups.append([line])
            closed = False
        elif groups and not closed and _goes_on(groups[-1][-1], line):
            groups[-1].append(line)
    return groups, term


def _begins_a_name(line: Line) -> bool:
    """A line that begins with the word for a kind of body; typed text must spell Sở so, for Số is a number."""
    if not _HEADS.match(_clean(line.flat)):
        return False
    return line.recognised or not _clean(line.flat).startswith("so") or _clean(line.text).lower().startswith("sở")


def _goes_on(before: Line, line: Line) -> bool:
    if len(line.text) > _LONGEST_CONTINUATION or line.text.endswith(":"):
        return False
    return line.caps == before.caps and line.row - before.row <= 2 and not (line.gap and line.row - before.row > 1)


def _clean(text: str) -> str:
    return text.strip(_DIRT)


def _unit(group: Sequence[Line], most: float) -> Field[str] | None:
    printed = " ".join(_clean(_without_specks(line) if line.recognised else line.text) for line in group)
    if len(printed) > _LONGEST_NAME or _NAMELESS.fullmatch(flatten(printed)):
        return None
    recognised, trust = any(line.recognised for line in group), most
    value, common = sentence_case(printed, repair=recognised)
    if recognised:
        trust = 0.92 if common else 0.8 if all(map(_legible, value.split())) else 0.5
    elif not printed.isupper():
        trust = min(trust, 0.92)
    return Field(value, "\n".join(line.printed for line in group), min(trust, most), group[0].page)


def _without_specks(line: Line) -> str:
    """A recognised line in capitals without the small or single letters behind it, which are specks and strokes."""
    words = re.sub(r"(?<=[^\W\d_])[.,](?=\d)", " ", line.text).split()
    while (
        len(words) > 1 and sum(map(str.isupper, words)) > 1 and not (_clean(words[-1]).isupper() or words[-1].isdigit())
    ):
        words.pop()
    while len(words) > 1 and len(_clean(words[-1])) <= 1 and not words[-1].isdigit():
        words.pop()
    return " ".join(words)


def _legible(word: str) -> bool:
    return not word.isalpha() or word.isupper() or is_syllable(word)


def is_party_body(flat: str) -> bool:
    """Whether a name (without marks) is one of the Party's own bodies."""
    return bool(_ABOVE.match(flat)) or flat.startswith(("chi bo", "chi uy", "dai hoi chi bo", "dai hoi dang bo"))
