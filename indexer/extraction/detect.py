"""The media type of a file by its content, with what libmagic leaves open decided here."""

from __future__ import annotations

import contextlib
import re

import magic

from indexer.errors import ExtractionFailed
from indexer.extraction.archive import BoundedZip
from indexer.extraction.media_types import (
    DOC,
    DOCX,
    ENCRYPTED_OFFICE,
    HTML,
    MAIL,
    OUTLOOK,
    PDF,
    PLAIN,
    PPT,
    PPTX,
    RTF,
    UNKNOWN,
    XLS,
    XLSX,
    ZIP,
)  # fmt: skip
from indexer.extraction.source import Source

_MAIN_PARTS = (  # content type of the main part (ECMA-376), media type of the package
    (b"wordprocessingml.document.main+xml", DOCX),
    (b"spreadsheetml.sheet.main+xml", XLSX),
    (b"presentationml.presentation.main+xml", PPTX),
    (b"ms-word.document.macroenabled.main+xml", "application/vnd.ms-word.document.macroenabled.12"),
    (b"ms-excel.sheet.macroenabled.main+xml", "application/vnd.ms-excel.sheet.macroenabled.12"),
    (b"ms-powerpoint.presentation.macroenabled", "application/vnd.ms-powerpoint.presentation.macroenabled.12"),
)
_STREAMS = (  # names of streams in an OLE container, in the order in which they decide
    ("EncryptedPackage", ENCRYPTED_OFFICE),
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", PPT),
    ("__substg1.0_", OUTLOOK),
)
_PDF_MAGIC = b"%PDF-"
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ALIASES = {
    "application/rtf": RTF,
    "application/x-rtf": RTF,
    "application/xhtml+xml": HTML,
    "image/jpg": "image/jpeg",
    "image/x-ms-bmp": "image/bmp",
    "application/x-empty": UNKNOWN,
    "inode/x-empty": UNKNOWN,
}

_TAKEN_FOR_CODE = frozenset(  # what libmagic makes of plain papers whose lines begin with a dot, a slash or "begin"
    {"text/troff", "text/x-algol68", "text/x-asm", "text/x-bytecode", "text/x-c", "text/x-c++", "text/x-m4",
     "text/x-makefile", "text/x-objective-c", "text/x-po", "text/x-setext", "text/x-tex"}
)  # fmt: skip

_HEADER_BYTES = 1 << 15
_FIELD = re.compile(rb"([!-9;-~]+):")  # RFC 5322, 2.2
_BY_MAIL_PROGRAMS = frozenset({b"date", b"message-id", b"mime-version", b"received"})

_magic = magic.Magic(mime=True)  # loaded once: workers inherit it


def media_type(source: Source) -> str:
    """The media type; UNKNOWN when nothing fits."""
    head = source.head(4096)
    if head.startswith(b"PK\x03\x04"):
        return _package_type(source)
    if head.startswith(_OLE_MAGIC):
        return _ole_type(source)
    # What libmagic says too, after trying all its rules.
    found = PDF if head.startswith(_PDF_MAGIC) else str(_magic.from_descriptor(source.file.fileno()))
    found = _ALIASES.get(found, found)
    if found in (UNKNOWN, PLAIN) and b"%PDF-" in head[:1024]:  # PDF readers accept rubbish before it
        return PDF
    if found in ("text/xml", "application/xml", PLAIN) and _opens_html(head):
        return HTML
    if found in (UNKNOWN, PLAIN) and _opens_mail(source.head(_HEADER_BYTES)):
        return MAIL
    plain = found in _TAKEN_FOR_CODE or (found == UNKNOWN and _is_old_text(head))
    return PLAIN if plain else found


def _is_old_text(head: bytes) -> bool:
    """Text in VISCII or TCVN uses a few control codes as capital letters; libmagic takes it for data."""
    controls = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f")
    return len(head) > 0 and 0 not in head and controls < 0.03 * len(head)


def _opens_html(head: bytes) -> bool:
    start = head[:1024].lower()
    return b"<!doctype html" in start or b"<html" in start


def _opens_mail(head: bytes) -> bool:
    """Header fields (RFC 5322, 2.2), From among them and one that programs write. libmagic knows few first fields."""
    lines = head.splitlines()
    names: set[bytes] = set()
    for line in lines[:-1] if len(head) == _HEADER_BYTES else lines:
        if not line:
            break
        if names and line[:1] in (b" ", b"\t"):
            continue
        field = _FIELD.match(line)
        if field is None:
            return False
        names.add(field[1].lower())
    return b"from" in names and not names.isdisjoint(_BY_MAIL_PROGRAMS)


def _package_type(source: Source) -> str:
    """Tell OOXML, OpenDocument and EPUB packages from plain zip files."""
    with contextlib.suppress(ExtractionFailed, KeyError):
        package = BoundedZip(source.file)
        if "mimetype" in package:
            declared = package.read("mimetype", 200).strip().decode("ascii", "replace")
            if declared.startswith(("application/vnd.oasis.opendocument.", "application/epub+zip")):
                return declared
        if "[Content_Types].xml" in package:
            parts = package.read("[Content_Types].xml", 4 << 20).lower()
            for part, kind in _MAIN_PARTS:
                if part in parts:
                    return kind
    return ZIP


def _ole_type(source: Source) -> str:
    with source.mapped() as data:
        for stream, kind in _STREAMS:
            for written in (stream, stream.upper()):  # names are compared without regard to case
                if data.find(written.encode("utf-16-le")) >= 0:
                    return kind
    return "application/x-ole-storage"
