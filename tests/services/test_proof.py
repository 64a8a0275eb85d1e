"""What matters wants the password typed lately, in every service that does it; programs are not asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.access import Actor, Role
from archive_service.domain.errors import PasswordAgain
from archive_service.domain.local_time import local_day
from archive_service.services import Archive
from archive_service.services.grant_terms import GrantTerms
from archive_service.services.sessions import SessionService, Visit
from tests.api.house import PASSWORD, House
from tests.contracts.specimens import ManualClock

VISIT = Visit("web")
# Everything that gives or takes away what people may do, or what they sign in with: by the actor, and a grant's id.
ACTS: dict[str, Callable[[Archive, Actor, str], object]] = {
    "add": lambda archive, actor, _: archive.accounts.add(actor, "moi", "", []),
    "reset a password": lambda archive, actor, _: archive.accounts.reset_password(actor, "secretary_a"),
    "shut": lambda archive, actor, _: archive.accounts.disable(actor, "secretary_a"),
    "issue a token": lambda archive, actor, _: archive.accounts.issue_token(actor, "administrator", "x"),
    "end a session": lambda archive, actor, _: archive.sessions.end(actor, "ses_nowhere"),
    "end the others": lambda archive, actor, _: archive.sessions.end_others(actor, ""),
    "end all of a person": lambda archive, actor, _: archive.sessions.end_all(actor, "secretary_a"),
    "reset a second factor": lambda archive, actor, _: archive.second_factor.reset(actor, "secretary_a"),
    "link": lambda archive, actor, _: archive.provider_sign_in.link(actor, "secretary_a", "x"),
    "unlink": lambda archive, actor, _: archive.provider_sign_in.unlink(actor, "secretary_a", "x"),
    "give": lambda archive, actor, _: archive.grants.give(actor, "auditor", [GrantTerms(Role.AUDITOR, "CB-A")]),
    "take back": lambda archive, actor, grant: archive.grants.take_back(actor, grant, "x"),
    "hand over": lambda archive, actor, grant: archive.grants.hand_over(
        actor, grant, "auditor", local_day(archive.grants.clock.now()), "x"
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_whoever_finds_an_open_browser_changes_nothing_that_matters(staff: House, act: str) -> None:
    archive = staff.archive
    (grant,) = archive.grants.history(local_operator(archive), "secretary_a")
    stale = replace(archive.accounts.actor_with_token(staff.tokens["administrator"], "web"), proved=False)
    before = archive.audit.page(local_operator(archive), limit=1)
    with pytest.raises(PasswordAgain):
        ACTS[act](archive, stale, grant.id)
    assert archive.audit.page(local_operator(archive), limit=1) == before


def test_the_glass_is_broken_by_who_typed_the_password_lately(staff: House) -> None:
    archive, operator = staff.archive, local_operator(staff.archive)
    archive.grants.give(operator, "secretary_a", [GrantTerms(Role.LEADER, "CB-A")])
    leader = archive.accounts.actor_with_token(staff.tokens["secretary_a"], "web")
    with pytest.raises(PasswordAgain):
        archive.grants.break_glass(replace(leader, proved=False), "CB-B", "Khiếu nại phải trả lời ngay hôm nay", 15)
    assert archive.grants.break_glass(leader, "CB-B", "Khiếu nại phải trả lời ngay hôm nay", 15)


def test_a_typed_password_counts_for_a_while_and_again_after_it_was_typed_again(staff: House) -> None:
    clock = ManualClock(staff.archive.sessions.clock.now())
    sessions: SessionService = replace(staff.archive.sessions, clock=clock)
    sign_in = replace(staff.archive.sign_in, clock=clock, sessions=sessions)
    session, secret = sign_in.with_password("secretary_a", PASSWORD, VISIT)
    clock.time += sessions.proof_lasts
    assert sessions.entered(secret, "web").actor.proved
    clock.time += timedelta(seconds=1)
    stale = sessions.entered(secret, "web").actor
    assert not stale.proved
    sign_in.confirm(stale, PASSWORD, session_id=session.id)
    assert sessions.entered(secret, "web").actor.proved


def test_programs_and_the_machine_are_not_asked(staff: House) -> None:
    assert staff.archive.accounts.actor_with_token(staff.tokens["administrator"], "api").proved
    assert local_operator(staff.archive).proved
