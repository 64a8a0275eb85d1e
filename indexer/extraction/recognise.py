"""Recognition of one page with Tesseract: text, confidence, and the invisible layer for a reading copy.

A page is tried upright first; only when that reads badly is its orientation detected, since detection takes
nearly as long as reading. Skew is measured on a small copy and taken out before reading.
"""

from __future__ import annotations

import csv
import itertools
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from indexer.errors import ExtractionFailed
from indexer.extraction.image import frame, open_image
from indexer.extraction.media_types import IMAGES, PDF
from indexer.extraction.pdf import locked_or_damaged, open_document
from indexer.extraction.source import Source
from indexer.model import NoTextReason

LANGUAGE = "vie"
_DPI = 300
_LONG_SIDE = (1_600, 4_600)  # pixels: smaller is enlarged, larger reduced; A4 at 300 dpi has 3,508
_DOUBTFUL = 0.70  # below this mean confidence the page may stand on its head
_AUTOMATIC, _WITH_ORIENTATION = "3", "1"  # Tesseract's page segmentation modes
_COARSE, _FINE = (0.0, -2.0, 2.0, -4.0, 4.0, -6.0, 6.0), (-1.5, -1.0, -0.5, 0.5, 1.0, 1.5)  # degrees
_CLEARLY = 1.15
_NOISE_CONFIDENCE, _SURE_OF_DIGITS = 50.0, 75.0  # percent; handwritten numbers came out between 6 and 70


@dataclass(frozen=True, slots=True)
class Recognised:
    """One page read. `layer` is a PDF page with invisible text as large as `points` (width, height);
    it lies `skew` degrees (counter-clockwise) askew to the page."""

    text: str
    confidence: float
    doubtful: tuple[str, ...]
    """Words with digits that were read with little confidence: handwriting, as numbers and days often are."""
    layer: bytes
    skew: float
    points: tuple[float, float]


def recognise_page(source: Source, number: int) -> Recognised:
    """Read one page (from 1). Raises IndexError past the last page, ExtractionFailed."""
    if shutil.which("tesseract") is None:
        raise ExtractionFailed(NoTextReason.NEEDS_OCR, "Tesseract is not installed")
    image, points = _page_picture(source, number)
    skew = skew_of(image)
    if skew:
        image = image.rotate(-skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    dpi = image.width * 72 / points[0]
    picture = source.folder / "page.pgm"
    image.save(picture)
    image.close()
    words, layer = _read(picture, dpi, _AUTOMATIC)
    if words.confidence < _DOUBTFUL:
        again, its_layer = _read(picture, dpi, _WITH_ORIENTATION)
        if again.confidence * len(again.text) > words.confidence * len(words.text):
            words, layer = again, its_layer
    return Recognised(words.text, words.confidence, words.doubtful, layer, skew, points)


def skew_of(image: Image.Image) -> float:
    """Degrees (counter-clockwise) by which the lines rise, 0 when they are straight enough.

    Lines are straight when the darkness of pixel rows differs most from row to row.
    """
    small = ImageOps.autocontrast(image.reduce(max(1, max(image.size) // 700)))
    small = ImageOps.invert(small).point(lambda value: 255 if value > 110 else 0)
    contrasts = {angle: _row_contrast(small, angle) for angle in _COARSE}
    best = max(contrasts, key=lambda angle: contrasts[angle])
    if contrasts[best] < _CLEARLY * contrasts[0.0]:
        return 0.0
    for angle in (best + step for step in _FINE):
        contrasts[angle] = _row_contrast(small, angle)
    return max(contrasts, key=lambda angle: contrasts[angle])


def _row_contrast(image: Image.Image, angle: float) -> float:
    turned = image.rotate(-angle, resample=Image.Resampling.BILINEAR) if angle else image
    rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    return float(sum((a - b) ** 2 for a, b in itertools.pairwise(rows)))


def _page_picture(source: Source, number: int) -> tuple[Image.Image, tuple[float, float]]:
    """The page in grey, at a resolution good for reading, and its size in points."""
    if source.media_type == PDF:
        return _pdf_picture(source, number)
    if source.media_type not in IMAGES:
        raise ExtractionFailed(NoTextReason.UNSUPPORTED, f"no recognition for {source.media_type}")
    image = ImageOps.exif_transpose(frame(open_image(source), number)).convert("L")
    long_side = max(image.size)
    target = min(max(long_side, _LONG_SIDE[0]), _LONG_SIDE[1])
    if target != long_side:
        scale = target / long_side
        image = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    scale = 842 / max(image.size)  # as if the image were a page of A4
    return image, (image.width * scale, image.height * scale)


def _pdf_picture(source: Source, number: int) -> tuple[Image.Image, tuple[float, float]]:
    try:
        document = open_document(source)
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise locked_or_damaged(error) from error
    width, height = page.get_size()
    if min(width, height) <= 0:
        raise ExtractionFailed(NoTextReason.DAMAGED, "page without size")
    scale = min(_DPI / 72, _LONG_SIDE[1] / max(width, height))
    return page.render(scale=scale, grayscale=True).to_pil().convert("L"), (width, height)


def _read(picture: Path, dpi: float, segmentation: str) -> tuple[Words, bytes]:
    """Run Tesseract once for words with confidences and for the invisible layer."""
    output = picture.with_name(f"read{segmentation}")
    command = ["tesseract", str(picture), str(output), "-l", LANGUAGE, "--psm", segmentation]
    command += ["--dpi", str(max(70, round(dpi))), "-c", "textonly_pdf=1", "-c", "tessedit_create_tsv=1", "pdf"]
    ended = subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if ended.returncode != 0:
        raise ExtractionFailed(NoTextReason.CRASHED, f"Tesseract ended with {ended.returncode}")
    return words_of(output.with_suffix(".tsv").read_text("utf-8", "replace")), output.with_suffix(".pdf").read_bytes()


@dataclass(frozen=True, slots=True)
class Words:
    """What Tesseract's table of words says: lines of text, the mean confidence (0..1, by letter), doubtful words."""

    text: str
    confidence: float
    doubtful: tuple[str, ...]


def words_of(table: str) -> Words:
    """Put lines together from Tesseract's table (tab-separated, one row a word)."""
    lines: dict[tuple[str, ...], list[str]] = {}
    doubtful: list[str] = []
    letters, weighted = 0, 0.0
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        word, confidence = (row.get("text") or "").strip(), float(row.get("conf") or -1)
        if not word or confidence < 0:
            continue
        if confidence < _NOISE_CONFIDENCE and not any(c.isalnum() for c in word):
            continue  # specks and lines read as punctuation
        lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(word)
        if confidence < _SURE_OF_DIGITS and any(c.isdigit() for c in word):
            doubtful.append(word)
        letters += len(word)
        weighted += confidence * len(word)
    text = "\n".join(" ".join(words) for words in lines.values())
    return Words(text, min(1.0, weighted / letters / 100) if letters else 0.0, tuple(doubtful))
