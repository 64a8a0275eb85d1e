"""What all office files share."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.errors import ExtractionFailed
from indexer.extraction.source import Piece, Source
from indexer.model import NoTextReason


def extract_encrypted(_source: Source) -> Iterator[Piece]:
    """An office file behind a password: it can be kept, but nothing in it can be read."""
    raise ExtractionFailed(NoTextReason.ENCRYPTED, "office file with a password")
