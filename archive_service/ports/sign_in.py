"""What is kept about signing in: the sessions at browsers, second factors, and identities at a provider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in at a browser. Only the SHA-256 of its secret is kept.

    `network` and `browser` say coarsely where, so that people recognise their own sessions; `second_factor` tells that
    a code was given, `provider_token` is what a provider of identities wants to see again when one signs out there.
    `proved_at` is when the owner typed the password or a code last; None when a provider let them in unasked.
    """

    id: str
    user_id: str
    secret_sha256: str
    created_at: datetime
    seen_at: datetime
    network: str = ""
    browser: str = ""
    second_factor: bool = False
    provider_token: str = ""
    proved_at: datetime | None = None


class Sessions(Protocol):
    def add(self, session: Session, most: int) -> None:
        """Keep it; of this person's sessions only the `most` that were seen last stay. Raises NotFound for nobody."""
        ...

    def by_secret(self, secret_sha256: str) -> Session | None: ...

    def of(self, user_id: str) -> Sequence[Session]:
        """The sessions of a person, the one seen last first."""
        ...

    def seen(self, session_id: str, at: datetime) -> None:
        """Note a request; one that has ended meanwhile stays ended."""
        ...

    def passed(self, session_id: str) -> None:
        """Note that a code was given in this session."""
        ...

    def proved(self, session_id: str, at: datetime) -> None:
        """Note that the owner typed the password again in this session."""
        ...

    def end(self, user_id: str, session_id: str) -> None:
        """Raises NotFound, also for a session of somebody else."""
        ...

    def end_all(self, user_id: str, *, but: str = "") -> int:
        """End every session of the person except one. How many that were."""
        ...

    def end_old(self, created_before: datetime, seen_before: datetime) -> None:
        """End what began, or was last seen, before these moments, whoever it belongs to."""
        ...


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What the app of a person makes codes from, sealed. It counts from the first code on that was right.

    `last_step` is the number of the 30 seconds whose code was taken last: no code is taken twice.
    """

    user_id: str
    sealed_secret: str
    created_at: datetime
    confirmed: bool = False
    last_step: int = 0


class SecondFactors(Protocol):
    def of(self, user_id: str) -> SecondFactor | None: ...

    def all(self) -> Sequence[SecondFactor]:
        """Every second factor there is, by the id of its owner."""
        ...

    def reseal(self, user_id: str, sealed_secret: str) -> None:
        """Keep the secret sealed otherwise; all else stays. Nothing where there is none."""
        ...

    def keep(self, factor: SecondFactor) -> None:
        """Keep it in place of one that was not confirmed. Raises Conflict when one was, NotFound for nobody."""
        ...

    def take_step(self, user_id: str, step: int) -> bool:
        """Take the code of a step: confirms the factor. False when that step or a later one was taken before."""
        ...

    def remove(self, user_id: str) -> bool:
        """Remove it with its recovery codes; whether there was one."""
        ...

    def keep_recovery_codes(self, user_id: str, digests: Sequence[str]) -> None:
        """Keep these in place of all earlier ones."""
        ...

    def take_recovery_code(self, user_id: str, digest: str) -> bool:
        """Take a code, once: of two who come at the same time one gets False."""
        ...

    def recovery_codes_left(self, user_id: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a provider of identities knows under this number, linked to an account here."""

    issuer: str
    subject: str
    user_id: str
    linked_at: datetime
    linked_by: str


class Identities(Protocol):
    def add(self, identity: Identity) -> None:
        """Raises Conflict when it belongs to an account, NotFound for nobody."""
        ...

    def user_of(self, issuer: str, subject: str) -> str | None: ...

    def of(self, user_id: str) -> Sequence[Identity]: ...

    def remove(self, user_id: str, subject: str) -> None:
        """Raises NotFound."""
        ...


@dataclass(frozen=True, slots=True)
class SignInBegun:
    """What is kept in the browser between leaving for the provider and coming back; none of it can be guessed.

    `again`: the provider was told to ask for the password even of who is signed in there.
    """

    state: str
    nonce: str
    verifier: str
    redirect: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class ProvedIdentity:
    """Whom the provider signed in: its claims, checked, and the token they stood in."""

    subject: str
    claims: Mapping[str, object]
    token: str


class IdentityProvider(Protocol):
    """OpenID Connect, code flow with PKCE. Raises ProviderUnavailable when it does not answer."""

    @property
    def issuer(self) -> str: ...

    def leave(self, begun: SignInBegun) -> str:
        """The address to which the browser goes."""
        ...

    def come_back(self, begun: SignInBegun, answer: Mapping[str, str]) -> ProvedIdentity:
        """Exchange the answer for an identity: signature, issuer, audience, times and nonce are right.

        Raises ProviderRefused.
        """
        ...

    def sign_out_address(self, token: str, redirect: str) -> str | None:
        """Where one signs out at the provider; None where it offers no such place."""
        ...
