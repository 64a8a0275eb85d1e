"""What an engine and an extractor promise, in sentences. One contract suite per port runs on every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from indexer.model import (
    ExtractedText,
    Hit,
    ImageForm,
    IndexDocument,
    IndexStatus,
    Limits,
    PageText,
    ScannedFile,
    ScanProgress,
    SearchAnswer,
    SearchRequest,
    UnpackedFile,
    Visibility,
)


class Index(Protocol):
    """A disposable index over records. One process writes, any number read."""

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Answer from the newest whole generation. Hits, totals and facets count visible records only.

        A reader never sees half a commit and never fails because of one. Raises IndexUnavailable
        when no generation can be opened.
        """
        ...

    def suggest(self, word: str, visible: Visibility, limit: int = 5) -> tuple[str, ...]:
        """Words of visible records that are near to a misspelt one, best first; empty when none."""
        ...

    def similar(self, record_id: str, title: str, visible: Visibility, limit: int = 8) -> tuple[Hit, ...]:
        """Visible records that are about the same, the nearest first, without pages and snippets; empty when unknown.

        That the searcher may see the record itself is the caller's task.
        """
        ...

    def pages_of(self, record_id: str) -> tuple[PageText, ...]:
        """The indexed text of one record, for previews; empty when unknown. Rights are the caller's task."""
        ...

    def add(self, documents: Iterable[IndexDocument]) -> int:
        """Add or replace documents by record id and commit; durable and visible on return. Count of documents.

        Raises IndexBusy when another process writes for too long.
        """
        ...

    def remove(self, record_ids: Iterable[str]) -> int:
        """Remove documents and commit; unknown ids are no error. Count of documents removed."""
        ...

    def rebuild(self, documents: Iterable[IndexDocument]) -> int:
        """Build a new generation from these documents and swap it in at once; readers keep the old one meanwhile.

        Killed half-way, the old generation still serves and a second call starts cleanly.
        """
        ...

    def record_ids(self) -> Iterator[str]:
        """Every record id in the index, in no order; for reconciliation."""
        ...

    def status(self) -> IndexStatus:
        """State, size and fingerprint; never raises."""
        ...


class Extractor(Protocol):
    """Turns files into text inside a limited child process."""

    def detect(self, path: Path) -> str:
        """The media type by content. Never raises for hostile content: unknown is application/octet-stream."""
        ...

    def extract(self, path: Path, media_type: str, limits: Limits | None = None) -> ExtractedText:
        """The text of the file, or the reason why there is none. Hostile content is an answer, not an exception."""
        ...

    def unpack(self, path: Path, folder: Path) -> Sequence[UnpackedFile]:
        """Unpack a zip file into `folder`, each file under a number; names are as stated and need judging.

        Raises ExtractionFailed (DAMAGED, ENCRYPTED, SIZE_LIMIT): then what was written is to be thrown away.
        """
        ...

    def render_page(
        self,
        path: Path,
        media_type: str,
        page: int,
        width: int,
        marks: tuple[str, ...] = (),
        form: ImageForm = ImageForm.PNG,
    ) -> bytes:
        """A picture of one page (from 1), `width` pixels wide, the given words marked where they stand.

        Raises ExtractionFailed when the file cannot be rendered and IndexError past the last page.
        """
        ...


class CopyMaker(Protocol):
    """Lays office files out as PDF, for reading; where LibreOffice is installed."""

    def can_lay_out(self, media_type: str) -> bool:
        """Whether what it needs for this type is installed; looked at anew each time."""
        ...

    def write_office_copy(self, path: Path, media_type: str, target: Path) -> None:
        """Write an office file as PDF to `target`. Raises ExtractionFailed."""
        ...

    def join_copies(self, copies: Path, target: Path) -> bool:
        """Write one PDF of the PDFs in a zip file, in order of name; whether it is PDF/A. Raises ExtractionFailed."""
        ...

    def extract(self, path: Path, media_type: str, limits: Limits | None = None) -> ExtractedText:
        """The text of the PDF that was written, with its pages."""
        ...


class Recogniser(Protocol):
    """Reads the words of scans, page by page into a folder, so that a broken-off reading goes on where it stopped."""

    def ready(self) -> bool:
        """Whether what it needs is installed; looked at anew each time."""
        ...

    def recognise(
        self, file: ScannedFile, pages: Sequence[int], on_progress: Callable[[ScanProgress], bool]
    ) -> ScanProgress:
        """Read those of the pages (from 1) that the file's folder lacks, several at a time, each kept when it is read.

        `on_progress` is called first and after each page, by the caller's thread; when it answers False no
        further page is begun. A page that cannot be read is reported and does not stop the others.
        """
        ...

    def pages_read(self, folder: Path) -> tuple[PageText, ...]:
        """The pages kept in a folder, in order."""
        ...

    def doubtful(self, folder: Path, page: int) -> tuple[str, ...]:
        """The words with digits on a kept page that were read with little confidence."""
        ...

    def write_reading_copy(self, files: Sequence[ScannedFile], target: Path) -> bool:
        """Write one PDF of the files in order, the words read lying invisibly on the pages; whether it is PDF/A.

        Raises ExtractionFailed.
        """
        ...


class ExtractorSession(AbstractContextManager[Extractor], Protocol):
    """An extractor that keeps warm children until it is closed."""
