"""Files that arrive with a request: hashed and written to the spool while they do."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import Flask, Request, g
from werkzeug.datastructures import FileStorage

from archive_service import http
from archive_service.domain.errors import BadFileName, Refused
from archive_service.services.spool import Arrival, Spool, SpooledFile


def install(app: Flask) -> None:
    """Let files of requests go to a spool that is dropped when the request has ended."""
    app.request_class = SpoolingRequest

    @app.teardown_request
    def drop_spool(_: BaseException | None) -> None:
        if (spool := g.pop("spool", None)) is not None:
            spool.close()


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
            spool = g.spool = http.archive().deposit.open_spool()
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
