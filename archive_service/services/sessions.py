"""Sessions at browsers: opened at sign-in, listed and ended by their owner, ended as a whole by an administrator.

A session is a row of the catalog, looked up at each request: what was ended is gone on the next one, in every process.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from archive_service.domain.access import Actor
from archive_service.domain.errors import NotSignedIn
from archive_service.domain.identifiers import SESSION, new_id
from archive_service.domain.logged_acts import LoggedAct
from archive_service.ports import Catalog, Clock, Session, Transaction
from archive_service.services.accounts import AccountService
from archive_service.services.attempts import network_of
from archive_service.services.proof import want_proof
from archive_service.services.second_factor import SecondFactorService
from archive_service.services.trace import traced

# A person has so many sessions at most; the one that was seen longest ago makes room.
MOST_SESSIONS = 20
_SEEN_STEP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a request comes from: the door, the address, what the browser calls itself (in a few words).

    `device` is the number of a browser in which the `known` people (ids of accounts) have signed in before.
    """

    door: str
    address: str = ""
    browser: str = ""
    device: str = ""
    known: frozenset[str] = frozenset()


class Awaits(StrEnum):
    """What a session waits for before it opens anything: nothing, a code, a new password, a second factor set up."""

    NOTHING = "nothing"
    CODE = "code"
    PASSWORD = "password"  # noqa: S105 - what is waited for, not a secret
    SET_UP = "set_up"


@dataclass(frozen=True, slots=True)
class Entered:
    """Who came with the secret of a session. While it awaits something, `actor` may do nothing but that."""

    actor: Actor
    session: Session
    awaits: Awaits


@dataclass(frozen=True, slots=True)
class SessionService:
    """`idle` and `absolute` are how long a session lives without a request, and in any case.

    `proof_lasts` is for how long a typed password opens what matters most.
    """

    catalog: Catalog
    accounts: AccountService
    second_factor: SecondFactorService
    clock: Clock
    idle: timedelta
    absolute: timedelta
    proof_lasts: timedelta = timedelta(minutes=10)

    def open(
        self,
        tx: Transaction,
        user_id: str,
        visit: Visit,
        *,
        second_factor: bool = False,
        provider_token: str = "",
        proved: bool = True,
    ) -> tuple[Session, str]:
        """A new session and its secret, which the browser keeps. Old ones of everybody are swept away."""
        now, secret = self.clock.now(), secrets.token_urlsafe(32)
        session = Session(
            id=new_id(SESSION, now, self.clock.random_bytes(10)),
            user_id=user_id,
            secret_sha256=_digest(secret),
            created_at=now,
            seen_at=now,
            network=network_of(visit.address, shown=True),
            browser=visit.browser[:100],
            second_factor=second_factor,
            provider_token=provider_token,
            proved_at=now if proved else None,
        )
        tx.sessions.end_old(now - self.absolute, now - self.idle)
        tx.sessions.add(session, MOST_SESSIONS)
        return session, secret

    def entered(self, secret: str, door: str) -> Entered:
        """Who comes with this secret, with the rights of this moment. Raises NotSignedIn."""
        now = self.clock.now()
        with self.catalog.read() as tx:
            session = tx.sessions.by_secret(_digest(secret))
            factor = tx.second_factors.of(session.user_id) if session and not session.second_factor else None
        if session is None or not self._lives(session, now):
            raise NotSignedIn
        account = self.accounts.account_of(session.user_id)
        proved = session.proved_at is not None and now - session.proved_at <= self.proof_lasts
        actor = self.accounts.actor_as(account, door, proved=proved)
        if now - session.seen_at > _SEEN_STEP:
            with self.catalog.write() as tx:
                tx.sessions.seen(session.id, now)
        awaits = Awaits.NOTHING
        if factor is not None and factor.confirmed:
            awaits = Awaits.CODE
        elif account.must_change_password and not session.provider_token:  # who came from a provider typed none here
            awaits = Awaits.PASSWORD
        elif not session.second_factor and self.second_factor.needed(actor):
            awaits = Awaits.SET_UP
        return Entered(actor, session, awaits)

    def own(self, actor: Actor) -> Sequence[Session]:
        """The actor's sessions that live, the one seen last first."""
        return self._living(actor.user_id)

    def of(self, actor: Actor, login: str) -> Sequence[Session]:
        """The living sessions of a person. Raises NotPermitted, NotFound, as for setting their password."""
        return self._living(self.accounts.own_or_managed(actor, login).id)

    def end(self, actor: Actor, session_id: str, *, act: LoggedAct = "end_session") -> None:
        """End one of the own sessions. Raises NotFound, PasswordAgain."""
        if act != "sign_out":
            want_proof(actor)
        with self.catalog.write() as tx:
            tx.sessions.end(actor.user_id, session_id)
            tx.audit.append(traced(self.clock, actor, act, session_id, user=actor.user_id))

    def end_others(self, actor: Actor, current: str) -> int:
        """End every own session but this one. How many that were. Raises PasswordAgain."""
        want_proof(actor)
        return self._end_all(actor, actor.user_id, current)

    def end_all(self, actor: Actor, login: str) -> int:
        """End every session of a person. How many that were. Raises NotPermitted, NotFound, PasswordAgain."""
        account = self.accounts.own_or_managed(actor, login)
        want_proof(actor)
        return self._end_all(actor, account.id)

    def _end_all(self, actor: Actor, user_id: str, but: str = "") -> int:
        with self.catalog.write() as tx:
            ended = tx.sessions.end_all(user_id, but=but)
            tx.audit.append(traced(self.clock, actor, "end_sessions", user_id, sessions=ended))
        return ended

    def _living(self, user_id: str) -> Sequence[Session]:
        now = self.clock.now()
        with self.catalog.read() as tx:
            return [session for session in tx.sessions.of(user_id) if self._lives(session, now)]

    def _lives(self, session: Session, now: datetime) -> bool:
        return now - session.seen_at <= self.idle + _SEEN_STEP and now - session.created_at <= self.absolute


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
