"""Signing in with name and password. The answer never tells which was wrong, nor whether the name exists."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from typing import NoReturn

from archive_service.domain.access import Actor
from archive_service.domain.audit import AuditEntry
from archive_service.domain.errors import BadCode, BadCredentials, FirstPasswordEnded, NotSignedIn, WeakPassword
from archive_service.ports import Account, Catalog, Clock, Session
from archive_service.services.attempts import AttemptCounter, forget_attempts, network_of
from archive_service.services.passwords import Passwords
from archive_service.services.sessions import Entered, SessionService, Visit
from archive_service.services.trace import trace_refusal, traced


@dataclass(frozen=True, slots=True)
class AttemptLimits:
    """Attempts in ten minutes: from one network; for one name from there or a known browser; for one name at all."""

    per_address: int
    per_login: int
    per_login_anywhere: int


@dataclass(frozen=True, slots=True)
class SignInService:
    catalog: Catalog
    sessions: SessionService
    passwords: Passwords
    clock: Clock
    limits: AttemptLimits

    def with_password(self, login: str, password: str, visit: Visit) -> tuple[Session, str]:
        """A new session and its secret, if name and password fit.

        An unknown name takes as long as a wrong password. Whoever has a password that would not be taken today must
        change it. Raises BadCredentials, TooManyAttempts; FirstPasswordEnded, only to who gave the right one.
        """
        with self.catalog.read() as tx:
            account = tx.accounts.by_login(login)
        counted = self._count(login, account, visit)
        good = self.passwords.fit(account.password_hash if account else None, password)
        if account is None or account.disabled or not good:
            self._refused(account, login, visit, BadCredentials())
        if account.password_ends_at is not None and account.password_ends_at <= self.clock.now():
            self._refused(account, login, visit, FirstPasswordEnded())
        weak = not account.must_change_password and self._is_weak(account, password)
        with self.catalog.write() as tx:
            forget_attempts(tx, counted)
            if weak:
                tx.accounts.ask_for_new_password(account.id)
            session, secret = self.sessions.open(tx, account.id, visit)
            tx.audit.append(self._entry(account, login, visit, session))
        return session, secret

    def count_code(self, actor: Actor) -> str:
        """Count an attempt at a code; its key. Raises TooManyAttempts. Only who gave the password comes so far."""
        key = f"code:{actor.user_id}"
        AttemptCounter(self.catalog, self.clock).count({key: self.limits.per_login})
        return key

    def with_code(self, entered: Entered, code: str, visit: Visit) -> tuple[Session, str]:
        """A session that opens everything, in place of the one that awaits a code. Raises BadCode, TooManyAttempts."""
        person, key = entered.session.user_id, self.count_code(entered.actor)
        try:
            with self.catalog.write() as tx:
                kind = self.sessions.second_factor.take(tx, person, code)
                forget_attempts(tx, {key: False})
                tx.sessions.end(person, entered.session.id)
                opened, secret = self.sessions.open(
                    tx, person, visit, second_factor=True, provider_token=entered.session.provider_token
                )
                tx.audit.append(traced(self.clock, entered.actor, "sign_in_code", "", kind=kind, session=opened.id))
        except BadCode as error:
            trace_refusal(self.catalog, self.clock, entered.actor, "sign_in_code", "", error)
            raise
        return opened, secret

    def confirm(self, actor: Actor, password: str, *, session_id: str = "") -> Account:
        """That it is still the owner who sits there: the own password, asked again before what matters.

        From then on the session counts as proved for a while.

        Raises BadCredentials, TooManyAttempts, NotSignedIn when the account is gone.
        """
        key = f"confirm:{actor.user_id}"
        AttemptCounter(self.catalog, self.clock).count({key: self.limits.per_login})
        with self.catalog.read() as tx:
            account = tx.accounts.by_id(actor.user_id)
        if account is None:
            raise NotSignedIn
        good = self.passwords.fit(account.password_hash, password)
        entry = traced(self.clock, actor, "confirm_password", actor.user_id, "done" if good else "refused")
        with self.catalog.write() as tx:
            if good:
                forget_attempts(tx, {key: False})
                tx.sessions.proved(session_id, self.clock.now())
            tx.audit.append(entry)
        if not good:
            raise BadCredentials
        return account

    def judge(self, actor: Actor, password: str) -> tuple[int, WeakPassword | None]:
        """How hard a password would be to guess (`Passwords.strength`), and why the actor may not have it."""
        account = self.sessions.accounts.account_of(actor.user_id)
        strength = self.passwords.strength(password, account.login, account.name)
        try:
            self.passwords.check(password, account.login, account.name)
        except WeakPassword as error:
            return strength, error
        return strength, None

    def _count(self, login: str, account: Account | None, visit: Visit) -> dict[str, bool]:
        """Count the attempt; the keys to forget when it was good (true: this attempt alone). Raises TooManyAttempts."""
        name, network = _folded(login), network_of(visit.address)
        if account is not None and visit.device and account.id in visit.known:
            limits, keys = {}, {f"device:{visit.device}:{name}": False}
        else:
            limits = {f"login:{name}": self.limits.per_login_anywhere}
            keys = {f"login:{name}:{network}": False, f"login:{name}": True}
        limits |= {key: self.limits.per_login for key in keys if key not in limits}
        if network:
            limits[f"address:{network}"] = self.limits.per_address
            keys[f"address:{network}"] = True  # whoever guesses there does not begin anew
        AttemptCounter(self.catalog, self.clock).count(limits)
        return keys

    def _is_weak(self, account: Account, password: str) -> bool:
        try:
            self.passwords.check(password, account.login, account.name)
        except WeakPassword:
            return True
        return False

    def _refused(self, account: Account | None, login: str, visit: Visit, error: BadCredentials) -> NoReturn:
        with self.catalog.write() as tx:
            tx.audit.append(self._entry(account, login, visit, None))
        raise error

    def _entry(self, account: Account | None, login: str, visit: Visit, session: Session | None) -> AuditEntry:
        told = {"address": visit.address, "login_sha256": hashlib.sha256(login.encode()).hexdigest()[:16]}
        if session is not None:
            told |= {"session": session.id}
        visitor = Actor(account.id if account else "", "", (), visit.door)
        return traced(self.clock, visitor, "sign_in", "", "done" if session else "refused", **told)


def _folded(login: str) -> str:
    return unicodedata.normalize("NFC", login).strip().casefold()
