"""What an extractor gets and what it gives: a source inside the child, pieces of an answer on the way out."""

from __future__ import annotations

import mmap
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from indexer.errors import ExtractionFailed
from indexer.model import Limits, NoTextReason, PageText, Signature


@dataclass(frozen=True, slots=True)
class Source:
    """A document inside the child: an open file, and a private folder for tools that want paths."""

    file: BinaryIO
    size: int
    media_type: str
    folder: Path
    limits: Limits = field(default_factory=Limits)
    companions: tuple[int, ...] = ()
    """Further open descriptors that came with the job; what they are depends on the job."""

    @classmethod
    def of_descriptors(cls, descriptors: list[int], media_type: str, folder: Path, limits: Limits) -> Source:
        """The document is the first descriptor; the others are its companions."""
        document, *companions = descriptors
        file = os.fdopen(document, "rb")
        return cls(file, os.fstat(document).st_size, media_type, folder, limits, tuple(companions))

    def head(self, length: int) -> bytes:
        """The first bytes, without moving the file's position."""
        return os.pread(self.file.fileno(), length, 0)

    def mapped(self) -> mmap.mmap:
        """The whole file as memory, paged in by the kernel; changes to it stay in this process."""
        return mmap.mmap(self.file.fileno(), 0, access=mmap.ACCESS_COPY)

    def read(self, max_bytes: int) -> bytes:
        """The whole file in memory. Raises ExtractionFailed(SIZE_LIMIT) when longer than `max_bytes`."""
        if self.size > max_bytes:
            raise ExtractionFailed(NoTextReason.SIZE_LIMIT, f"{self.size} bytes, {max_bytes} allowed")
        self.file.seek(0)
        return self.file.read(max_bytes)

    def replaced(self, file: BinaryIO) -> Source:
        """The same job on another file, one that was made from the document."""
        return replace(self, file=file, size=os.fstat(file.fileno()).st_size)

    def as_path(self, name: str) -> Path:
        """A copy of the document in the private folder, for tools that need a path."""
        path = self.folder / name
        self.file.seek(0)
        with path.open("wb") as copy:
            shutil.copyfileobj(self.file, copy, 1 << 20)
        return path


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a file besides its pages; later facts complete earlier ones."""

    page_count: int | None = None
    no_text: NoTextReason | None = None
    detail: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()


Piece = PageText | Facts
Extract = Callable[[Source], Iterator[Piece]]
"""Yields the pieces of an answer as they are found, so that a limit keeps what was found before it.

Raises ExtractionFailed with the reason when there is no text to be had.
"""
