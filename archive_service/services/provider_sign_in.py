"""Signing in with the identity provider of the office. It says who somebody is; what they may do is decided here.

An identity is known by issuer and subject, never by a name or an address, which change hands. It belongs to an account
because an administrator linked it, or, where `login_claim` is set, because a claim that the provider vouches for is the
login of an account that has no identity there yet. Nothing is created, and no role is given.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive_service.domain.access import Actor
from archive_service.domain.audit import AuditEntry
from archive_service.domain.errors import ArchiveError, BadField, IdentityUnknown, NotFound, SignInExpired
from archive_service.ports import (
    Account,
    Catalog,
    Clock,
    Identity,
    IdentityProvider,
    ProvedIdentity,
    Session,
    SignInBegun,
    Transaction,
)
from archive_service.services.accounts import AccountService
from archive_service.services.attempts import AttemptCounter, network_of
from archive_service.services.proof import want_proof
from archive_service.services.sessions import SessionService, Visit
from archive_service.services.trace import traced

_LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2


@dataclass(frozen=True, slots=True)
class ProviderSignInService:
    """`provider` is None where none is set. `second_factor`: the provider asks for one itself, none is asked here."""

    catalog: Catalog
    accounts: AccountService
    sessions: SessionService
    clock: Clock
    provider: IdentityProvider | None
    login_claim: str
    second_factor: bool
    per_address: int

    def begin(self, redirect: str, *, again: bool = False) -> tuple[str, SignInBegun]:
        """The address to go to, and what the browser must bring back. Raises NotFound, ProviderUnavailable.

        `again`: the provider asks for the password also of who is signed in there.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        begun = SignInBegun(state, nonce, verifier, redirect, again)
        return self._provider().leave(begun), begun

    def finish(self, begun: SignInBegun | None, answer: Mapping[str, str], visit: Visit) -> tuple[Session, str]:
        """A new session and its secret for whom the provider signed in.

        Raises SignInExpired, ProviderRefused, IdentityUnknown, ProviderUnavailable, TooManyAttempts.
        """
        if network := network_of(visit.address):
            AttemptCounter(self.catalog, self.clock).count({f"provider:{network}": self.per_address})
        provider = self._provider()
        try:
            if begun is None or not hmac.compare_digest(begun.state.encode(), answer.get("state", "").encode()):
                raise SignInExpired
            proved = provider.come_back(begun, answer)
        except ArchiveError as error:
            self._refused(visit, code=error.code)
            raise
        return self._open(provider.issuer, proved, visit, again=begun.again)

    def _open(self, issuer: str, proved: ProvedIdentity, visit: Visit, *, again: bool) -> tuple[Session, str]:
        with self.catalog.write() as tx:
            account = self._account(tx, issuer, proved, visit)
            if account is not None:
                opened, secret = self.sessions.open(
                    tx, account.id, visit, second_factor=self.second_factor, provider_token=proved.token, proved=again
                )
                tx.audit.append(self._entry(account.id, "done", visit, session=opened.id))
                return opened, secret
        digest = hashlib.sha256(f"{issuer} {proved.subject}".encode()).hexdigest()[:16]
        self._refused(visit, code=IdentityUnknown.code, identity_sha256=digest)
        raise IdentityUnknown(subject=proved.subject)

    def _account(self, tx: Transaction, issuer: str, proved: ProvedIdentity, visit: Visit) -> Account | None:
        """Whom the identity belongs to, not shut; linked now where a claim that is vouched for names the login."""
        user_id = tx.identities.user_of(issuer, proved.subject)
        if user_id is not None:
            account = tx.accounts.by_id(user_id)
            return None if account is None or account.disabled else account
        login = proved.claims.get(self.login_claim) if self.login_claim else None
        vouched = self.login_claim != "email" or proved.claims.get("email_verified") is True
        if not isinstance(login, str) or not login.strip() or not vouched:
            return None
        account = tx.accounts.by_login(login)
        if account is None or account.disabled or any(one.issuer == issuer for one in tx.identities.of(account.id)):
            return None
        tx.identities.add(Identity(issuer, proved.subject, account.id, self.clock.now(), "provider"))
        linked = {"user": account.id, "issuer": issuer, "identity": proved.subject, "claim": self.login_claim}
        tx.audit.append(
            traced(self.clock, Actor("", "", (), visit.door), "link_identity", account.id, "done", **linked)
        )
        return account

    def link(self, actor: Actor, login: str, subject: str) -> None:
        """Let an identity sign in as this person.

        Raises NotPermitted, NotFound, SamePerson, BadField, Conflict when it belongs to somebody.
        """
        account = self.accounts.managed(actor, login)
        want_proof(actor)
        subject = subject.strip()
        if not subject or len(subject) > _LONGEST_SUBJECT or not subject.isprintable():
            raise BadField(field="subject", value=subject[:60])
        issuer = self._provider().issuer
        with self.catalog.write() as tx:
            tx.identities.add(Identity(issuer, subject, account.id, self.clock.now(), actor.user_id))
            tx.audit.append(
                traced(self.clock, actor, "link_identity", account.id, user=account.id, issuer=issuer, identity=subject)
            )

    def unlink(self, actor: Actor, login: str, subject: str) -> None:
        """Take an identity away from a person, whose sessions end. Raises NotPermitted, NotFound."""
        account = self.accounts.managed(actor, login)
        want_proof(actor)
        with self.catalog.write() as tx:
            tx.identities.remove(account.id, subject)
            tx.sessions.end_all(account.id)
            tx.audit.append(traced(self.clock, actor, "unlink_identity", account.id, user=account.id, identity=subject))

    def identities(self, actor: Actor, login: str) -> Sequence[Identity]:
        """The identities of a person. Raises NotPermitted, NotFound."""
        account = self.accounts.managed(actor, login)
        with self.catalog.read() as tx:
            return tx.identities.of(account.id)

    def sign_out_address(self, session: Session, redirect: str) -> str | None:
        """Where this session can be ended at the provider too; None when it was not opened there."""
        if self.provider is None or not session.provider_token:
            return None
        return self.provider.sign_out_address(session.provider_token, redirect)

    def _provider(self) -> IdentityProvider:
        if self.provider is None:
            raise NotFound
        return self.provider

    def _refused(self, visit: Visit, **facts: object) -> None:
        with self.catalog.write() as tx:
            tx.audit.append(self._entry("", "refused", visit, **facts))

    def _entry(self, user_id: str, outcome: str, visit: Visit, **facts: object) -> AuditEntry:
        told = {"address": visit.address, "means": "provider", **facts}
        return traced(self.clock, Actor(user_id, "", (), visit.door), "sign_in", "", outcome, **told)
