"""Accounts, what they were granted, and their tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from archive_service.domain.access import Role


@dataclass(frozen=True, slots=True)
class StoredGrant:
    role: Role
    unit_id: str


@dataclass(frozen=True, slots=True)
class Account:
    """A person who signs in. The password is kept as an argon2 hash only."""

    id: str
    login: str
    name: str
    password_hash: str
    grants: tuple[StoredGrant, ...] = ()
    disabled: bool = False
    session_epoch: int = 0


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A bearer token; only the SHA-256 of its secret is kept."""

    id: str
    user_id: str
    label: str
    secret_sha256: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None = None
    revoked: bool = False


class Accounts(Protocol):
    def add(self, account: Account) -> None:
        """Raises Conflict when the login is taken (case ignored)."""
        ...

    def update(self, account: Account) -> None: ...

    def by_login(self, login: str) -> Account | None: ...

    def by_id(self, user_id: str) -> Account | None: ...

    def list(self, *, after: str | None = None, limit: int = 100) -> Sequence[Account]: ...

    def count(self) -> int: ...

    def add_token(self, token: AccessToken) -> None: ...

    def token_by_secret(self, secret_sha256: str) -> AccessToken | None: ...

    def token_by_id(self, token_id: str) -> AccessToken | None: ...

    def tokens_of(self, user_id: str) -> Sequence[AccessToken]: ...

    def update_token(self, token: AccessToken) -> None: ...
