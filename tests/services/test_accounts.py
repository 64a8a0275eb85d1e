"""Accounts: passwords, roles, tokens, and what changes at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from archive_service.bootstrap import local_operator, open_archive
from archive_service.domain.access import Reach, Role
from archive_service.domain.errors import (
    BadCredentials,
    BadField,
    Conflict,
    NotFound,
    NotPermitted,
    NotSignedIn,
    TooManyAttempts,
    UnknownUnit,
    WeakPassword,
)
from archive_service.services import Archive
from archive_service.services.grants import GrantTerms
from tests.api.house import PASSWORD, Caller, House


def test_a_password_is_kept_as_an_argon2id_hash_only(house: House) -> None:
    account = house.archive.accounts.named("secretary_a")
    assert account.password_hash.startswith("$argon2id$")
    raw = (house.settings.data_dir / "catalog.sqlite3").read_bytes()
    assert PASSWORD.encode() not in raw
    assert house.tokens["secretary_a"].encode() not in raw


@pytest.mark.parametrize(("login", "password"), [("secretary_a", "sai mật khẩu"), ("nobody", PASSWORD), ("", "")])
def test_wrong_name_and_wrong_password_answer_alike(house: House, login: str, password: str) -> None:
    with pytest.raises(BadCredentials) as refusal:
        house.archive.accounts.sign_in(login, password, "web")
    assert refusal.value.facts == {}


def test_signing_in(house: House) -> None:
    assert house.archive.accounts.sign_in("SECRETARY_A", PASSWORD, "web").login == "secretary_a"


def test_a_changed_password_ends_older_sessions(own_house: House) -> None:
    accounts, operator = own_house.archive.accounts, local_operator(own_house.archive)
    account = accounts.sign_in("secretary_a", PASSWORD, "web")
    accounts.set_password(operator, "secretary_a", "một câu khác hẳn")
    with pytest.raises(NotSignedIn):
        accounts.actor_of(account.id, "web", session_epoch=account.session_epoch)
    with pytest.raises(BadCredentials):
        accounts.sign_in("secretary_a", PASSWORD, "web")


def test_a_shut_account_is_out_at_once(own_house: House) -> None:
    accounts, operator = own_house.archive.accounts, local_operator(own_house.archive)
    accounts.disable(operator, "secretary_a")
    with pytest.raises(NotSignedIn):
        accounts.actor_with_token(own_house.tokens["secretary_a"], "api")
    with pytest.raises(BadCredentials):
        accounts.sign_in("secretary_a", PASSWORD, "web")
    accounts.disable(operator, "secretary_a", disabled=False)
    assert accounts.sign_in("secretary_a", PASSWORD, "web").login == "secretary_a"


def test_taken_roles_are_gone_on_the_next_request(own_house: House) -> None:
    operator = local_operator(own_house.archive)
    reader = own_house.client("secretary_a")
    assert reader.get(f"/records/{own_house.records['CB-A']}").status_code == 200
    archive = own_house.archive
    for grant in archive.grants.history(operator, "secretary_a"):
        archive.grants.take_back(operator, grant.id, "chuyển công tác")
    assert reader.get(f"/records/{own_house.records['CB-A']}").status_code == 404
    archive.grants.give(operator, "secretary_a", [GrantTerms(Role.SECRETARY, "CB-B")])
    assert reader.get(f"/records/{own_house.records['CB-B']}").status_code == 200


def test_a_revoked_token_is_dead(own_house: House) -> None:
    accounts, operator = own_house.archive.accounts, local_operator(own_house.archive)
    token, secret = accounts.issue_token(operator, "auditor", "thử")
    assert accounts.actor_with_token(secret, "api").name == "auditor"
    accounts.revoke_token(operator, token.id)
    with pytest.raises(NotSignedIn):
        accounts.actor_with_token(secret, "api")
    with pytest.raises(NotFound):
        accounts.revoke_token(operator, "tok_00000000000000000000000000")


def test_what_is_refused(house: House) -> None:
    accounts, operator = house.archive.accounts, local_operator(house.archive)
    with pytest.raises(WeakPassword):
        accounts.create(operator, "short", "", "ngắn quá", [])
    with pytest.raises(UnknownUnit):
        accounts.create(operator, "lost", "", PASSWORD, [(Role.SECRETARY, "NOWHERE")])
    with pytest.raises(BadField):
        accounts.create(operator, "two words", "", PASSWORD, [])
    with pytest.raises(Conflict):
        accounts.create(operator, "Secretary_A", "", PASSWORD, [])


def test_only_administrators_manage_people(house: House) -> None:
    archivist = house.archive.accounts.actor_with_token(house.tokens["archivist"], "api")
    with pytest.raises(NotPermitted):
        house.archive.accounts.list(archivist)
    with pytest.raises(NotPermitted):
        house.archive.accounts.create(archivist, "x", "", PASSWORD, [])
    with pytest.raises(NotPermitted):
        house.archive.accounts.issue_token(archivist, "auditor", "của người khác")


def test_guessing_is_stopped_alike_for_names_that_are_and_names_that_are_not(own_house: House) -> None:
    """The count is in the catalog: a second process counts on from it, and the right password comes too late."""
    with closing_archive(own_house) as other:
        for login in ("secretary_a", "nobody"):
            for _ in range(own_house.settings.signin.attempts_per_login):
                with pytest.raises(BadCredentials):
                    own_house.archive.accounts.sign_in(login, "sai mật khẩu", "web")
            with pytest.raises(TooManyAttempts) as stopped:
                other.accounts.sign_in(login, PASSWORD, "web")
            assert set(stopped.value.facts) == {"seconds"}


def test_an_address_is_stopped_whatever_names_it_tries(own_house: House) -> None:
    accounts = own_house.archive.accounts
    for number in range(own_house.settings.signin.attempts_per_address):
        with pytest.raises(BadCredentials):
            accounts.sign_in(f"nobody{number}", PASSWORD, "web", "192.0.2.1")
    with pytest.raises(TooManyAttempts):
        accounts.sign_in("secretary_b", PASSWORD, "web", "192.0.2.1")
    assert accounts.sign_in("secretary_b", PASSWORD, "web", "192.0.2.2").login == "secretary_b"


def test_a_token_that_only_reads_changes_nothing(own_house: House) -> None:
    accounts, operator = own_house.archive.accounts, local_operator(own_house.archive)
    _, secret = accounts.issue_token(operator, "secretary_a", "tra cứu", 30, Reach.READ)
    reader = Caller(own_house.app.test_client(), secret)
    assert reader.get(f"/records/{own_house.records['CB-A']}").status_code == 200
    assert reader.deposit(b"a paper", "a.txt", unit="CB-A").status_code == 403
    actor = accounts.actor_with_token(secret, "api")
    with pytest.raises(NotPermitted):
        accounts.issue_token(actor, "secretary_a", "mạnh hơn")
    with pytest.raises(NotPermitted):
        accounts.set_password(actor, "secretary_a", "một câu khác hẳn")
    with pytest.raises(NotFound):
        accounts.issue_token(operator, "nobody", "")


@contextmanager
def closing_archive(house: House) -> Iterator[Archive]:
    """The same archive opened anew, as another process would."""
    other = open_archive(house.settings)
    try:
        yield other
    finally:
        other.close()
