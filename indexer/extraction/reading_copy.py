"""The two-layer reading copy: the pages as they came, with the recognised text invisibly on top.

One recognition serves both search and reading copy, so that a long scan can be resumed at any page and is
never read twice. PDF/A is made by Ghostscript where it is installed.
"""

from __future__ import annotations

import io
import math
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pikepdf
from PIL import Image, ImageCms, ImageOps

from indexer.errors import ExtractionFailed
from indexer.extraction.image import frame, frame_count, open_image
from indexer.extraction.media_types import PDF
from indexer.extraction.source import Source
from indexer.model import NoTextReason

PDFA_NAME = "pdfa.pdf"
_LAYER_BYTES = 16 << 20
_JPEG_QUALITY = 85
_MAX_DEPTH = 50
# What PDF/A asks for and Ghostscript does not add by itself: the colour profile the pages are meant in.
_OUTPUT_INTENT = """%%!
[/_objdef {profile} /type /stream /OBJ pdfmark
[{profile} <</N 3>> /PUT pdfmark
[{profile} <%s> /PUT pdfmark
[/_objdef {intent} /type /dict /OBJ pdfmark
[{intent} <</Type /OutputIntent /S /GTS_PDFA1 /DestOutputProfile {profile}
 /OutputConditionIdentifier (sRGB)>> /PUT pdfmark
[{Catalog} <</OutputIntents [{intent}]>> /PUT pdfmark
"""


def write_reading_copy(source: Source, layers: zipfile.ZipFile, target: Path) -> None:
    """Write a PDF of all pages, with the layers laid on theirs.

    `layers` holds "PAGE SKEW.pdf" for each recognised page, as `scan.layer_name` makes it.
    Raises ExtractionFailed when the document cannot be taken apart.
    """
    try:
        with _base(source) as copy:
            for name in layers.namelist():
                number, skew = page_and_skew(name)
                if layers.getinfo(name).file_size > _LAYER_BYTES or number > len(copy.pages):
                    raise ExtractionFailed(NoTextReason.SIZE_LIMIT, "layer")
                with pikepdf.open(io.BytesIO(layers.read(name))) as layer:
                    _lay(copy, copy.pages[number - 1], layer, skew)
            copy.save(target)
    except pikepdf.PdfError as error:
        raise ExtractionFailed(NoTextReason.DAMAGED, f"qpdf: {type(error).__name__}") from error


def join_copies(copies: zipfile.ZipFile, target: Path) -> None:
    """Write one PDF of all pages of the PDFs in the zip file, in order of name."""
    try:
        with pikepdf.new() as joined, ExitStack() as opened:
            for name in sorted(copies.namelist()):
                part = opened.enter_context(pikepdf.open(io.BytesIO(copies.read(name))))
                joined.pages.extend(part.pages)
            joined.save(target)
    except pikepdf.PdfError as error:
        raise ExtractionFailed(NoTextReason.DAMAGED, f"qpdf: {type(error).__name__}") from error


def page_and_skew(name: str) -> tuple[int, float]:
    number, _, skew = name.removesuffix(".pdf").partition(" ")
    return int(number), float(skew)


def as_pdfa(path: Path) -> Path:
    """The file as PDF/A-2b where Ghostscript is installed and can do it; otherwise the file itself."""
    if shutil.which("gs") is None:
        return path
    definition, target = path.with_name("pdfa.ps"), path.with_name(PDFA_NAME)
    definition.write_text(_OUTPUT_INTENT % ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes().hex())
    command = ["gs", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dQUIET", "-dPDFA=2", "-dPDFACompatibilityPolicy=1",
               "-sDEVICE=pdfwrite", "-sColorConversionStrategy=RGB", "-dAutoRotatePages=/None",
               "-dPassThroughJPEGImages=true", f"-sOutputFile={target}", str(definition), str(path)]  # fmt: skip
    ended = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True)
    return target if ended.returncode == 0 and target.exists() and target.stat().st_size else path


def _base(source: Source) -> pikepdf.Pdf:
    if source.media_type == PDF:
        return pikepdf.open(source.file)
    return _pdf_of_images(source)


def _pdf_of_images(source: Source) -> pikepdf.Pdf:
    """One page for each frame, upright, no larger than A4."""
    copy = pikepdf.new()
    for image in _frames(source):
        scale = 842 / max(image.size)
        width, height = image.width * scale, image.height * scale
        data = io.BytesIO()
        image.save(data, "JPEG", quality=_JPEG_QUALITY)
        picture = pikepdf.Stream(
            copy, data.getvalue(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=image.width,
            Height=image.height, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
            ColorSpace=pikepdf.Name.DeviceGray if image.mode == "L" else pikepdf.Name.DeviceRGB,
        )  # fmt: skip
        page = copy.add_blank_page(page_size=(width, height))
        name = page.add_resource(picture, pikepdf.Name.XObject)
        page.contents_add(f"q {width:.4f} 0 0 {height:.4f} 0 0 cm {name} Do Q".encode())
    return copy


def _frames(source: Source) -> Iterator[Image.Image]:
    image = open_image(source)
    for number in range(1, frame_count(image) + 1):
        page = ImageOps.exif_transpose(frame(image, number))
        yield page.convert("L" if page.mode in ("1", "L", "I;16") else "RGB")


def _lay(copy: pikepdf.Pdf, page: pikepdf.Page, layer: pikepdf.Pdf, skew: float) -> None:
    """Draw the layer over the page as the page is seen: its rotation and crop are those of the picture read."""
    form = copy.copy_foreign(layer.pages[0].as_form_xobject())
    name = page.add_resource(form, pikepdf.Name.XObject)
    _, _, layer_width, layer_height = (float(value) for value in layer.pages[0].mediabox)
    left, bottom, right, top = (float(value) for value in page.cropbox)
    turned = _rotation(page)
    width, height = right - left, top - bottom
    seen_width, seen_height = (height, width) if turned in (90, 270) else (width, height)
    to_seen = pikepdf.Matrix().scaled(seen_width / layer_width, seen_height / layer_height)
    straight = _turned_about(skew, seen_width / 2, seen_height / 2)
    to_page = {
        90: pikepdf.Matrix(0, 1, -1, 0, right, bottom),
        180: pikepdf.Matrix(-1, 0, 0, -1, right, top),
        270: pikepdf.Matrix(0, -1, 1, 0, left, top),
    }.get(turned, pikepdf.Matrix(1, 0, 0, 1, left, bottom))
    matrix = to_seen @ straight @ to_page  # applied from left to right
    page.contents_add(b"q", prepend=True)  # the page's own drawing may leave its coordinates changed
    page.contents_add(b"Q\nq " + " ".join(f"{v:.6f}" for v in matrix.shorthand).encode() + f" cm {name} Do Q".encode())


def _rotation(page: pikepdf.Page) -> int:
    """The page's rotation in degrees, clockwise; it can be inherited from any folder of pages above."""
    node: pikepdf.Object = page.obj
    for _ in range(_MAX_DEPTH):
        if "/Rotate" in node:
            return int(node["/Rotate"]) % 360
        if "/Parent" not in node:
            break
        node = node["/Parent"]
    return 0


def _turned_about(degrees: float, x: float, y: float) -> pikepdf.Matrix:
    """Counter-clockwise rotation about a point."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return pikepdf.Matrix(cosine, sine, -sine, cosine, x - x * cosine + y * sine, y - x * sine - y * cosine)
