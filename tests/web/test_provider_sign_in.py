"""Signing in by way of a real OpenID provider, from the link on our page to the account, and out again."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from werkzeug.test import TestResponse

from archive_service.bootstrap import local_operator
from archive_service.domain.errors import Conflict, NotFound, SamePerson
from tests.api.house import House, copy_of
from tests.servers.openid import AFTER_SIGN_OUT, Surfer, running_provider
from tests.web.visitor import Visitor, signed_in

pytestmark = pytest.mark.needs_node


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running_provider() as running:
        yield running


@pytest.fixture
def house(closed_staff: House, tmp_path: Path, issuer: str) -> Iterator[House]:
    yield from opened(closed_staff, tmp_path, issuer)


@pytest.fixture
def matching(closed_staff: House, tmp_path: Path, issuer: str) -> Iterator[House]:
    """Where a claim of the provider names the login."""
    yield from opened(closed_staff, tmp_path, issuer, OIDC_LOGIN_CLAIM="preferred_username")


@pytest.fixture
def surfer() -> Iterator[Surfer]:
    surfing = Surfer()
    yield surfing
    surfing.close()


def opened(closed: House, folder: Path, issuer: str, **more: str) -> Iterator[House]:
    told = {"OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": "archive", "OIDC_CLIENT_SECRET": "only for tests", **more}
    house = copy_of(closed, folder, **told)
    yield house
    house.archive.close()


def leave(visitor: Visitor, wanted: str = "") -> str:
    """The address that the link on the sign-in page leads to."""
    link = re.search(r'href="(/sign-in/provider[^"]*)"', visitor.open(f"/sign-in?next={wanted}").text)
    assert link is not None
    answer = visitor.open(html.unescape(link[1]))
    assert answer.status_code == 302
    return answer.headers["Location"]


def come_back(visitor: Visitor, address: str) -> TestResponse:
    parts = urlsplit(address)
    return visitor.open(f"{parts.path}?{parts.query}")


def test_a_linked_identity_signs_in_with_the_rights_it_has_here(house: House, surfer: Surfer) -> None:
    operator, provider = local_operator(house.archive), house.archive.provider_sign_in
    provider.link(operator, "secretary_a", "number-17")
    visitor = Visitor(house, english=True)
    going = leave(visitor, "/account")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(going).query).items()}
    assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
    assert len(asked["state"]) == len(asked["nonce"]) == 43
    answer = come_back(visitor, surfer.sign_in(going, "number-17"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account")
    page = visitor.open("/account").text
    assert "<h1>secretary_a</h1>" in page
    newest = house.archive.audit.page(operator, limit=1)[0].entry
    assert (newest.act, newest.outcome, newest.details["means"]) == ("sign_in", "done", "provider")
    out = visitor.send("/sign-out", page="/account").text
    assert visitor.open("/account").status_code == 302
    leaving = re.search(r'class="button" href="([^"]+)"', out)
    assert leaving is not None
    assert surfer.sign_out(html.unescape(leaving[1])).startswith(AFTER_SIGN_OUT)
    assert surfer.sign_in(leave(Visitor(house)), "number-18")  # the provider asks anew who it is


def test_who_was_let_in_unasked_signs_in_again_before_what_matters(house: House, surfer: Surfer) -> None:
    house.archive.provider_sign_in.link(local_operator(house.archive), "secretary_a", "number-17")
    visitor = Visitor(house)
    come_back(visitor, surfer.sign_in(leave(visitor), "number-17"))
    asked = visitor.send("/account/tokens", page="/account", label="x")
    assert asked.status_code == 403
    again = re.search(r'href="(/sign-in/provider[^"]*)"', asked.text)
    assert again is not None
    going = visitor.open(html.unescape(again[1])).headers["Location"]
    assert parse_qs(urlsplit(going).query)["prompt"] == ["login"]
    assert come_back(visitor, surfer.sign_in(going, "number-17")).headers["Location"] == "/account"
    assert "cra_" in visitor.send("/account/tokens", page="/account", label="x").text


def test_an_identity_that_nobody_linked_is_told_its_number_and_nothing_is_made(house: House, surfer: Surfer) -> None:
    before = [account.login for account in house.archive.accounts.list(local_operator(house.archive))]
    visitor = Visitor(house, english=True)
    answer = come_back(visitor, surfer.sign_in(leave(visitor), "secretary_a"))
    assert answer.status_code == 401
    assert "its number is “secretary_a”" in answer.text
    assert visitor.open("/account").status_code == 302
    assert [account.login for account in house.archive.accounts.list(local_operator(house.archive))] == before


def test_a_claim_that_names_the_login_links_once(matching: House, surfer: Surfer) -> None:
    visitor = Visitor(matching)
    assert come_back(visitor, surfer.sign_in(leave(visitor), "number-of-secretary_b")).status_code == 302
    assert visitor.open("/account").status_code == 200
    operator = local_operator(matching.archive)
    linked = matching.archive.provider_sign_in.identities(operator, "secretary_b")
    assert [(each.subject, each.linked_by) for each in linked] == [("number-of-secretary_b", "provider")]
    another, elsewhere = Surfer(), Visitor(matching)
    assert come_back(elsewhere, another.sign_in(leave(elsewhere), "secretary_b")).status_code == 401
    another.close()
    matching.archive.accounts.disable(operator, "secretary_b")
    assert visitor.open("/account").status_code == 302
    assert come_back(visitor, surfer.sign_in(leave(visitor), "number-of-secretary_b")).status_code == 401


def test_an_answer_counts_once_and_in_the_browser_that_asked(house: House, surfer: Surfer) -> None:
    house.archive.provider_sign_in.link(local_operator(house.archive), "secretary_a", "number-17")
    visitor, victim = Visitor(house), Visitor(house, english=True)
    answered = surfer.sign_in(leave(visitor), "number-17")
    assert come_back(victim, answered).status_code == 401
    leave(victim)
    swapped = come_back(victim, answered)
    assert swapped.status_code == 401
    assert "did not begin in this browser" in swapped.text
    assert come_back(visitor, answered).status_code == 302
    assert come_back(visitor, answered).status_code == 401


@pytest.mark.parametrize("change", ["code=not-a-code", "iss=https%3A%2F%2Fother.example"])
def test_a_changed_answer_is_refused(house: House, surfer: Surfer, change: str) -> None:
    visitor = Visitor(house)
    answered, name = surfer.sign_in(leave(visitor), "number-17"), change.partition("=")[0]
    assert re.search(rf"\b{name}=", answered)
    changed = re.sub(rf"\b{name}=[^&]*", change, answered)
    answer = come_back(visitor, changed)
    assert answer.status_code == 401
    assert "không xác nhận đăng nhập" in answer.text


def test_a_sign_in_without_proof_of_the_browser_is_not_even_begun(house: House, surfer: Surfer) -> None:
    """The provider of the tests insists on PKCE, so that the sign-ins that work do send it."""
    visitor = Visitor(house)
    bare = re.sub(r"&code_challenge[^&]*", "", leave(visitor))
    answered = surfer.sign_in(bare, "number-17")
    assert "error=invalid_request" in answered
    assert come_back(visitor, answered).status_code == 401


def test_breaking_off_at_the_provider_is_told(house: House, surfer: Surfer) -> None:
    visitor = Visitor(house, english=True)
    answer = come_back(visitor, surfer.refuse(leave(visitor)))
    assert answer.status_code == 401
    assert "did not confirm the sign-in" in answer.text


def test_a_provider_that_does_not_answer_is_told_and_passwords_still_work(closed_staff: House, tmp_path: Path) -> None:
    for house in opened(closed_staff, tmp_path, "http://127.0.0.1:9"):
        answer = Visitor(house, english=True).open("/sign-in/provider")
        assert answer.status_code == 503
        assert "does not answer" in answer.text
        assert signed_in(house, "secretary_a").open("/account").status_code == 200


def test_without_a_provider_there_is_no_such_way(staff: House) -> None:
    assert "/sign-in/provider" not in Visitor(staff).open("/sign-in").text
    assert Visitor(staff).open("/sign-in/provider").status_code == 404


def test_the_second_factor_is_asked_after_the_provider_too(house: House, surfer: Surfer) -> None:
    house.archive.provider_sign_in.link(local_operator(house.archive), "secretary_a", "number-17")
    person = house.archive.accounts.actor_of(house.archive.accounts.named("secretary_a").id, "web")
    app = pyotp.TOTP(house.archive.second_factor.begin(person).secret)
    house.archive.second_factor.confirm(person, "", app.now())
    visitor = Visitor(house)
    answer = come_back(visitor, surfer.sign_in(leave(visitor), "number-17"))
    assert answer.headers["Location"].startswith("/sign-in/code")
    assert visitor.open("/account").status_code == 302


def test_an_administrator_links_and_unlinks_and_nobody_links_themselves(house: House) -> None:
    visitor = signed_in(house, "administrator", english=True)
    page = "/people/secretary_a/sign-in"
    assert visitor.send("/people/secretary_a/identities", page=page, subject="number-17").status_code == 302
    assert "number-17" in visitor.open(page).text
    taken = visitor.send("/people/secretary_b/identities", page=page, subject="number-17")
    assert taken.status_code == 409
    assert visitor.send("/people/secretary_a/identities", page=page, subject=" ").status_code == 422
    assert visitor.send("/people/secretary_a/identities/remove", page=page, subject="number-17").status_code == 302
    assert "None is linked" in visitor.open(page).text
    actor = house.archive.accounts.actor_with_token(house.tokens["administrator"], "api")
    with pytest.raises(SamePerson):
        house.archive.provider_sign_in.link(actor, "administrator", "number-1")
    with pytest.raises(NotFound):
        house.archive.provider_sign_in.unlink(actor, "secretary_a", "number-17")
    house.archive.provider_sign_in.link(actor, "secretary_a", "number-17")
    with pytest.raises(Conflict):
        house.archive.provider_sign_in.link(actor, "secretary_a", "number-17")
