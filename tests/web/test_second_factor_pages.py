"""The second factor on the pages: set up with the password, asked for at sign-in, reset for somebody else."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pyotp
import pytest
from werkzeug.test import TestResponse

from tests.api.house import PASSWORD, House, copy_of
from tests.web.visitor import Visitor, signed_in

OWN = "/account/second-factor"


def set_up(visitor: Visitor) -> tuple[pyotp.TOTP, list[str]]:
    """Walk through the pages as a person does; the app and the recovery codes."""
    shown = visitor.send(f"{OWN}/begin", page=OWN, password=PASSWORD).text
    secret = re.search(r'<code class="secret whole">(\w{32})</code>', shown)
    assert secret is not None
    assert 'src="data:image/svg+xml;charset=utf-8,' in html.unescape(shown)
    app = pyotp.TOTP(secret[1])
    done = visitor.send(f"{OWN}/confirm", page=OWN, code=app.now()).text
    return app, re.findall(r'<li><code class="secret">([\w-]{19})</code>', done)


def give(visitor: Visitor, code: str, wanted: str = "") -> TestResponse:
    return visitor.send("/sign-in/code", page="/sign-in/code", code=code, next=wanted)


def test_it_is_set_up_with_the_password_and_codes_are_shown_once(staff: House) -> None:
    visitor = signed_in(staff, "secretary_a", english=True)
    assert visitor.send(f"{OWN}/begin", page=OWN, password="sai mật khẩu").status_code == 401
    assert "Scan with the app" not in visitor.open(OWN).text
    _, codes = set_up(visitor)
    assert len(codes) == 10
    page = visitor.open(OWN).text
    assert "10 recovery codes are left" in page
    assert codes[0] not in page
    for step in ("renew", "remove"):
        assert visitor.send(f"{OWN}/{step}", page=OWN, password="sai mật khẩu").status_code == 401
    renewed = visitor.send(f"{OWN}/renew", page=OWN, password=PASSWORD).text
    assert codes[0] not in renewed
    assert "Recovery codes, shown this once" in renewed
    assert visitor.send(f"{OWN}/remove", page=OWN, password=PASSWORD).status_code == 302
    assert "Set up" in visitor.open(OWN).text
    assert visitor.send(f"{OWN}/other", page=OWN).status_code == 404


def test_the_password_alone_opens_nothing(staff: House) -> None:
    _, codes = set_up(signed_in(staff, "secretary_a"))
    visitor = Visitor(staff)
    answer = visitor.send("/sign-in", page="/sign-in", login="secretary_a", password=PASSWORD, next="/records")
    assert answer.headers["Location"] == "/sign-in/code?next=/records"
    for path in ("/", "/account", OWN, "/records"):
        assert visitor.open(path).status_code == 302, path
    assert visitor.send("/account/sessions/end-others", page="/sign-in/code").status_code == 401
    assert visitor.send(f"{OWN}/begin", page="/sign-in/code", password=PASSWORD).status_code == 401
    assert give(visitor, "sai").status_code == 401
    opened = give(visitor, codes[0], "/records")
    assert (opened.status_code, opened.headers["Location"]) == (302, "/records")
    assert visitor.open("/records").status_code == 200
    elsewhere = Visitor(staff)
    elsewhere.sign_in("secretary_a")
    assert give(elsewhere, codes[1], "https://example.org/").headers["Location"] == "/"


def test_a_stranger_is_not_asked_for_a_code(staff: House) -> None:
    assert Visitor(staff).open("/sign-in/code").status_code == 302
    assert Visitor(staff).send("/sign-in/code", page="/sign-in", code="123456").status_code == 401


def test_who_must_have_it_sets_it_up_before_anything_else(closed_staff: House, tmp_path: Path) -> None:
    house = copy_of(closed_staff, tmp_path, SIGNIN_SECOND_FACTOR_ROLES="administrator")
    try:
        visitor = Visitor(house, english=True)
        assert visitor.sign_in("administrator").headers["Location"] == OWN
        assert visitor.open("/people").status_code == 302
        assert "must have a second factor" in visitor.open(OWN).text
        set_up(visitor)
        assert visitor.open("/people").status_code == 200
        assert visitor.send(f"{OWN}/remove", page=OWN, password=PASSWORD).status_code == 409
    finally:
        house.archive.close()


def test_an_administrator_resets_it_and_sees_where_a_person_is_signed_in(staff: House) -> None:
    person = signed_in(staff, "secretary_a")
    set_up(person)
    administrator = signed_in(staff, "administrator", english=True)
    page = "/people/secretary_a/sign-in"
    assert "10 recovery codes are left" in administrator.open(page).text
    assert administrator.send("/people/secretary_a/reset-second-factor", page=page).status_code == 302
    assert person.open("/account").status_code == 302
    assert "There is no session" in administrator.open(page).text
    assert administrator.send("/people/secretary_a/reset-second-factor", page=page).status_code == 404
    own = administrator.send("/people/administrator/reset-second-factor", page=page)
    assert own.status_code == 422
    again = signed_in(staff, "secretary_a")
    assert again.open("/account").status_code == 200
    assert administrator.send("/people/secretary_a/sign-out", page=page).status_code == 302
    assert again.open("/account").status_code == 302


@pytest.mark.parametrize("login", ["secretary_b", "nobody"])
def test_only_who_manages_people_looks_at_others(staff: House, login: str) -> None:
    visitor = signed_in(staff, "archivist")
    path = f"/people/{login}"
    assert visitor.open(f"{path}/sign-in").status_code == 403
    assert visitor.send(f"{path}/sign-out", page="/account").status_code == 403
    assert visitor.send(f"{path}/reset-second-factor", page="/account").status_code == 403
