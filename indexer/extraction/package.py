"""Zip files people hand in: a batch to be unpacked at the door, a list of names as a record of its own."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Iterator

from indexer.errors import ExtractionFailed
from indexer.extraction.archive import BoundedZip
from indexer.extraction.source import Facts, Piece, Source
from indexer.model import NoTextReason

_MAX_FILES = 2_000
_NEVER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def extract_zip(source: Source) -> Iterator[Piece]:
    """No text: the names of what is in it."""
    names = tuple(readable_name(name) for name in BoundedZip(source.file).names)
    yield Facts(no_text=NoTextReason.UNSUPPORTED, detail="a zip file is a batch", attachments=names)


def unpacked(source: Source) -> Iterator[tuple[str, bytes]]:
    """The files in a zip as (name, block): the name stands with a file's first block, "" with the others.

    Raises ExtractionFailed with SIZE_LIMIT when there are too many files or, unpacked, more bytes than the limit
    for a file allows; what a zip says about its sizes is not believed.
    """
    files, left = 0, source.limits.file_bytes
    for name, blocks in BoundedZip(source.file).files():
        if any(part in name for part in _NEVER):
            continue
        files += 1
        if files > _MAX_FILES:
            raise ExtractionFailed(NoTextReason.SIZE_LIMIT, f"more than {_MAX_FILES} files")
        shown = readable_name(name)
        yield shown, b""
        for block in blocks:
            left -= len(block)
            if left < 0:
                raise ExtractionFailed(NoTextReason.SIZE_LIMIT, f"over {source.limits.file_bytes} bytes unpacked")
            yield "", block


def readable_name(name: str) -> str:
    """The name as its author saw it: UTF-8 that an old packer did not declare is taken for code page 437."""
    with contextlib.suppress(UnicodeError):  # declared, or not UTF-8: it stands as it is
        name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name)
