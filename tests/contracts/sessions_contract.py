"""What every catalog promises about sessions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from archive_service.domain.errors import NotFound
from archive_service.ports import Catalog, Session
from tests.contracts.specimens import START, an_account


def a_session(number: int = 1, *, person: int = 1, minutes: int = 0) -> Session:
    """Session `number` of a person, begun and last seen so many minutes after the start."""
    at = START + timedelta(minutes=minutes)
    secret = f"{number:064x}"
    return Session(f"ses_{number}", an_account(person).id, secret, at, at, "192.0.2.0/24", "Firefox · Windows")


class SessionsContract:
    """Inherit and provide the fixture `catalog`: empty, with its schema."""

    def test_a_session_is_found_by_the_digest_of_its_secret(self, catalog: Catalog) -> None:
        later = START + timedelta(minutes=5)
        with catalog.write() as tx:
            tx.accounts.add(an_account(1))
            tx.sessions.add(a_session(), 9)
            assert tx.sessions.by_secret(a_session().secret_sha256) == a_session()
            assert tx.sessions.by_secret("f" * 64) is None
            tx.sessions.seen("ses_1", later)
            tx.sessions.seen("ses_gone", later)
            tx.sessions.proved("ses_1", later)
            tx.sessions.proved("ses_gone", later)
        with catalog.read() as tx:
            assert tx.sessions.of(an_account(1).id) == [replace(a_session(), seen_at=later, proved_at=later)]

    def test_the_one_seen_longest_ago_makes_room(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            tx.accounts.add(an_account(1))
            tx.accounts.add(an_account(2))
            tx.sessions.add(a_session(9, person=2), 2)
            for number in range(1, 5):
                tx.sessions.add(a_session(number, minutes=-number), 2)
            assert [each.id for each in tx.sessions.of(an_account(1).id)] == ["ses_1", "ses_4"]
            assert tx.sessions.of(an_account(2).id) == [a_session(9, person=2)]
            with pytest.raises(NotFound):
                tx.sessions.add(a_session(5, person=3), 2)

    def test_only_its_owner_ends_a_session(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            tx.accounts.add(an_account(1))
            tx.accounts.add(an_account(2))
            for number in range(1, 4):
                tx.sessions.add(a_session(number), 9)
            tx.sessions.add(a_session(4, person=2), 9)
            with pytest.raises(NotFound):
                tx.sessions.end(an_account(1).id, "ses_4")
            tx.sessions.end(an_account(1).id, "ses_1")
            with pytest.raises(NotFound):
                tx.sessions.end(an_account(1).id, "ses_1")
            assert tx.sessions.end_all(an_account(1).id, but="ses_2") == 1
            assert [each.id for each in tx.sessions.of(an_account(1).id)] == ["ses_2"]
            assert tx.sessions.of(an_account(2).id) == [a_session(4, person=2)]

    def test_old_sessions_are_swept_away(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            tx.accounts.add(an_account(1))
            tx.sessions.add(a_session(1), 9)
            tx.sessions.add(a_session(2, minutes=60), 9)
            tx.sessions.seen("ses_1", START + timedelta(minutes=90))
            tx.sessions.end_old(START, START + timedelta(minutes=70))
            assert [each.id for each in tx.sessions.of(an_account(1).id)] == ["ses_1"]
            tx.sessions.end_old(START + timedelta(minutes=1), START)
            assert tx.sessions.of(an_account(1).id) == []
