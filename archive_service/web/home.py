"""The first page, and the choice of language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.web.sessions import actor, signed_in

blueprint = Blueprint("home", __name__)
_RECENT = 8


@blueprint.get("/")
@signed_in
def index() -> str:
    """One box to search in, and what came in last."""
    recent = http.archive().retrieve.list(actor(), limit=_RECENT, newest_first=True)
    return render_template("home.html", recent=recent.entries)


@blueprint.get("/language/<code>")
def choose(code: str) -> Response:
    """Remember the language and go back to where one was."""
    if code not in ("vi", "en"):
        abort(404)
    response = redirect(local_address(request.args.get("next")))
    response.set_cookie("language", code, max_age=31_536_000, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def local_address(wanted: str | None) -> str:
    """An address within this site, for going back; anything else leads to the first page."""
    if wanted and wanted.startswith("/") and not wanted.startswith(("//", "/\\")):
        parts = urlsplit(wanted)
        if not parts.scheme and not parts.netloc:
            return wanted
    return url_for("home.index")
