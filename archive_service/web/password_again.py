"""The password, asked again before what matters: the form that was sent waits on the page, and goes on with it.

One page for every such form: its fields stand on it unseen, the password beside them, and all goes to where the form
went. Nothing is kept on the server meanwhile, and nothing that was typed is lost.
"""

from __future__ import annotations

from flask import Flask, render_template, request

from archive_service import http
from archive_service.domain.errors import ArchiveError, BadCredentials, TooManyAttempts
from archive_service.sentences import sentence_of
from archive_service.services.sessions import Awaits
from archive_service.web import sessions

FIELD = "password_again"
_FORM = "application/x-www-form-urlencoded"
_OF_THE_PAGE = (FIELD, "csrf_token")


def install(app: Flask) -> None:
    """Take the password from a form that waited for it, before the form is done."""
    app.before_request(_take)


def _take() -> tuple[str, int] | None:
    if request.method != "POST" or request.mimetype != _FORM or FIELD not in request.form:
        return None
    found = sessions.entered()
    if found is None or found.awaits is not Awaits.NOTHING:
        return None
    try:
        typed = request.form[FIELD][:1000]
        http.archive().sign_in.confirm(found.actor, typed, session_id=found.session.id)
    except (BadCredentials, TooManyAttempts) as error:
        return page(error), http.status_of(error)
    sessions.look_again()
    return None


def page(error: ArchiveError | None = None) -> str:
    """The page that asks, with the fields of the form that was sent."""
    fields = [each for each in request.form.items(multi=True) if each[0] not in _OF_THE_PAGE]
    provider = http.settings().oidc.name if sessions.current_session().provider_token else ""
    return render_template(
        "password_again.html", fields=fields, action=request.full_path.rstrip("?"), provider=provider,
        minutes=http.settings().session.password_again_minutes,
        told=sentence_of(error, http.language()) if error else None,
    )  # fmt: skip
