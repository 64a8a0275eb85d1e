"""Admission: whether files that arrived may come in, and what they say at first sight.

The door knows names, types, viruses and marks of secrecy; it keeps nothing. What reads bytes is the confined child.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive_service.domain.errors import (
    BadField,
    BadFileName,
    EmptyFile,
    Infected,
    ScannerUnavailable,
    SecrecyMark,
    UnsupportedType,
)
from archive_service.domain.types import TypeLists
from archive_service.ports import Scanner
from archive_service.services.reading import read_file, reading_child
from archive_service.services.spool import SpooledFile
from archive_service.services.text_json import RecordText
from indexer.model import ExtractedText, Limits, NoTextReason
from indexer.ports import Extractor
from indexer.text.secrecy import find_secrecy_mark

ZIP_OPENING = b"PK"
CUT_OFF = "stopped after"


@dataclass(frozen=True, slots=True)
class Admitted:
    """Files that may come in, each with its media type, and what the trace says of their antivirus scan."""

    typed: tuple[tuple[SpooledFile, str], ...]
    scanned: dict[str, str]


@dataclass(frozen=True, slots=True)
class Admission:
    extractor: Extractor
    types: TypeLists
    max_files: int
    reading: Limits
    scanner: Scanner | None = None
    scan_required: bool = True

    def is_package(self, file: SpooledFile) -> bool:
        """Whether the file is a batch, to be handed in by `services.batch`. Raises Unavailable."""
        with file.path.open("rb") as content:
            if content.read(2) != ZIP_OPENING:
                return False
        with reading_child():
            return self.extractor.detect(file.path) in self.types.batch_types

    def check_together(self, files: Sequence[SpooledFile]) -> None:
        """Whether the files can be one record. Raises EmptyFile, BadField, BadFileName."""
        if not files:
            raise EmptyFile
        if len(files) > self.max_files:
            raise BadField(field="files", value=len(files))
        if len({file.name for file in files}) != len(files):
            raise BadFileName

    def admit(self, files: Sequence[SpooledFile]) -> Admitted:
        """Let the files in. Raises UnsupportedType, Infected; ScannerUnavailable where a scan is required."""
        return Admitted(tuple((file, self._media_type(file)) for file in files), self._scan(files))

    def first_texts(self, admitted: Admitted) -> list[tuple[str, ExtractedText]]:
        """The text of each file by its name, as far as it comes quickly. Raises SecrecyMark."""
        texts = []
        for file, media_type in admitted.typed:
            text = read_file(self.extractor, file.path, media_type, self.reading)
            if find_secrecy_mark(text.pages) is not None:
                raise SecrecyMark
            texts.append((file.name, text))
        return texts

    def _media_type(self, file: SpooledFile) -> str:
        with reading_child():
            media_type = self.extractor.detect(file.path)
        if media_type not in self.types.media_types:
            raise UnsupportedType(media_type=media_type)
        return media_type

    def _scan(self, files: Sequence[SpooledFile]) -> dict[str, str]:
        if self.scanner is None:
            return {}
        try:
            for file in files:
                with file.path.open("rb") as content:
                    name = self.scanner.infected_with(content)
                if name is not None:
                    raise Infected(name=name)
        except ScannerUnavailable as error:
            if self.scan_required:
                raise
            return {"scan": f"not scanned: {error.facts.get('cause', '')}"}
        return {"scan": "clean"}


def was_read(text: RecordText) -> bool:
    """Whether reading came to an end: limits of the door are tighter than those of the worker.

    Text that was cut off at a limit is kept out as well: its detail begins with the word for it.
    """
    unfinished = {NoTextReason.TIME_LIMIT, NoTextReason.MEMORY_LIMIT, NoTextReason.SIZE_LIMIT, NoTextReason.CRASHED}
    return not any(file.no_text in unfinished or file.detail.startswith(CUT_OFF) for file in text.files)
