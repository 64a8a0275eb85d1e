"""Reading a file: its text as the child extracted it, legacy Vietnamese encodings turned into Unicode."""

from __future__ import annotations

from pathlib import Path

from indexer.model import ExtractedText, Limits
from indexer.ports import Extractor
from indexer.text.legacy_pages import in_unicode


def read_file(extractor: Extractor, path: Path, media_type: str, limits: Limits | None = None) -> ExtractedText:
    """The text of the file in Unicode, or the reason why there is none. The original stays as it is."""
    return in_unicode(extractor.extract(path, media_type, limits))
