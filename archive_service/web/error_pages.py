"""An error as a page that says what happened and what to do; for our own scripts as JSON with the same sentence."""

from __future__ import annotations

import structlog
from flask import Flask, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from archive_service import http
from archive_service.domain.errors import (
    ArchiveError,
    Destroyed,
    FileTooLarge,
    NotFound,
    NotPermitted,
    NotSignedIn,
    PasswordAgain,
    TooManyAttempts,
    Unavailable,
)
from archive_service.sentences import sentence_of
from archive_service.web import password_again
from archive_service.web.sessions import current_actor, wants_json

log = structlog.get_logger("web")


def install(app: Flask) -> None:
    """Answer every error of the pages. The REST door has its own answers under its prefix."""
    app.register_error_handler(ArchiveError, show)
    app.register_error_handler(CSRFError, lambda error: show(NotSignedIn()))
    app.register_error_handler(HTTPException, _show_http)
    app.register_error_handler(Exception, _show_unexpected)


def show(error: ArchiveError) -> AnyResponse:
    """The page for an error; a stranger who opens a page is sent to sign in."""
    if isinstance(error, NotSignedIn) and request.method == "GET" and not wants_json():
        return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
    if isinstance(error, PasswordAgain) and request.method == "POST" and not wants_json():
        return make_response(password_again.page(), http.status_of(error))
    if isinstance(error, Destroyed) and not wants_json():
        return _show_gone(error)
    status = http.status_of(error)
    if status >= 500:
        log.warning("request failed", code=error.code, path=request.path, cause=repr(error.__cause__))
    return _answer(error, status)


def _show_gone(error: Destroyed) -> Response:
    """What is left of a destroyed record, for who may know of it."""
    reader = current_actor()
    stone = http.archive().dispositions.tombstone(reader, str(error.facts["record"])) if reader else None
    if stone is None:
        return _answer(NotFound(), 404)
    sentence, action = sentence_of(error, http.language())
    response = make_response(render_template("tombstone.html", stone=stone, sentence=sentence, action=action))
    response.status_code = http.status_of(error)
    return response


def _show_http(error: HTTPException) -> AnyResponse:
    if isinstance(error, RequestEntityTooLarge):
        if current_actor() is None:  # whose session has ended meanwhile is not told of sizes
            return show(NotSignedIn())
        return show(FileTooLarge(limit_bytes=http.settings().deposit.max_file_bytes))
    code = error.code or 500
    if code in (301, 302, 303, 304, 307, 308):
        return error.get_response()
    known: ArchiveError = {404: NotFound(), 403: NotPermitted(), 429: TooManyAttempts(seconds=60)}.get(
        code, ArchiveError()
    )
    return _answer(known, code)


def _show_unexpected(error: Exception) -> AnyResponse:
    """A fault of ours: logged with its trace under the request's id, never shown to the user."""
    log.error("unexpected error", request_id=g.get("request_id"), path=request.path, exc_info=error)
    return _answer(ArchiveError(), 500)


def _answer(error: ArchiveError, status: int) -> Response:
    sentence, action = sentence_of(error, http.language())
    if wants_json():
        response = jsonify(code=error.code, message=sentence, action=action)
    else:
        page = render_template("error.html", status=status, code=error.code, sentence=sentence, action=action)
        response = make_response(page)
    response.status_code = status
    if isinstance(error, Unavailable):
        response.headers["Retry-After"] = str(http.RETRY_AFTER_SECONDS)
    return response
