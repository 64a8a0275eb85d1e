"""/healthz, /readyz and /metrics: for the machines that watch the service."""

from __future__ import annotations

import time

import structlog
from flask import Flask, Response, g, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from werkzeug.exceptions import MethodNotAllowed

from archive_service import http
from archive_service.observability import REQUEST_SECONDS, REQUESTS
from indexer.model import IndexState

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
log = structlog.get_logger("web")


def install(app: Flask) -> None:
    """Add the three addresses, count every request, and tell of one with a method that its address does not take."""

    @app.get("/healthz")
    def alive() -> Response:
        return jsonify(status="alive")

    @app.get("/readyz")
    def ready() -> tuple[Response, int]:
        status = http.archive().custody.status()
        scanner = http.archive().deposit.admission.scanner
        antivirus = "off" if scanner is None else "ok" if scanner.answers() else "scanner_unavailable"
        degraded = status.index.state is not IndexState.READY or antivirus == "scanner_unavailable"
        word = "unavailable" if not status.ready else "degraded" if degraded else "ready"
        return jsonify(
            status=word,
            store=status.store or "ok",
            catalog=status.catalog or "ok",
            antivirus=antivirus,
            index=status.index.state.value,
            jobs=dict(status.jobs),
        ), 200 if status.ready else 503

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    @app.before_request
    def start_clock() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        # Anybody can invent methods, and each would be a series of its own that is kept for good.
        method = request.method if request.method in _METHODS else "other"
        REQUESTS.labels(route, method, str(response.status_code)).inc()
        if isinstance(request.routing_exception, MethodNotAllowed):
            log.warning(
                "method refused", method=request.method[:20], path=request.path[:200], address=request.remote_addr,
                request_id=g.get("request_id"),
            )  # fmt: skip
        REQUEST_SECONDS.labels(route).observe(time.perf_counter() - g.get("started", time.perf_counter()))
        return response
