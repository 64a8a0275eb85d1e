"""Word 97-2003 documents (.doc): the text pieces of the file itself; older ones through antiword.

Layout after [MS-DOC]: the FIB names the piece table, whose pieces are text in one or two bytes a character.
Reading the bytes ourselves keeps the single bytes of TCVN3 and VNI fonts apart, which converters guess at.
"""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from collections.abc import Iterator

import olefile

from indexer.errors import ExtractionFailed
from indexer.extraction.office import converted_by_libreoffice
from indexer.extraction.source import Facts, Piece, Source
from indexer.extraction.word import extract_docx
from indexer.model import NoTextReason, PageText

_MAX_STREAM = 256 << 20
_WORD_97 = 0x00C1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_COUNTS, _PIECE_TABLE = 0x4C, 0x1A2  # where the FIB keeps the lengths of the stories and the piece table
_COMPRESSED = 1 << 30
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*\x14?")
_UNSEEN = re.compile("[\x00-\x06\x08\x0e-\x12\x15-\x1d\x1f]")
_SYMBOLS = re.compile("[\uf020-\uf0ff]")  # letters of symbol fonts, put there by Word


class _TooOld(Exception):
    """A document of Word 6 or 95, whose text is laid out differently."""


def extract_doc(source: Source) -> Iterator[Piece]:
    """Pages as far as the author broke them; text boxes, notes and headers follow the body."""
    try:
        text, properties = _text_and_properties(source)
    except (_TooOld, OSError, ValueError, struct.error, IndexError, KeyError) as error:
        yield from _by_converter(source, type(error).__name__)
        return
    pages = text.split("\f")
    for number, page in enumerate(pages, start=1):
        if page.strip():
            yield PageText(number, page.strip("\n"))
    yield Facts(page_count=len(pages), properties=properties)


def _text_and_properties(source: Source) -> tuple[str, dict[str, str]]:
    source.file.seek(0)
    with olefile.OleFileIO(source.file) as container:
        names = {"/".join(name).lower(): name for name in container.listdir(streams=True, storages=False)}
        document = _stream(container, names["worddocument"])
        if struct.unpack_from("<H", document, 2)[0] < _WORD_97:
            raise _TooOld
        flags = struct.unpack_from("<H", document, 0x0A)[0]
        if flags & _ENCRYPTED:
            raise ExtractionFailed(NoTextReason.ENCRYPTED, "Word password")
        table = _stream(container, names["1table" if flags & _SECOND_TABLE else "0table"])
        facts = container.get_metadata()
        stated = {"title": facts.title, "author": facts.author, "subject": facts.subject}
        codepage = facts.codepage if isinstance(facts.codepage, int) and facts.codepage > 0 else 1252
    whole = "".join(_pieces(document, table))
    body, footnotes, headers, _, _, endnotes, boxes, header_boxes = _stories(whole, document)
    text = "\n".join(filter(None, map(_readable, (body, boxes, footnotes, endnotes, headers, header_boxes))))
    return text, {key: _decoded(value, codepage) for key, value in stated.items() if value}


def _stream(container: olefile.OleFileIO, name: list[str]) -> bytes:
    if container.get_size(name) > _MAX_STREAM:
        raise ExtractionFailed(NoTextReason.SIZE_LIMIT, "/".join(name))
    with container.openstream(name) as stream:
        return bytes(stream.read())


def _pieces(document: bytes, table: bytes) -> Iterator[str]:
    """The text of the pieces in order."""
    place, length = struct.unpack_from("<II", document, _PIECE_TABLE)
    end = place + length
    while place < end and table[place] == 1:  # formatting that pieces refer to
        place += 3 + struct.unpack_from("<H", table, place + 1)[0]
    if place >= end or table[place] != 2:
        raise ValueError("no piece table")
    size = struct.unpack_from("<I", table, place + 1)[0]
    count = (size - 4) // 12
    if not 0 < count <= len(table) // 12:
        raise ValueError("piece count")
    positions = struct.unpack_from(f"<{count + 1}I", table, place + 5)
    for index in range(count):
        where = struct.unpack_from("<I", table, place + 5 + 4 * (count + 1) + 8 * index + 2)[0]
        characters = positions[index + 1] - positions[index]
        if characters < 0:
            raise ValueError("pieces overlap")
        if where & _COMPRESSED:
            start = (where & ~_COMPRESSED) // 2
            yield document[start : start + characters].decode("cp1252", "replace")
        else:
            yield document[where : where + 2 * characters].decode("utf-16-le", "replace")


def _stories(text: str, document: bytes) -> list[str]:
    """Body, footnotes, headers, macros, comments, endnotes, text boxes, text boxes of headers."""
    stories, start = [], 0
    for length in struct.unpack_from("<8I", document, _COUNTS):
        stories.append(text[start : start + length])
        start += length
    return stories


def _readable(story: str) -> str:
    while "\x13" in story:  # fields can stand within fields: take out the innermost code each time
        shorter = _FIELD_CODE.sub("", story)
        if shorter == story:
            break
        story = shorter
    story = _SYMBOLS.sub(lambda found: chr(ord(found[0]) - 0xF000), story)
    story = story.replace("\x1e", "-").replace("\x0b", "\r")
    rows = story.split("\x07\x07")
    story = "\r".join(_row(row) for row in rows)
    return _UNSEEN.sub("", story).replace("\r", "\n").strip("\n")


def _row(row: str) -> str:
    """Cells of one line side by side, cells of several lines (a letter head) one after the other."""
    _, *others = cells = row.split("\x07")
    separator = "\r" if any("\r" in cell.strip("\r") for cell in others) else "\t"
    return separator.join(cells)


def _decoded(value: object, codepage: int) -> str:
    if not isinstance(value, bytes):
        return str(value)
    try:
        return value.decode("utf-8" if codepage == 65001 else f"cp{codepage}", "replace").strip()
    except LookupError:
        return value.decode("cp1252", "replace").strip()


def _by_converter(source: Source, why: str) -> Iterator[Piece]:
    """Antiword for what is older or broken, then LibreOffice where it is installed."""
    path = source.as_path("document.doc")
    if shutil.which("antiword"):
        command = ["antiword", "-m", "UTF-8.txt", "-w", "0", str(path)]
        ended = subprocess.run(command, check=False, capture_output=True)
        text = ended.stdout.decode("utf-8", "replace").strip()
        if ended.returncode == 0 and text:
            yield PageText(1, text)
            yield Facts(page_count=1, properties={"read_by": "antiword"})
            return
    if (converted := converted_by_libreoffice(path, "docx")) is not None:
        with converted.open("rb") as file:
            yield from extract_docx(source.replaced(file))
        return
    raise ExtractionFailed(NoTextReason.DAMAGED, f"no converter reads it: {why}")
