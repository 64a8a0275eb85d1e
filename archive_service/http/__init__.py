"""What both web doors share: the archive and the language of a request, and the status of an error.

`uploads` takes files in, `downloads` sends them.
"""

from __future__ import annotations

import uuid
from typing import cast

from flask import Flask, current_app, g, request

from archive_service.domain.errors import (
    ArchiveError,
    BadCredentials,
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
from archive_service.sentences import Language
from archive_service.services import Archive
from archive_service.settings import Settings
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

    @app.before_request
    def name_request() -> None:
        g.request_id = uuid.uuid4().hex


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
