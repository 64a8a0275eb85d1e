"""The second factor on the pages: the code after the password, setting it up, new recovery codes, turning it off."""

from __future__ import annotations

import segno
from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.errors import ArchiveError, BadCredentials, Conflict, NotFound, TooManyAttempts
from archive_service.sentences import sentence_of
from archive_service.services.sessions import Awaits
from archive_service.web import sessions
from archive_service.web.home import local_address

blueprint = Blueprint("second_factor", __name__)
_AT_WORK = (Awaits.NOTHING, Awaits.SET_UP)


@blueprint.get("/sign-in/code")
def ask() -> str | Response:
    """The page that asks for the code."""
    found = sessions.entered()
    if found is None or found.awaits is not Awaits.CODE:
        return redirect(url_for("account.sign_in", next=request.args.get("next")))
    return _code_page()


@blueprint.post("/sign-in/code")
def check() -> str | Response | tuple[str, int]:
    """Take the code of the app or a recovery code; the session begins anew with it."""
    found = sessions.awaiting(Awaits.CODE)
    try:
        opened = http.archive().sign_in.with_code(found, request.form.get("code", "")[:100], sessions.visit())
    except (BadCredentials, TooManyAttempts) as error:
        return _code_page(error), http.status_of(error)
    sessions.begin(*opened)
    return redirect(local_address(request.form.get("next")))


def _code_page(error: ArchiveError | None = None) -> str:
    told = sentence_of(error, http.language()) if error else None
    return render_template("sign_in_code.html", told=told, wanted=request.values.get("next", ""))


@blueprint.get("/account/second-factor")
def own() -> str | Response:
    """How it stands with the own second factor."""
    found = sessions.entered()
    if found is None or found.awaits is Awaits.CODE:
        return redirect(url_for("account.sign_in", next=request.path))
    return _page()


@blueprint.post("/account/second-factor/<step>")
def change(step: str) -> str | Response | tuple[str, int]:
    """Begin or end it, or make new recovery codes, with the password; or confirm it with the first code."""
    found, archive = sessions.awaiting(*_AT_WORK), http.archive()
    actor, factor = found.actor, archive.second_factor
    codes: tuple[str, ...] = ()
    try:
        if step == "confirm":
            archive.sign_in.count_code(actor)
            codes = factor.confirm(actor, found.session.id, request.form.get("code", "")[:100])
            sessions.look_again()
        elif step in ("begin", "renew", "remove"):
            archive.sign_in.confirm(actor, request.form.get("password", "")[:1000], session_id=found.session.id)
            if step == "begin":
                factor.begin(actor)
            elif step == "renew":
                codes = factor.renew_codes(actor)
            else:
                factor.remove(actor)
        else:
            raise NotFound
    except (BadCredentials, TooManyAttempts, Conflict) as error:
        return _page(told=sentence_of(error, http.language())), http.status_of(error)
    return _page(codes=codes) if codes or step == "begin" else redirect(url_for("second_factor.own"))


def _page(*, told: tuple[str, str] | None = None, codes: tuple[str, ...] = ()) -> str:
    """With the recovery codes, or with what is to be read by the app, which stand on this page and nowhere else."""
    found, factor = sessions.awaiting(*_AT_WORK), http.archive().second_factor
    begun = factor.begun(found.actor)
    picture = segno.make(begun.address, micro=False).svg_data_uri(scale=5, border=2) if begun else ""
    return render_template(
        "second_factor.html", state=factor.own(found.actor), begun=begun, picture=picture, codes=codes, told=told,
        sets_up=found.awaits is Awaits.SET_UP,
    )  # fmt: skip
