"""Signing in and out; the own password, sessions and tokens."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.access import Actor, Reach
from archive_service.domain.errors import (
    ArchiveError,
    BadCredentials,
    NotFound,
    ProviderUnavailable,
    TooManyAttempts,
    WeakPassword,
)
from archive_service.sentences import sentence_of
from archive_service.services.accounts import TOKEN_DAYS
from archive_service.services.sessions import Awaits
from archive_service.web import sessions
from archive_service.web.home import local_address
from archive_service.web.language import translate

blueprint = Blueprint("account", __name__)


@blueprint.get("/sign-in")
def sign_in() -> str | Response:
    """The sign-in page."""
    found = sessions.entered()
    if found is None:
        return sign_in_page()
    return redirect(next_step(found.awaits, request.args.get("next")))


@blueprint.post("/sign-in")
def check_sign_in() -> str | Response | tuple[str, int]:
    """Sign in. Attempts are counted by address and by name; the answer does not tell which was wrong."""
    login, password = request.form.get("login", ""), request.form.get("password", "")
    try:
        opened = http.archive().sign_in.with_password(login[:200], password[:1000], sessions.visit())
    except (BadCredentials, TooManyAttempts) as error:
        return sign_in_page(error), http.status_of(error)
    sessions.begin(*opened)
    found, wanted = sessions.entered(), request.form.get("next")
    return redirect(next_step(found.awaits if found else Awaits.NOTHING, wanted))


def next_step(awaits: Awaits, wanted: str | None) -> str:
    """Where a session leads: to what it still awaits, else to the page that was wanted."""
    if awaits is Awaits.CODE:
        return url_for("second_factor.ask", next=wanted)
    if awaits is Awaits.PASSWORD:
        return url_for("account.new_password", next=wanted)
    if awaits is Awaits.SET_UP:
        return url_for("second_factor.own")
    return local_address(wanted)


def sign_in_page(error: ArchiveError | None = None) -> str:
    """The sign-in page, with what went wrong."""
    told = sentence_of(error, http.language()) if error else None
    wanted = request.values.get("next", "")
    provider = http.settings().oidc.name if http.settings().oidc.issuer else ""
    login = request.form.get("login", "")
    return render_template("sign_in.html", told=told, wanted=wanted, login=login, provider=provider)


@blueprint.post("/sign-out")
def sign_out() -> Response | str:
    """End the session; tell the way out of the provider's, when the session came from there."""
    found, address = sessions.entered(), None
    if found is not None:
        with suppress(ProviderUnavailable):  # it is ended here all the same
            place = url_for("account.sign_in", _external=True)
            address = http.archive().provider_sign_in.sign_out_address(found.session, place)
    sessions.end()
    if address is None:
        return redirect(url_for("account.sign_in"))
    return render_template("signed_out.html", address=address, provider=http.settings().oidc.name)


@blueprint.get("/account")
@sessions.signed_in
def own() -> str:
    """The own roles, password, sessions and tokens."""
    return own_page()


def own_page(*, told: tuple[str, str] | None = None, secret: str | None = None, good: str = "") -> str:
    """The page of the own account, with what went wrong, a new token's secret, or what was done."""
    actor, archive = sessions.actor(), http.archive()
    return render_template(
        "account.html", login=archive.accounts.login_of(actor), tokens=archive.accounts.tokens(actor), told=told,
        secret=secret, good=good,
        sessions=archive.sessions.own(actor), current=sessions.current_session().id,
        second_factor=archive.second_factor.own(actor),
        minimum=http.settings().signin.password_minimum,
    )  # fmt: skip


@blueprint.post("/account/password")
@sessions.signed_in
def change_password() -> str | Response | tuple[str, int]:
    """Change the own password; the present one must be given. Every other session ends."""
    error = _change_password(sessions.actor())
    if error is not None:
        return own_page(told=sentence_of(error, http.language())), http.status_of(error)
    return own_page(good="password")


