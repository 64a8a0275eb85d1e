"""The REST door, /api/v1: routes and document made from one table of operations."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request
from flask_limiter import Limiter, RateLimitExceeded
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import HTTPException

from archive_service.api import (
    batches,
    completeness,
    consultation_steps,
    consultations,
    desk,
    dispositions,
    exporting,
    finding,
    holds,
    links,
    log,
    openapi,
    operating,
    organisation,
    people,
    problems,
    recognising,
    records,
    retention,
    saved_searches,
    transfers,
    units,
)
from archive_service.api.endpoint import Endpoint, close_answer
from archive_service.domain.errors import ArchiveError, TooManyAttempts
from archive_service.settings import Settings
from indexer.errors import IndexerError

NAME = "api"
WINDOW_SECONDS = 60
ENDPOINTS: tuple[Endpoint[Any], ...] = (
    *records.ENDPOINTS,
    *batches.ENDPOINTS,
    *desk.ENDPOINTS,
    *links.ENDPOINTS,
    *consultations.ENDPOINTS,
    *consultation_steps.ENDPOINTS,
    *recognising.ENDPOINTS,
    *finding.ENDPOINTS,
    *saved_searches.ENDPOINTS,
    *organisation.ENDPOINTS,
    *units.ENDPOINTS,
    *people.ENDPOINTS,
    *completeness.ENDPOINTS,
    *retention.ENDPOINTS,
    *holds.ENDPOINTS,
    *dispositions.ENDPOINTS,
    *transfers.ENDPOINTS,
    *exporting.ENDPOINTS,
    *log.ENDPOINTS,
    *operating.ENDPOINTS,
)


def install(app: Flask) -> None:
    """Add the REST interface to the application.

    It is a blueprint named "api" that takes bearer tokens only, so forged requests of a browser do not
    reach it; addresses below /api that do not exist answer as problems too.
    """
    blueprint = Blueprint(NAME, __name__, url_prefix=openapi.BASE)
    document = openapi.document(ENDPOINTS)
    for endpoint in ENDPOINTS:
        endpoint.add_to(blueprint)

    @blueprint.get(openapi.DOCUMENT_PATH, provide_automatic_options=False)
    def own_document() -> Response:
        return jsonify(document)

    blueprint.register_error_handler(ArchiveError, problems.of_archive)
    blueprint.register_error_handler(IndexerError, problems.of_indexer)
    blueprint.register_error_handler(HTTPException, problems.of_http)
    blueprint.register_error_handler(Exception, problems.of_anything)
    blueprint.after_request(close_answer)
    _limit_rate(app, blueprint)
    app.register_blueprint(blueprint)

    @app.before_request
    def unknown_address() -> Response | None:
        """No route, so no blueprint whose handlers would answer."""
        if request.path.startswith("/api/") and isinstance(request.routing_exception, HTTPException):
            return close_answer(problems.of_http(request.routing_exception))
        return None


def _limit_rate(app: Flask, blueprint: Blueprint) -> None:
    """So many requests a minute from one address, over all operations together, counted in each process."""
    settings: Settings = app.extensions["archive_settings"]
    limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="fixed-window")
    limiter.shared_limit(f"{settings.api.requests_per_minute} per minute", scope=NAME)(blueprint)
    limiter.init_app(app)

    @blueprint.errorhandler(RateLimitExceeded)
    def too_many(_: RateLimitExceeded) -> Response:
        limit = limiter.current_limit
        wait = limit.reset_at - int(time.time()) if limit else WINDOW_SECONDS
        # The library rounds the end of the window up, the clock above is rounded down.
        return problems.of_archive(TooManyAttempts(seconds=min(max(wait, 1), WINDOW_SECONDS)))
