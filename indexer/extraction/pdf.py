"""PDF: the text layer through PDFium, page by page; pypdf as second opinion when PDFium gives up.

PDFium takes about 4 ms a page where pypdf takes 65, so pypdf is asked only for what PDFium cannot open.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from ctypes import c_char, c_ushort
from types import FrameType
from typing import Any

import pypdf
import pypdfium2
from pypdfium2 import raw

from indexer.errors import ExtractionFailed
from indexer.extraction.layer import is_bad_recognition, unreadable_share
from indexer.extraction.source import Facts, Piece, Source
from indexer.model import NoTextReason, PageText

_SECOND_OPINION_SECONDS = 20
_FEW_LETTERS = 200  # a stamp, a signature or a page number over a scan has fewer
_SCAN_SHARE = 0.6  # of the page's area that one image covers
_UNREADABLE_SHARE = 0.2
_MAX_ANNOTATIONS, _MAX_ANNOTATION_BYTES = 1_000, 100_000
_ANNOTATION_TEXT = {
    raw.FPDF_ANNOT_TEXT: b"Contents", raw.FPDF_ANNOT_FREETEXT: b"Contents", raw.FPDF_ANNOT_STAMP: b"Contents",
    raw.FPDF_ANNOT_WIDGET: b"V",
}  # fmt: skip
_PROPERTIES = {
    "Title": "title", "Author": "author", "Subject": "subject", "Keywords": "keywords", "Creator": "creator",
    "Producer": "producer", "CreationDate": "created", "ModDate": "modified",
}  # fmt: skip
_LINE_END_HYPHEN = re.compile("[\x02\ufffe]\\s*")  # what PDFium makes of a hyphen at the end of a line


def extract_pdf(source: Source) -> Iterator[Piece]:
    """A page of text for every page that has some.

    The property `needs_ocr` lists the pages without usable text ("1-3,7"); a page whose only text is a
    stamp over a scan is listed and given out as well.
    """
    try:
        document = open_document(source)
    except pypdfium2.PdfiumError as error:
        if (failure := locked_or_damaged(error)).reason is NoTextReason.ENCRYPTED:
            raise failure from error
        yield from _second_opinion(source)
        return
    yield Facts(page_count=len(document), properties=_properties(document), attachments=_attachments(document))
    if raw.FPDF_GetSignatureCount(document) > 0:
        # Loaded when needed: one paper in many is signed, and the library takes half a second.
        from indexer.extraction.signatures import signatures_of  # noqa: PLC0415

        yield Facts(signatures=signatures_of(source))
    yield from _pages(document)


def open_document(source: Source) -> pypdfium2.PdfDocument:
    """The document in PDFium, read from mapped memory. Raises PdfiumError."""
    if source.size > source.limits.memory_bytes // 2:
        return pypdfium2.PdfDocument(source.file)
    mapped = source.mapped()
    return pypdfium2.PdfDocument((c_char * source.size).from_buffer(mapped))


def locked_or_damaged(error: pypdfium2.PdfiumError) -> ExtractionFailed:
    """What it means that PDFium did not open a document or a page."""
    if getattr(error, "err_code", 0) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
        return ExtractionFailed(NoTextReason.ENCRYPTED, "PDFium: password or unknown protection")
    return ExtractionFailed(NoTextReason.DAMAGED, "PDFium")


def page_text(page: pypdfium2.PdfPage) -> str:
    """The text of one page in PDFium's reading order."""
    textpage = page.get_textpage()
    try:
        return _LINE_END_HYPHEN.sub("-", textpage.get_text_bounded())
    finally:
        textpage.close()


