"""Accounts: people, their roles, passwords and bearer tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from archive_service.domain.access import LOCAL_OPERATOR, Act, Actor, Reach, Role, administered_units, may_anywhere
from archive_service.domain.errors import (
    BadField,
    NotFound,
    NotPermitted,
    NotSignedIn,
    SamePassword,
    SamePerson,
)
from archive_service.domain.identifiers import TOKEN, USER, new_id
from archive_service.domain.logged_acts import LoggedAct
from archive_service.ports import AccessToken, Account, Catalog, Clock
from archive_service.services.grant_terms import GrantTerms
from archive_service.services.grants import GrantService, keep_an_administrator
from archive_service.services.passwords import Passwords
from archive_service.services.proof import want_proof
from archive_service.services.trace import traced

TOKEN_PREFIX = "cra_"  # noqa: S105 - tells scanners for leaked secrets what they found
TOKEN_DAYS = 90
LONGEST_TOKEN_DAYS = 366
_LAST_USED_STEP = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """A password that the archive made for somebody: shown this once, good until `ends_at`, changed at first use."""

    account: Account
    password: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class AccountService:
    """`first_password_lasts` is how long a password opens that the archive made."""

    catalog: Catalog
    grants: GrantService
    clock: Clock
    passwords: Passwords
    first_password_lasts: timedelta = timedelta(hours=72)

    def add(self, actor: Actor, login: str, name: str, grants: Sequence[tuple[Role, str]]) -> FirstPassword:
        """Add a person with roles in units, given by code, and make their first password.

        Raises NotPermitted, UnknownUnit, BadField, Conflict when the login is taken.
        """
        self._check_right(actor)
        want_proof(actor)
        password, hashed = self.passwords.made()
        ends_at = self.clock.now() + self.first_password_lasts
        return FirstPassword(self._keep(actor, login, name, hashed, grants, ends_at), password, ends_at)

    def create(self, actor: Actor, login: str, name: str, password: str, grants: Sequence[tuple[Role, str]]) -> Account:
        """Add a person whose password is known already, as those of the demonstration are.

        By the operator of the machine alone: who administers gets passwords that the archive makes. Raises as `add`
        does, and WeakPassword.
        """
        if actor.user_id != LOCAL_OPERATOR:
            raise NotPermitted
        return self._keep(actor, login, name, self.passwords.hash(password, login, name), grants, None)

    def _keep(
        self, actor: Actor, login: str, name: str, hashed: str, grants: Sequence[tuple[Role, str]],
        ends_at: datetime | None,
    ) -> Account:  # fmt: skip
        if not login or len(login) > 64 or not login.isprintable() or " " in login:
            raise BadField(field="login", value=login[:64])
        user_id = new_id(USER, self.clock.now(), self.clock.random_bytes(10))
        account = Account(
            id=user_id,
            login=login,
            name=name or login,
            password_hash=hashed,
            must_change_password=ends_at is not None,
            password_ends_at=ends_at,
            grants=tuple(self.grants.prepared(actor, user_id, GrantTerms(role, unit)) for role, unit in grants),
        )
        given = [[grant.role.value, grant.unit_id] for grant in account.grants]
        with self.catalog.write() as tx:
            tx.accounts.add(account)
            tx.audit.append(
                traced(
                    self.clock,
                    actor,
                    "create_account",
                    account.id,
                    login=login,
                    grants=given,
                )
            )
        return account

    def set_password(self, actor: Actor, password: str, *, keep_session: str = "") -> None:
        """Set one's own password and end every own session but one.

        Raises NotPermitted for who came with a token of less reach, WeakPassword and its kinds, SamePassword.
        """
        if actor.reach is not Reach.FULL:
            raise NotPermitted
        account = self.account_of(actor.user_id)
        hashed = self.passwords.hash(password, account.login, account.name)
        if self.passwords.fit(account.password_hash, password):
            raise SamePassword
        self._change_password(actor, account, hashed, None, "set_password", keep_session)

    def reset_password(self, actor: Actor, login: str) -> FirstPassword:
        """Make a new password for somebody else; every session of theirs ends.

        Raises NotPermitted, NotFound, SamePerson.
        """
        account = self.managed(actor, login)
        want_proof(actor)
        password, hashed = self.passwords.made()
        ends_at = self.clock.now() + self.first_password_lasts
        changed = self._change_password(actor, account, hashed, ends_at, "reset_password")
        return FirstPassword(changed, password, ends_at)

    def _change_password(
        self, actor: Actor, account: Account, hashed: str, ends_at: datetime | None, act: LoggedAct, keep: str = ""
    ) -> Account:
        changed = replace(
            account, password_hash=hashed, must_change_password=ends_at is not None, password_ends_at=ends_at
        )
        with self.catalog.write() as tx:
            tx.accounts.update(changed)
            tx.sessions.end_all(account.id, but=keep)
            tx.audit.append(traced(self.clock, actor, act, account.id))
        return changed

    def disable(self, actor: Actor, login: str, *, disabled: bool = True) -> None:
        """Shut a person out at once, or let them in again."""
        self._check_right(actor)
        account = self.own_or_managed(actor, login)
        want_proof(actor)
        changed = replace(account, disabled=disabled)
        with self.catalog.write() as tx:
            if disabled:
                keep_an_administrator(tx, without_user=account.id)
                tx.sessions.end_all(account.id)
            tx.accounts.update(changed)
            tx.audit.append(traced(self.clock, actor, "disable_account" if disabled else "enable_account", account.id))

    def list(
        self, actor: Actor, *, after: str | None = None, limit: int = 100, matching: str = ""
    ) -> Sequence[Account]:
        """Accounts in order of id, those whose login or name holds the words. Raises NotPermitted.

        Who manages people of a part of the units sees whoever has or had a role in it, and of each the roles there.
        """
        self._check_right(actor)
        within = administered_units(actor)
        with self.catalog.read() as tx:
            return tx.accounts.list(after=after, limit=min(limit, 500), matching=matching[:100], within=within)

    def account_of(self, user_id: str) -> Account:
        """The account of who signed in. Raises NotSignedIn when it is gone or shut."""
        with self.catalog.read() as tx:
            account = tx.accounts.by_id(user_id)
        if account is None or account.disabled:
            raise NotSignedIn
        return account

    def actor_of(self, user_id: str, door: str, *, reach: Reach = Reach.FULL) -> Actor:
        """The person as an actor with the grants of this moment. Raises NotSignedIn."""
        return self.actor_as(self.account_of(user_id), door, reach=reach)

    def actor_as(self, account: Account, door: str, *, reach: Reach = Reach.FULL, proved: bool = True) -> Actor:
        """The account as an actor with the grants of this moment."""
        return Actor(account.id, account.name, self.grants.of(account), door, self.clock.now(), reach, proved)

    def issue_token(
        self, actor: Actor, login: str, label: str, days: int = TOKEN_DAYS, reach: Reach = Reach.FULL
    ) -> tuple[AccessToken, str]:
        """A new bearer token and its secret, which is shown this once. Own token or an administrator's right.

        Every token has an end. Raises BadField for one past `LONGEST_TOKEN_DAYS`; NotPermitted, also for who came with
        a token that does not reach so far; NotFound.
        """
        account = self.own_or_managed(actor, login)
        want_proof(actor)
        if not 1 <= days <= LONGEST_TOKEN_DAYS:
            raise BadField(field="days", value=days)
        now = self.clock.now()
        secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
        token = AccessToken(
            id=new_id(TOKEN, now, self.clock.random_bytes(10)),
            user_id=account.id,
            label=label[:100],
            secret_sha256=_secret_digest(secret),
            created_at=now,
            expires_at=now + timedelta(days=days),
            reach=reach,
        )
        with self.catalog.write() as tx:
            tx.accounts.add_token(token)
            tx.audit.append(
                traced(self.clock, actor, "issue_token", token.id, user=account.id, reach=reach.value, days=days)
            )
        return token, secret

    def revoke_token(self, actor: Actor, token_id: str) -> None:
        """End a token. Own token or an administrator's right. Raises NotFound."""
        with self.catalog.write() as tx:
            token = tx.accounts.token_by_id(token_id)
            own = token is not None and token.user_id == actor.user_id
            if token is None or not (own or may_anywhere(actor, Act.MANAGE_USERS)):
                raise NotFound
            if own and actor.reach is not Reach.FULL:
                raise NotPermitted
            tx.accounts.update_token(replace(token, revoked=True))
            tx.audit.append(traced(self.clock, actor, "revoke_token", token_id))

    def tokens(self, actor: Actor) -> Sequence[AccessToken]:
        """The actor's own tokens."""
        with self.catalog.read() as tx:
            return tx.accounts.tokens_of(actor.user_id)

    def actor_with_token(self, secret: str, door: str) -> Actor:
        """The actor a bearer token stands for. Raises NotSignedIn."""
        now = self.clock.now()
        with self.catalog.read() as tx:
            token = tx.accounts.token_by_secret(_secret_digest(secret))
        if token is None or not _valid(token, now):
            raise NotSignedIn
        if token.last_used_at is None or now - token.last_used_at > _LAST_USED_STEP:
            with self.catalog.write() as tx:
                tx.accounts.note_use(token.id, now)
        return self.actor_of(token.user_id, door, reach=token.reach)

    def login_of(self, actor: Actor) -> str:
        """The login name of the actor. Raises NotSignedIn when the account is gone."""
        with self.catalog.read() as tx:
            account = tx.accounts.by_id(actor.user_id)
        if account is None:
            raise NotSignedIn
        return account.login

    def named(self, login: str) -> Account:
        """The account with this login. Raises NotFound."""
        with self.catalog.read() as tx:
            account = tx.accounts.by_login(login)
        if account is None:
            raise NotFound
        return account

    def own_or_managed(self, actor: Actor, login: str) -> Account:
        """An account one may change: one's own, or that of somebody whose roles all lie where one manages people.

        Raises NotFound, NotPermitted: nobody gains rights by setting the password of who has more.
        """
        if actor.reach is not Reach.FULL:
            raise NotPermitted
        with self.catalog.read() as tx:
            account = tx.accounts.by_login(login)
        if account is not None and account.id == actor.user_id:
            return account
        self._check_right(actor)
        if account is None:
            raise NotFound
        own = administered_units(actor)
        if own is not None and any(grant.unit_id not in own for grant in account.grants):
            raise NotPermitted
        return account

    def managed(self, actor: Actor, login: str) -> Account:
        """An account of somebody else whom the actor manages. Raises NotFound, NotPermitted, SamePerson."""
        self._check_right(actor)
        account = self.own_or_managed(actor, login)
        if account.id == actor.user_id:
            raise SamePerson
        return account

    def _check_right(self, actor: Actor) -> None:
        if not may_anywhere(actor, Act.MANAGE_USERS):
            raise NotPermitted


def _secret_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _valid(token: AccessToken, now: datetime) -> bool:
    return not token.revoked and (token.expires_at is None or now < token.expires_at)
