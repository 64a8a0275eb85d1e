"""Files that are sent: originals with ranges, papers, packages and lists, as downloads under their own names."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from typing import BinaryIO
from urllib.parse import quote

from flask import Response, request
from werkzeug.datastructures import ContentRange
from werkzeug.wsgi import FileWrapper

from archive_service import http
from archive_service.domain.access import Actor
from archive_service.domain.records import RecordFile
from archive_service.services.bags import Entry, as_zip
from archive_service.services.evidence import Evidence
from archive_service.services.result_lists import CSV, MEDIA_TYPES, ResultList, Separator, csv_lines, json_lines
from archive_service.services.transfer_packages import DossierPackage
from archive_service.wire_json import record_line

_INLINE_TYPES = frozenset({"application/pdf", "image/png", "image/jpeg"})


def send_list(found: ResultList, kind: str, separator: Separator = Separator.COMMA) -> Response:
    """A list of results as a file, written while it is sent; a table has its cells apart by `separator`."""
    lines = csv_lines(found, separator) if kind == CSV else json_lines(found, record_line)
    response = Response(lines, content_type=f"{MEDIA_TYPES[kind]}; charset=utf-8")
    response.headers["Content-Disposition"] = _disposition("attachment", f"tim-kiem-{found.receipt}.{kind}")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def send_original(actor: Actor, record_id: str, name: str | None, *, inline: bool = False) -> Response:
    """An original of a record; the stream stays open until the answer is out. Raises NotFound, BytesDamaged."""
    opened = ExitStack()
    try:
        file, content = opened.enter_context(http.archive().retrieve.file(actor, record_id, name))
        response = _original(file, content, inline=inline)
    except BaseException:
        opened.close()
        raise
    response.call_on_close(opened.close)
    return response


def send_disposition_paper(actor: Actor, disposition_id: str, document: str) -> Response:
    """The paper of a step as a download; the stream stays open until the answer is out. Raises NotFound."""
    return _paper(http.archive().dispositions.paper(actor, disposition_id, document), document)


def send_transfer_paper(actor: Actor, transfer_id: str, document: str) -> Response:
    """The paper that one side signed, as a download. Raises NotFound, NotPermitted, BytesDamaged."""
    return _paper(http.archive().transfers.paper(actor, transfer_id, document), document)


def _paper(reading: AbstractContextManager[BinaryIO], document: str) -> Response:
    opened = ExitStack()
    try:
        content = opened.enter_context(reading)
    except BaseException:
        opened.close()
        raise
    response = Response(FileWrapper(content, 1 << 16), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = _disposition("attachment", document)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.call_on_close(opened.close)
    return response


def send_package(package: DossierPackage) -> Response:
    """The package of a dossier as a zip, sent as it is made."""
    return _zipped(package.course(), package.name, package.listed_at)


def _original(file: RecordFile, content: BinaryIO, *, inline: bool) -> Response:
    """An answer over checked bytes: one range honoured, ETag its digest, a name that survives, never active.

    Only PDF and plain images may be shown inline; everything else is a download.
    """
    response = Response(mimetype=file.media_type)
    response.set_etag(file.sha512)
    response.accept_ranges = "bytes"
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    shown = inline and file.media_type in _INLINE_TYPES
    response.headers["Content-Disposition"] = _disposition("inline" if shown else "attachment", file.name)
    if request.if_none_match.contains(file.sha512):
        response.status_code = 304
        return response
    return _with_range(response, content, file.size)


def _with_range(response: Response, content: BinaryIO, size: int) -> Response:
    wanted = request.range
    if wanted is not None and request.if_range.etag not in (None, response.get_etag()[0]):
        wanted = None
    start, stop = 0, size
    if wanted is not None and wanted.units == "bytes" and len(wanted.ranges) == 1:
        part = wanted.range_for_length(size)
        if part is None:
            response.status_code = 416
            response.content_range = ContentRange("bytes", None, None, size)
            return response
        start, stop = part
        response.status_code = 206
        response.content_range = ContentRange("bytes", start, stop, size)
    content.seek(start)
    response.content_length = stop - start
    response.response = FileWrapper(_Window(content, stop - start), 1 << 16)  # type: ignore[arg-type]
    return response


def send_sheet(lines: Iterable[str], name: str) -> Response:
    """A table for spreadsheets, sent as it is made."""
    response = Response((line.encode() for line in lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = _disposition("attachment", name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


PRINTED = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
"""The media type of a paper to print and sign, by the end of its name."""


def send_printed(content: bytes, name: str) -> Response:
    """A paper to print and sign, as a download; the end of the name says what it is."""
    response = Response(content, content_type=PRINTED[name.rpartition(".")[2]])
    response.headers["Content-Disposition"] = _disposition("attachment", name)
    return response


def send_evidence(evidence: Evidence) -> Response:
    """A bag as a zip, sent as it is made."""
    return _zipped(evidence.entries, evidence.name, evidence.at)


def _zipped(entries: Iterable[Entry], name: str, at: datetime) -> Response:
    response = Response(as_zip(entries, name, at), content_type="application/zip")
    response.headers["Content-Disposition"] = _disposition("attachment", f"{name}.zip")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


class _Window:
    """The next `length` bytes of a stream."""

    def __init__(self, content: BinaryIO, length: int) -> None:
        self._content = content
        self._left = length

    def read(self, size: int) -> bytes:
        chunk = self._content.read(min(size, self._left))
        self._left -= len(chunk)
        return chunk


def _disposition(kind: str, name: str) -> str:
    """Content-Disposition after RFC 6266: an ASCII fallback and the real name in UTF-8."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%;' else "_" for c in name)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
