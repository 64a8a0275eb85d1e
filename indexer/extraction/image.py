"""Images of pages: how many there are, and one of them as a picture. Their text needs recognition."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from PIL import Image, ImageSequence, UnidentifiedImageError

from indexer.errors import ExtractionFailed
from indexer.extraction.media_types import HEIC
from indexer.extraction.source import Facts, Piece, Source
from indexer.model import NoTextReason

_MAX_PIXELS = 200_000_000
_MAX_FRAMES = 5_000


def extract_image(source: Source) -> Iterator[Piece]:
    """No text, but how many pages wait for recognition."""
    frames = frame_count(open_image(source))
    pages = "1" if frames == 1 else f"1-{frames}"
    yield Facts(page_count=frames, no_text=NoTextReason.NEEDS_OCR, properties={"needs_ocr": pages})


def open_image(source: Source) -> Image.Image:
    """The image with nothing decoded yet. Raises ExtractionFailed: DAMAGED, SIZE_LIMIT for absurd dimensions."""
    Image.MAX_IMAGE_PIXELS = _MAX_PIXELS // 2  # Pillow raises at twice its bound
    if source.media_type in HEIC:
        pillow_heif = importlib.import_module("pillow_heif")  # large, and seldom needed
        pillow_heif.register_heif_opener()
    source.file.seek(0)
    try:
        return Image.open(source.file)
    except Image.DecompressionBombError as error:
        raise ExtractionFailed(NoTextReason.SIZE_LIMIT, "too many pixels") from error
    except UnidentifiedImageError as error:
        raise ExtractionFailed(NoTextReason.DAMAGED, "no image") from error


def frame_count(image: Image.Image) -> int:
    return min(int(getattr(image, "n_frames", 1)), _MAX_FRAMES)


def frame(image: Image.Image, number: int) -> Image.Image:
    """One page (from 1) of an image file. Raises IndexError."""
    if not 1 <= number <= frame_count(image):
        raise IndexError(number)
    return image if frame_count(image) == 1 else ImageSequence.Iterator(image)[number - 1]
