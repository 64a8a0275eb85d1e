"""People and what they may do: the list, one person's grants through time, giving and taking, breaking the glass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from archive_service import http
from archive_service.domain.access import Act, Role, may_anywhere
from archive_service.domain.errors import ArchiveError, BadField, NotFound, NotPermitted, UnknownUnit
from archive_service.domain.records import AccessLevel, parse_day
from archive_service.sentences import sentence_of
from archive_service.services.grant_terms import Assignment, GrantTerms, Standing
from archive_service.web.sessions import actor, signed_in
from archive_service.web.units import named_units

blueprint = Blueprint("people", __name__)
_PAGE_SIZE = 50
_MINUTES = (15, 30, 60, 120, 240)


@blueprint.get("/people")
@signed_in
def browse() -> str:
    """People by name, a page at a time."""
    return _list_page()


def _list_page(told: tuple[str, str] | None = None) -> str:
    wanted = request.args.get("q", "")[:100]
    accounts = http.archive().accounts.list(
        actor(), after=request.args.get("after"), limit=_PAGE_SIZE + 1, matching=wanted
    )
    return render_template(
        "people.html", accounts=accounts[:_PAGE_SIZE], more=len(accounts) > _PAGE_SIZE, wanted=wanted,
        roles=list(Role), told=told, entered=request.form,
    )  # fmt: skip


@blueprint.post("/people")
@signed_in
def add() -> str | tuple[str, int]:
    """Add an account with one role in one unit; the page shows the first password, this once."""
    entered = request.form
    try:
        added = http.archive().accounts.add(
            actor(), entered.get("login", ""), entered.get("name", ""), [(_role(entered), _unit(entered))]
        )
    except NotPermitted:
        raise
    except ArchiveError as error:
        return _list_page(sentence_of(error, http.language())), http.status_of(error)
    return render_template("first_password.html", first=added, added=True)


@blueprint.get("/people/<login>")
@signed_in
def person(login: str) -> str:
    """What a person may do today, may do later and could do before."""
    return _person_page(login)


def _person_page(login: str, told: tuple[str, str] | None = None, form: str = "") -> str:
    archive, reader = http.archive(), actor()
    known = archive.grants.person(reader, login)
    return render_template(
        "person.html", person=known, account=known.account, told=told, form=form, entered=request.form,
        parts=[(standing, known.that(standing)) for standing in (Standing.HELD, Standing.TO_COME, Standing.OVER)],
        roles=list(Role), levels=list(AccessLevel), today=archive.units.today(),
        manages=may_anywhere(reader, Act.MANAGE_USERS) and known.account.id != reader.user_id,
    )  # fmt: skip


@blueprint.post("/people/<login>/disabled")
@signed_in
def set_disabled(login: str) -> Response:
    """Shut a person out, or let them in again."""
    http.archive().accounts.disable(actor(), login, disabled=request.form.get("disabled") == "yes")
    return redirect(url_for("people.person", login=login))


@blueprint.post("/people/<login>/grants")
@signed_in
def give(login: str) -> Response | tuple[str, int]:
    """Give the person a role."""
    entered = request.form

    def giving() -> None:
        levels = frozenset(AccessLevel(each) for each in entered.getlist("level") if each in set(AccessLevel))
        terms = GrantTerms(
            _role(entered), _unit(entered), levels or None, reason=entered.get("reason", ""),
            document=entered.get("document", ""), **_days(entered),
        )  # fmt: skip
        http.archive().grants.give(actor(), login, [terms])

    return _done(login, "give", giving)


@blueprint.post("/people/<login>/assignments")
@signed_in
def assign(login: str) -> Response | tuple[str, int]:
    """Send the person to units as an auditor."""
    entered = request.form

    def assigning() -> None:
        days = _days(entered)
        if missing := [name for name, day in days.items() if day is None]:
            raise BadField(field=missing[0], value="")
        assignment = Assignment(
            named_units(entered.get("units", "").replace("\n", "|")),
            named_opinions=entered.get("named") == "yes",
            document=entered.get("document", ""),
            reason=entered.get("reason", ""),
            **{name: day for name, day in days.items() if day is not None},
        )
        http.archive().grants.assign(actor(), login, assignment)

    return _done(login, "assign", assigning)


@blueprint.post("/people/<login>/grants/<grant_id>/take-back")
@signed_in
def take_back(login: str, grant_id: str) -> Response | tuple[str, int]:
    """End a grant at once."""
    why = request.form.get("why", "")
    return _done(login, grant_id, lambda: _taken_back(grant_id, why))


@blueprint.post("/people/<login>/grants/<grant_id>/hand-over")
@signed_in
def hand_over(login: str, grant_id: str) -> Response | tuple[str, int]:
    """Pass a role on to somebody else on a day."""
    entered = request.form

    def passing() -> None:
        day = parse_day(entered.get("day", ""))
        http.archive().grants.hand_over(
            actor(), grant_id, entered.get("to", "").strip(), day, entered.get("document", "")
        )

    return _done(login, grant_id, passing)


@blueprint.get("/break-glass")
@signed_in
def emergency() -> str:
    """What breaking the glass means, and the form; for leaders."""
    return _emergency_page()


def _emergency_page(told: tuple[str, str] | None = None) -> str:
    leader = actor()
    if not may_anywhere(leader, Act.BREAK_GLASS):
        raise NotPermitted
    longest = http.archive().grants.longest_emergency.total_seconds() / 60
    return render_template(
        "break_glass.html", told=told, entered=request.form, minutes=[each for each in _MINUTES if each <= longest],
    )  # fmt: skip


@blueprint.post("/break-glass")
@signed_in
def break_glass() -> Response | tuple[str, int]:
    """Open everything of a unit for a short time."""
    entered, minutes = request.form, request.form.get("minutes", "")
    try:
        if entered.get("understood") != "yes":
            raise BadField(field="understood", value="")
        if not minutes.isascii() or not minutes.isdecimal() or len(minutes) > 4:
            raise BadField(field="minutes", value=minutes[:10])
        http.archive().grants.break_glass(actor(), _unit(entered), entered.get("reason", ""), int(minutes))
    except NotPermitted:
        raise
    except ArchiveError as error:
        return _emergency_page(sentence_of(error, http.language())), http.status_of(error)
    return redirect(url_for("home.index"))


@blueprint.post("/break-glass/end")
@signed_in
def end_own_emergencies() -> Response:
    """End what one opened before its time."""
    http.archive().grants.end_emergencies(actor())
    return redirect(url_for("home.index"))


def _taken_back(grant_id: str, why: str) -> None:
    if not why.strip():
        raise BadField(field="why", value="")
    http.archive().grants.take_back(actor(), grant_id, why)


def _done(login: str, form: str, act: Callable[[], object]) -> Response | tuple[str, int]:
    """Do it and show the person again; what is wrong is told above the form that was sent."""
    try:
        act()
    except (NotPermitted, NotFound):
        raise
    except ArchiveError as error:
        return _person_page(login, sentence_of(error, http.language()), form), http.status_of(error)
    return redirect(url_for("people.person", login=login))


def _role(entered: Mapping[str, str]) -> Role:
    if entered.get("role") not in set(Role):
        raise BadField(field="role", value=entered.get("role", "")[:40])
    return Role(entered["role"])


def _unit(entered: Mapping[str, str]) -> str:
    """The one unit that is meant; an emergency may be for one out of reach, so its code goes on as it was written."""
    written = entered.get("unit", "").strip()
    try:
        return named_units(written)[0]
    except (UnknownUnit, IndexError):
        return written


def _days(entered: Mapping[str, str]) -> dict[str, date | None]:
    """The four days of a grant. Raises ImpossibleDate."""
    names = ("records_from", "records_to", "holds_from", "holds_to")
    return {name: parse_day(entered[name]) if entered.get(name) else None for name in names}
