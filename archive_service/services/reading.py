"""Reading a file: its text as the child extracted it, legacy Vietnamese encodings turned into Unicode."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive_service.domain.errors import Unavailable
from indexer.errors import ExtractorUnavailable
from indexer.model import ExtractedText, Limits
from indexer.ports import Extractor
from indexer.text.legacy_pages import in_unicode


def read_file(extractor: Extractor, path: Path, media_type: str, limits: Limits | None = None) -> ExtractedText:
    """The text of the file in Unicode, or the reason why there is none. The original stays as it is.

    Raises Unavailable when no child can be started.
    """
    with reading_child():
        return in_unicode(extractor.extract(path, media_type, limits))


@contextmanager
def reading_child() -> Iterator[None]:
    """Say in the archive's words that no child can be started to read with."""
    try:
        yield
    except ExtractorUnavailable as error:
        raise Unavailable from error
