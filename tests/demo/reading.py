"""Reads a paper back with the libraries that real papers are read with."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import docx
import pypdfium2


def squeezed(text: str) -> str:
    """Without white space and case, in NFC: what is left when layout is taken away."""
    return "".join(unicodedata.normalize("NFC", text).split()).casefold()


def pdf_text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def word_text(content: bytes) -> str:
    """Tables and paragraphs in the order of the file, the footer last."""
    document = docx.Document(io.BytesIO(content))
    parts: list[str] = []
    for part in document.iter_inner_content():
        if isinstance(part, docx.table.Table):
            parts.extend(cell.text for row in part.rows for cell in row.cells)
        else:
            parts.append(part.text)
    parts.extend(paragraph.text for paragraph in document.sections[0].footer.paragraphs)
    return "\n".join(parts)


def text_of(path: Path) -> str:
    content = path.read_bytes()
    return word_text(content) if path.suffix == ".docx" else pdf_text(content)
