"""Accounts: passwords, roles, tokens, and what changes at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Reach, Role
from archive_service.domain.errors import (
    BadCredentials,
    BadField,
    Conflict,
    NotFound,
    NotPermitted,
    NotSignedIn,
    UnknownUnit,
    WeakPassword,
)
from archive_service.services.accounts import LONGEST_TOKEN_DAYS, TOKEN_DAYS
from archive_service.services.grant_terms import GrantTerms
from archive_service.services.sessions import Visit
from tests.api.house import PASSWORD, Caller, House
from tests.contracts.specimens import ManualClock


def test_a_password_is_kept_as_an_argon2id_hash_only(house: House) -> None:
    account = house.archive.accounts.named("secretary_a")
    assert account.password_hash.startswith("$argon2id$")
    raw = (house.settings.data_dir / "catalog.sqlite3").read_bytes()
    assert PASSWORD.encode() not in raw
    assert house.tokens["secretary_a"].encode() not in raw


def test_a_shut_account_is_out_at_once(own_house: House) -> None:
    accounts, operator = own_house.archive.accounts, local_operator(own_house.archive)
    accounts.disable(operator, "secretary_a")
    with pytest.raises(NotSignedIn):
        accounts.actor_with_token(own_house.tokens["secretary_a"], "api")
    with pytest.raises(BadCredentials):
        own_house.archive.sign_in.with_password("secretary_a", PASSWORD, Visit("web"))
    accounts.disable(operator, "secretary_a", disabled=False)
    assert own_house.archive.sign_in.with_password("secretary_a", PASSWORD, Visit("web"))


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


def test_every_token_has_an_end(staff: House) -> None:
    accounts, operator = staff.archive.accounts, local_operator(staff.archive)
    token, _ = accounts.issue_token(operator, "auditor", "không nói ngày")
    assert token.expires_at == token.created_at + timedelta(days=TOKEN_DAYS)
    for days in (0, -1, LONGEST_TOKEN_DAYS + 1):
        with pytest.raises(BadField):
            accounts.issue_token(operator, "auditor", "mãi mãi", days)


def test_a_token_that_has_run_out_opens_nothing_and_its_use_is_noted(staff: House) -> None:
    clock = ManualClock(staff.archive.accounts.clock.now())
    accounts = replace(staff.archive.accounts, clock=clock)
    actor = accounts.actor_with_token(staff.tokens["auditor"], "api")
    token, secret = accounts.issue_token(actor, "auditor", "một ngày", 1, Reach.READ)
    assert accounts.actor_with_token(secret, "api").reach is Reach.READ
    kept = {each.id: each for each in accounts.tokens(actor)}[token.id]
    assert kept.last_used_at == clock.time
    clock.time += timedelta(days=1)
    with pytest.raises(NotSignedIn):
        accounts.actor_with_token(secret, "api")


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
        house.archive.accounts.add(archivist, "x", "", [])
    with pytest.raises(NotPermitted):
        house.archive.accounts.reset_password(archivist, "auditor")
    with pytest.raises(NotPermitted):
        house.archive.accounts.issue_token(archivist, "auditor", "của người khác")


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
        accounts.set_password(actor, "một câu khác hẳn")
    with pytest.raises(NotFound):
        accounts.issue_token(operator, "nobody", "")
