"""Answers of a provider that lies, or of somebody who stands in its place: each is refused for its own fault.

The provider is a real server (tests/servers/forging_provider.py). What is refused leaves no session, one sentence for
the person, one refusal in the log of the archive, and the cause in the log of the service.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import html
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from werkzeug.test import TestResponse

from archive_service.bootstrap import local_operator
from archive_service.domain.audit import AuditEntry
from tests.api.house import House, copy_of
from tests.servers.forging_provider import KEY_ID, Claims, ForgingProvider, compact, running_forger
from tests.web.visitor import Visitor

SUBJECT = "number-17"


@functools.cache
def other_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "another", "use": "sig"})


@pytest.fixture(scope="module")
def running() -> Iterator[ForgingProvider]:
    with running_forger() as provider:
        yield provider


@pytest.fixture(scope="module")
def linked(closed_staff: House, tmp_path_factory: pytest.TempPathFactory, running: ForgingProvider) -> Iterator[House]:
    """A house where the subject is linked to a secretary; nobody is stopped for trying often."""
    told = {"OIDC_ISSUER": running.issuer, "OIDC_CLIENT_ID": "archive", "OIDC_CLIENT_SECRET": "only for tests"}
    house = copy_of(closed_staff, tmp_path_factory.mktemp("forged"), SIGNIN_ATTEMPTS_PER_ADDRESS="1000", **told)
    house.archive.provider_sign_in.link(local_operator(house.archive), "secretary_a", SUBJECT)
    yield house
    house.archive.close()


@pytest.fixture
def forger(running: ForgingProvider) -> ForgingProvider:
    running.honest()
    return running


def leave(visitor: Visitor) -> str:
    """The address at the provider that the sign-in page leads to."""
    link = re.search(r'href="(/sign-in/provider[^"]*)"', visitor.open("/sign-in").text)
    assert link is not None
    return visitor.open(html.unescape(link[1])).headers["Location"]


def come_back(visitor: Visitor, query: str) -> TestResponse:
    return visitor.open(f"/sign-in/provider/callback?{query}")


def sessions_of(house: House) -> int:
    with house.archive.sessions.catalog.read() as tx:
        return len(tx.sessions.of(house.archive.accounts.named("secretary_a").id))


def newest(house: House) -> AuditEntry:
    return house.archive.audit.page(local_operator(house.archive), limit=1)[0].entry


def refused(house: House, visitor: Visitor, query: str, code: str = "provider_refused") -> str:
    """That this answer makes no session, is told in a sentence and stands in the log; the page."""
    before, last = sessions_of(house), house.archive.audit.page(local_operator(house.archive), limit=1)[0].number
    answer = come_back(visitor, query)
    assert answer.status_code == 401
    assert visitor.open("/account").status_code == 302
    assert sessions_of(house) == before
    event = house.archive.audit.page(local_operator(house.archive), limit=1)[0]
    assert event.number == last + 1
    assert (event.entry.act, event.entry.outcome, event.entry.actor) == ("sign_in", "refused", "")
    assert (event.entry.details["code"], event.entry.details["means"]) == (code, "provider")
    return answer.text


def test_what_is_as_it_should_be_signs_in(linked: House, forger: ForgingProvider) -> None:
    """Without this the refusals below could have any cause."""
    visitor = Visitor(linked)
    assert come_back(visitor, forger.sign_in(leave(visitor), SUBJECT)).status_code == 302
    assert visitor.open("/account").status_code == 200
    assert len(forger.redeemed[0]["code_verifier"]) >= 43
    assert newest(linked).outcome == "done"


@dataclass(frozen=True, slots=True)
class Lie:
    """An ID token that is wrong in one thing, and the word by which the log of the service names it."""

    name: str
    token: Callable[[ForgingProvider, Claims], str]
    cause: str


def claiming(name: str, cause: str, **changed: Any) -> Lie:
    """A well signed token whose claims are changed; None leaves one out."""

    def token(provider: ForgingProvider, claims: Claims) -> str:
        return provider.signed({key: value for key, value in {**claims, **changed}.items() if value is not None})

    return Lie(name, token, cause)


def unsigned(algorithm: str) -> Callable[[ForgingProvider, Claims], str]:
    return lambda _, claims: compact({"alg": algorithm, "kid": KEY_ID}, claims, lambda _: b"")


def keyed_with_the_public_key(provider: ForgingProvider, claims: Claims) -> str:
    """HS256 with what everybody knows as the secret: who takes any algorithm would believe it."""
    secret = provider.key.as_pem(private=False)
    sign = lambda body: hmac.new(secret, body, hashlib.sha256).digest()  # noqa: E731
    return compact({"alg": "HS256", "kid": KEY_ID}, claims, sign)


def keyed_with_the_client_secret(_: ForgingProvider, claims: Claims) -> str:
    sign = lambda body: hmac.new(b"only for tests", body, hashlib.sha256).digest()  # noqa: E731
    return compact({"alg": "HS256", "kid": KEY_ID}, claims, sign)


def with_a_key_of_its_own(_: ForgingProvider, claims: Claims) -> str:
    key = ECKey.generate_key("P-256")
    return jwt.encode({"alg": "ES256", "jwk": key.as_dict(private=False)}, claims, key)


def changed_after_signing(provider: ForgingProvider, claims: Claims) -> str:
    head, body, signature = provider.signed({**claims, "sub": "number-18"}).split(".")
    read = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).replace(b"number-18", SUBJECT.encode())
    return ".".join((head, base64.urlsafe_b64encode(read).rstrip(b"=").decode(), signature))


NOW = int(time.time())
LIES = (
    claiming("another nonce", "nonce", nonce="of another browser"),
    claiming("no nonce", "nonce", nonce=None),
    claiming("another audience", "aud", aud="another-service"),
    claiming("a further audience without a party", "azp", aud=["archive", "another-service"]),
    claiming("made for another party", "azp", azp="another-service"),
    claiming("another issuer", "iss", iss="https://provider.example"),
    claiming("no issuer", "iss", iss=None),
    claiming("nobody", "sub", sub=None),
    claiming("run out", "expired", exp=NOW - 3600, iat=NOW - 7200),
    claiming("without an end", "exp", exp=None),
    claiming("not valid yet", "not yet valid", nbf=NOW + 86_400),
    claiming("made tomorrow", "in the future", iat=NOW + 86_400, exp=NOW + 90_000),
    claiming("of another access token", "at_hash", at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    Lie("algorithm none", unsigned("none"), "algorithm"),
    Lie("algorithm nOnE", unsigned("nOnE"), "algorithm"),
    Lie("HS256 with the public key", keyed_with_the_public_key, "algorithm"),
    Lie("HS256 with the client's secret", keyed_with_the_client_secret, "algorithm"),
    Lie("another key of the same name", lambda provider, claims: provider.signed(claims, other_key()), "signature"),
    Lie("a key that is unknown", lambda provider, claims: provider.signed(claims, other_key(), kid="another"), "key"),
    Lie("a key that it brings along", with_a_key_of_its_own, "key"),
    Lie("changed after it was signed", changed_after_signing, "signature"),
    Lie("without its signature", lambda provider, claims: provider.signed(claims)[:-342], "signature"),
    Lie("no token at all", lambda provider, claims: "what is this", "ID token"),
)


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
def test_a_forged_identity_is_refused(
    linked: House, forger: ForgingProvider, lie: Lie, caplog: pytest.LogCaptureFixture
) -> None:
    forger.id_token = lie.token
    visitor = Visitor(linked, english=True)
    page = refused(linked, visitor, forger.sign_in(leave(visitor), SUBJECT))
    assert "did not confirm the sign-in" in page
    causes = [record.getMessage() for record in caplog.records if record.name == "archive_service.openid"]
    assert len(causes) == 1
    assert lie.cause in causes[0]
    assert not forger.refusals


def test_what_the_provider_tells_on_asking_must_be_about_the_same_person(
    linked: House, forger: ForgingProvider, caplog: pytest.LogCaptureFixture
) -> None:
    forger.about = lambda claims: {**claims, "sub": "number-18"}
    visitor = Visitor(linked)
    refused(linked, visitor, forger.sign_in(leave(visitor), SUBJECT))
    assert "about somebody else" in caplog.text


def test_an_answer_without_an_identity_is_refused(linked: House, forger: ForgingProvider) -> None:
    forger.told = lambda answer: {name: value for name, value in answer.items() if name != "id_token"}
    visitor = Visitor(linked)
    refused(linked, visitor, forger.sign_in(leave(visitor), SUBJECT))


@pytest.mark.parametrize("state", ["state=of-another-browser", "state=", ""])
def test_an_answer_with_another_state_is_refused_before_the_code_is_sent(
    linked: House, forger: ForgingProvider, state: str
) -> None:
    visitor = Visitor(linked, english=True)
    query = re.sub(r"state=[^&]*", state, forger.sign_in(leave(visitor), SUBJECT))
    assert "did not begin in this browser" in refused(linked, visitor, query, "sign_in_expired")
    assert forger.redeemed == []


def test_an_answer_in_the_name_of_another_issuer_is_refused_before_the_code_is_sent(
    linked: House, forger: ForgingProvider
) -> None:
    for told in ("iss=https%3A%2F%2Fprovider.example", ""):
        visitor = Visitor(linked)
        refused(linked, visitor, re.sub(r"iss=[^&]*", told, forger.sign_in(leave(visitor), SUBJECT)))
    assert forger.redeemed == []


def test_an_answer_counts_once(linked: House, forger: ForgingProvider) -> None:
    visitor = Visitor(linked)
    query = forger.sign_in(leave(visitor), SUBJECT)
    assert come_back(visitor, query).status_code == 302
    visitor.send("/sign-out", page="/account")
    refused(linked, visitor, query, "sign_in_expired")
    assert len(forger.redeemed) == 1


def test_a_code_that_was_used_is_refused_in_a_sign_in_of_its_own_too(linked: House, forger: ForgingProvider) -> None:
    """Somebody read an answer that has been used, and puts its code into a sign-in they began themselves."""
    owner, thief = Visitor(linked), Visitor(linked)
    used = forger.sign_in(leave(owner), SUBJECT)
    assert come_back(owner, used).status_code == 302
    refused(linked, thief, with_code_of(used, leave(thief), forger))
    assert forger.refusals == ["unknown or used code"]


def test_a_stolen_code_is_worth_nothing_without_the_verifier(linked: House, forger: ForgingProvider) -> None:
    """The code was never used, but it was made for another browser: PKCE (RFC 7636) is what refuses it."""
    owner, thief = Visitor(linked), Visitor(linked)
    stolen = forger.sign_in(leave(owner), SUBJECT)
    refused(linked, thief, with_code_of(stolen, leave(thief), forger))
    assert forger.refusals == ["wrong code_verifier"]
    code = parse_qs(forger.sign_in(leave(owner), SUBJECT))["code"][0]
    bare = requests.post(f"{forger.issuer}/token", data={"code": code}, timeout=10)
    assert (bare.status_code, bare.json()["error"]) == (400, "invalid_grant")


def with_code_of(answer: str, going: str, forger: ForgingProvider) -> str:
    """The answer that belongs to the address, with the code of another answer in it."""
    own = {name: values[0] for name, values in parse_qs(forger.sign_in(going, "number-18")).items()}
    return urlencode({**own, "code": parse_qs(answer)["code"][0]})


def test_keys_that_were_changed_are_asked_for_anew(linked: House, forger: ForgingProvider) -> None:
    visitor = Visitor(linked)
    assert come_back(visitor, forger.sign_in(leave(visitor), SUBJECT)).status_code == 302
    forger.key = RSAKey.generate_key(2048, {"kid": "the new key", "use": "sig"})
    forger.id_token = lambda provider, claims: provider.signed(claims, kid="the new key")
    again = Visitor(linked)
    assert come_back(again, forger.sign_in(leave(again), SUBJECT)).status_code == 302
