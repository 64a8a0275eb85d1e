"""Signing in and what people see of it: a new session each time, the list of sessions, the known browser."""

from __future__ import annotations

import re

import pytest

from archive_service.services.attempts import ATTEMPTS_WINDOW, attempt_key
from archive_service.web.browsers import browser_name
from tests.api.house import PASSWORD, House
from tests.web.visitor import Visitor, signed_in

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"


def cookie(visitor: Visitor, name: str = "archive_session") -> str:
    kept = visitor.client.get_cookie(name)
    assert kept is not None
    return kept.value


def secret_of(visitor: Visitor) -> str:
    with visitor.client.session_transaction() as kept:
        return str(kept["secret"])


def test_signing_in_makes_a_new_session_and_drops_what_was_in_the_cookie(staff: House) -> None:
    visitor = Visitor(staff)
    with visitor.client.session_transaction() as planted:
        planted["secret"], planted["more"] = "a secret that somebody else knows", "x"
    assert visitor.sign_in("secretary_a").status_code == 302
    first = secret_of(visitor)
    with visitor.client.session_transaction() as kept:
        assert "more" not in kept
    assert first != "a secret that somebody else knows"
    assert visitor.send("/sign-out", page="/").status_code == 302
    assert visitor.sign_in("secretary_a").status_code == 302
    assert secret_of(visitor) != first


def test_signing_out_ends_the_session_itself_and_not_the_cookie_alone(staff: House) -> None:
    visitor = signed_in(staff, "secretary_a")
    kept = cookie(visitor)
    visitor.send("/sign-out", page="/account")
    visitor.client.set_cookie("archive_session", kept)
    assert visitor.open("/account").status_code == 302


def test_sessions_are_listed_and_ended_one_or_all_others(staff: House) -> None:
    mine, other, third = (signed_in(staff, "secretary_a", english=True) for _ in range(3))
    page = mine.open("/account").text
    assert page.count("this session") == 1
    ends = re.findall(r'action="(/account/sessions/ses_\w+/end)"', page)
    assert len(ends) == 2
    assert mine.send(ends[1], page="/account").status_code == 302
    assert mine.send(ends[1], page="/account").status_code == 302
    assert sorted(visitor.open("/account").status_code for visitor in (other, third)) == [200, 302]
    assert "other sessions have ended" in mine.send("/account/sessions/end-others", page="/account").text
    assert [visitor.open("/account").status_code for visitor in (mine, other, third)] == [200, 302, 302]


def test_a_changed_password_keeps_this_session_and_ends_the_others(staff: House) -> None:
    mine, other = signed_in(staff, "secretary_a"), signed_in(staff, "secretary_a")
    wrong = mine.send("/account/password", page="/account", present="sai mật khẩu", new="một câu khác hẳn rồi")
    assert wrong.status_code == 401
    assert other.open("/account").status_code == 200
    changed = mine.send("/account/password", page="/account", present=PASSWORD, new="một câu khác hẳn rồi")
    assert changed.status_code == 200
    assert [visitor.open("/account").status_code for visitor in (mine, other)] == [200, 302]


def test_a_browser_where_somebody_signed_in_is_theirs_alone_to_vouch_for(staff: House) -> None:
    visitor = signed_in(staff, "secretary_a")
    vouched = cookie(visitor, "archive_device")
    visitor.send("/sign-out", page="/account")
    anywhere = staff.settings.signin.attempts_per_login_anywhere
    with staff.archive.sessions.catalog.write() as tx:  # as if many networks had guessed
        for _ in range(anywhere):
            for name in ("secretary_a", "secretary_b"):
                tx.accounts.count_attempt(
                    attempt_key(f"login:{name}"), staff.archive.sessions.clock.now(), ATTEMPTS_WINDOW
                )
    assert Visitor(staff).sign_in("secretary_a").status_code == 429
    assert visitor.sign_in("secretary_b").status_code == 429
    assert visitor.sign_in("secretary_a").status_code == 302
    forged = Visitor(staff)
    forged.client.set_cookie("archive_device", vouched[:-2] + "xx")
    assert forged.sign_in("secretary_a").status_code == 429


@pytest.mark.parametrize(
    ("told", "name"),
    [
        (f"{WINDOWS} coc_coc_browser/120.0 Chrome/114.0 Safari/537.36", "Cốc Cốc · Windows"),
        (f"{WINDOWS} Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        (f"{WINDOWS} Chrome/130.0 Safari/537.36", "Chrome · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox · Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1", "Safari · iPhone"),
        ("<script>", ""),
        ("", ""),
    ],
)
def test_browsers_are_named_as_people_know_them(told: str, name: str) -> None:
    assert browser_name(told) == name
