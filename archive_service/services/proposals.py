"""What the archive proposes for fields a person left empty."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from indexer.model import ExtractedText


def propose(texts: Sequence[tuple[str, ExtractedText]], file_name: str) -> dict[str, str]:
    """Fields by name, as a person would write them. The title is never empty: the file's name at the least."""
    del texts
    return {"title": PurePath(file_name).stem.replace("_", " ").strip() or file_name}
