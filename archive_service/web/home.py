"""The first page, which leads each desk to its work, and the choice of language."""

from __future__ import annotations

import re

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.access import Role
from archive_service.domain.batches import DeskState
from archive_service.web.completeness import SIGNS
from archive_service.web.desk import SIGNS as DESK_SIGNS
from archive_service.web.sessions import actor, signed_in

blueprint = Blueprint("home", __name__)
_RECENT = 8
# One slash, not two however they are written: browsers drop tabs and line ends, and take a backslash for a slash.
_WITHIN = re.compile(r"/(?![/\\])[^\\\x00-\x1f\x7f]*")
_DECIDING = frozenset({Role.ARCHIVIST, Role.LEADER})


@blueprint.get("/")
@signed_in
def index() -> str:
    """One box to search in; own cells' months, assignments and what waits, each for whom it concerns."""
    reader, archive = actor(), http.archive()
    roles = {grant.role for grant in reader.holding()}
    recent = archive.retrieve.list(reader, limit=_RECENT, newest_first=True)
    broken, broken_by = archive.grants.broken_glass(reader)
    return render_template(
        "home.html",
        broken=broken,
        broken_by=broken_by,
        recent=recent.entries,
        signs=SIGNS,
        on_desk=archive.first_page.on_the_desk(reader),
        asking=archive.first_page.asking(reader),
        desk_states=[DeskState.ATTENTION, DeskState.READ, DeskState.RECEIVED],
        desk_signs=DESK_SIGNS,
        own=archive.first_page.own_cells(reader) if Role.SECRETARY in roles else None,
        assignments=archive.first_page.assignments(reader),
        waiting=archive.first_page.waiting(reader) if roles & _DECIDING else None,
        coverage=archive.first_page.coverage(reader) if Role.ARCHIVIST in roles else None,
        reads=roles - {Role.ADMINISTRATOR},
    )


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
    return wanted if wanted and _WITHIN.fullmatch(wanted) else url_for("home.index")
