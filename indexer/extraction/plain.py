"""Plain text, decoded as it is read; long files are cut into pages at line ends."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from indexer.extraction.source import Facts, Piece, Source
from indexer.model import PageText

_BLOCK = 1 << 18
_PAGE_CHARACTERS = 50_000
_MARKS = (  # byte order marks; UTF-32 first, as its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def extract_plain(source: Source) -> Iterator[Piece]:
    """Pages of at most 50,000 characters; form feeds start a new page."""
    encoding = encoding_of(source)
    number = 0
    for text in _pages(source, encoding):
        number += 1
        yield PageText(number, text)
    yield Facts(page_count=number, properties={"encoding": encoding})


def encoding_of(source: Source) -> str:
    """By byte order mark, then UTF-8 if the whole file is, else single bytes.

    Single bytes come out as Latin-1, one character per byte: what TCVN3 and VNI converters start from.
    """
    head = source.head(4096)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    zeros_even, zeros_odd = head[::2].count(0), head[1::2].count(0)
    if max(zeros_even, zeros_odd) > len(head) // 8:
        return "utf-16-le" if zeros_odd > zeros_even else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in _blocks(source):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _blocks(source: Source) -> Iterator[bytes]:
    source.file.seek(0)
    while block := source.file.read(_BLOCK):
        yield block


def _pages(source: Source, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    waiting = ""
    for block in _blocks(source):
        waiting += decoder.decode(block)
        *whole, waiting = waiting.split("\f")
        yield from whole
        while len(waiting) > _PAGE_CHARACTERS:
            cut = waiting.rfind("\n", 0, _PAGE_CHARACTERS) + 1 or _PAGE_CHARACTERS
            yield waiting[:cut]
            waiting = waiting[cut:]
    waiting += decoder.decode(b"", final=True)
    if waiting:
        yield waiting
