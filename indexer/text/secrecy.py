"""State-secret stamps on a paper: MẬT, TỐI MẬT, TUYỆT MẬT.

Luật Bảo vệ bí mật nhà nước 117/2025/QH15 keeps such papers off machines on a network; the layout of
papers puts the stamp alone on a line near the number, or in box 10a. A paper that only speaks of secrets is
ordinary. When in doubt the paper is refused: a stamp by mistake is cleared up offline.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from indexer.model import PageText, TextSource

MARKS = ("TUYỆT MẬT", "TỐI MẬT", "MẬT")
_ZONE_LINES = 30
_HEADINGS = ("dang cong san viet nam", "cong hoa xa hoi chu nghia")
_HEADING_LINES = 12
_MARK = r"(?:T\s?U\s?Y\s?Ệ\s?T\s*|T\s?Ố\s?I\s*)?M\s?Ậ\s?T"
_URGENCY = r"(?:THƯỢNG\s+KHẨN|KHẨN|HỎA\s+TỐC|HOẢ\s+TỐC)"
_FRAME = r"[\s\[\](){}|*_.:;=~\-–—/]*"
_COPY = r"(?:BẢN\s+SỐ|SỐ\s+BẢN|BẢN)\s*[:.]?\s*[\d/…. ]*"
_ALONE = re.compile(rf"{_FRAME}({_MARK}){_FRAME}(?:{_URGENCY}|{_COPY})?{_FRAME}", re.IGNORECASE)
_LABELLED = re.compile(rf"{_FRAME}(?:ĐỘ|MỨC\s+ĐỘ|DẤU)\s+MẬT\s*[:\-–]\s*({_MARK}){_FRAME}", re.IGNORECASE)
_LEVEL_AT_END = r"(?=(?:TUYỆT\s|TỐI\s)?MẬT\W*$)"
_NEIGHBOURS = re.compile(  # what a text layer puts on the stamp's line from the other column or the number's line
    r"\s{2,}|\t|(?=ĐẢNG CỘNG SẢN VIỆT NAM)|(?=CỘNG H[ÒO][AÀ] XÃ HỘI)"
    r"|(?<=MẬT)\s+(?=\S[^,]{0,60},\s*[Nn]gày)|(?<=MẬT)\s+(?=Số\s*[:\d])"
    rf"|(?<=/[A-ZĐ]{{2}})\s+{_LEVEL_AT_END}|(?<=\d)\s+{_LEVEL_AT_END}"
)
# "… BẢO VỆ BÍ / MẬT NHÀ NƯỚC" broken over lines, letters of a vertical text, the label of a form
_WORD_BEFORE = re.compile(r"(?:BÍ|BẢO|CƠ|ĐỘ|GIẢI|TUYỆT|TỐI|BỎ|HẾT|NGHIÊM|THÂN)\s*$", re.IGNORECASE)
_WORD_AFTER = re.compile(r"\s*(?:NHÀ NƯỚC|MÃ|THƯ|VỤ|THIẾT|ĐỘ)\b", re.IGNORECASE)


def find_secrecy_mark(pages: Sequence[PageText]) -> str | None:
    """The highest secrecy stamp on the papers in this file: one of MARKS, or None.

    Looked for in the head of the first page, and of each later page that opens a paper of its own.
    """
    found = {mark for place, page in enumerate(pages) for mark in _marks_of(page, first=place == 0)}
    return next((mark for mark in MARKS if mark in found), None)


def _marks_of(page: PageText, *, first: bool) -> set[str]:
    lines = [line for line in unicodedata.normalize("NFC", page.text).split("\n") if line.strip()][:_ZONE_LINES]
    if not first and not _opens_a_paper(lines):
        return set()
    found: list[str] = []
    for index, line in enumerate(lines):
        before = lines[index - 1] if index else ""
        after = lines[index + 1] if index + 1 < len(lines) else ""
        found += _marks_in_line(line, before, after, recognised=page.source is TextSource.OCR)
    # all three below each other are a table of levels, not a stamp
    return set() if len(set(found)) == len(MARKS) else set(found)


def _marks_in_line(line: str, before: str, after: str, *, recognised: bool) -> Iterable[str]:
    if labelled := _LABELLED.fullmatch(line):
        yield _canonical(labelled[1])
        return
    for part in dict.fromkeys((line, *_NEIGHBOURS.split(line))):
        text = _as_printed(part) if recognised else part
        stamp = _ALONE.fullmatch(text)
        if stamp is None or stamp[1] != stamp[1].upper():
            continue
        mark = _canonical(stamp[1])
        if mark == "MẬT" and part.strip() == line.strip():
            if (above := _WORD_BEFORE.search(before)) and above[0].strip().upper() in ("TUYỆT", "TỐI"):
                yield f"{above[0].strip().upper()} MẬT" if before.strip().upper() == above[0].strip() else mark
                continue
            if above or _WORD_AFTER.match(after):
                continue
        yield mark


def _canonical(stamp: str) -> str:
    letters = re.sub(r"\s+", "", stamp.upper())
    return {"TUYỆTMẬT": "TUYỆT MẬT", "TỐIMẬT": "TỐI MẬT"}.get(letters, "MẬT")


def _as_printed(text: str) -> str:
    """Undo what recognition does to the stamps' letters: marks lost or taken for others."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    bare = re.sub(r"\bM\s?A\s?T\b", "MẬT", bare)
    return re.sub(r"\bTUYET\b", "TUYỆT", re.sub(r"\bT[O0][I1L]\b", "TỐI", bare))


def _opens_a_paper(lines: Sequence[str]) -> bool:
    head = " ".join(lines[:_HEADING_LINES]).lower().replace("đ", "d")
    bare = "".join(c for c in unicodedata.normalize("NFD", head) if not unicodedata.combining(c))
    return any(heading in re.sub(r"\s+", " ", bare) for heading in _HEADINGS)
