"""Pages of text → the lines a header reader looks at.

The head of a paper is a table of two columns that text extraction flattens in many ways: cells with
bars or tabs, wide gaps, or one line with nothing between. Here every printed row is cut into the
pieces that stood side by side, and the national mottos and the date line are recognised, for they
mark where the left block ends.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from indexer.model import PageText, TextSource

HEAD_ROWS = 40
_FOOT_PAGES = 2
_LONGEST_ROW = 500
_FOOT_FROM_START, _FOOT_FROM_END = 300, 400
_GLYPH_REPAIRS = str.maketrans(
    {"ƣ": "ư", "Ƣ": "Ư", "ð": "đ", "Ð": "Đ", "\u00a0": " ", "\u00ad": None, "\u200b": None, "\ufeff": None}
    | dict.fromkeys("‐‑‒–—―−", "-")
)


class Kind(Enum):
    """What a piece of a row is, as far as its form alone tells."""

    TEXT = "text"
    PARTY_MOTTO = "party motto"
    STATE_MOTTO = "state motto"
    DATE = "date"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of a printed row.

    `flat` is `text` without marks in lower case, character for character, so that positions agree;
    `printed` is the whole row; `gap` says that an empty row stands before; `piece` counts from 0
    within the row of `pieces` pieces; `recognised` marks OCR.
    """

    text: str
    flat: str
    printed: str
    page: int
    row: int
    kind: Kind = Kind.TEXT
    gap: bool = False
    piece: int = 0
    pieces: int = 1
    recognised: bool = False

    @property
    def caps(self) -> bool:
        return self.text.isupper()


