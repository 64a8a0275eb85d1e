"""Sessions: what ends them, and that the end counts on the next request."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from archive_service.bootstrap import local_operator
from archive_service.domain.errors import NotFound, NotPermitted, NotSignedIn
from archive_service.ports import Session
from archive_service.services.sessions import MOST_SESSIONS, SessionService, Visit
from tests.api.house import PASSWORD, House
from tests.contracts.specimens import ManualClock

VISIT = Visit("web", "192.0.2.77", "Firefox · Windows")


def test_a_secret_stands_for_its_owner_until_the_session_ends(staff: House) -> None:
    sessions = staff.archive.sessions
    session, secret = opened(staff)
    entered = sessions.entered(secret, "web")
    actor = entered.actor
    assert entered.session == session
    assert [(each.network, each.browser) for each in sessions.own(actor)] == [("192.0.2.0/24", "Firefox · Windows")]
    sessions.end(actor, session.id)
    gone(staff, secret)
    with pytest.raises(NotFound):
        sessions.end(actor, session.id)


def test_the_secret_is_not_in_the_catalog(staff: House) -> None:
    _, secret = opened(staff)
    for file in staff.settings.data_dir.glob("catalog.sqlite3*"):
        assert secret.encode() not in file.read_bytes()


def test_one_or_all_others_are_ended_and_nobody_elses(staff: House) -> None:
    sessions = staff.archive.sessions
    (first, mine), (second, other), (_, third) = opened(staff), opened(staff), opened(staff)
    theirs, kept = opened(staff, "secretary_b")
    actor = sessions.entered(mine, "web").actor
    with pytest.raises(NotFound):
        sessions.end(actor, theirs.id)
    sessions.end(actor, second.id)
    gone(staff, other)
    assert sessions.end_others(actor, first.id) == 1
    gone(staff, third)
    assert sessions.entered(mine, "web").session.id == first.id
    assert sessions.entered(kept, "web").session.id == theirs.id


def test_an_administrator_ends_all_of_a_person_and_nobody_else_may(staff: House) -> None:
    archive = staff.archive
    _, secret = opened(staff)
    administrator = archive.accounts.actor_with_token(staff.tokens["administrator"], "api")
    archivist = archive.accounts.actor_with_token(staff.tokens["archivist"], "api")
    for act in (archive.sessions.end_all, archive.sessions.of):
        with pytest.raises(NotPermitted):
            act(archivist, "secretary_a")
        with pytest.raises(NotFound):
            act(administrator, "nobody")
    assert len(archive.sessions.of(administrator, "secretary_a")) == 1
    assert archive.sessions.end_all(administrator, "secretary_a") == 1
    gone(staff, secret)
    newest = archive.audit.page(local_operator(archive), limit=1)[0].entry
    assert (newest.act, newest.details["sessions"]) == ("end_sessions", 1)


def test_a_new_password_or_a_shut_account_ends_sessions(staff: House) -> None:
    archive, operator = staff.archive, local_operator(staff.archive)
    (kept, mine), (_, other) = opened(staff), opened(staff)
    secretary = archive.sessions.entered(mine, "web").actor
    archive.accounts.set_password(secretary, "một câu khác hẳn", keep_session=kept.id)
    gone(staff, other)
    assert archive.sessions.entered(mine, "web")
    archive.accounts.disable(operator, "secretary_a")
    gone(staff, mine)
    archive.accounts.disable(operator, "secretary_a", disabled=False)
    gone(staff, mine)


def test_a_session_ends_when_it_was_idle_or_lasted_too_long(staff: House) -> None:
    clock = ManualClock(staff.archive.sessions.clock.now())
    sessions: SessionService = replace(staff.archive.sessions, clock=clock)
    user = staff.archive.accounts.named("secretary_a").id
    with staff.archive.sessions.catalog.write() as tx:
        _, idle = sessions.open(tx, user, VISIT)
        _, busy = sessions.open(tx, user, VISIT)
    steps = int(sessions.absolute / (sessions.idle / 2))
    for _ in range(steps):
        clock.time += sessions.idle / 2
        assert sessions.entered(busy, "web")
    with pytest.raises(NotSignedIn):
        sessions.entered(idle, "web")
    clock.time += timedelta(minutes=1)
    with pytest.raises(NotSignedIn):
        sessions.entered(busy, "web")


def test_a_person_has_so_many_sessions_at_most(staff: House) -> None:
    (first, secret), sessions = opened(staff), staff.archive.sessions
    for _ in range(MOST_SESSIONS):
        with sessions.catalog.write() as tx:
            sessions.open(tx, first.user_id, VISIT)
    gone(staff, secret)


def opened(staff: House, login: str = "secretary_a") -> tuple[Session, str]:
    return staff.archive.sign_in.with_password(login, PASSWORD, VISIT)


def gone(staff: House, secret: str) -> None:
    with pytest.raises(NotSignedIn):
        staff.archive.sessions.entered(secret, "web")
