"""Signing in and out by way of the identity provider of the office.

Both ways out are links, not forms: browsers apply the form-action of the page's policy to redirects as well.
"""

from __future__ import annotations

import time
from dataclasses import asdict

from flask import Blueprint, redirect, request, session, url_for
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.errors import BadCredentials, ProviderUnavailable, TooManyAttempts
from archive_service.ports import SignInBegun
from archive_service.services.sessions import Awaits
from archive_service.web import account, sessions

blueprint = Blueprint("provider_sign_in", __name__)
_BEGUN_SECONDS = 600


@blueprint.get("/sign-in/provider")
def leave() -> Response | tuple[str, int]:
    """Go to the provider; what it must bring back stays in the signed cookie of this browser."""
    place = url_for("provider_sign_in.come_back", _external=True)
    try:
        address, begun = http.archive().provider_sign_in.begin(place, again="again" in request.args)
    except ProviderUnavailable as error:
        return account.sign_in_page(error), http.status_of(error)
    session["provider"] = {"begun": asdict(begun), "at": int(time.time()), "next": request.args.get("next", "")[:500]}
    return redirect(address)


@blueprint.get("/sign-in/provider/callback")
def come_back() -> Response | tuple[str, int]:
    """Back from the provider, with an answer that counts once and in this browser only."""
    kept = session.pop("provider", None)
    fresh = kept is not None and time.time() - kept["at"] <= _BEGUN_SECONDS
    begun = SignInBegun(**kept["begun"]) if fresh else None
    try:
        opened = http.archive().provider_sign_in.finish(begun, request.args.to_dict(), sessions.visit())
    except (BadCredentials, TooManyAttempts, ProviderUnavailable) as error:
        return account.sign_in_page(error), http.status_of(error)
    wanted = kept["next"] if kept else ""
    sessions.begin(*opened)
    found = sessions.entered()
    return redirect(account.next_step(found.awaits if found else Awaits.NOTHING, wanted))
