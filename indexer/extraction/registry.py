"""Which extractor reads which media type. A new format is a new line here."""

from __future__ import annotations

from indexer.extraction.detect import DOCX, ENCRYPTED_OFFICE, HTML, PDF, PPTX, XLSX
from indexer.extraction.html import extract_html
from indexer.extraction.image import IMAGE_TYPES, extract_image
from indexer.extraction.mail import extract_eml, extract_msg
from indexer.extraction.office import extract_encrypted
from indexer.extraction.opendocument import extract_opendocument
from indexer.extraction.package import extract_zip
from indexer.extraction.pdf import extract_pdf
from indexer.extraction.plain import extract_plain
from indexer.extraction.presentation import extract_pptx
from indexer.extraction.rtf import extract_rtf
from indexer.extraction.slides_binary import extract_ppt
from indexer.extraction.source import Extract
from indexer.extraction.spreadsheet import extract_xls, extract_xlsx
from indexer.extraction.word import extract_docx
from indexer.extraction.word_binary import extract_doc

_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

EXTRACTORS: dict[str, Extract] = {
    PDF: extract_pdf,
    DOCX: extract_docx,
    HTML: extract_html,
    "text/plain": extract_plain,
    "text/csv": extract_plain,
    "text/rtf": extract_rtf,
    "application/zip": extract_zip,
    "application/msword": extract_doc,
    "application/vnd.ms-excel": extract_xls,
    "application/vnd.ms-outlook": extract_msg,
    "application/vnd.ms-powerpoint": extract_ppt,
    "message/rfc822": extract_eml,
    XLSX: extract_xlsx,
    PPTX: extract_pptx,
    **{_OPEN_DOCUMENT + kind: extract_opendocument for kind in ("text", "spreadsheet", "presentation")},
    ENCRYPTED_OFFICE: extract_encrypted,
    **dict.fromkeys(IMAGE_TYPES, extract_image),
}
