"""Who is signed in. The session is a signed cookie; the rights are read from the catalog at each request.

A session ends when it was idle or lasted for too long, when the password changed, or when the account was
shut: the epoch in the cookie must be that of the account.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.access import Act, Actor, may_anywhere
from archive_service.domain.errors import NotSignedIn
from archive_service.ports import Account

_Parameters = ParamSpec("_Parameters")
_Answer = TypeVar("_Answer")


def begin(account: Account) -> None:
    """Start a session for this account; nothing of an earlier one stays."""
    now = int(time.time())
    session.clear()
    session.update(user=account.id, epoch=account.session_epoch, began=now, seen=now)


def end() -> None:
    """End the session."""
    session.clear()


def current_actor() -> Actor | None:
    """The actor of this request, or None for a stranger; looked up once a request."""
    if "actor" not in g:
        g.actor = _look_up()
    found: Actor | None = g.actor
    return found


def _look_up() -> Actor | None:
    user, now = session.get("user"), int(time.time())
    if user is None:
        return None
    limits = http.settings().session
    idle = now - session.get("seen", 0) > limits.idle_minutes * 60
    old = now - session.get("began", 0) > limits.absolute_hours * 3600
    try:
        if idle or old:
            raise NotSignedIn
        actor = http.archive().accounts.actor_of(user, "web", session_epoch=session.get("epoch"))
    except NotSignedIn:
        session.clear()
        return None
    session["seen"] = now
    return actor


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
    """Let the templates know who is signed in."""
    app.context_processor(lambda: {"actor": current_actor(), "allowed": allowed})
