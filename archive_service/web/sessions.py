"""Who is signed in. The cookie holds the secret of a session that the catalog knows; rights are read at each request.

A session ends when it was idle or lasted for too long, when its owner or an administrator ends it, when the password
changes, or when the account is shut: on the next request, in every process.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, g, redirect, request, session, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.access import Act, Actor, may_anywhere
from archive_service.domain.errors import NotFound, NotSignedIn
from archive_service.ports import Session
from archive_service.services.sessions import Awaits, Entered, Visit
from archive_service.web.browsers import browser_name

_Parameters = ParamSpec("_Parameters")
_Answer = TypeVar("_Answer")
_DEVICE_COOKIE = "archive_device"
# For so long a browser remembers who signed in there.
DEVICE_DAYS = 180
# How many people one browser remembers; in an office several share one.
_DEVICE_PEOPLE = 5
_STRANGERS_BYTES = 32 << 20


def begin(opened: Session, secret: str) -> None:
    """Start a session: a new secret, and nothing of what was in the cookie stays."""
    session.clear()
    session["secret"] = secret
    g.pop("entered", None)
    g.signed_in_here = opened.user_id


def end() -> None:
    """End the session of this request, here and in the catalog."""
    found = entered()
    session.clear()
    g.pop("entered", None)
    if found is not None:
        with suppress(NotFound):  # ended elsewhere at this very moment: what was wanted
            http.archive().sessions.end(found.actor, found.session.id, act="sign_out")


def visit() -> Visit:
    """Where this request comes from."""
    device, known = _device()
    return Visit("web", request.remote_addr or "", browser_name(request.user_agent.string), device, known)


def current_actor() -> Actor | None:
    """The actor of this request, or None for a stranger and for who has still to give a code."""
    found = entered()
    return found.actor if found and found.awaits is Awaits.NOTHING else None


def current_session() -> Session:
    """The session of this request. Raises NotSignedIn for a stranger."""
    found = entered()
    if found is None:
        raise NotSignedIn
    return found.session


def entered() -> Entered | None:
    """Who came with the secret in the cookie, whatever the session still awaits; looked up once a request."""
    if "entered" not in g:
        g.entered = _look_up()
    found: Entered | None = g.entered
    return found


def look_again() -> None:
    """Ask the catalog anew about the session of this request: it changed meanwhile."""
    g.pop("entered", None)


def awaiting(*steps: Awaits) -> Entered:
    """The session of this request, which awaits one of these. Raises NotSignedIn."""
    found = entered()
    if found is None or found.awaits not in steps:
        raise NotSignedIn
    return found


def _look_up() -> Entered | None:
    secret = session.get("secret")
    if not isinstance(secret, str):
        return None
    try:
        return http.archive().sessions.entered(secret, "web")
    except NotSignedIn:
        session.clear()
        return None


def actor() -> Actor:
    """The actor of this request. Raises NotSignedIn for a stranger."""
    found = current_actor()
    if found is None:
        raise NotSignedIn
    return found


def signed_in(view: Callable[_Parameters, _Answer]) -> Callable[_Parameters, _Answer | Response]:
    """Send a stranger to the sign-in page and back again; calls made by scripts get the error instead."""

    @wraps(view)
    def guarded(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Answer | Response:
        if current_actor() is None:
            if request.method != "GET" or wants_json():
                raise NotSignedIn
            return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
        return view(*args, **kwargs)

    return guarded


def wants_json() -> bool:
    """Whether the request was made by one of our scripts."""
    return request.accept_mimetypes.best == "application/json"


def allowed(act: str) -> bool:
    """For the templates: whether the actor's role allows an act at all, to show or leave out a link."""
    found = current_actor()
    return found is not None and may_anywhere(found, Act(act))


def install(app: Flask) -> None:
    """Let the templates know who is signed in; let the browser remember who signed in there; keep strangers short."""
    app.before_request(_take_little_from_strangers)
    app.context_processor(lambda: {"actor": current_actor(), "allowed": allowed})
    app.after_request(_remember_device)


def _take_little_from_strangers() -> None:
    """Who is not signed in sends a name, a password, a code: no file is kept for them, not even for a moment.

    What a browser sends whose session has ended is still read, so that it hears why it was refused.
    """
    body = request.content_length or "Transfer-Encoding" in request.headers
    if body and not request.path.startswith("/api/") and current_actor() is None:
        g.stranger, request.max_content_length = True, _STRANGERS_BYTES


def _device() -> tuple[str, frozenset[str]]:
    """The number of this browser and who has signed in there before, as its own signed cookie says."""
    try:
        told = _signer().loads(request.cookies.get(_device_cookie(), ""), max_age=DEVICE_DAYS * 86_400)
    except BadSignature:
        return "", frozenset()
    return told["device"], frozenset(told["people"])


def _remember_device(response: Response) -> Response:
    person = g.get("signed_in_here")
    if person is not None:
        device, known = _device()
        people = [person, *sorted(known - {person})][:_DEVICE_PEOPLE]
        told = _signer().dumps({"device": device or secrets.token_urlsafe(16), "people": people})
        response.set_cookie(
            _device_cookie(), told, max_age=DEVICE_DAYS * 86_400, httponly=True, samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )  # fmt: skip
    return response


def _device_cookie() -> str:
    return http.cookie_name(_DEVICE_COOKIE, http.settings())


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="device")