def page_ranges(numbers: list[int]) -> str:
    """Rising page numbers as ranges: [1, 2, 3, 7] is "1-3,7"."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][-1] + 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    return ",".join("-".join(map(str, ends)) for ends in ranges)


def _pages(document: pypdfium2.PdfDocument) -> Iterator[Piece]:
    found, wanting, broken = False, [], 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            broken += 1
            continue
        text = page_text(page)
        usable = unreadable_share(text) <= _UNREADABLE_SHARE
        if _wants_ocr(page, text, usable):
            wanting.append(index + 1)
        text = "\n".join(filter(None, (text.rstrip() if usable else "", _annotations(page))))
        if text.strip():
            found = True
            yield PageText(index + 1, text)
        page.close()
    none = NoTextReason.NEEDS_OCR if wanting else NoTextReason.DAMAGED if broken else NoTextReason.EMPTY
    yield Facts(
        no_text=None if found else none,
        detail=f"{broken} pages cannot be loaded" if broken else "",
        properties={"needs_ocr": page_ranges(wanting)} if wanting else {},
    )


def _wants_ocr(page: pypdfium2.PdfPage, text: str, usable: bool) -> bool:
    """No usable text, a stamp's worth of it over a scan, or the work of a bad recogniser under one."""
    letters = len("".join(text.split())) if usable else 0
    if letters == 0:
        return bool(raw.FPDFPage_CountObjects(page) > 0)
    if letters >= _FEW_LETTERS and not is_bad_recognition(text):
        return False
    return _is_scan(page)


def _is_scan(page: pypdfium2.PdfPage) -> bool:
    width, height = page.get_size()
    images = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    return any(_area(image) >= _SCAN_SHARE * width * height for image in images)


def _annotations(page: pypdfium2.PdfPage) -> str:
    """What people typed onto the page: filled fields, comments, stamps. One line each."""
    lines = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            key = _ANNOTATION_TEXT.get(kind)
            if key and (text := _annotation_text(annotation, key)):
                lines.append(text)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return "\n".join(lines)


def _annotation_text(annotation: Any, key: bytes) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if not 2 < size <= _MAX_ANNOTATION_BYTES:
        return ""
    buffer = (c_ushort * (size // 2))()
    raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").strip("\0\r\n ")


def _area(image: Any) -> float:
    left, bottom, right, top = image.get_bounds()
    return float((right - left) * (top - bottom))


def _properties(document: pypdfium2.PdfDocument) -> dict[str, str]:
    stated = document.get_metadata_dict(skip_empty=True)
    found = {name: stated[key] for key, name in _PROPERTIES.items() if key in stated}
    signatures = raw.FPDF_GetSignatureCount(document)
    return {**found, "signatures": str(signatures)} if signatures > 0 else found


def _attachments(document: pypdfium2.PdfDocument) -> tuple[str, ...]:
    names = []
    for index in range(document.count_attachments()):
        try:
            names.append(document.get_attachment(index).get_name())
        except pypdfium2.PdfiumError:
            names.append("?")
    return tuple(names)


def _second_opinion(source: Source) -> Iterator[Piece]:
    """What pypdf finds in a file that PDFium cannot open; bounded in time, since it can loop for ever."""
    previous = signal.signal(signal.SIGPROF, _out_of_time)
    signal.setitimer(signal.ITIMER_PROF, _SECOND_OPINION_SECONDS, 1)  # again and again: pypdf may swallow one
    try:
        reader = _opened_by_pypdf(source)
        pages = len(reader.pages)
        yield Facts(page_count=pages, properties={"read_by": "pypdf"}, attachments=tuple(reader.attachments))
        for number in range(1, pages + 1):
            if text := reader.pages[number - 1].extract_text():
                yield PageText(number, text)
    except (ExtractionFailed, MemoryError):
        raise
    except Exception as error:  # pypdf leaves ten kinds of exception outside its own family
        raise ExtractionFailed(NoTextReason.DAMAGED, f"PDFium and pypdf: {type(error).__name__}") from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)


def _opened_by_pypdf(source: Source) -> pypdf.PdfReader:
    reader = pypdf.PdfReader(source.file, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ExtractionFailed(NoTextReason.ENCRYPTED, "pypdf: password")
    return reader


def _out_of_time(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError("second opinion takes too long")
