"""How one person signs in, for who manages people: their sessions, second factor and identities at the provider."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.errors import ArchiveError, Conflict, NotFound, Refused, SamePerson
from archive_service.sentences import sentence_of
from archive_service.web.sessions import actor, signed_in

blueprint = Blueprint("person_sign_in", __name__)


@blueprint.get("/people/<login>/sign-in")
@signed_in
def page(login: str) -> str:
    """Where the person is signed in, and how it stands with the second factor."""
    return _page(login)


def _page(login: str, error: ArchiveError | None = None) -> str:
    archive, asker = http.archive(), actor()
    sessions = archive.sessions.of(asker, login)  # first: for who may not look, nobody is there
    person = archive.accounts.named(login)
    own = person.id == asker.user_id
    return render_template(
        "person_sign_in.html", login=login, person=person.name, own=own, provider=http.settings().oidc.issuer,
        sessions=sessions, second_factor=archive.second_factor.of(asker, login),
        identities=() if own else archive.provider_sign_in.identities(asker, login),
        told=sentence_of(error, http.language()) if error else None,
    )  # fmt: skip


@blueprint.post("/people/<login>/sign-out")
@signed_in
def sign_out(login: str) -> Response:
    """End every session of the person."""
    http.archive().sessions.end_all(actor(), login)
    return redirect(url_for("person_sign_in.page", login=login))


@blueprint.post("/people/<login>/reset-password")
@signed_in
def reset_password(login: str) -> str | tuple[str, int]:
    """Make a new password for the person; the page shows it, this once."""
    try:
        first = http.archive().accounts.reset_password(actor(), login)
    except SamePerson as error:
        return _page(login, error), http.status_of(error)
    return render_template("first_password.html", first=first, added=False)


@blueprint.post("/people/<login>/reset-second-factor")
@signed_in
def reset_second_factor(login: str) -> Response | tuple[str, int]:
    """Take a lost second factor away."""
    try:
        http.archive().second_factor.reset(actor(), login)
    except (SamePerson, NotFound) as error:
        return _page(login, error), http.status_of(error)
    return redirect(url_for("person_sign_in.page", login=login))


@blueprint.post("/people/<login>/identities")
@signed_in
def link(login: str) -> Response | tuple[str, int]:
    """Let an identity at the provider sign in as the person."""
    try:
        http.archive().provider_sign_in.link(actor(), login, request.form.get("subject", ""))
    except (Refused, Conflict) as error:
        return _page(login, error), http.status_of(error)
    return redirect(url_for("person_sign_in.page", login=login))


@blueprint.post("/people/<login>/identities/remove")
@signed_in
def unlink(login: str) -> Response:
    """Take the identity away; the person's sessions end."""
    http.archive().provider_sign_in.unlink(actor(), login, request.form.get("subject", ""))
    return redirect(url_for("person_sign_in.page", login=login))
