"""A first password on the pages: shown once to who adds or resets, changed by its owner before anything else."""

from __future__ import annotations

import re

from tests.api.house import PASSWORD, House
from tests.web.visitor import Visitor, signed_in

NEW = "/account/new-password"
OWN = "con trâu gặm cỏ ven đê"


def shown(page: str) -> str:
    found = re.search(r'<code class="secret whole">([\w-]{19})</code>', page)
    assert found is not None
    return found[1]


def test_who_is_added_must_choose_a_password_and_goes_on_to_where_they_wanted(staff: House) -> None:
    administrator, newcomer = signed_in(staff, "administrator"), Visitor(staff, english=True)
    added = administrator.send("/people", page="/people", login="moi", name="Người mới", role="secretary", unit="CB-A")
    first = shown(added.text)
    assert first not in administrator.open("/people/moi").text
    answer = newcomer.send("/sign-in", page="/sign-in", login="moi", password=first, next="/records")
    assert answer.headers["Location"] == f"{NEW}?next=/records"
    for path in ("/", "/account", "/records", "/account/second-factor"):
        assert newcomer.open(path).status_code == 302, path
    assert newcomer.send("/account/tokens", page=NEW, label="x").status_code == 401
    assert "The archive made the password" in newcomer.open(NEW).text
    wrong = newcomer.send(NEW, page=NEW, present="sai mật khẩu", new=OWN)
    assert wrong.status_code == 401
    same = newcomer.send(NEW, page=NEW, present=first, new=first)
    assert "is the present one" in same.text
    done = newcomer.send(NEW, page=NEW, present=first, new=OWN, next="/records")
    assert (done.status_code, done.headers["Location"]) == (302, "/records")
    assert newcomer.open("/records").status_code == 200
    assert newcomer.open(NEW).status_code == 302


def test_a_lost_password_is_made_anew_by_who_manages_people(staff: House) -> None:
    person, administrator = signed_in(staff, "secretary_a"), signed_in(staff, "administrator")
    page = "/people/secretary_a/sign-in"
    first = shown(administrator.send("/people/secretary_a/reset-password", page=page).text)
    assert person.open("/").status_code == 302
    assert Visitor(staff).sign_in("secretary_a", PASSWORD).status_code == 401
    assert Visitor(staff).sign_in("secretary_a", first).headers["Location"].startswith(NEW)
    own = administrator.send("/people/administrator/reset-password", page=page)
    assert own.status_code == 422
