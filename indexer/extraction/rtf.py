"""Rich Text Format: groups, fonts with their character sets, Unicode escapes. Written after the RTF 1.9 text.

Bytes are decoded by the character set of their font; ANSI fonts give Windows-1252, one character per byte,
which is what converters of TCVN3 and VNI text start from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from indexer.errors import ExtractionFailed
from indexer.extraction.source import Facts, Piece, Source
from indexer.model import NoTextReason, PageText

_MAX_BYTES = 128 << 20
_MAX_DEPTH = 2_000
_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_CHARSETS = {0: 1252, 1: 1252, 2: 1252, 77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254,
             163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250}  # fmt: skip
_WORDS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"row": "\n", b"cell": "\t", b"nestcell": "\t", b"nestrow": "\n",
    b"tab": "\t", b"page": "\f", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"bullet": "•", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
}  # fmt: skip
_SIGNS = {b"~": "\u00a0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\", b"\n": "\n", b"\r": "\n"}
_SKIPPED = {
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"fldinst", b"themedata", b"datastore",
    b"listtable", b"listoverridetable", b"revtbl", b"rsidtbl", b"generator", b"xmlnstbl", b"latentstyles",
    b"colorschememapping", b"filetbl", b"mmathPr", b"pntext", b"pntxta", b"pntxtb", b"nonshppict", b"sp", b"atnid",
    b"atnauthor", b"annotation", b"bkmkstart", b"bkmkend", b"userprops", b"pgptbl", b"panose", b"falt",
}  # fmt: skip
_KEPT_THOUGH_MARKED = {b"shptxt", b"shpinst", b"footnote", b"nesttableprops", b"shppict"}


@dataclass(frozen=True, slots=True)
class _State:
    """What a group can change until it ends."""

    codepage: int = 1252
    skipped: bool = False
    fallback: int = 1  # how many characters follow a Unicode escape for readers that know none
    deleted: bool = False


@dataclass(slots=True)
class _Reader:
    """Walks over the tokens; `pieces` is the text so far, `waiting` bytes of one code page."""

    state: _State = _State()
    groups: list[_State] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    waiting: bytearray = field(default_factory=bytearray)
    fonts: dict[int, int] = field(default_factory=dict)
    font: int = 0
    in_fonts: int = 0  # the depth of the font table while inside it
    default: int = 1252
    to_ignore: int = 0
    marked: bool = False  # after \* an unknown destination is skipped

    def flush(self) -> None:
        if self.waiting:
            try:
                self.pieces.append(self.waiting.decode(f"cp{self.state.codepage}", "replace"))
            except LookupError:
                self.pieces.append(self.waiting.decode("cp1252", "replace"))
            self.waiting.clear()

    def add(self, data: bytes) -> None:
        if self.to_ignore:
            ignored = min(self.to_ignore, len(data))
            self.to_ignore -= ignored
            data = data[ignored:]
        if not (self.state.skipped or self.state.deleted):
            self.waiting += data

    def say(self, text: str) -> None:
        if not (self.state.skipped or self.state.deleted):
            self.flush()
            self.pieces.append(text)

    def open(self) -> None:
        self.flush()
        if len(self.groups) >= _MAX_DEPTH:
            raise ExtractionFailed(NoTextReason.DAMAGED, "RTF groups too deep")
        self.groups.append(self.state)
        self.to_ignore = 0

    def close(self) -> None:
        self.flush()
        if self.groups:
            self.state = self.groups.pop()
        if len(self.groups) < self.in_fonts:
            self.in_fonts = 0
        self.to_ignore = 0

    def obey(self, word: bytes, number: int | None) -> None:
        marked, self.marked = self.marked, False
        if word in _WORDS:
            self.say(_WORDS[word])
        elif word == b"u" and number is not None:
            self.say(chr(number % 0x10000))
            self.to_ignore = self.state.fallback
        elif word == b"fonttbl":
            self.in_fonts = len(self.groups)
            self.state = replace(self.state, skipped=True)
        elif word in _SKIPPED or (marked and word not in _KEPT_THOUGH_MARKED):
            self.state = replace(self.state, skipped=True)
        else:
            self._format(word, number)

    def _format(self, word: bytes, number: int | None) -> None:
        self.flush()
        match word, number:
            case b"f", int() if self.in_fonts:
                self.font = number
            case b"fcharset", int() if self.in_fonts:
                self.fonts[self.font] = _CHARSETS.get(number, self.default)
            case b"f", int():
                self.state = replace(self.state, codepage=self.fonts.get(number, self.default))
            case b"ansicpg", int():
                self.default = number if number in _CHARSETS.values() else 1252
                self.state = replace(self.state, codepage=self.default)
            case b"plain", _:
                self.state = replace(self.state, codepage=self.default, deleted=False)
            case b"uc", int():
                self.state = replace(self.state, fallback=min(max(number, 0), 16))
            case b"deleted" | b"v", _:
                self.state = replace(self.state, deleted=number != 0)
            case _:
                pass


def extract_rtf(source: Source) -> Iterator[Piece]:
    """Pages as the author broke them; hidden and deleted text is left out."""
    data = source.read(_MAX_BYTES)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise ExtractionFailed(NoTextReason.DAMAGED, "no RTF")
    text = _text(data)
    pages = text.split("\f")
    for number, page in enumerate(pages, start=1):
        tidy = re.sub(r"\t+\n", "\n", re.sub(r"\n{3,}", "\n\n", page)).strip("\n")
        if tidy.strip():
            yield PageText(number, tidy)
    yield Facts(page_count=len(pages))


def _text(data: bytes) -> str:
    reader, place, group_opens = _Reader(), 0, False
    while place < len(data):
        token = _TOKEN.match(data, place)
        if token is None:
            place += 1
            continue
        place = token.end()
        word, number, code, sign, brace, plain = token.groups()
        if word is not None:
            value = int(number) if number is not None else None
            if word == b"bin" and value is not None and value > 0:
                place += value
            else:
                reader.obey(word, value)
        elif code is not None:
            reader.add(bytes([int(code, 16)]))
        elif brace is not None:
            reader.open() if brace == b"{" else reader.close()
        elif sign is not None:
            if sign == b"*":
                reader.marked = group_opens  # anywhere else it marks nothing
            elif sign in _SIGNS:
                reader.say(_SIGNS[sign])
        elif plain is not None:
            reader.add(plain)
        group_opens = brace == b"{" or (group_opens and token[0].isspace())
    reader.flush()
    text = "".join(reader.pieces)
    # characters outside the basic plane come as two escapes
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
