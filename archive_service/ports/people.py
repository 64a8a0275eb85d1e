"""Accounts, what they were granted, and their tokens."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from archive_service.domain.access import Reach, Role
from archive_service.domain.records import AccessLevel


@dataclass(frozen=True, slots=True)
class StoredGrant:
    """A role given to a person: where, for which papers and days, by whom, why and on what paper.

    `levels` and the days of the papers narrow what is seen (None does not); `holds_from` and `holds_to` are its first
    and last day, `ends_at` the moment at which it ends in any case. A grant that is taken back stays, with who took
    it and why.
    """

    id: str
    user_id: str
    role: Role
    unit_id: str
    granted_by: str
    granted_at: datetime
    levels: frozenset[AccessLevel] | None = None
    records_from: date | None = None
    records_to: date | None = None
    holds_from: date | None = None
    holds_to: date | None = None
    ends_at: datetime | None = None
    reason: str = ""
    document: str = ""
    breaks_glass: bool = False
    revoked_at: datetime | None = None
    revoked_by: str = ""
    revoked_why: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A person who signs in. The password is kept as an argon2 hash only.

    `grants` are those that nobody took back, in the order they were given; their days may be over or still to come.
    `must_change_password` holds for a password that the archive made, which opens until `password_ends_at`, and for one
    that turned out to be easy to guess.
    """

    id: str
    login: str
    name: str
    password_hash: str
    grants: tuple[StoredGrant, ...] = ()
    disabled: bool = False
    must_change_password: bool = False
    password_ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A bearer token; only the SHA-256 of its secret is kept. `reach` is what it may be used for."""

    id: str
    user_id: str
    label: str
    secret_sha256: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = None
    revoked: bool = False
    reach: Reach = Reach.FULL


class Accounts(Protocol):
    def add(self, account: Account) -> None:
        """Raises Conflict when the login is taken (case ignored)."""
        ...

    def update(self, account: Account) -> None:
        """Everything but the grants, which have verbs of their own. Raises NotFound, Conflict."""
        ...

    def ask_for_new_password(self, user_id: str) -> None:
        """Note that the password must be changed before anything else; nothing else of the account changes."""
        ...

    def by_login(self, login: str) -> Account | None: ...

    def by_id(self, user_id: str) -> Account | None: ...

    def list(
        self, *, after: str | None = None, limit: int = 100, matching: str = "", within: Collection[str] | None = None
    ) -> Sequence[Account]:
        """Accounts in order of id; `matching` are letters of the login or the name, case and marks aside.

        `within` are units: then only people who have or had a grant in one of them, each with those grants alone.
        """
        ...

    def count(self) -> int: ...

    def names_of(self, user_ids: Collection[str]) -> Mapping[str, str]:
        """The names of these people by id; one that is unknown is left out."""
        ...

    def add_grant(self, grant: StoredGrant) -> None:
        """Raises NotFound for an unknown person, Conflict for an id that is taken."""
        ...

    def end_grant(self, grant: StoredGrant) -> None:
        """Keep when, by whom and why the grant was taken back. Raises Conflict when it was before, or never was."""
        ...

    def grant(self, grant_id: str) -> StoredGrant | None: ...

    def grants_of(self, user_id: str, *, limit: int = 200) -> Sequence[StoredGrant]:
        """Every grant the person ever had, newest first."""
        ...

    def broken_glass(self, since: datetime, *, limit: int = 50) -> Sequence[StoredGrant]:
        """The grants of break-glass access that ended after the moment or still hold, newest first."""
        ...

    def administrators(self) -> Sequence[StoredGrant]:
        """The grants of administration, not taken back, of accounts that are not shut; held until the end of the
        transaction, so that two who take away the last but one do not both succeed."""
        ...

    def count_attempt(self, key: str, now: datetime, window: timedelta) -> tuple[int, datetime]:
        """Count one more attempt under the key; how many there are in the window it belongs to, and when that began.

        Counted by everybody who shares the catalog; whoever counts the same key at the same time waits.
        """
        ...

    def forget_attempts(self, key: str, *, one: bool = False) -> None:
        """Begin anew for the key, or count one attempt less."""
        ...

    def add_token(self, token: AccessToken) -> None:
        """Raises NotFound for an unknown person."""
        ...

    def token_by_secret(self, secret_sha256: str) -> AccessToken | None: ...

    def token_by_id(self, token_id: str) -> AccessToken | None: ...

    def tokens_of(self, user_id: str) -> Sequence[AccessToken]: ...

    def update_token(self, token: AccessToken) -> None: ...

    def note_use(self, token_id: str, at: datetime) -> None:
        """Note when a token was used and touch nothing else of it: it may be revoked at this very moment."""
        ...
