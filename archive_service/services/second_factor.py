"""The second factor: codes of an app after RFC 6238 (six digits, 30 seconds), and recovery codes for a lost phone.

The secret of the app lies in the catalog sealed with a key that is not there, so that a copy of the catalog makes no
codes. A recovery code has 80 random bits, is shown once, kept as a digest salted with its owner's id, and taken once.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from dataclasses import dataclass

import pyotp

from archive_service.domain.access import Actor, Role, administered_units
from archive_service.domain.errors import BadCode, NotFound, NotPermitted, SecondFactorNeeded
from archive_service.domain.logged_acts import LoggedAct
from archive_service.ports import Catalog, Clock, SecondFactor, Transaction
from archive_service.services.accounts import AccountService
from archive_service.services.legible_secrets import legible_secret
from archive_service.services.proof import want_proof
from archive_service.services.sealed_secrets import opened, seal
from archive_service.services.trace import traced

logger = logging.getLogger(__name__)

ISSUER = "Kho hồ sơ chi bộ"
RECOVERY_CODES = 10
_STEP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class AppSecret:
    """What an app is told: the secret to type, or the address in the QR code. Both are secret."""

    secret: str
    address: str


@dataclass(frozen=True, slots=True)
class SecondFactorState:
    """Whether a person has a second factor, how many recovery codes are left, and whether a role asks for it."""

    on: bool
    recovery_codes: int
    needed: bool


@dataclass(frozen=True, slots=True)
class SecondFactorService:
    """`key` seals the secrets (32 bytes); people with one of the `roles` must have a second factor."""

    catalog: Catalog
    accounts: AccountService
    clock: Clock
    key: bytes
    roles: frozenset[Role]

    def needed(self, actor: Actor) -> bool:
        """Whether a role that the actor holds now asks for a second factor."""
        return any(grant.role in self.roles for grant in actor.holding())

    def own(self, actor: Actor) -> SecondFactorState:
        """How it stands with the actor."""
        return self._state(actor)

    def of(self, actor: Actor, login: str) -> SecondFactorState:
        """How it stands with a person whom the actor manages. Raises NotPermitted, NotFound."""
        account = self.accounts.own_or_managed(actor, login)
        return self._state(self.accounts.actor_as(account, actor.door))

    def begin(self, actor: Actor) -> AppSecret:
        """A new secret for the actor's app; it counts once a code was right. Raises Conflict when there is one."""
        secret = pyotp.random_base32()
        with self.catalog.write() as tx:
            tx.second_factors.keep(SecondFactor(actor.user_id, self._seal(actor.user_id, secret), self.clock.now()))
        return self._told(actor, secret)

    def begun(self, actor: Actor) -> AppSecret | None:
        """The secret that waits for its first code, to be shown again."""
        with self.catalog.read() as tx:
            factor = tx.second_factors.of(actor.user_id)
        secret = None if factor is None or factor.confirmed else self._opened(factor)
        return None if secret is None else self._told(actor, secret)

    def confirm(self, actor: Actor, session_id: str, code: str) -> tuple[str, ...]:
        """Turn it on with the first code; the recovery codes, which are shown this once. Raises BadCode."""
        with self.catalog.write() as tx:
            factor = tx.second_factors.of(actor.user_id)
            if factor is None or factor.confirmed or not self._take_app_code(tx, factor, code):
                raise BadCode
            codes = self._new_codes(tx, actor.user_id)
            tx.sessions.passed(session_id)
            tx.audit.append(traced(self.clock, actor, "set_up_second_factor", actor.user_id))
        return codes

    def renew_codes(self, actor: Actor) -> tuple[str, ...]:
        """New recovery codes; the old ones are worth nothing. Raises NotFound without a second factor."""
        with self.catalog.write() as tx:
            factor = tx.second_factors.of(actor.user_id)
            if factor is None or not factor.confirmed:
                raise NotFound
            codes = self._new_codes(tx, actor.user_id)
            tx.audit.append(traced(self.clock, actor, "renew_recovery_codes", actor.user_id))
        return codes

    def remove(self, actor: Actor) -> None:
        """Turn the own one off. Raises SecondFactorNeeded where a role asks for it, NotFound when there is none."""
        if self.needed(actor):
            raise SecondFactorNeeded
        self._remove(actor, actor.user_id, "remove_second_factor")

    def reset(self, actor: Actor, login: str) -> None:
        """Take the lost second factor of somebody else away and end their sessions.

        Raises NotPermitted, NotFound, SamePerson: nobody gets around their own.
        """
        account = self.accounts.managed(actor, login)
        want_proof(actor)
        self._remove(actor, account.id, "reset_second_factor")

    def seal_anew(self, actor: Actor, new_key: bytes) -> tuple[int, int]:
        """Seal every secret with another key (32 bytes), all or none: how many, and how many neither key opens.

        What is sealed with the new key already stays as it is, so that it can be done again after a crash. Raises
        NotPermitted but for the operator of the machine.
        """
        if administered_units(actor) is not None:
            raise NotPermitted
        done = lost = 0
        with self.catalog.write() as tx:
            for factor in tx.second_factors.all():
                if opened(new_key, factor.user_id, factor.sealed_secret) is not None:
                    continue
                secret = self._opened(factor)
                if secret is None:
                    lost += 1
                else:
                    tx.second_factors.reseal(factor.user_id, seal(new_key, factor.user_id, secret))
                    done += 1
            tx.audit.append(traced(self.clock, actor, "renew_second_factor_key", "", sealed=done, lost=lost))
        return done, lost

    def take(self, tx: Transaction, user_id: str, code: str) -> str:
        """Take a code of the app, or a recovery code; which of them it was. Raises BadCode."""
        factor = tx.second_factors.of(user_id)
        if factor is not None and factor.confirmed:
            if self._take_app_code(tx, factor, code):
                return "code"
            if tx.second_factors.take_recovery_code(user_id, _recovery_digest(user_id, code)):
                return "recovery_code"
        raise BadCode

    def _take_app_code(self, tx: Transaction, factor: SecondFactor, code: str) -> bool:
        """Whether it is the code of this half minute, or of the one before or after, and not taken before."""
        secret, typed = self._opened(factor), "".join(code.split())
        if secret is None or not (typed.isascii() and typed.isdecimal()):
            return False
        now = int(self.clock.now().timestamp()) // _STEP_SECONDS
        app = pyotp.TOTP(secret)
        right = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(app.generate_otp(step), typed)]
        return bool(right) and tx.second_factors.take_step(factor.user_id, right[-1])

    def _new_codes(self, tx: Transaction, user_id: str) -> tuple[str, ...]:
        codes = tuple(legible_secret() for _ in range(RECOVERY_CODES))
        tx.second_factors.keep_recovery_codes(user_id, [_recovery_digest(user_id, code) for code in codes])
        return codes

    def _remove(self, actor: Actor, user_id: str, act: LoggedAct) -> None:
        with self.catalog.write() as tx:
            if not tx.second_factors.remove(user_id):
                raise NotFound
            if user_id != actor.user_id:
                tx.sessions.end_all(user_id)
            tx.audit.append(traced(self.clock, actor, act, user_id))

    def _state(self, person: Actor) -> SecondFactorState:
        with self.catalog.read() as tx:
            factor = tx.second_factors.of(person.user_id)
            left = tx.second_factors.recovery_codes_left(person.user_id)
        return SecondFactorState(factor is not None and factor.confirmed, left, self.needed(person))

    def _told(self, actor: Actor, secret: str) -> AppSecret:
        address = pyotp.TOTP(secret).provisioning_uri(name=self.accounts.login_of(actor), issuer_name=ISSUER)
        return AppSecret(secret, address)

    def _seal(self, user_id: str, secret: str) -> str:
        return seal(self.key, user_id, secret)

    def _opened(self, factor: SecondFactor) -> str | None:
        """The secret of the app; None when it was sealed with another key: recovery codes still help."""
        secret = opened(self.key, factor.user_id, factor.sealed_secret)
        if secret is None:
            logger.warning("the second factor of %s was sealed with another key", factor.user_id)
        return secret


def _recovery_digest(user_id: str, code: str) -> str:
    """What is kept of a code, as it was typed: groups and capitals do not matter."""
    typed = "".join(character for character in code.lower() if character.isalnum())
    return hashlib.sha256(f"{user_id}:{typed}".encode()).hexdigest()
