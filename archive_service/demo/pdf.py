"""A paper as a PDF with a text layer, after the layout rules for Party papers.

Margins 20/20/30/15 mm, 14 pt; the head in two blocks, the superior and the issuer on the left, the
Party's name and the date on the right. Lines are broken here: the library's own breaking takes three
times as long as everything else together.
"""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.fonts import TTFFont

from archive_service.demo.paper import SAMPLE_NOTE, Centred, Heading, Paper, Paragraph, Signature, Table
from archive_service.demo.typeface import FAMILY, Typeface

_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 195.0, 20.0, 277.0
_WIDTH = _RIGHT - _LEFT
_INDENT = 10.0
_HEAD_LEFT, _HEAD_RIGHT = (22.0, 72.0), (100.0, 96.0)  # (x, width) in mm
_LINE = 0.48  # mm of line height per point of size
_POINT = 25.4 / 72


class _Pages(FPDF):
    """Every page says that it is a sample; from the second on it carries its number at the top."""

    def header(self) -> None:
        if self.page_no() > 1:
            self.set_font(FAMILY, "", 12)
            number = str(self.page_no())
            self.text(_LEFT + (_WIDTH - self.get_string_width(number)) / 2, 13, number)

    def footer(self) -> None:
        self.set_char_spacing(0)
        self.set_font(FAMILY, "I", 9)
        self.set_text_color(110)
        self.text(_LEFT + (_WIDTH - self.get_string_width(SAMPLE_NOTE)) / 2, 288, SAMPLE_NOTE)
        self.set_text_color(0)


class PdfPress:
    """Draws papers; keeps the widths of words it has met."""

    def __init__(self, typeface: Typeface) -> None:
        self._typeface = typeface
        self._widths: dict[tuple[str, str], float] = {}

    def draw(self, paper: Paper, *, made: datetime, ink: random.Random | None = None) -> bytes:
        """The PDF. `made` is the creation time it carries; with `ink` the signatures are signed by hand."""
        pages = _Pages(format="A4")
        pages.set_auto_page_break(auto=False)
        pages.set_creation_date(made.astimezone(UTC))
        pages.set_title(" ".join(part for part in (paper.type_line, paper.abstract) if part))
        pages.set_author(SAMPLE_NOTE)
        pages.set_lang("vi")
        for style, file in self._typeface.files.items():
            pages.add_font(FAMILY, style, file)
        for font in pages.fonts.values():
            if isinstance(font, TTFFont):  # outlines stay as they are: recomputing bounds takes most of the time
                font.ttfont.recalcBBoxes = False
        sheet = _Sheet(pages, self._widths)
        sheet.draw(paper, ink)
        return bytes(pages.output())


