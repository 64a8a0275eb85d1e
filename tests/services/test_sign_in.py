"""Signing in: the same answer for every wrong pair, and how often one may guess from where."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archive_service.bootstrap import local_operator, open_archive
from archive_service.domain.errors import BadCredentials, TooManyAttempts
from archive_service.services import Archive
from archive_service.services.attempts import network_of
from archive_service.services.sessions import Visit
from tests.api.house import PASSWORD, House, copy_of

FEW = {"ATTEMPTS_PER_LOGIN": "2", "ATTEMPTS_PER_LOGIN_ANYWHERE": "5", "ATTEMPTS_PER_ADDRESS": "4"}
HERE, THERE = Visit("web", "192.0.2.1"), Visit("web", "198.51.100.7")


@pytest.fixture
def staff(closed_staff: House, tmp_path: Path) -> Iterator[House]:
    """People of the test's own, who may try a few times only, so that the tests need not guess for long."""
    opened = copy_of(closed_staff, tmp_path, **{f"SIGNIN_{name}": limit for name, limit in FEW.items()})
    yield opened
    opened.archive.close()


@pytest.mark.parametrize(("login", "password"), [("secretary_a", "sai mật khẩu"), ("nobody", PASSWORD), ("", "")])
def test_wrong_name_and_wrong_password_answer_alike(staff: House, login: str, password: str) -> None:
    with pytest.raises(BadCredentials) as refusal:
        staff.archive.sign_in.with_password(login, password, Visit("web"))
    assert refusal.value.facts == {}


def test_a_name_is_one_whatever_its_case(staff: House) -> None:
    session, secret = staff.archive.sign_in.with_password("SECRETARY_A", PASSWORD, Visit("web"))
    actor = staff.archive.sessions.entered(secret, "web").actor
    assert (actor.name, session.user_id) == ("secretary_a", actor.user_id)


def test_guessing_is_stopped_alike_for_names_that_are_and_names_that_are_not(staff: House) -> None:
    """The count is in the catalog: a second process counts on from it, and the right password comes too late."""
    with opened_again(staff) as other:
        for login in ("secretary_a", "nobody"):
            guess(staff, login, HERE, staff.settings.signin.attempts_per_login)
            with pytest.raises(TooManyAttempts) as stopped:
                other.sign_in.with_password(login, PASSWORD, HERE)
            assert set(stopped.value.facts) == {"seconds"}


def test_a_stranger_elsewhere_does_not_keep_a_person_out(staff: House) -> None:
    guess(staff, "secretary_a", THERE, staff.settings.signin.attempts_per_login)
    with pytest.raises(TooManyAttempts):
        staff.archive.sign_in.with_password("secretary_a", PASSWORD, THERE)
    assert staff.archive.sign_in.with_password("secretary_a", PASSWORD, HERE)


def test_many_networks_together_guess_a_name_so_often_and_a_known_browser_stays_open(staff: House) -> None:
    limits, sign_in = staff.settings.signin, staff.archive.sign_in
    for number in range(limits.attempts_per_login_anywhere):
        guess(staff, "secretary_a", Visit("web", f"203.0.113.{number}"), 1)
    with pytest.raises(TooManyAttempts):
        sign_in.with_password("secretary_a", PASSWORD, HERE)
    person = staff.archive.accounts.named("secretary_a").id
    known = Visit("web", "192.0.2.1", device="browser-1", known=frozenset({person}))
    assert sign_in.with_password("secretary_a", PASSWORD, known)
    someone_elses = Visit("web", "192.0.2.1", device="browser-1", known=frozenset({"usr_other"}))
    with pytest.raises(TooManyAttempts):
        sign_in.with_password("secretary_a", PASSWORD, someone_elses)


def test_guesses_from_a_known_browser_are_counted_too(staff: House) -> None:
    person = staff.archive.accounts.named("secretary_a").id
    known = Visit("web", "", device="browser-1", known=frozenset({person}))
    guess(staff, "secretary_a", known, staff.settings.signin.attempts_per_login)
    with pytest.raises(TooManyAttempts):
        staff.archive.sign_in.with_password("secretary_a", PASSWORD, known)


def test_an_address_is_stopped_whatever_names_it_tries(staff: House) -> None:
    for number in range(staff.settings.signin.attempts_per_address):
        guess(staff, f"nobody{number}", HERE, 1)
    with pytest.raises(TooManyAttempts):
        staff.archive.sign_in.with_password("secretary_b", PASSWORD, HERE)
    assert staff.archive.sign_in.with_password("secretary_b", PASSWORD, THERE)


def test_the_password_asked_again_is_counted_for_the_person(staff: House) -> None:
    sign_in, actor = (
        staff.archive.sign_in,
        staff.archive.accounts.actor_of(staff.archive.accounts.named("secretary_a").id, "web"),
    )
    assert sign_in.confirm(actor, PASSWORD).login == "secretary_a"
    for _ in range(staff.settings.signin.attempts_per_login):
        with pytest.raises(BadCredentials):
            sign_in.confirm(actor, "sai mật khẩu")
    with pytest.raises(TooManyAttempts):
        sign_in.confirm(actor, PASSWORD)


def test_the_log_tells_of_good_and_bad_attempts_without_what_was_typed(staff: House) -> None:
    guess(staff, "một mật khẩu gõ nhầm ô", HERE, 1)
    session, _ = staff.archive.sign_in.with_password("secretary_a", PASSWORD, HERE)
    operator = local_operator(staff.archive)
    told = [event.entry for event in staff.archive.audit.page(operator, limit=2)]
    assert [(entry.act, entry.outcome) for entry in told] == [("sign_in", "done"), ("sign_in", "refused")]
    assert told[0].details["session"] == session.id
    assert "gõ nhầm" not in str(told)


@pytest.mark.parametrize(
    ("address", "counted", "shown"),
    [
        ("192.0.2.77", "192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("", "", ""),
        ("unix:", "unix:", "unix:"),
    ],
)
def test_an_address_stands_for_its_network(address: str, counted: str, shown: str) -> None:
    assert network_of(address) == counted
    assert network_of(address, shown=True) == shown


def guess(staff: House, login: str, visit: Visit, times: int) -> None:
    for _ in range(times):
        with pytest.raises(BadCredentials):
            staff.archive.sign_in.with_password(login, "sai mật khẩu", visit)


@contextmanager
def opened_again(staff: House) -> Iterator[Archive]:
    """The same archive opened anew, as another process would."""
    other = open_archive(staff.settings)
    try:
        yield other
    finally:
        other.close()
