"""The foot of a paper: who signs, in what role, and who receives it.

`T/M CHI BỘ / BÍ THƯ / name` on the right, `Nơi nhận:` on the left; minutes end with `NGƯỜI GHI BIÊN BẢN`
and `CHỦ TRÌ`. Extraction flattens the two columns, so a list item and the signature may share a row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.text.header_lines import Kind, Line, flatten
from indexer.text.header_model import Field
from indexer.text.syllables import is_syllable

_ROLE_NAMES = """
Bí thư Đảng ủy|Bí thư Chi bộ|Bí thư Tỉnh ủy|Bí thư Huyện ủy|Bí thư Thành ủy|Bí thư Thường trực|Bí thư|Chủ tịch|
Chủ nhiệm|Tổng Giám đốc|Giám đốc|Hiệu trưởng|Trưởng ban|Trưởng phòng|Chánh Văn phòng|Chánh Thanh tra|Bộ trưởng|
Thứ trưởng|Thủ tướng|Thống đốc|Cục trưởng|Vụ trưởng|Viện trưởng|Thư ký|Chi ủy viên|Ủy viên Thường vụ|Ủy viên|
Tổ trưởng|Trưởng thôn|Trưởng khu|Văn thư|Chủ trì cuộc họp|Chủ trì|Chủ tọa|Người ghi biên bản|Trưởng đoàn
"""
_ROLE_BY_KEY = {flatten(name.strip()): name.strip() for name in _ROLE_NAMES.replace("\n", "").split("|")}
_ROLES = r"(?P<quality>quyen |q\. ?)?(?P<deputy>pho )?(?P<office>" + "|".join(_ROLE_BY_KEY) + ")"
_ROLE = re.compile(r"(?<![a-z])(?P<role>" + _ROLES + r")\W*$")
_AUTHORITY = re.compile(
    r"(?:^|(?<=[\s;.,:]))(?:t\s?[/.]?\s?m\s?\.?|k\s?[/.]?\s?t\.?|t\s?/?\s?l\.?|t\s?/?\s?u\s?q\.?)\s+(?=[a-z]{2,})"
)
_RECIPIENTS = re.compile(r"^\W*noi\s*nhan\b\s*[:.;]?")
_TO = re.compile(r"(?:^|^.{0,12}\s)kinh\s*(?:g[uo]i|trinh)\s*[:;.]?\s*")
_ITEM = re.compile(r"^\s*[-+~•*]\s*")
_NAME = re.compile(r"(?:^|(?<=[;.,:) ]))(?P<name>[^\W\d_][^\W\d_]*(?:[ ]+[^\W\d_]+){1,4})$")
_TITLES = re.compile(r"^(?:(?:pgs|gs|ts|ths|bs|bsckii|bsck2|cn|ks|ds|cki|ckii|dr|dong chi|d/c|ong|ba)\b[./]?\s*)+")
_SIGNED = re.compile(r"\(?\W*(?:da ky|ky ten|ky, ghi|ky va|chu ky)")
_ROWS_TO_NAME = 8
_NO_NAME = 0.6  # whose deputy signs may stand where the name could not be read
_MOST_RECIPIENTS = 40


def read_addressees(head: Sequence[Line]) -> Field[tuple[str, ...]] | None:
    """Those the letter is to: on the line of Kính gửi, or listed below it."""
    for index, line in enumerate(head):
        found = _TO.search(line.flat) if line.kind is Kind.TEXT else None
        if not found:
            continue
        same = line.text[found.end() :].strip(" :;.,-…_")
        items = [same] if same else []
        below: list[str] = []
        for other in head[index + 1 :]:
            item = _ITEM.match(other.text)
            if not item or (same and not _ITEM.match(line.text[found.end() :])):
                if not same and not items and _one_name(other) and not below:
                    below.append(other.text.strip(" ;.,"))
                break
            below.append(other.text[item.end() :].strip(" ;.,"))
        names = tuple(name for name in items + below if name)
        if names:
            trust = 0.8 if line.recognised else 0.93
            return Field(names, line.printed, trust, line.page)
    return None


def _one_name(line: Line) -> bool:
    return line.text[:1].isupper() and len(line.text) < 120 and not line.text.endswith(":")


def read_recipients(foot: Sequence[Line]) -> Field[tuple[str, ...]] | None:
    """The list after Nơi nhận."""
    start = next((index for index, line in enumerate(foot) if _RECIPIENTS.match(line.flat)), None)
    if start is None:
        return None
    names: list[str] = []
    first = foot[start].text[_RECIPIENTS.match(foot[start].flat).end() :]  # type: ignore[union-attr]
    if _ITEM.match(first):
        names.append(first)
    for line in foot[start + 1 :]:
        if not _ITEM.match(line.text):
            if line.piece == 0 and names and line.pieces == 1 and not line.caps and not _ROLE.search(line.flat):
                continue
            if line.piece > 0 or line.caps or _ROLE.search(line.flat) or not names:
                continue
            break
        names.append(line.text)
        if len(names) >= _MOST_RECIPIENTS or line.flat.strip(" -+~•*").startswith("luu"):
            break
    cleaned = tuple(filter(None, (_ITEM.sub("", name).strip(" ;.,") for name in names)))
    if not cleaned:
        return None
    return Field(cleaned, foot[start].printed, 0.7 if foot[start].recognised else 0.85, foot[start].page)


def read_signer(foot: Sequence[Line]) -> tuple[Field[str] | None, Field[str] | None]:
    """Name and role of the one who signs; for minutes the one who chaired."""
    roles = [(index, found) for index, line in enumerate(foot) if (found := _role(line))]
    after_mark = _first_mark(foot)
    roles = [pair for pair in roles if after_mark is None or pair[0] >= after_mark]
    for index, _ in sorted(roles, key=lambda pair: _rank(pair[1])):
        named = _name_below(foot, index)
        if named or after_mark is not None:
            name, row = named or (None, index)
            # KT. BỘ TRƯỞNG / THỨ TRƯỞNG: the role next to the name is the signer's, the first is whom he stands for.
            nearest, match = max((pair for pair in roles if index <= pair[0] <= row), key=lambda pair: pair[0])
            role = _as_role(foot[nearest], match)
            return name, role if name else replace(role, confidence=min(role.confidence, _NO_NAME))
    return None, None


def has_signature_block(foot: Sequence[Line]) -> bool:
    return _first_mark(foot) is not None or any(_role(line) for line in foot)


def _first_mark(foot: Sequence[Line]) -> int | None:
    for index, line in enumerate(foot):
        found = _AUTHORITY.search(line.flat) if line.kind is Kind.TEXT else None
        if found and line.text[found.end() :].split(" ")[0].isupper():
            return index
    return None


def _role(line: Line) -> re.Match[str] | None:
    if line.kind is not Kind.TEXT or len(line.text) > 120:
        return None
    found = _ROLE.search(line.flat)
    printed = line.text[found.start("role") : found.end("role")] if found else ""
    alone = printed.islower() and printed == line.text.strip(" .:")
    return found if printed.isupper() or alone else None


def _rank(found: re.Match[str]) -> int:
    role = found["role"]
    if role.startswith(("chu tri", "chu toa")):
        return 0
    return 2 if role.startswith(("thu ky", "nguoi ghi", "van thu")) else 1


def _as_role(line: Line, found: re.Match[str]) -> Field[str]:
    office = _ROLE_BY_KEY[found["office"]]
    value = f"Phó {office}" if found["deputy"] else office
    return Field(
        f"Quyền {value}" if found["quality"] else value, line.printed, 0.85 if line.recognised else 0.93, line.page
    )


def _name_below(foot: Sequence[Line], index: int) -> tuple[Field[str], int] | None:
    role = foot[index]
    for at, line in enumerate(foot[index + 1 :], index + 1):
        if line.row - role.row > _ROWS_TO_NAME and line.page == role.page:
            return None
        if line.kind is not Kind.TEXT or _SIGNED.match(line.flat) or _role(line):
            continue
        if role.pieces > 1 and line.pieces > 1 and line.piece != line.pieces - 1:
            continue
        name = _name(line)
        if name:
            return Field(name, line.printed, 0.7 if line.recognised else 0.92, line.page), at
    return None


def _name(line: Line) -> str | None:
    """A personal name at the end of a line: two to five capitalised words, none of them a common word."""
    text = line.text.strip(" .,;")
    if _ITEM.match(text):
        text = re.split(r"[;.]\s+", text)[-1] if re.search(r"[;.]\s+\S", text) else ""
    titles = _TITLES.match(line.flat) if text == line.text.strip(" .,;") else None
    words = (text[titles.end() :] if titles else text).split()
    if not 2 <= len(words) <= 5 or not all(_name_word(word) for word in words):
        return None
    return " ".join(word.capitalize() if word.isupper() else word for word in words)


def _name_word(word: str) -> bool:
    return word[0].isupper() and (word[1:].islower() or word.isupper()) and is_syllable(word)
