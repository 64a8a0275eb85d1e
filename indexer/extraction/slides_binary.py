"""PowerPoint 97-2003 (.ppt): the text atoms of its records, after [MS-PPT]; each slide a page."""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterator

import olefile

from indexer.errors import ExtractionFailed
from indexer.extraction.source import Facts, Piece, Source
from indexer.model import NoTextReason, PageText

_MAX_STREAM = 256 << 20
_HEADER = struct.Struct("<HHI")
_TEXT_WIDE, _TEXT_NARROW = 0x0FA0, 0x0FA8
_SLIDE, _SLIDE_IN_OUTLINE, _MASTER, _HANDOUT = 0x03EE, 0x03F3, 0x03F8, 0x0FC9


def extract_ppt(source: Source) -> Iterator[Piece]:
    """Slides in the order of the outline, texts of their shapes after those of the outline."""
    source.file.seek(0)
    try:
        with olefile.OleFileIO(source.file) as container:
            names = {"/".join(name).lower(): name for name in container.listdir(streams=True, storages=False)}
            name = names["powerpoint document"]
            if container.get_size(name) > _MAX_STREAM:
                raise ExtractionFailed(NoTextReason.SIZE_LIMIT, "PowerPoint stream")
            with container.openstream(name) as stream:
                slides = _slides(stream.read())
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise ExtractionFailed(NoTextReason.DAMAGED, f"OLE: {type(error).__name__}") from error
    for number in sorted(slides):
        yield PageText(number, "\n".join(slides[number]))
    yield Facts(page_count=max(slides, default=0))


def _slides(data: bytes) -> dict[int, list[str]]:
    slides: dict[int, list[str]] = defaultdict(list)
    seen: set[str] = set()  # a file saved in haste keeps what it replaced: the same text again, anywhere
    in_outline, shapes, current, place = 0, 0, 1, 0
    while place + _HEADER.size <= len(data):
        version, kind, length = _HEADER.unpack_from(data, place)
        place += _HEADER.size
        if kind == _SLIDE_IN_OUTLINE:
            in_outline += 1
            current = in_outline
        elif kind == _SLIDE:
            shapes += 1
            current = shapes
        elif kind in (_TEXT_WIDE, _TEXT_NARROW):
            text = data[place : place + length].decode("utf-16-le" if kind == _TEXT_WIDE else "latin-1", "replace")
            tidy = text.replace("\r", "\n").replace("\x0b", "\n").strip()
            if tidy and tidy not in seen:
                seen.add(tidy)
                slides[current].append(tidy)
        is_container = version & 0xF == 0xF and kind not in (_MASTER, _HANDOUT)
        if not is_container:
            place += length
    return slides