class _Sheet:
    """The cursor on the pages of one paper; `y` is the top of the next line in mm."""

    def __init__(self, pages: _Pages, widths: dict[tuple[str, str], float]) -> None:
        self._pages = pages
        self._widths = widths
        self.y = _TOP
        pages.add_page()

    def draw(self, paper: Paper, ink: random.Random | None) -> None:
        if paper.framed:
            self._frame()
        self._head(paper)
        self._subject(paper)
        for block in paper.blocks:
            match block:
                case Heading(text):
                    self.y += 1.5
                    self._justified(text, "B", 14)
                case Paragraph(text):
                    self._justified(text, "", 14)
                case Centred(text, size, bold):
                    self._centred(text, "B" if bold else "", size)
                case Table():
                    self._table(block)
        self._foot(paper, ink)

    # -- text -----------------------------------------------------------------------------------

    def _width(self, text: str, style: str, size: float) -> float:
        """Width in mm; words are measured once, at 10 points."""
        key = (style, text)
        known = self._widths.get(key)
        if known is None:
            self._pages.set_font(FAMILY, style, 10)
            known = self._widths[key] = self._pages.get_string_width(text) / 10
        return known * size

    def _broken(self, text: str, style: str, size: float, width: float, first: float = 0.0) -> list[tuple[str, float]]:
        """Lines with their widths; the first line is `first` mm shorter."""
        space = self._width(" ", style, size)
        lines: list[tuple[str, float]] = []
        words: list[str] = []
        used, room = 0.0, width - first
        for word in text.split():
            length = self._width(word, style, size)
            if words and used + space + length > room:
                lines.append((" ".join(words), used))
                words, used, room = [], -space, width
            elif not words:
                used = -space
            words.append(word)
            used += space + length
        lines.append((" ".join(words), used))
        return lines

    def _put(self, text: str, x: float, style: str, size: float, y: float | None = None) -> None:
        """One line with its top at `y`, without moving the cursor."""
        self._pages.set_font(FAMILY, style, size)
        self._pages.text(x, (self.y if y is None else y) + size * _LINE * 0.75, text)

    def _advance(self, size: float) -> None:
        self.y += size * _LINE

    def _make_room(self, height: float) -> None:
        if self.y + height > _BOTTOM:
            self._pages.add_page()
            self.y = _TOP

    def _justified(self, text: str, style: str, size: float) -> None:
        lines = self._broken(text, style, size, _WIDTH, _INDENT)
        for number, (line, used) in enumerate(lines):
            self._make_room(size * _LINE)
            indent = _INDENT if number == 0 else 0.0
            last = number == len(lines) - 1
            if not last:
                self._pages.set_char_spacing((_WIDTH - indent - used) / max(len(line) - 1, 1) / _POINT)
            self._put(line, _LEFT + indent, style, size)
            self._pages.set_char_spacing(0)
            self._advance(size)
        self.y += 1.2

    def _centred(
        self, text: str, style: str, size: float, x: float = _LEFT, width: float = _WIDTH, *, rule: bool = False
    ) -> None:
        for line, used in self._broken(text, style, size, width):
            self._make_room(size * _LINE)
            self._put(line, x + (width - used) / 2, style, size)
            self._advance(size)
            if rule:
                self._rule(x + (width - used) / 2, used)

    def _fitted(self, text: str, style: str, size: float, block: tuple[float, float], *, rule: bool = False) -> None:
        """One centred line in a block of the head, set smaller when it would not fit."""
        x, width = block
        size = min(size, size * width / self._width(text, style, size))
        self._put(text, x + (width - self._width(text, style, size)) / 2, style, size)
        self._advance(size)
        if rule:
            used = self._width(text, style, size)
            self._rule(x + (width - used) / 2, used)

    def _rule(self, x: float, length: float) -> None:
        self._pages.set_line_width(0.3)
        self._pages.line(x, self.y - 0.6, x + length, self.y - 0.6)

    # -- parts of a paper -------------------------------------------------------------------------

    def _frame(self) -> None:
        self._pages.set_draw_color(150, 30, 30)
        for inset, thick in ((10.0, 1.2), (12.5, 0.4)):
            self._pages.set_line_width(thick)
            self._pages.rect(inset, inset, 210 - 2 * inset, 297 - 2 * inset - 8)
        self._pages.set_draw_color(0)

    def _head(self, paper: Paper) -> None:
        top = self.y
        if paper.superior:
            self._fitted(paper.superior.upper(), "", 14, _HEAD_LEFT)
        self._fitted(paper.issuer.upper(), "B", 14, _HEAD_LEFT, rule=paper.is_state)
        if not paper.is_state:
            self._fitted("*", "", 14, _HEAD_LEFT)
        if paper.number_line:
            self._fitted(paper.number_line, "", 14, _HEAD_LEFT)
        if paper.abstract and not paper.type_line:
            x, width = _HEAD_LEFT
            self._centred(paper.abstract, "I", 12, x, width)
        left_end, self.y = self.y, top
        for number, line in enumerate(paper.head):
            underlined = number == len(paper.head) - 1
            self._fitted(line, "B", 13 if paper.is_state else 15, _HEAD_RIGHT, rule=underlined)
        if paper.place_date:
            self.y = max(self.y, top + 2 * 14 * _LINE)
            self._fitted(paper.place_date, "I", 14, _HEAD_RIGHT)
        if paper.mark:
            self.y += 1
            self._fitted(paper.mark, "B", 13, _HEAD_RIGHT)
        self.y = max(self.y, left_end) + 6

    def _subject(self, paper: Paper) -> None:
        if paper.type_line:
            self._centred(paper.type_line.upper(), "B", 20 if paper.framed else 16)
            if paper.abstract:
                self._centred(paper.abstract, "B", 14, _LEFT + 12, _WIDTH - 24)
            if not paper.framed:
                self._centred("-----", "", 14)
            self.y += 2
        for number, line in enumerate(paper.addressed):
            self._centred(("Kính gửi: " if number == 0 else "") + line, "", 14)
        if paper.addressed:
            self.y += 3

    def _table(self, table: Table) -> None:
        size, pad = 12.0, 1.2
        self._pages.set_line_width(0.2)
        for number, row in enumerate(table.rows):
            style = "B" if number == 0 else ""
            broken = [
                self._broken(text, style, size, share * _WIDTH - 2 * pad)
                for text, share in zip(row, table.widths, strict=True)
            ]
            height = max(len(lines) for lines in broken) * size * _LINE + 2 * pad
            self._make_room(height)
            x = _LEFT
            for lines, share in zip(broken, table.widths, strict=True):
                self._pages.rect(x, self.y, share * _WIDTH, height)
                for index, (line, used) in enumerate(lines):
                    offset = (share * _WIDTH - used) / 2 if number == 0 else pad
                    self._put(line, x + offset, style, size, self.y + pad + index * size * _LINE)
                x += share * _WIDTH
            self.y += height
        self.y += 3

    def _foot(self, paper: Paper, ink: random.Random | None) -> None:
        height = 50.0 if paper.signatures else 6.0
        self.y += 4
        self._make_room(max(height, 8 + 6 * len(paper.recipients)))
        top = self.y
        if paper.recipients:
            self._put("Nơi nhận:", _LEFT, "", 14)
            self._advance(14)
            self._rule(_LEFT, self._width("Nơi nhận:", "", 14))
            for line in paper.recipients:
                self._put(line, _LEFT, "", 12)
                self._advance(12)
        left_end, self.y = self.y, top
        half = _WIDTH / 2
        columns = (_LEFT, _LEFT + half)[2 - len(paper.signatures) :]
        for x, signature in zip(columns, paper.signatures, strict=True):
            self.y = top
            self._sign(signature, x, half, ink)
        self.y = max(self.y, left_end)

    def _sign(self, signature: Signature, x: float, width: float, ink: random.Random | None) -> None:
        if signature.authority:
            self._centred(signature.authority, "B", 14, x, width)
        if signature.role:
            self._centred(signature.role, "", 14, x, width)
        if ink is not None:
            self._scribble(x + width / 2, self.y + 11, ink)
        self.y += 22
        self._centred(signature.name, "B", 14, x, width)

    def _scribble(self, x: float, y: float, ink: random.Random) -> None:
        """A signature that belongs to nobody: a running loop with its own pace and height."""
        wide, high, turns = ink.uniform(20, 36), ink.uniform(3, 7), ink.uniform(2, 7)
        loop, lean, start = ink.uniform(1.5, 5), ink.uniform(0.85, 1.15), ink.uniform(0, math.pi)
        points = []
        for step in range(90):
            part = step / 89
            angle = start + part * turns * 2 * math.pi
            up = high * math.sin(angle * lean) * (1 - 0.6 * part)
            points.append((x - wide / 2 + part * wide + loop * math.cos(angle), y + up))
        self._pages.set_draw_color(25, 40, 120)
        self._pages.set_line_width(0.45)
        self._pages.polyline(points)
        if ink.random() < 0.6:
            self._pages.line(x - wide / 3, y + high + 1, x + wide / 2, y + high - ink.uniform(0, 5))
        self._pages.set_draw_color(0)
