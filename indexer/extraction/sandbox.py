"""The extractor the archive uses: every document is opened here and read in a confined child."""

from __future__ import annotations

import os
import queue
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from indexer.errors import ExtractionFailed
from indexer.extraction.answers import checked_text
from indexer.extraction.confine import Measure
from indexer.extraction.jobs import Job, UnpackingJob
from indexer.extraction.media_types import EXTENSIONS, READ_BY_ONE_PROCESS, UNKNOWN, ZIP
from indexer.extraction.office import libreoffice
from indexer.extraction.warm import Ended, Take, WarmChild
from indexer.extraction.wire import WireError
from indexer.model import ExtractedText, ImageForm, Limits, NoTextReason, PageText, TextSource, UnpackedFile

REGISTRY = "indexer.extraction.registry"
DEFAULT_LIMITS = Limits()
JOBS_PER_WORKER = 32
_ALONE = ("detect", "extract", "render")  # jobs for which the media type decides whether programs are needed
_PNG = b"\x89PNG\r\n\x1a\n"
_MAX_IMAGE_BYTES = 32 << 20
_MIN_WIDTH, _MAX_WIDTH = 16, 4_000
_MAX_LAYER_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """A page read by recognition, and its invisible layer (a PDF page, `skew` degrees askew) for a reading copy."""

    page: PageText
    layer: bytes
    skew: float
    doubtful: tuple[str, ...] = ()
    """Words with digits that were read with little confidence, as handwritten numbers and days are."""


