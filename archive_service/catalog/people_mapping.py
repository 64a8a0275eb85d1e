"""Rows of accounts, grants, tokens and idempotency notes to what the port speaks of, and back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from archive_service.catalog.row_types import AnyRow, Values
from archive_service.domain.access import Reach, Role
from archive_service.domain.records import (
    AccessLevel,
)
from archive_service.ports import AccessToken, Account, IdempotencyNote, StoredGrant


def folded_login(login: str) -> str:
    """The login as it is compared: letters' case and the way marks were typed do not matter."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", login).strip().casefold())


def account_values(account: Account) -> Values:
    return {
        "id": account.id,
        "login": account.login,
        "login_folded": folded_login(account.login),
        "name": account.name,
        "password_hash": account.password_hash,
        "disabled": account.disabled,
        "must_change_password": account.must_change_password,
        "password_ends_at": account.password_ends_at,
    }


_GRANT_AS_KEPT = (
    "id", "unit_id", "records_from", "records_to", "holds_from", "holds_to", "ends_at", "reason", "document",
    "breaks_glass", "granted_by", "granted_at", "revoked_at", "revoked_by", "revoked_why",
)  # fmt: skip


def grant_values(grant: StoredGrant) -> Values:
    levels = None if grant.levels is None else " ".join(sorted(level.value for level in grant.levels))
    kept = {name: getattr(grant, name) for name in _GRANT_AS_KEPT}
    return {**kept, "account_id": grant.user_id, "role": grant.role.value, "levels": levels}


def to_grant(row: AnyRow) -> StoredGrant:
    kept = {name: getattr(row, name) for name in _GRANT_AS_KEPT}
    levels = None if row.levels is None else frozenset(AccessLevel(level) for level in row.levels.split())
    return StoredGrant(user_id=row.account_id, role=Role(row.role), levels=levels, **kept)


def to_account(row: AnyRow, grants: Iterable[StoredGrant]) -> Account:
    return Account(
        id=row.id,
        login=row.login,
        name=row.name,
        password_hash=row.password_hash,
        grants=tuple(grants),
        disabled=row.disabled,
        must_change_password=row.must_change_password,
        password_ends_at=row.password_ends_at,
    )


def token_values(token: AccessToken) -> Values:
    return {
        "id": token.id,
        "user_id": token.user_id,
        "label": token.label,
        "secret_sha256": token.secret_sha256,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
        "revoked": token.revoked,
        "reach": token.reach.value,
    }


def to_token(row: AnyRow) -> AccessToken:
    return AccessToken(
        id=row.id,
        user_id=row.user_id,
        label=row.label,
        secret_sha256=row.secret_sha256,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked=row.revoked,
        reach=Reach(row.reach),
    )


def note_values(note: IdempotencyNote) -> Values:
    return {
        "key": note.key,
        "user_id": note.user_id,
        "request_digest": note.request_digest,
        "record_id": note.record_id,
        "at": note.at,
    }


def to_note(row: AnyRow) -> IdempotencyNote:
    return IdempotencyNote(
        key=row.key, user_id=row.user_id, request_digest=row.request_digest, record_id=row.record_id, at=row.at
    )
