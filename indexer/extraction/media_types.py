"""The media types by name, and which of them are read without starting another program."""

from __future__ import annotations

PDF = "application/pdf"
HTML = "text/html"
PLAIN = "text/plain"
CSV = "text/csv"
RTF = "text/rtf"
MAIL = "message/rfc822"
OUTLOOK = "application/vnd.ms-outlook"
ZIP = "application/zip"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
PPT = "application/vnd.ms-powerpoint"
ENCRYPTED_OFFICE = "application/vnd.ms-office.encrypted"
UNKNOWN = "application/octet-stream"

_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = _OFFICE + "wordprocessingml.document"
XLSX = _OFFICE + "spreadsheetml.sheet"
PPTX = _OFFICE + "presentationml.presentation"
_OPEN = "application/vnd.oasis.opendocument."
OPEN_DOCUMENTS = (_OPEN + "text", _OPEN + "spreadsheet", _OPEN + "presentation")

HEIC = ("image/heic", "image/heif")  # what telephones of one make take
IMAGES = ("image/jpeg", "image/png", "image/tiff", "image/webp", *HEIC)

EXTENSIONS = {  # by which LibreOffice knows what it is given
    DOC: "doc", DOCX: "docx", RTF: "rtf", XLS: "xls", XLSX: "xlsx", PPT: "ppt", PPTX: "pptx",
    _OPEN + "text": "odt", _OPEN + "spreadsheet": "ods", _OPEN + "presentation": "odp",
}  # fmt: skip

READ_BY_ONE_PROCESS = frozenset(
    {PDF, HTML, PLAIN, CSV, RTF, MAIL, OUTLOOK, XLS, PPT, DOCX, XLSX, PPTX, ENCRYPTED_OFFICE, *OPEN_DOCUMENTS, *IMAGES}
)
"""Their workers may start no program at all; the others (Word 97 with its converters) may."""
