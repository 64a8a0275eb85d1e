"""Signing in and out, the own password and the own tokens."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.errors import ArchiveError, BadCredentials, TooManyAttempts, WeakPassword
from archive_service.sentences import sentence_of
from archive_service.web import sessions
from archive_service.web.home import local_address

blueprint = Blueprint("account", __name__)


@blueprint.get("/sign-in")
def sign_in() -> str | Response:
    """The sign-in page."""
    if sessions.current_actor() is not None:
        return redirect(url_for("home.index"))
    return _sign_in_page()


@blueprint.post("/sign-in")
def check_sign_in() -> str | Response | tuple[str, int]:
    """Sign in. Attempts are counted by address and by name; the answer does not tell which was wrong."""
    login, password = request.form.get("login", ""), request.form.get("password", "")
    try:
        account = http.archive().accounts.sign_in(login[:200], password[:1000], "web", request.remote_addr or "")
    except (BadCredentials, TooManyAttempts) as error:
        return _sign_in_page(error), http.status_of(error)
    sessions.begin(account)
    return redirect(local_address(request.form.get("next")))


def _sign_in_page(error: ArchiveError | None = None) -> str:
    told = sentence_of(error, http.language()) if error else None
    wanted = request.values.get("next", "")
    return render_template("sign_in.html", told=told, wanted=wanted, login=request.form.get("login", ""))


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """End the session."""
    sessions.end()
    return redirect(url_for("account.sign_in"))


@blueprint.get("/account")
@sessions.signed_in
def own() -> str:
    """The own roles, password and tokens."""
    return _own_page()


def _own_page(*, told: tuple[str, str] | None = None, secret: str | None = None, changed: bool = False) -> str:
    actor = sessions.actor()
    return render_template(
        "account.html", tokens=http.archive().accounts.tokens(actor), told=told, secret=secret, changed=changed,
        minimum=http.settings().signin.password_minimum,
    )  # fmt: skip


@blueprint.post("/account/password")
@sessions.signed_in
def change_password() -> str | Response | tuple[str, int]:
    """Change the own password; the present one must be given. Every other session ends."""
    actor, accounts = sessions.actor(), http.archive().accounts
    login = accounts.login_of(actor)
    try:
        accounts.sign_in(login, request.form.get("present", "")[:1000], "web", request.remote_addr or "")
        accounts.set_password(actor, login, request.form.get("new", "")[:1000])
    except (BadCredentials, TooManyAttempts, WeakPassword) as error:
        return _own_page(told=sentence_of(error, http.language())), http.status_of(error)
    sessions.begin(accounts.named(login))
    return _own_page(changed=True)


@blueprint.post("/account/tokens")
@sessions.signed_in
def issue_token() -> str:
    """Make a token; its secret is on this page and nowhere else."""
    actor, accounts = sessions.actor(), http.archive().accounts
    days = {"30": 30, "365": 365}.get(request.form.get("days", ""), 90)
    _, secret = accounts.issue_token(actor, accounts.login_of(actor), request.form.get("label", ""), days)
    return _own_page(secret=secret)


@blueprint.post("/account/tokens/<token_id>/revoke")
@sessions.signed_in
def revoke_token(token_id: str) -> Response:
    """End a token at once."""
    http.archive().accounts.revoke_token(sessions.actor(), token_id)
    return redirect(url_for("account.own"))
