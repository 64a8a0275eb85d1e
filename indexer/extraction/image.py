"""Images of pages: how many there are, and one of them as a picture. Their text needs recognition."""

from __future__ import annotations

import contextlib
import importlib
import struct
from collections.abc import Iterator
from datetime import datetime

from PIL import ExifTags, Image, ImageSequence, UnidentifiedImageError

from indexer.errors import ExtractionFailed
from indexer.extraction.media_types import HEIC
from indexer.extraction.source import Facts, Piece, Source
from indexer.model import NoTextReason

_MAX_PIXELS = 200_000_000
_MAX_FRAMES = 5_000


def extract_image(source: Source) -> Iterator[Piece]:
    """No text, but how many pages wait for recognition."""
    image = open_image(source)
    frames = frame_count(image)
    pages = "1" if frames == 1 else f"1-{frames}"
    yield Facts(
        page_count=frames, no_text=NoTextReason.NEEDS_OCR, properties={"needs_ocr": pages, **noted_by_camera(image)}
    )


def noted_by_camera(image: Image.Image) -> dict[str, str]:
    """When and where a photo was taken, as EXIF 2.3 (JEITA CP-3451C) notes it; nothing of what is missing or absurd.

    `photo_taken_at` is the local time of the camera in ISO 8601; `photo_north` and `photo_east` are degrees.
    """
    try:
        exif = image.getexif()
        taken = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
        place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, struct.error):  # what Pillow raises on broken EXIF
        return {}
    noted: dict[str, str] = {}
    with contextlib.suppress(ValueError):
        day, time = str(taken).strip("\0 ").split(" ", 1)
        noted["photo_taken_at"] = datetime.fromisoformat(f"{day.replace(':', '-')}T{time}").isoformat()
    north = _degrees(place.get(ExifTags.GPS.GPSLatitude), place.get(ExifTags.GPS.GPSLatitudeRef) == "S", 90)
    east = _degrees(place.get(ExifTags.GPS.GPSLongitude), place.get(ExifTags.GPS.GPSLongitudeRef) == "W", 180)
    return {**noted, "photo_north": north, "photo_east": east} if north and east else noted


def _degrees(parts: object, negative: bool, most: int) -> str:
    """Degrees, minutes and seconds as one number with a sign; "" for what is no angle."""
    try:
        degrees, minutes, seconds = (float(part) for part in parts)  # type: ignore[attr-defined]
    except (TypeError, ValueError, ZeroDivisionError):
        return ""
    angle = degrees + minutes / 60 + seconds / 3600
    return f"{-angle if negative else angle:.5f}" if 0 <= angle <= most else ""


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
