"""A page as an image, with the words that were looked for marked where they stand."""

from __future__ import annotations

import io
import re
import unicodedata

import pypdfium2
from PIL import Image, ImageChops, ImageDraw
from pypdfium2 import raw

from indexer.errors import ExtractionFailed
from indexer.extraction.image import frame, open_image
from indexer.extraction.media_types import IMAGES, PDF
from indexer.extraction.pdf import locked_or_damaged, open_document
from indexer.extraction.source import Source
from indexer.model import ImageForm, NoTextReason

_MAX_PIXELS = 40_000_000
_MARK = (255, 225, 60)
_MAX_MARKS = 500
_WEBP_QUALITY = 60


def page_image(source: Source, page: int, width: int, marks: tuple[str, ...], form: ImageForm = ImageForm.PNG) -> bytes:
    """A picture `width` pixels wide. Raises IndexError past the last page, ExtractionFailed otherwise."""
    if source.media_type == PDF:
        return _encoded(_pdf_page(source, page, width, marks), form)
    if source.media_type in IMAGES:
        return _encoded(_image_page(source, page, width), form)
    raise ExtractionFailed(NoTextReason.UNSUPPORTED, f"no page images of {source.media_type}")


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """Text in lower case without Vietnamese marks, and for each of its characters the place it came from."""
    folded, places = [], []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFD", character.lower().replace("đ", "d")):
            if not unicodedata.combining(part):
                folded.append(part)
                places.append(place)
    return "".join(folded), places


def find_words(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the words stand, as (start, length); whole words, marks and case apart, over line ends."""
    folded, places = fold_with_places(text)
    longest_first = sorted(set(words), key=len, reverse=True)
    split = [re.findall(r"[^\W_]+", fold_with_places(word)[0]) for word in longest_first]
    patterns = [r"[\W_]+".join(map(re.escape, parts)) for parts in split if parts]
    if not patterns:
        return []
    found = re.finditer(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", folded)
    return [(places[m.start()], places[m.end() - 1] - places[m.start()] + 1) for m in found]


def _pdf_page(source: Source, number: int, width: int, marks: tuple[str, ...]) -> Image.Image:
    try:
        document = open_document(source)
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
    except pypdfium2.PdfiumError as error:
        raise locked_or_damaged(error) from error
    page_width, page_height = page.get_size()
    if page_width <= 0 or page_height <= 0:
        raise ExtractionFailed(NoTextReason.DAMAGED, "page without size")
    scale = min(width / page_width, (_MAX_PIXELS / (page_width * page_height)) ** 0.5)
    bitmap = page.render(scale=scale)
    image: Image.Image = bitmap.to_pil().convert("RGB")
    places = _mark_places(page, bitmap.get_posconv(page), marks)
    if not places:
        return image
    layer = Image.new("RGB", image.size, "white")
    draw = ImageDraw.Draw(layer)
    for left, top, right, bottom in places:
        draw.rectangle((left - 1, top - 1, right + 1, bottom + 1), fill=_MARK)
    return _multiplied(image, layer)


def _mark_places(
    page: pypdfium2.PdfPage, position: pypdfium2.PdfPosConv, marks: tuple[str, ...]
) -> list[tuple[int, int, int, int]]:
    """Pixel boxes of the words; a word over two lines has two."""
    if not marks:
        return []
    textpage = page.get_textpage()
    # one character per PDFium index: its own text output leaves some out, which would shift the places
    characters = [raw.FPDFText_GetUnicode(textpage, i) for i in range(textpage.count_chars())]
    text = "".join(chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else " " for code in characters)
    boxes = []
    for start, length in find_words(text, marks)[:_MAX_MARKS]:
        for index in range(textpage.count_rects(start, length)):
            left, bottom, right, top = textpage.get_rect(index)
            (x1, y1), (x2, y2) = position.to_bitmap(left, top), position.to_bitmap(right, bottom)
            boxes.append((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)))
    return boxes


def _image_page(source: Source, number: int, width: int) -> Image.Image:
    page = frame(open_image(source), number)
    page.draft("RGB", (width * 2, width * 2))  # lets JPEG decode at a smaller size
    height = max(1, round(page.height * width / max(1, page.width)))
    if width * height > _MAX_PIXELS:
        raise ExtractionFailed(NoTextReason.DAMAGED, "image far too narrow")
    return page.convert("RGB").resize((width, height))


def _multiplied(image: Image.Image, layer: Image.Image) -> Image.Image:
    """Like a highlighter: dark stays dark."""
    return ImageChops.multiply(image, layer)


def _encoded(image: Image.Image, form: ImageForm) -> bytes:
    data = io.BytesIO()
    if form is ImageForm.WEBP:
        image.save(data, "WEBP", quality=_WEBP_QUALITY, method=4)
    else:
        image.save(data, "PNG")
    return data.getvalue()