class SandboxExtractor:
    """An `Extractor` with up to `workers` warm children, started when first needed; safe for several threads.

    A document is read by a worker that read up to `jobs_per_worker` - 1 before; 1 gives each its own, at the price of
    a process start. `registry` names the module with the table of extractors that the child loads.
    Raises ExtractorUnavailable from every method when a child does not start.
    """

    def __init__(
        self,
        limits: Limits = DEFAULT_LIMITS,
        workers: int = 1,
        registry: str = REGISTRY,
        jobs_per_worker: int = JOBS_PER_WORKER,
    ) -> None:
        self._limits = limits
        self._registry = registry
        self._jobs_per_worker = jobs_per_worker
        self._workers = workers
        self._idle: queue.LifoQueue[WarmChild | None] = queue.LifoQueue()
        for _ in range(workers):
            self._idle.put(None)

    def detect(self, path: Path) -> str:
        """The media type by content; `application/octet-stream` when unknown or when looking at it fails."""
        job = Job("", self._limits)
        ended = self._run(path, {"kind": "detect", "media_type": ""}, self._limits, job.take)
        media_type = job.end.get("media_type") if ended.reason is None else None
        if not isinstance(media_type, str) or not media_type.isascii() or "/" not in media_type:
            return UNKNOWN
        return checked_text(media_type, 127)

    def extract(self, path: Path, media_type: str, limits: Limits | None = None) -> ExtractedText:
        """The text of the file, or the reason why there is none; text found before a limit is kept."""
        limits = limits or self._limits
        job = Job(media_type, limits)
        ended = self._run(path, {"kind": "extract", "media_type": media_type}, limits, job.take)
        if ended.reason is not None:
            return job.pages.answer(ended.reason, ended.detail)
        return job.pages.answer(*job.failure())

    def render_page(
        self,
        path: Path,
        media_type: str,
        page: int,
        width: int,
        marks: tuple[str, ...] = (),
        form: ImageForm = ImageForm.PNG,
    ) -> bytes:
        """A picture of one page (from 1). Raises ExtractionFailed, and IndexError past the last page."""
        job = Job(media_type, self._limits)
        order = {
            "kind": "render",
            "media_type": media_type,
            "page": page,
            "width": max(_MIN_WIDTH, min(width, _MAX_WIDTH)),
            "marks": list(marks),
            "form": form.value,
        }
        self._run_to_end(path, order, job)
        if not _is_picture(job.binary, form) or len(job.binary) > _MAX_IMAGE_BYTES:
            raise ExtractionFailed(NoTextReason.CRASHED, "the child's answer is no image")
        return job.binary

    def recognise_page(self, path: Path, media_type: str, page: int) -> RecognisedPage:
        """Read one page (from 1) of a scan. Raises ExtractionFailed, and IndexError past the last page."""
        job = Job(media_type, self._limits)
        self._run_to_end(path, {"kind": "recognise", "media_type": media_type, "page": page}, job)
        confidence, skew = job.end.get("confidence"), job.end.get("skew")
        if not (isinstance(confidence, float | int) and 0 <= confidence <= 1 and isinstance(skew, float | int)):
            raise ExtractionFailed(NoTextReason.CRASHED, "the child's answer is no page")
        if not job.binary.startswith(b"%PDF-") or len(job.binary) > _MAX_LAYER_BYTES or not abs(skew) < 45:
            raise ExtractionFailed(NoTextReason.CRASHED, "the child's answer is no layer")
        text = checked_text(job.end.get("text"), self._limits.text_bytes)
        doubtful = job.end.get("doubtful")
        words = tuple(checked_text(word, 100) for word in doubtful[:1_000]) if isinstance(doubtful, list) else ()
        return RecognisedPage(PageText(page, text, TextSource.OCR, float(confidence)), job.binary, float(skew), words)

    def write_reading_copy(self, path: Path, media_type: str, layers: Path, target: Path, *, pdfa: bool = True) -> bool:
        """Write the two-layer PDF of a scan to `target`; whether it is PDF/A. Raises ExtractionFailed.

        `layers` is a zip file of the layers, named by `indexer.extraction.scan.layer_name`.
        """
        job = Job(media_type, self._limits)
        with layers.open("rb") as opened, target.open("wb") as out:
            order = {"kind": "reading_copy", "media_type": media_type, "pdfa": pdfa}
            self._run_to_end(path, order, job, (opened.fileno(), out.fileno()))
        _expect_pdf(target)
        return job.end.get("pdfa") is True

    def join_copies(self, copies: Path, target: Path) -> bool:
        """Write one PDF of the PDFs in a zip file, in order of name; whether it is PDF/A. Raises ExtractionFailed."""
        job = Job(ZIP, self._limits)
        with target.open("wb") as out:
            self._run_to_end(copies, {"kind": "join_copies", "media_type": ZIP}, job, (out.fileno(),))
        _expect_pdf(target)
        return job.end.get("pdfa") is True

    def can_lay_out(self, media_type: str) -> bool:
        """Whether LibreOffice is installed and knows the type."""
        return media_type in EXTENSIONS and libreoffice() is not None

    def write_office_copy(self, path: Path, media_type: str, target: Path) -> None:
        """Write an office file as PDF to `target`, by LibreOffice. Raises ExtractionFailed(UNSUPPORTED) without it."""
        if media_type not in EXTENSIONS:
            raise ExtractionFailed(NoTextReason.UNSUPPORTED, media_type)
        job = Job(media_type, self._limits)
        with target.open("wb") as out:
            self._run_to_end(path, {"kind": "office_copy", "media_type": media_type}, job, (out.fileno(),))
        _expect_pdf(target)

    def unpack(self, path: Path, folder: Path) -> tuple[UnpackedFile, ...]:
        """Unpack a zip file into `folder`, each file under a number; names are as stated and need judging.

        Raises ExtractionFailed (DAMAGED, ENCRYPTED, SIZE_LIMIT): then what was written is to be thrown away.
        """
        job = UnpackingJob(self._limits, folder)
        try:
            self._run_to_end(path, {"kind": "unpack", "media_type": ZIP}, job)
        finally:
            job.close()
        return tuple(job.files)

    def isolation(self) -> tuple[Measure, ...]:
        """What the child is kept from on this machine: (measure, holds, detail), measured at its start."""
        with self._child() as child:
            return child.measures

    def close(self) -> None:
        """Stop all idle children; a later call starts new ones."""
        for _ in range(self._workers):
            child = self._idle.get()
            if child is not None:
                child.stop()
        for _ in range(self._workers):
            self._idle.put(None)

    def __enter__(self) -> SandboxExtractor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run_to_end(self, path: Path, order: dict[str, Any], job: Job, companions: tuple[int, ...] = ()) -> None:
        """Run a job that either ends well or raises."""
        ended = self._run(path, order, self._limits, job.take, companions)
        if ended.reason is not None:
            raise ExtractionFailed(ended.reason, ended.detail)
        if job.end["end"] == "no_such_page":
            raise IndexError(order["page"])
        reason, detail = job.failure()
        if reason is not None:
            raise ExtractionFailed(reason, detail)

    def _run(
        self, path: Path, order: dict[str, Any], limits: Limits, take: Take, companions: tuple[int, ...] = ()
    ) -> Ended:
        try:
            document = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise ExtractionFailed(NoTextReason.DAMAGED, f"cannot be opened: {error.strerror}") from error
        try:
            facts = os.fstat(document)
            if not stat.S_ISREG(facts.st_mode):
                return Ended(NoTextReason.UNSUPPORTED, "not a regular file")
            if facts.st_size == 0:
                return Ended(NoTextReason.EMPTY, "no bytes")
            # The type is told from a few bytes, however many there are: a long file is kept, if without text.
            if facts.st_size > limits.file_bytes and order["kind"] != "detect":
                return Ended(NoTextReason.SIZE_LIMIT, f"{facts.st_size} bytes, {limits.file_bytes} allowed")
            order["alone"] = order["kind"] in _ALONE and order["media_type"] in {*READ_BY_ONE_PROCESS, ""}
            with self._child() as child:
                return child.run(order, (document, *companions), limits, take)
        except (WireError, OSError) as error:
            return Ended(NoTextReason.CRASHED, f"child gone: {type(error).__name__}")
        finally:
            os.close(document)

    @contextmanager
    def _child(self) -> Iterator[WarmChild]:
        """A child of our own for one job; one that failed is not used again."""
        child = self._idle.get()
        try:
            if child is None or not child.belongs_here() or not child.alive():
                if child is not None:
                    child.stop()
                child = None
                child = WarmChild(self._registry, self._jobs_per_worker)
            yield child
        except BaseException:
            if child is not None:
                child.stop()
            child = None
            raise
        finally:
            self._idle.put(child)


def _is_picture(content: bytes, form: ImageForm) -> bool:
    if form is ImageForm.WEBP:
        return content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return content.startswith(_PNG)


def _expect_pdf(path: Path) -> None:
    with path.open("rb") as written:
        if written.read(5) != b"%PDF-":
            raise ExtractionFailed(NoTextReason.CRASHED, "the child's answer is no PDF")
