"""What both web doors share: the archive and the actor of a request, statuses, files with ranges."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from typing import BinaryIO, cast
from urllib.parse import quote

from flask import Flask, Request, Response, current_app, g, request
from werkzeug.datastructures import ContentRange, FileStorage
from werkzeug.wsgi import FileWrapper

from archive_service.domain.access import Actor
from archive_service.domain.errors import (
    ArchiveError,
    BadCredentials,
    BadFileName,
    BytesDamaged,
    Conflict,
    Destroyed,
    FileTooLarge,
    NotFound,
    NotPermitted,
    NotSignedIn,
    Refused,
    TooManyAttempts,
    Unavailable,
)
from archive_service.domain.local_time import local_day
from archive_service.domain.records import RecordFile
from archive_service.sentences import Language
from archive_service.services import Archive
from archive_service.services.bags import Entry, as_zip
from archive_service.services.evidence import Evidence
from archive_service.services.result_lists import CSV, MEDIA_TYPES, ResultList, Separator, csv_lines, json_lines
from archive_service.services.spool import Arrival, Spool, SpooledFile
from archive_service.services.transfer_packages import DossierPackage
from archive_service.settings import Settings
from archive_service.wire_json import record_line
from indexer.query import parse
from indexer.snippets import wanted_by

STATUSES: tuple[tuple[type[ArchiveError], int], ...] = (
    (BytesDamaged, 500),
    (Unavailable, 503),
    (TooManyAttempts, 429),
    (Conflict, 409),
    (Destroyed, 410),
    (NotFound, 404),
    (NotPermitted, 403),
    (BadCredentials, 401),
    (NotSignedIn, 401),
    (FileTooLarge, 413),
    (Refused, 422),
    (ArchiveError, 500),
)
RETRY_AFTER_SECONDS = 15
_INLINE_TYPES = frozenset({"application/pdf", "image/png", "image/jpeg"})


def status_of(error: ArchiveError) -> int:
    """The HTTP status of an error: the first class of the table it belongs to."""
    return next(status for kind, status in STATUSES if isinstance(error, kind))


def archive() -> Archive:
    """The archive of this application."""
    return cast(Archive, current_app.extensions["archive"])


def settings() -> Settings:
    return cast(Settings, current_app.extensions["archive_settings"])


def cookie_name(name: str, current: Settings) -> str:
    """The name of a cookie; over https with the prefix by which browsers take it from this very host alone."""
    return f"__Host-{name}" if current.server.secure_cookies else name


def install(app: Flask, services: Archive, current: Settings) -> None:
    """Make the archive and the settings known to the application and give each request an id."""
    app.extensions["archive"] = services
    app.extensions["archive_settings"] = current
    app.request_class = SpoolingRequest

    @app.before_request
    def name_request() -> None:
        g.request_id = uuid.uuid4().hex

    @app.teardown_request
    def drop_spool(_: BaseException | None) -> None:
        if (spool := g.pop("spool", None)) is not None:
            spool.close()


def language() -> Language:
    """Vietnamese, unless English was chosen on the page, or asked for by a program."""
    chosen = request.cookies.get("language")
    if chosen in ("vi", "en"):
        return cast(Language, chosen)
    if request.path.startswith("/api/"):
        return cast(Language, request.accept_languages.best_match(["vi", "en"], "vi"))
    return "vi"


def marks_of(text: str) -> tuple[str, ...]:
    """What of a query is to be marked on a page image: its phrases and words, without what it excludes."""
    return tuple(wanted_by(parse(text, local_day(archive().retrieve.clock.now()))).texts)


class SpoolingRequest(Request):
    """A request whose files are hashed and written to the spool while they arrive, never held in memory."""

    max_form_memory_size = 1 << 20
    max_form_parts = 2_000

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> BinaryIO:
        if g.get("stranger"):
            return cast(BinaryIO, ArrivingUpload(None, ""))
        spool: Spool | None = g.get("spool")
        if spool is None:
            spool = g.spool = archive().deposit.open_spool()
        return cast(BinaryIO, ArrivingUpload(spool, filename or ""))


class ArrivingUpload:
    """What Werkzeug writes an upload to: an arrival in the spool that can only be written and finished.

    A refusal (a bad name, too many bytes) waits until the file is asked for, so that it concerns this file
    alone; what still arrives of it is dropped. Without a spool everything is: it is read so that the answer is heard.
    """

    def __init__(self, spool: Spool | None, name: str) -> None:
        self._arrival: Arrival | None = None
        self._refusal: Refused | None = None
        if spool is None:
            return
        try:
            self._arrival = spool.arrival(name)
        except Refused as refusal:
            self._refusal = refusal

    def write(self, chunk: bytes) -> int:
        if self._arrival is not None and self._refusal is None:
            try:
                self._arrival.write(chunk)
            except Refused as refusal:
                self._refusal = refusal
        return len(chunk)

    def finish(self) -> SpooledFile:
        """The arrived file. Raises what it was refused for, or EmptyFile."""
        if self._arrival is None or self._refusal is not None:
            raise self._refusal or BadFileName()
        return self._arrival.finish()

    def seek(self, position: int, whence: int = 0) -> int:
        """Werkzeug rewinds what it has written; the arrival has no position to move."""
        return position + whence * 0

    def close(self) -> None:
        """The spool is closed with the request."""


def arrived(upload: FileStorage) -> SpooledFile:
    """The uploaded file as it lies in the spool of this request. Raises a Refused."""
    return cast(ArrivingUpload, upload.stream).finish()


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
        file, content = opened.enter_context(archive().retrieve.file(actor, record_id, name))
        response = _original(file, content, inline=inline)
    except BaseException:
        opened.close()
        raise
    response.call_on_close(opened.close)
    return response


def send_disposition_paper(actor: Actor, disposition_id: str, document: str) -> Response:
    """The paper of a step as a download; the stream stays open until the answer is out. Raises NotFound."""
    return _paper(archive().dispositions.paper(actor, disposition_id, document), document)


def send_transfer_paper(actor: Actor, transfer_id: str, document: str) -> Response:
    """The paper that one side signed, as a download. Raises NotFound, NotPermitted, BytesDamaged."""
    return _paper(archive().transfers.paper(actor, transfer_id, document), document)


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
