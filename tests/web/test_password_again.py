"""The page that asks for the password again: it holds up what matters, keeps the form, and goes on with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from archive_service.bootstrap import local_operator
from tests.api.house import PASSWORD, House
from tests.web.visitor import Visitor, signed_in

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def left_open(house: House, login: str, *, english: bool = False) -> Visitor:
    """Somebody whose browser was left alone for long after the sign-in, but used since."""
    visitor = signed_in(house, login, english=english)
    archive = house.archive
    with archive.sessions.catalog.write() as tx:
        (session,) = tx.sessions.of(archive.accounts.named(login).id)
        tx.sessions.proved(session.id, LONG_AGO)
    return visitor


def test_a_role_is_given_after_the_password_and_the_form_is_kept(staff: House) -> None:
    visitor = left_open(staff, "administrator", english=True)
    form: dict[str, Any] = {
        "role": "auditor",
        "unit": "CB-B",
        "reason": 'Kiểm tra "chéo" <b>',
        "level": ["public", "internal"],
    }
    place = "/people/secretary_a/grants"
    asked = visitor.send(place, page="/people/secretary_a", **form)
    assert asked.status_code == 403
    assert f'action="{place}"' in asked.text
    assert 'value="Kiểm tra &#34;chéo&#34; &lt;b&gt;"' in asked.text
    assert asked.text.count('name="level"') == 2
    assert asked.text.partition('<form class="card')[2].count('name="csrf_token"') == 1
    wrong = visitor.send(place, page="/people", password_again="sai mật khẩu", **form)
    assert wrong.status_code == 401
    assert 'name="unit" value="CB-B"' in wrong.text
    assert "sai mật khẩu" not in wrong.text
    operator = local_operator(staff.archive)
    assert len(staff.archive.grants.history(operator, "secretary_a")) == 1
    assert visitor.send(place, page="/people", password_again=PASSWORD, **form).status_code == 302
    assert len(staff.archive.grants.history(operator, "secretary_a")) == 2
    assert visitor.send("/people/secretary_b/disabled", page="/people", disabled="yes").status_code == 302


def test_tokens_and_other_sessions_want_it_too_and_signing_out_does_not(staff: House) -> None:
    visitor = left_open(staff, "secretary_a")
    for place in ("/account/tokens", "/account/sessions/end-others"):
        assert visitor.send(place, page="/account", label="x").status_code == 403
    assert "cra_" in visitor.send("/account/tokens", page="/account", label="x", password_again=PASSWORD).text
    left_open(staff, "secretary_b").send("/sign-out", page="/account")


def test_the_password_is_taken_only_with_the_token_of_the_session(staff: House) -> None:
    visitor = left_open(staff, "secretary_a")
    forged = visitor.client.post("/account/tokens", data={"label": "x", "password_again": PASSWORD})
    assert forged.status_code == 401
    assert visitor.send("/account/tokens", page="/account", label="x").status_code == 403
