"""How fast pages become text, against the bare tools doing the same work in the same run.

    python benchmarks/extraction_speed.py [--papers N] [--pages N] [--scans N] [--files DIR]

Papers are made for the run (PDF with text, scans, Word), or taken from a folder. Each is read nine times in turn
by the bare tool (PDFium and python-docx in this process, Tesseract) and by the sandbox: detection, extraction in a
confined worker, checks; the best time of each counts. The last column is our time over the bare tool's.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import docx
import pypdfium2

from indexer.extraction.sandbox import SandboxExtractor
from tests.extraction.papers import RESOLUTION, page_image, pdf_of_images, pdf_with_text, word_paper

PDF = "application/pdf"
ROUNDS = 9
BODY = tuple(
    f"{n}. Chi bộ thống nhất thực hiện nhiệm vụ thứ {n} trong tháng, phân công đảng viên phụ trách." for n in range(34)
)


def main() -> None:
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory() as folder, SandboxExtractor() as extractor:
        extractor.isolation()  # the child is warm in a running service
        papers = made_papers(Path(folder), arguments) if arguments.files is None else found_papers(arguments.files)
        print(f"{'kind':<28}{'pages':>7}{'bare pages/s':>14}{'ours pages/s':>14}{'ours/bare':>11}")
        for pages_each, paths in sorted(papers["text"].items()):
            compare(f"PDF text, {pages_each} pages", pages_each * len(paths), paths, bare_pdfium, extracting(extractor))
        compare("Word (.docx)", len(papers["word"][1]), papers["word"][1], bare_docx, extracting(extractor))
        if papers["scan"]:
            [paths] = papers["scan"].values()
            compare("scan (OCR)", len(paths), paths, bare_tesseract, recognising(extractor), rounds=1)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--papers", type=int, default=40, help="papers of each kind")
    parser.add_argument("--scans", type=int, default=4, help="scanned pages; 0 leaves recognition out")
    parser.add_argument("--files", type=Path, help="read the PDF and Word files below this folder instead")
    return parser.parse_args()


def made_papers(folder: Path, arguments: argparse.Namespace) -> dict[str, dict[int, list[Path]]]:
    text = {
        pages: [
            pdf_with_text(folder / f"{pages}-{n}.pdf", *[(*RESOLUTION, *BODY)] * pages)
            for n in range(max(2, arguments.papers * 4 // pages // 4))
        ]
        for pages in (1, 4, 40)
    }
    word = [word_paper(folder / f"{n}.docx", *RESOLUTION, *BODY) for n in range(arguments.papers)]
    page = page_image(*RESOLUTION, *BODY[:22], width=2480)
    scan = [pdf_of_images(folder / f"scan{n}.pdf", page) for n in range(arguments.scans)]
    return {"text": text, "word": {1: word}, "scan": {1: scan} if scan else {}}


def found_papers(folder: Path) -> dict[str, dict[int, list[Path]]]:
    text: dict[int, list[Path]] = {}
    for path in folder.rglob("*.pdf"):
        try:
            text.setdefault(len(pypdfium2.PdfDocument(path)), []).append(path)
        except pypdfium2.PdfiumError:
            continue
    return {"text": text, "word": {1: sorted(folder.rglob("*.docx"))}, "scan": {}}


def compare(
    name: str,
    pages: int,
    paths: Sequence[Path],
    bare: Callable[[Path], None],
    ours: Callable[[Path], None],
    rounds: int = ROUNDS,
) -> None:
    """Both take turns paper by paper, so that a busy moment of the machine hits both; the best of the rounds counts."""
    bare_best = ours_best = 0.0
    for path in paths:
        bare_times, ours_times = [], []
        for _ in range(rounds):
            bare_times.append(seconds(bare, path))
            ours_times.append(seconds(ours, path))
        bare_best += min(bare_times)
        ours_best += min(ours_times)
    print(f"{name:<28}{pages:>7}{pages / bare_best:>14.1f}{pages / ours_best:>14.1f}{ours_best / bare_best:>10.2f}×")


def seconds(read: Callable[[Path], None], path: Path) -> float:
    started = time.perf_counter()
    read(path)
    return time.perf_counter() - started


def extracting(extractor: SandboxExtractor) -> Callable[[Path], None]:
    return lambda path: expect_text(extractor.extract(path, extractor.detect(path)).pages)


def recognising(extractor: SandboxExtractor) -> Callable[[Path], None]:
    return lambda path: expect_text(extractor.recognise_page(path, PDF, 1).page.text)


def expect_text(found: object) -> None:
    if not found:
        raise SystemExit("no text: the comparison means nothing")


def bare_pdfium(path: Path) -> None:
    document = pypdfium2.PdfDocument(path)
    for page in document:
        page.get_textpage().get_text_bounded()
    document.close()


def bare_docx(path: Path) -> None:
    for paragraph in docx.Document(str(path)).paragraphs:
        expect_text(paragraph.text)


def bare_tesseract(path: Path) -> None:
    """The page as a picture of 300 dpi, then Tesseract for text alone."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "page.png"
        page = pypdfium2.PdfDocument(path)[0]
        page.render(scale=300 / 72, grayscale=True).to_pil().save(picture)
        subprocess.run(
            ["tesseract", str(picture), str(picture), "-l", "vie", "--dpi", "300"],
            check=True,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )


if __name__ == "__main__":
    main()
