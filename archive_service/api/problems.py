"""Problem details (RFC 9457): every error of the REST door in one shape, with a stable code and a sentence."""

from __future__ import annotations

import structlog
from flask import Response, g, request
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    NotFound,
    RequestedRangeNotSatisfiable,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)
from werkzeug.routing import RequestRedirect

from archive_service import http
from archive_service.api.endpoint import signed_in
from archive_service.domain.errors import ArchiveError, Destroyed, Unavailable
from archive_service.sentences import told
from archive_service.wire_disposition import TombstoneBody, tombstone_body
from indexer.errors import IndexerError

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:cell-records:problem:"
_LONGEST_FACT = 80
_CHALLENGE = 'Bearer realm="archive"'

log = structlog.get_logger("api")


class Problem(BaseModel):
    """What went wrong. `code` is stable; title, detail and action are sentences in the language asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str = Field(pattern=f"^{TYPE_PREFIX}[a-z_]+$")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    code: str = Field(pattern="^[a-z_]+$")
    action: str
    instance: str
    field: str | None = None
    tombstone: TombstoneBody | None = None


def problem(
    code: str,
    status: int,
    facts: dict[str, object],
    headers: dict[str, str] | None = None,
    *,
    tombstone: TombstoneBody | None = None,
) -> Response:
    """The answer for an error code; the facts fill its sentence, cut to what a person would read."""
    language = http.language()
    short = {name: str(value)[:_LONGEST_FACT] for name, value in facts.items()}
    detail, action = told(code, language, dict(short))
    title, _ = told(code, language, {})
    body = Problem(
        type=TYPE_PREFIX + code,
        title=title,
        status=status,
        detail=detail,
        code=code,
        action=action,
        instance=f"urn:uuid:{g.request_id}",
        field=short.get("field"),
        tombstone=tombstone,
    )
    response = Response(body.model_dump_json(exclude_none=True), status, headers, content_type=MEDIA_TYPE)
    response.content_language.add(language)
    response.vary.add("Accept-Language")
    return response


def of_archive(error: ArchiveError) -> Response:
    """The problem for an error of ours."""
    status = http.status_of(error)
    headers = {}
    if status == 401:
        headers["WWW-Authenticate"] = _CHALLENGE
    if status == 503:
        headers["Retry-After"] = str(http.RETRY_AFTER_SECONDS)
    if status == 429:
        headers["Retry-After"] = str(error.facts.get("seconds", http.RETRY_AFTER_SECONDS))
    if status >= 500:
        log.warning("request failed", code=error.code, request_id=g.request_id, cause=repr(error.__cause__))
    return problem(error.code, status, error.facts, headers, tombstone=_left_of(error))


def _left_of(error: ArchiveError) -> TombstoneBody | None:
    """What is left of a destroyed record, looked up with the rights of who asks."""
    if not isinstance(error, Destroyed):
        return None
    archive = http.archive()
    stone = archive.dispositions.tombstone(signed_in(), str(error.facts["record"]))
    return tombstone_body(stone, archive.units.register()) if stone else None


def of_http(error: HTTPException) -> Response:
    """The problem for what Flask and Werkzeug refuse by themselves."""
    match error:
        case MethodNotAllowed():
            allowed = ", ".join(sorted(error.valid_methods or ()))
            facts: dict[str, object] = {"method": request.method, "allowed": allowed}
            answer = problem("method_not_allowed", 405, facts, {"Allow": allowed})
        case NotFound() | RequestRedirect():
            answer = problem("not_found", 404, {})
        case RequestEntityTooLarge():
            answer = problem("request_too_large", 413, {})
        case UnsupportedMediaType():
            answer = problem("wrong_content_type", 415, {"expected": error.description or ""})
        case RequestedRangeNotSatisfiable():
            answer = problem("impossible_range", 416, {}, {"Content-Range": f"bytes */{error.length}"})
        case HTTPException(code=int(code)) if code < 500:
            answer = problem("bad_request", code, {})
        case _:
            answer = problem("error", error.code or 500, {})
    return answer


def of_indexer(error: IndexerError) -> Response:
    """The extraction child or the index does not answer: worth another try, and the operator's attention."""
    unavailable = Unavailable()
    unavailable.__cause__ = error
    return of_archive(unavailable)


def of_anything(error: Exception) -> Response:
    """A fault of our own: the log has the cause, the client only the request's id."""
    log.error("request failed", request_id=g.request_id, exc_info=error)
    return problem("error", 500, {})