def _change_password(actor: Actor) -> ArchiveError | None:
    """Change the own password as the form says; what was wrong with it."""
    archive = http.archive()
    try:
        new, current = request.form.get("new", "")[:1000], sessions.current_session().id
        archive.sign_in.confirm(actor, request.form.get("present", "")[:1000], session_id=current)
        archive.accounts.set_password(actor, new, keep_session=current)
    except (BadCredentials, TooManyAttempts, WeakPassword) as error:
        return error
    return None


@blueprint.post("/account/password-strength")
def judge_password() -> Response:
    """What the archive would say to a new password, for the script beside the field; nothing is kept of it."""
    actor = sessions.awaiting(Awaits.NOTHING, Awaits.PASSWORD).actor
    strength, error = http.archive().sign_in.judge(actor, request.form.get("new", "")[:1000])
    said = translate("Kho nhận mật khẩu này.") if error is None else " ".join(sentence_of(error, http.language()))
    return jsonify(strength=strength, sentence=said)


@blueprint.get("/account/kept")
@sessions.signed_in
def kept() -> str:
    """What the archive keeps of who uses it, and for how long."""
    return render_template("kept.html", hours=http.settings().session.absolute_hours, days=sessions.DEVICE_DAYS)


@blueprint.get("/account/new-password")
def new_password() -> str | Response:
    """The page for who must change the password before anything else."""
    found = sessions.entered()
    if found is None or found.awaits is not Awaits.PASSWORD:
        return redirect(url_for("account.sign_in", next=request.args.get("next")))
    return _new_password_page(found.actor)


@blueprint.post("/account/new-password")
def choose_new_password() -> str | Response | tuple[str, int]:
    """Take the new password; then go on to where one wanted to go."""
    actor = sessions.awaiting(Awaits.PASSWORD).actor
    error = _change_password(actor)
    if error is not None:
        return _new_password_page(actor, sentence_of(error, http.language())), http.status_of(error)
    sessions.look_again()
    found = sessions.entered()
    return redirect(next_step(found.awaits if found else Awaits.NOTHING, request.form.get("next")))


def _new_password_page(actor: Actor, told: tuple[str, str] | None = None) -> str:
    account = http.archive().accounts.account_of(actor.user_id)
    return render_template(
        "new_password.html", account=account, told=told, wanted=request.values.get("next", ""),
        minimum=http.settings().signin.password_minimum,
    )  # fmt: skip


@blueprint.post("/account/sessions/<session_id>/end")
@sessions.signed_in
def end_session(session_id: str) -> Response:
    """End one of the own sessions; one that has ended already has ended."""
    with suppress(NotFound):
        http.archive().sessions.end(sessions.actor(), session_id)
    return redirect(url_for("account.own"))


@blueprint.post("/account/sessions/end-others")
@sessions.signed_in
def end_other_sessions() -> str:
    """End every own session but this one."""
    http.archive().sessions.end_others(sessions.actor(), sessions.current_session().id)
    return own_page(good="sessions")


@blueprint.post("/account/tokens")
@sessions.signed_in
def issue_token() -> str:
    """Make a token; its secret is on this page and nowhere else."""
    actor, accounts = sessions.actor(), http.archive().accounts
    days = {"30": 30, "365": 365}.get(request.form.get("days", ""), TOKEN_DAYS)
    reach = next((each for each in Reach if each == request.form.get("reach")), Reach.READ)
    _, secret = accounts.issue_token(actor, accounts.login_of(actor), request.form.get("label", ""), days, reach)
    return own_page(secret=secret)


@blueprint.post("/account/tokens/<token_id>/revoke")
@sessions.signed_in
def revoke_token(token_id: str) -> Response:
    """End a token at once."""
    http.archive().accounts.revoke_token(sessions.actor(), token_id)
    return redirect(url_for("account.own"))