class _Bare(dict[int, str]):
    """The letter a character is when its marks and its case are taken away, worked out when first asked for."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        bare = "d" if char in "đĐ" else unicodedata.normalize("NFD", char)[0].lower()[:1] or char
        self[code] = bare
        return bare


_BARE = _Bare()


def flatten(text: str) -> str:
    """Marks and case taken away character for character: the result is as long as the (NFC) text."""
    return text.lower() if text.isascii() else text.translate(_BARE)


_APART = r"+\W*"  # OCR doubles letters and puts blanks and dots between them
_PARTY_MOTTO = re.compile(_APART.join("dangcongsa") + r"+\W*n(?:\W*" + _APART.join("vietna") + r"+\W*m)?")
_STATE_MOTTO = re.compile(
    r"(?:c\W*.\W*ng\W*h\W*.?\W*a\W*)?"
    + r"\W*".join("x.h.ich.ngh.a")
    + r"(?:\W*.\W*i\W*.\W*t\W*n\W*a\W*m)?"
    + r"|d[oe]c?\W*lap\W*t[uw]\W*do\W*h[ao]nh\W*ph[uo]c"
)
_MOTTO_ROWS = 14
_STRAY_LETTERS = 2
DATE_PHRASE = re.compile(
    r"ngay[\s.…_]*(?P<day>[^\s,]{0,5}(?:\s[^\s,]{1,2})?)[\s.…_]*thang[\s.…_]*(?P<month>[^\s,]{0,3})[\s.…_]*nam\s*(?P<year>[12]?\s?\d\s?\d\s?\d|20\s?[.…_]*)"
)
_SHORT_DATE = re.compile(r",\s*(?:ngay\s*)?\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}\s*$")
_RULE = re.compile(r"[\W_oO0]*")
_WIDE_GAP = re.compile(r"\t+|\s*\|\s*| {4,}")
_NUMBER_LABEL = re.compile(r"s[o0]\s*[:.]?[\s.…_]*")
_OPEN_DATE = re.compile(r"ngay[\s.…_\d]*$|thang[\s.…_\d]*$")
_PLACE_END = re.compile(r"[\d/*:|]")
_TOWN_MARKS = {"TP", "TX", "TT", "TP.", "TX.", "TT.", "TPHCM", "TP.HCM", "P.", "Q.", "H.", "X."}
_LONGEST_PLACE = 6


def any_of(phrases: str) -> str:
    """A pattern for any one of the phrases, which are given between bars on as many lines as it takes."""
    return "(?:" + "|".join(part.strip() for part in " ".join(phrases.split()).split("|") if part.strip()) + ")"


def head_lines(pages: Sequence[PageText]) -> tuple[Line, ...]:
    """The pieces of the first rows with text, in reading order; empty when no page has text."""
    for page in pages:
        if page.text.strip():
            return tuple(_lines_of(page, HEAD_ROWS))
    return ()


def foot_lines(pages: Sequence[PageText]) -> tuple[Line, ...]:
    """The pieces of every row of the first and the last pages: where a signature can stand."""
    written = [page for page in pages if page.text.strip()]
    chosen = written if len(written) <= 2 * _FOOT_PAGES else [*written[:_FOOT_PAGES], *written[-_FOOT_PAGES:]]
    return tuple(line for page in chosen for line in _lines_of(page, None))


def _lines_of(page: PageText, rows: int | None) -> Iterable[Line]:
    seen, gap = 0, False
    raws = page.text.splitlines()
    if rows is None and len(raws) > _FOOT_FROM_START + _FOOT_FROM_END:
        raws = raws[:_FOOT_FROM_START] + raws[-_FOOT_FROM_END:]
    for raw in (unicodedata.normalize("NFC", raw[:_LONGEST_ROW]).translate(_GLYPH_REPAIRS) for raw in raws):
        printed = raw.strip(" \t|\f\v\r")
        if not printed:
            gap = True
            continue
        seen += 1
        if rows is not None and seen > rows:
            return
        recognised = page.source is TextSource.OCR
        pieces = [(kind, text) for cell in _cells(printed, recognised) for kind, text in _cut(cell, seen)]
        for index, (kind, text) in enumerate(pieces):
            yield Line(
                text=text,
                flat=flatten(text),
                printed=" ".join(raw.replace("|", " ").split()),
                page=page.number,
                row=seen,
                kind=kind,
                gap=gap,
                piece=index,
                pieces=len(pieces),
                recognised=recognised,
            )
        gap = False


def _cells(printed: str, recognised: bool) -> list[str]:
    """The row cut at bars, tabs and wide gaps; a blank left for a number or a day is no such gap.

    OCR keeps no gaps, and a bar it sees is a stroke of something else.
    """
    cells: list[str] = []
    parts = [printed] if recognised else _WIDE_GAP.split(printed)
    for cell in filter(None, (" ".join(part.split()) for part in parts)):
        flat = flatten(cell)
        before = flatten(cells[-1]) if cells else ""
        blank_number = bool(_NUMBER_LABEL.fullmatch(before)) and cell[:1] in "-/"
        blank_date = bool(_OPEN_DATE.search(before)) and flat.startswith(("thang", "nam"))
        if blank_number or blank_date:
            cells[-1] = f"{cells[-1]} {cell}"
        else:
            cells.append(cell)
    return [_close_up(cell) for cell in cells]


def _close_up(cell: str) -> str:
    """N G H Ị Q U Y Ế T → NGHỊQUYẾT: a line spaced out by single letters."""
    words = cell.split()
    spaced = len(words) >= 4 and all(len(word) == 1 and word.isalpha() for word in words)
    return "".join(words) if spaced else cell


def _cut(cell: str, row: int) -> Iterable[tuple[Kind, str]]:
    """A cell cut at a motto and at the date line that were printed beside it."""
    flat = flatten(cell)
    motto = _motto(cell, flat) if row <= _MOTTO_ROWS else None
    if motto:
        kind, start, end = motto
        yield from _some_text(cell[:start])
        yield kind, cell[start:end]
        rest = cell[end:].strip(" .,_-|:;'")
        if len(rest) > _STRAY_LETTERS:
            yield from _cut(rest, row)
        return
    found = DATE_PHRASE.search(flat) or _SHORT_DATE.search(flat)
    place = _place_start(cell[: found.start()]) if found else None
    goes_on = found is not None and len(re.findall(r"[^\W\d_]{2,}", flat[found.end() :])) > 1
    if found and not goes_on and place is not None and _beside_a_date(cell[:place], flat[:place]):
        yield from _some_text(cell[:place])
        yield Kind.DATE, cell[place:].strip()
        return
    yield from _some_text(cell)


def _beside_a_date(left: str, flat: str) -> bool:
    """Whether this can stand in the left block: a sentence cannot."""
    flat = flat.strip()
    shouted = left.isupper() and not flat.startswith("cua ")
    return shouted or bool(_NUMBER_LABEL.match(flat)) or not any(map(str.isalpha, left))


def _some_text(text: str) -> Iterable[tuple[Kind, str]]:
    text = text.strip()
    if text:
        yield (Kind.RULE if _RULE.fullmatch(text) else Kind.TEXT), text


def _motto(cell: str, flat: str) -> tuple[Kind, int, int] | None:
    for kind, pattern in ((Kind.PARTY_MOTTO, _PARTY_MOTTO), (Kind.STATE_MOTTO, _STATE_MOTTO)):
        found = pattern.search(flat)
        if not found:
            continue
        printed = cell[found.start() : found.end()]
        slogan = flat[found.start()] == "d" and kind is Kind.STATE_MOTTO
        ends_the_cell = len(flat[found.end() :].strip(" .,_-|:;'")) <= _STRAY_LETTERS
        if printed.isupper() or (ends_the_cell and (slogan or found.start() == 0)):
            return kind, found.start(), found.end()
    return None


def _place_start(prefix: str) -> int | None:
    """Where the place before a date begins; None when what stands there is a sentence, not a place."""
    words = list(re.finditer(r"\S+", prefix))
    if not words:
        return 0
    if prefix.rstrip(" ,;*_").isupper() and len(words) <= _LONGEST_PLACE and not _PLACE_END.search(prefix):
        return 0
    start = len(prefix)
    for count, word in enumerate(reversed(words)):
        token = word.group().rstrip(",;")
        shouted = token.isupper() and len(token) > 1 and token not in _TOWN_MARKS
        if _PLACE_END.search(token) or shouted:
            break
        if count >= _LONGEST_PLACE:
            return None
        start = word.start()
    place = prefix[start:].lstrip(" .,_-")
    return start if not place or place[0].isupper() else None
