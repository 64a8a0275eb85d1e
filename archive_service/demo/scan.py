"""A PDF as an office scanner would return it: pages of pixels, a little askew, without any text."""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime

import pypdfium2
from fpdf import FPDF
from PIL import Image

_DOTS_PER_INCH = 150
_QUALITY = 35
_GRAIN = 3  # pixels of the page per pixel of paper grain


def scan(document: bytes, rng: random.Random, *, made: datetime) -> bytes:
    """Page images of `document` in a new PDF; the same `rng` state gives the same bytes."""
    source = pypdfium2.PdfDocument(document)
    copy = FPDF(format="A4")
    copy.set_creation_date(made.astimezone(UTC))
    copy.set_auto_page_break(auto=False)
    copy.set_margin(0)
    try:
        for page in source:
            copy.add_page()
            copy.image(io.BytesIO(_photograph(page, rng)), x=0, y=0, w=copy.w, h=copy.h)
            page.close()
    finally:
        source.close()
    return bytes(copy.output())


def _photograph(page: pypdfium2.PdfPage, rng: random.Random) -> bytes:
    """One page as JPEG: turned by up to 0.8 degrees, greyed by paper grain."""
    image: Image.Image = page.render(scale=_DOTS_PER_INCH / 72, grayscale=True).to_pil()
    image = image.rotate(rng.uniform(-0.8, 0.8), resample=Image.Resampling.BILINEAR, fillcolor=250)
    grain_size = (image.width // _GRAIN, image.height // _GRAIN)
    grain = Image.frombytes("L", grain_size, rng.randbytes(grain_size[0] * grain_size[1]))
    image = Image.blend(image, grain.resize(image.size, Image.Resampling.BILINEAR), 0.04)
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=_QUALITY, dpi=(_DOTS_PER_INCH, _DOTS_PER_INCH))
    return jpeg.getvalue()
