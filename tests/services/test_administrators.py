"""Administrators have a second factor unless somebody turned that off, and the first one is led to it."""

from __future__ import annotations

from pathlib import Path

import pyotp

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Role
from archive_service.health_checks import examine
from archive_service.services.sessions import Awaits, Entered, Visit
from archive_service.settings import DEMO_NOTE, load_settings
from tests.api.house import House, copy_of

VISIT = Visit("web")
OWN = "con trâu gặm cỏ ven đê"


def entered(house: House, login: str, password: str) -> Entered:
    _, secret = house.archive.sign_in.with_password(login, password, VISIT)
    return house.archive.sessions.entered(secret, "web")


def told_by_doctor(house: House) -> tuple[str, str]:
    found = {each.name: each for each in examine(house.settings, house.archive, (), None)}
    return found["sign-in"].state, found["sign-in"].detail


def test_the_first_administrator_sets_up_a_password_and_a_second_factor_before_anything(
    closed_staff: House, tmp_path: Path
) -> None:
    roles = load_settings({}).signin.second_factor_roles
    house = copy_of(closed_staff, tmp_path, SIGNIN_SECOND_FACTOR_ROLES=" ".join(roles))
    try:
        archive = house.archive
        first = archive.accounts.add(local_operator(archive), "quantri", "", [(Role.ADMINISTRATOR, "DB-YT")])
        session, secret = archive.sign_in.with_password("quantri", first.password, VISIT)
        found = archive.sessions.entered(secret, "web")
        assert found.awaits is Awaits.PASSWORD
        archive.accounts.set_password(found.actor, OWN, keep_session=session.id)
        assert archive.sessions.entered(secret, "web").awaits is Awaits.SET_UP
        app = pyotp.TOTP(archive.second_factor.begin(found.actor).secret)
        archive.second_factor.confirm(found.actor, session.id, app.now())
        assert archive.sessions.entered(secret, "web").awaits is Awaits.NOTHING
        assert entered(house, "quantri", OWN).awaits is Awaits.CODE
        assert told_by_doctor(house) == ("ok", "a second factor for administrator")
    finally:
        house.archive.close()


def test_doctor_warns_where_it_was_turned_off(staff: House) -> None:
    assert told_by_doctor(staff) == ("degraded", "administrators need no second factor")


def test_the_demonstration_asks_nobody_and_doctor_says_what_it_is(closed_staff: House, tmp_path: Path) -> None:
    settings = closed_staff.settings.model_copy(update={"data_dir": tmp_path})
    asked = settings.signin.model_copy(update={"second_factor_roles": frozenset({Role.ADMINISTRATOR})})
    settings = settings.model_copy(update={"signin": asked})
    assert settings.second_factor_roles == {Role.ADMINISTRATOR}
    (tmp_path / DEMO_NOTE).write_text("{}", encoding="utf-8")
    assert settings.second_factor_roles == frozenset()
    house = copy_of(closed_staff, tmp_path / "own")
    try:
        (house.settings.data_dir / DEMO_NOTE).write_text("{}", encoding="utf-8")
        assert told_by_doctor(house)[0] == "degraded"
        assert "demonstration" in told_by_doctor(house)[1]
    finally:
        house.archive.close()
