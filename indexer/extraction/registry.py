"""Which extractor reads which media type. A new format is a new line here."""

from __future__ import annotations

from indexer.extraction.detect import DOCX, ENCRYPTED_OFFICE, HTML, PDF
from indexer.extraction.html import extract_html
from indexer.extraction.image import IMAGE_TYPES, extract_image
from indexer.extraction.office import extract_encrypted
from indexer.extraction.pdf import extract_pdf
from indexer.extraction.plain import extract_plain
from indexer.extraction.source import Extract
from indexer.extraction.word import extract_docx

EXTRACTORS: dict[str, Extract] = {
    PDF: extract_pdf,
    DOCX: extract_docx,
    HTML: extract_html,
    "text/plain": extract_plain,
    "text/csv": extract_plain,
    ENCRYPTED_OFFICE: extract_encrypted,
    **dict.fromkeys(IMAGE_TYPES, extract_image),
}
