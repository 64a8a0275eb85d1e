"""What all pages share: templates, static files, forms that cannot be forged, headers that lock the page in."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory, url_for
from flask_wtf.csrf import CSRFProtect
from jinja2 import FileSystemLoader

from archive_service.web import labels

_FOLDER = Path(__file__).parent
STATIC = _FOLDER / "static"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
csrf = CSRFProtect()


def install(app: Flask) -> None:
    """Set up templates, static files, CSRF protection and the headers of every page."""
    app.jinja_loader = FileSystemLoader(_FOLDER / "templates")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=labels.day,
        moment=labels.moment,
        instant=labels.instant,
        period=labels.period,
        span_words=labels.span_words,
        size=labels.size,
        unit_name=labels.unit_name,
        unit_code=labels.unit_code,
        unit_then=labels.unit_then,
        unit_renamed=labels.unit_renamed,
        term_name=labels.term_name,
    )
    app.jinja_env.globals.update(
        label=labels.label, proposed=labels.proposed, evidence_value=labels.evidence_value, asset=asset
    )
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    csrf.init_app(app)
    app.add_url_rule("/static/<path:name>", "static", static_file)
    app.after_request(_lock_in)


def static_file(name: str) -> Response:
    """A style sheet, script or picture; its address carries its digest, so it may be kept for ever."""
    return send_from_directory(STATIC, name, max_age=31_536_000 if "v" in request.args else 0)


def asset(name: str) -> str:
    """The address of a static file with its digest."""
    return url_for("static", name=name, v=_digest(name))


@lru_cache(maxsize=64)
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def _lock_in(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if current_app.config["SESSION_COOKIE_SECURE"]:  # then the service is reached by https alone
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-store"
    return response
