"""What a stranger learns at the sign-in page: for every name the same answer, the same trace and the same work.

Compared is all that `tests/leaks` compares: status, text, headers, what the log gains, what the catalog is asked; and
each password that was compared with a hash, with the cost of that hash, which is where the time goes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pyotp
import pytest
from argon2 import PasswordHasher, extract_parameters
from werkzeug.test import TestResponse

from archive_service.app import create_app
from archive_service.bootstrap import local_operator
from archive_service.services.passwords import Passwords
from tests.api.house import PASSWORD, House, copy_of
from tests.contracts.specimens import ManualClock
from tests.leaks.asking import Told, told
from tests.leaks.questions import Listing
from tests.web.visitor import Visitor, signed_in

WRONG = "không phải mật khẩu này"
# Login and password that are refused, and what is special about them.
REFUSED = (
    ("secretary_b", WRONG),  # somebody with a second factor
    ("auditor", PASSWORD),  # somebody who was shut out
    ("auditor", WRONG),
    ("nobody", WRONG),
    ("nobody", PASSWORD),
    ("SECRETARY_A ", WRONG),
    ("", WRONG),
)


class CountingHasher(PasswordHasher):
    """Compares passwords as ever and remembers how dear each comparison was."""

    def __init__(self) -> None:
        super().__init__()
        self.work: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the name it has there
        self.work.append(str(extract_parameters(str(hash))))
        return super().verify(hash, password)


@dataclass(frozen=True, slots=True)
class Door:
    """The sign-in page, each time in a new browser. The word is the login."""

    house: House
    password: str

    def arrive(self, person: str) -> None:
        """Strangers are not noted."""

    def ask(self, person: str, name: str, question: object, word: str) -> tuple[int, str, Any]:
        answer = Visitor(self.house, english=True).sign_in(word, self.password)
        return answer.status_code, answer.text, answer.headers


@dataclass(frozen=True, slots=True)
class Watched:
    """A house whose passwords are compared by `hasher` and whose attempts are counted by `clock`."""

    house: House
    hasher: CountingHasher
    clock: ManualClock

    def tell(self, login: str, password: str) -> tuple[Told, list[str]]:
        """All that signing in tells and does, without the name that was asked for."""
        self.hasher.work.clear()
        answer = told(self.house, Door(self.house, password), "", "sign-in", Listing(""), login)
        digest = hashlib.sha256(login.encode()).hexdigest()[:16]
        assert any(digest in event for event in answer.events) == (answer.outcome == 401)
        text = answer.text.replace(f'name="login" value="{login}"', 'name="login" value="…"')
        return replace(answer.without(digest), text=text), list(self.hasher.work)


def said_by(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """Status, text without the form's token, headers without those of the moment."""
    changing = r'(?:name="csrf-token" content=|name="csrf_token" value=|"instance":)"[^"]+"'
    text = re.sub(changing, "", answer.text)
    moment = ("Date", "X-Request-Id", "Content-Length", "Set-Cookie")
    return answer.status_code, text, [each for each in answer.headers.items() if each[0] not in moment]


@pytest.fixture
def watched(closed_staff: House, tmp_path: Path) -> Iterator[Watched]:
    few = {"SIGNIN_ATTEMPTS_PER_LOGIN": "3", "SIGNIN_ATTEMPTS_PER_ADDRESS": "1000"}
    house, hasher, clock = copy_of(closed_staff, tmp_path, **few), CountingHasher(), ManualClock()
    archive = house.archive
    clock.time = archive.sessions.clock.now()
    passwords = Passwords(house.settings.signin.password_minimum, hasher)
    archive = replace(archive, sign_in=replace(archive.sign_in, clock=clock, passwords=passwords))
    archive.accounts.disable(local_operator(archive), "auditor")
    person = archive.accounts.actor_of(archive.accounts.named("secretary_b").id, "web")
    app = pyotp.TOTP(archive.second_factor.begin(person).secret)
    archive.second_factor.confirm(person, "", app.now())
    yield Watched(replace(house, archive=archive, app=create_app(archive, house.settings)), hasher, clock)
    archive.close()


def test_every_refused_pair_tells_the_same_and_costs_the_same(watched: Watched) -> None:
    expected, work = watched.tell("secretary_a", WRONG)
    assert (expected.outcome, len(expected.events), len(work)) == (401, 1, 1)
    for login, password in REFUSED:
        watched.clock.time += timedelta(minutes=11)
        assert watched.tell(login, password) == (expected, work), (login, password)


def test_the_way_into_the_lock_is_the_same_for_names_that_nobody_has(watched: Watched) -> None:
    """Four attempts each, the last with the right password: three are compared, one is stopped before."""

    def course(login: str) -> list[tuple[Told, list[str]]]:
        watched.clock.time += timedelta(minutes=11)
        return [watched.tell(login, password) for password in (WRONG, WRONG, WRONG, PASSWORD)]

    known = course("secretary_a")
    assert [(answer.outcome, len(work)) for answer, work in known] == [(401, 1), (401, 1), (401, 1), (429, 0)]
    for login in ("nobody", "auditor", "secretary_b"):
        assert course(login) == known, login


def test_what_an_unknown_name_is_compared_with_costs_what_a_new_password_costs(watched: Watched) -> None:
    _, work = watched.tell("nobody", PASSWORD)
    kept = watched.house.archive.accounts.named("secretary_a").password_hash
    assert work == [str(extract_parameters(kept))]


def test_wrong_codes_used_codes_and_codes_of_others_answer_alike(watched: Watched) -> None:
    archive = watched.house.archive
    actor = archive.accounts.actor_of(archive.accounts.named("secretary_b").id, "web")
    used, *_ = archive.second_factor.renew_codes(actor)
    visitor = signed_in(watched.house, "secretary_b", english=True)
    assert visitor.send("/sign-in/code", page="/sign-in/code", code=used).status_code == 302

    def course(code: str) -> list[tuple[int, str, list[tuple[str, str]]]]:
        watched.clock.time += timedelta(minutes=11)
        browser = signed_in(watched.house, "secretary_b", english=True)
        return [said_by(browser.send("/sign-in/code", page="/sign-in/code", code=code)) for _ in range(4)]

    expected = course("000-000")
    assert [status for status, *_ in expected] == [401, 401, 401, 429]
    for code in (used, "aaaa-bbbb-cccc-dddd", "", "½½½½½½", "9" * 90):
        assert course(code) == expected, code


def test_dead_tokens_answer_as_tokens_that_never_were(staff: House) -> None:
    archive, operator = staff.archive, local_operator(staff.archive)
    token, revoked = archive.accounts.issue_token(operator, "secretary_a", "revoked")
    archive.accounts.revoke_token(operator, token.id)
    archive.accounts.disable(operator, "secretary_b")
    now = archive.accounts.clock.now()
    earlier = replace(archive.accounts, clock=ManualClock(now - timedelta(days=30)))
    _, expired = earlier.issue_token(operator, "secretary_a", "expired", 1)
    sent = {"never": "cra_never", "revoked": revoked, "expired": expired, "shut": staff.tokens["secretary_b"]}
    answers = {
        name: said_by(staff.app.test_client().get("/api/v1/records", headers={"Authorization": f"Bearer {secret}"}))
        for name, secret in sent.items()
    }
    assert answers["never"][0] == 401
    assert [name for name, answer in answers.items() if answer != answers["never"]] == []
