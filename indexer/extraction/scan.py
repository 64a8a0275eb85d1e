"""Reading a scan page by page: on every core, resumable at the page, cancellable between pages.

Each page is kept in a work folder as soon as it is read; a second call with the same folder reads only what
is missing. The folder can be removed when the text and the reading copy have been taken.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import ExtractionFailed
from indexer.extraction.sandbox import RecognisedPage, SandboxExtractor
from indexer.model import (
    ExtractedText,
    NoTextReason,
    PageText,
    ScannedFile,
    ScanProgress,
    TextSource,
    page_numbers,
)
from indexer.ports import Recogniser

LANGUAGE = "vie"
_LIST_SECONDS = 20


def recognition_ready() -> bool:
    """Whether Tesseract with the Vietnamese model is installed."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    listed = subprocess.run(
        [program, "--list-langs"], capture_output=True, check=False, text=True, timeout=_LIST_SECONDS
    )
    return LANGUAGE in listed.stdout.split()


def pages_wanting_recognition(text: ExtractedText) -> tuple[int, ...]:
    """The pages without usable text, from the property `needs_ocr` ("1-3,7") of an extraction."""
    return page_numbers(text.properties.get("needs_ocr", ""))


def layer_name(number: int, skew: float) -> str:
    """How a page's layer is named in the file of layers: the page and how askew it lies."""
    return f"{number} {skew:g}.pdf"


def recognise_pages(
    extractor: SandboxExtractor,
    path: Path,
    media_type: str,
    pages: Sequence[int],
    folder: Path,
    on_progress: Callable[[ScanProgress], bool] = lambda _: True,
    workers: int = os.cpu_count() or 1,
) -> ScanProgress:
    """Read these pages into `folder`, `workers` at a time. Stops early when `on_progress` returns False.

    A page that cannot be read is reported and does not stop the others. Give the extractor as many workers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = iter([page for page in pages if not _text_path(folder, page).exists()])
    failed: dict[int, NoTextReason] = {}
    running: dict[Future[RecognisedPage], int] = {}

    def progress() -> ScanProgress:
        read = sum(1 for page in pages if _text_path(folder, page).exists())
        return ScanProgress(len(pages), read, tuple(sorted(failed.items())))

    with ThreadPoolExecutor(workers) as pool:
        going = on_progress(progress())
        while going or running:
            while going and len(running) < workers and (page := next(missing, None)) is not None:
                running[pool.submit(extractor.recognise_page, path, media_type, page)] = page
            if not running:
                break
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                page = running.pop(done)
                try:
                    _keep(folder, done.result())
                except ExtractionFailed as failure:
                    failed[page] = failure.reason
                except IndexError:
                    failed[page] = NoTextReason.DAMAGED
            going = on_progress(progress()) and going
    return progress()


def recognised_pages(folder: Path) -> tuple[PageText, ...]:
    """The pages kept in a work folder, in order."""
    found = []
    for path in folder.glob("*.json"):
        kept = json.loads(path.read_text(encoding="utf-8"))
        found.append(PageText(kept["number"], kept["text"], TextSource.OCR, kept["confidence"]))
    return tuple(sorted(found, key=lambda page: page.number))


def doubtful_words(folder: Path, page: int) -> frozenset[str]:
    """The words with digits on a kept page that were read with little confidence: not to be relied on."""
    kept = json.loads(_text_path(folder, page).read_text(encoding="utf-8"))
    return frozenset(kept["doubtful"])


def write_reading_copy(
    extractor: SandboxExtractor, path: Path, media_type: str, folder: Path, target: Path, *, pdfa: bool = True
) -> bool:
    """Write the two-layer PDF with the pages kept in `folder`; whether it is PDF/A. Raises ExtractionFailed."""
    layers = folder / "layers.zip"
    with zipfile.ZipFile(layers, "w") as packed:
        for kept in folder.glob("*.json"):
            facts = json.loads(kept.read_text(encoding="utf-8"))
            packed.write(kept.with_suffix(".pdf"), layer_name(facts["number"], facts["skew"]))
    try:
        return extractor.write_reading_copy(path, media_type, layers, target, pdfa=pdfa)
    finally:
        layers.unlink()


def write_common_copy(extractor: SandboxExtractor, files: Sequence[ScannedFile], target: Path) -> bool:
    """Write one two-layer PDF of several files, in order; whether it is PDF/A. Raises ExtractionFailed."""
    if len(files) == 1:
        return write_reading_copy(extractor, files[0].path, files[0].media_type, files[0].folder, target)
    copies = target.with_suffix(".zip")
    try:
        with zipfile.ZipFile(copies, "w") as packed:
            for place, file in enumerate(files):
                write_reading_copy(extractor, file.path, file.media_type, file.folder, target, pdfa=False)
                packed.write(target, f"{place:06}.pdf")
        return extractor.join_copies(copies, target)
    finally:
        copies.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class ScanRecogniser:
    """Implements ports.Recogniser with Tesseract; the extractor has as many workers."""

    extractor: SandboxExtractor
    workers: int

    def ready(self) -> bool:
        return recognition_ready()

    def recognise(
        self, file: ScannedFile, pages: Sequence[int], on_progress: Callable[[ScanProgress], bool]
    ) -> ScanProgress:
        return recognise_pages(
            self.extractor, file.path, file.media_type, pages, file.folder, on_progress, self.workers
        )

    def pages_read(self, folder: Path) -> tuple[PageText, ...]:
        return recognised_pages(folder)

    def doubtful(self, folder: Path, page: int) -> tuple[str, ...]:
        return tuple(sorted(doubtful_words(folder, page)))

    def write_reading_copy(self, files: Sequence[ScannedFile], target: Path) -> bool:
        return write_common_copy(self.extractor, files, target)


def _fits(recogniser: ScanRecogniser) -> Recogniser:
    return recogniser


def with_recognised(text: ExtractedText, pages: Iterable[PageText]) -> ExtractedText:
    """The extraction completed with recognised pages: they replace what stood there, a stamp or a bad layer."""
    merged = {page.number: page for page in text.pages}
    merged |= {page.number: page for page in pages if page.text.strip()}
    properties = {key: value for key, value in text.properties.items() if key != "needs_ocr"}
    return ExtractedText(
        media_type=text.media_type,
        pages=tuple(merged[number] for number in sorted(merged)),
        page_count=text.page_count,
        no_text=None if merged else NoTextReason.EMPTY,
        detail=text.detail,
        properties=properties,
        attachments=text.attachments,
        conversion=text.conversion,
    )


def _text_path(folder: Path, page: int) -> Path:
    return folder / f"{page}.json"


def _keep(folder: Path, read: RecognisedPage) -> None:
    """The layer first, then the text under its final name: where that is, the page is whole."""
    page = read.page
    (folder / f"{page.number}.pdf").write_bytes(read.layer)
    kept = {"number": page.number, "text": page.text, "confidence": page.confidence, "skew": read.skew,
            "doubtful": read.doubtful}  # fmt: skip
    draft = folder / f"{page.number}.draft"
    draft.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    draft.replace(_text_path(folder, page.number))
