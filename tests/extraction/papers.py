"""Small papers made for the tests, in the formats people hand in."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
from PIL import ExifTags, Image, ImageDraw
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

RESOLUTION = (
    "ĐẢNG BỘ PHƯỜNG YÊN THỊNH",
    "CHI BỘ TỔ DÂN PHỐ SỐ 8",
    "Số 12-NQ/CB",
    "NGHỊ QUYẾT",
    "về nhiệm vụ tháng 3 năm 2026 (mẫu)",
)
_FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
)


def font() -> str:
    """A font of the system that has Vietnamese letters."""
    return next(path for path in _FONTS if Path(path).exists())


def pdf_with_text(path: Path, *pages: tuple[str, ...]) -> Path:
    pdfmetrics.registerFont(TTFont("paper", font()))
    paper = canvas.Canvas(str(path), pagesize=A4)
    for lines in pages:
        paper.setFont("paper", 13)
        for row, line in enumerate(lines):
            paper.drawString(72, 780 - 20 * row, line)
        paper.showPage()
    paper.setTitle("Nghị quyết mẫu")
    paper.save()
    return path


def page_image(*lines: str, width: int = 1240) -> Image.Image:
    from PIL import ImageFont

    image = Image.new("L", (width, round(width * 1.414)), "white")
    draw = ImageDraw.Draw(image)
    letters = ImageFont.truetype(font(), width // 38)
    for row, line in enumerate(lines):
        draw.text((width // 9, width // 12 + row * width // 16), line, fill=0, font=letters)
    return image


def pdf_of_images(path: Path, *images: Image.Image, stamp: str = "") -> Path:
    paper = canvas.Canvas(str(path), pagesize=A4)
    for image in images:
        data = io.BytesIO()
        image.save(data, "PNG")
        data.seek(0)
        paper.drawImage(ImageReader(data), 0, 0, A4[0], A4[1])
        paper.drawString(20, 20, stamp)
        paper.showPage()
    paper.save()
    return path


def word_paper(path: Path, *lines: str) -> Path:
    paper = docx.Document()
    for line in lines:
        paper.add_paragraph(line)
    paper.save(str(path))
    return path


def word_from_xml(path: Path, body: str, **parts: str) -> Path:
    """A .docx whose body (and other parts, by name under word/) is the given WordprocessingML."""
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ' \
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName='
            '"/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml'
            '.document.main+xml"/></Types>',
        )
        package.writestr("word/document.xml", f"<w:document {names}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            package.writestr(f"word/{name}.xml", f"<w:{name} {names}>{content}</w:{name}>")
    return path


def photo_of_a_phone() -> bytes:
    """A JPEG as a phone writes it, with time and place."""
    image, content = Image.new("RGB", (64, 48), "white"), io.BytesIO()
    exif = image.getexif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2021:06:05 08:30:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({
        ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: (21.0, 43.0, 0.12),
        ExifTags.GPS.GPSLongitudeRef: "E", ExifTags.GPS.GPSLongitude: (104.0, 53.0, 54.96),
    })  # fmt: skip
    image.save(content, "JPEG", exif=exif)
    return content.getvalue()
