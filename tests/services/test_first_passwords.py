"""Passwords that the archive makes: shown once, good for a set time, changed before anything else opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Role
from archive_service.domain.errors import (
    BadCredentials,
    CommonPassword,
    FirstPasswordEnded,
    NotPermitted,
    SamePassword,
    SamePerson,
)
from archive_service.services.accounts import AccountService
from archive_service.services.passwords import Passwords
from archive_service.services.sessions import Awaits, Entered, Visit
from tests.api.house import PASSWORD, House
from tests.contracts.specimens import ManualClock

VISIT = Visit("web")
OWN = "con trâu gặm cỏ ven đê"


def entered(house: House, login: str, password: str) -> Entered:
    _, secret = house.archive.sign_in.with_password(login, password, VISIT)
    return house.archive.sessions.entered(secret, "web")


def test_a_first_password_opens_nothing_but_its_own_change(staff: House) -> None:
    archive, operator = staff.archive, local_operator(staff.archive)
    first = archive.accounts.add(operator, "moi", "Người mới", [(Role.SECRETARY, "CB-A")])
    found = entered(staff, "moi", first.password)
    assert found.awaits is Awaits.PASSWORD
    with pytest.raises(SamePassword):
        archive.accounts.set_password(found.actor, first.password, keep_session=found.session.id)
    with pytest.raises(CommonPassword):
        archive.accounts.set_password(found.actor, "matkhau123456789", keep_session=found.session.id)
    archive.accounts.set_password(found.actor, OWN, keep_session=found.session.id)
    assert entered(staff, "moi", OWN).awaits is Awaits.NOTHING
    with pytest.raises(BadCredentials):
        entered(staff, "moi", first.password)


def test_it_is_chance_and_in_no_log(staff: House) -> None:
    archive, operator = staff.archive, local_operator(staff.archive)
    made = [archive.accounts.add(operator, f"moi{number}", "", []).password for number in range(2)]
    made.append(archive.accounts.reset_password(operator, "secretary_a").password)
    assert len(set(made)) == 3
    assert {len(password.replace("-", "")) for password in made} == {16}
    told = str(archive.audit.page(operator, limit=20))
    assert not [password for password in made if password in told]


def test_it_runs_out_and_says_so_only_to_who_knows_it(staff: House) -> None:
    clock = ManualClock(staff.archive.accounts.clock.now())
    accounts: AccountService = replace(staff.archive.accounts, clock=clock)
    sign_in = replace(staff.archive.sign_in, clock=clock, sessions=replace(staff.archive.sessions, clock=clock))
    first = accounts.add(local_operator(staff.archive), "moi", "", [])
    assert first.ends_at - clock.time == timedelta(hours=staff.settings.signin.first_password_hours)
    clock.time = first.ends_at - timedelta(minutes=1)
    assert sign_in.with_password("moi", first.password, VISIT)
    clock.time = first.ends_at
    with pytest.raises(FirstPasswordEnded):
        sign_in.with_password("moi", first.password, VISIT)
    with pytest.raises(BadCredentials) as refusal:
        sign_in.with_password("moi", "sai mật khẩu", VISIT)
    assert refusal.value.code == "bad_credentials"


def test_after_a_reset_the_old_password_and_every_session_are_worth_nothing(staff: House) -> None:
    archive, operator = staff.archive, local_operator(staff.archive)
    _, before = archive.sign_in.with_password("secretary_a", PASSWORD, VISIT)
    first = archive.accounts.reset_password(operator, "secretary_a")
    with pytest.raises(BadCredentials):
        entered(staff, "secretary_a", PASSWORD)
    assert archive.sessions.of(operator, "secretary_a") == []
    assert entered(staff, "secretary_a", first.password).awaits is Awaits.PASSWORD
    newest = archive.audit.page(operator, limit=20)
    assert [each.entry.act for each in newest].count("reset_password") == 1
    assert before


def test_nobody_chooses_the_password_of_somebody_else(staff: House) -> None:
    accounts = staff.archive.accounts
    administrator = accounts.actor_with_token(staff.tokens["administrator"], "api")
    with pytest.raises(NotPermitted):
        accounts.create(administrator, "moi", "", OWN, [])
    with pytest.raises(SamePerson):
        accounts.reset_password(administrator, "administrator")
    assert accounts.reset_password(administrator, "secretary_a").password


def test_a_password_that_would_not_be_taken_today_must_be_changed(staff: House) -> None:
    """The list grew, or the least length: whoever has such a password hears it at the next sign-in."""
    longer = replace(staff.archive.sign_in, passwords=Passwords(minimum=len(PASSWORD) + 1))
    _, secret = longer.with_password("secretary_a", PASSWORD, VISIT)
    found = staff.archive.sessions.entered(secret, "web")
    assert found.awaits is Awaits.PASSWORD
    staff.archive.accounts.set_password(found.actor, OWN, keep_session=found.session.id)
    assert staff.archive.sessions.entered(secret, "web").awaits is Awaits.NOTHING
