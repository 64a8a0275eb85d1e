"""Which extractor reads which media type. A new format is a new line here."""

from __future__ import annotations

from indexer.extraction import media_types as types
from indexer.extraction.html import extract_html
from indexer.extraction.image import extract_image
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

EXTRACTORS: dict[str, Extract] = {
    types.PDF: extract_pdf,
    types.DOCX: extract_docx,
    types.DOC: extract_doc,
    types.XLSX: extract_xlsx,
    types.XLS: extract_xls,
    types.PPTX: extract_pptx,
    types.PPT: extract_ppt,
    types.RTF: extract_rtf,
    types.HTML: extract_html,
    types.PLAIN: extract_plain,
    types.CSV: extract_plain,
    types.MAIL: extract_eml,
    types.OUTLOOK: extract_msg,
    types.ZIP: extract_zip,
    types.ENCRYPTED_OFFICE: extract_encrypted,
    **dict.fromkeys(types.OPEN_DOCUMENTS, extract_opendocument),
    **dict.fromkeys(types.IMAGES, extract_image),
}
