"""People who sign in, their grants, and their bearer tokens."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.people_mapping import (
    account_values,
    folded_login,
    grant_values,
    to_account,
    to_grant,
    to_token,
    token_values,
)
from archive_service.catalog.people_tables import grants, sign_in_attempts
from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.tables import access_tokens, accounts
from archive_service.catalog.visibility import one_of
from archive_service.domain.access import Role
from archive_service.domain.errors import ArchiveError, Conflict, NotFound
from archive_service.ports import AccessToken, Account, StoredGrant
from indexer.text.normalise import fold


@dataclass(frozen=True, slots=True)
class SqlAccounts:
    """Implements ports.Accounts."""

    connection: Connection

    def add(self, account: Account) -> None:
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(accounts).values(account_values(account)))
        except IntegrityError as error:
            raise Conflict(login=account.login) from error
        for grant in account.grants:
            self.add_grant(grant)

    def update(self, account: Account) -> None:
        statement = update(accounts).where(accounts.c.id == account.id).values(account_values(account))
        try:
            with self.connection.begin_nested():
                changed = self.connection.execute(statement).rowcount
        except IntegrityError as error:
            raise Conflict(login=account.login) from error
        if changed == 0:
            raise NotFound

    def ask_for_new_password(self, user_id: str) -> None:
        asked = update(accounts).where(accounts.c.id == user_id).values(must_change_password=True)
        self.connection.execute(asked)

    def by_login(self, login: str) -> Account | None:
        found = self._where(accounts.c.login_folded == folded_login(login), limit=1)
        return found[0] if found else None

    def by_id(self, user_id: str) -> Account | None:
        found = self._where(accounts.c.id == user_id, limit=1)
        return found[0] if found else None

    def list(
        self, *, after: str | None = None, limit: int = 100, matching: str = "", within: Collection[str] | None = None
    ) -> Sequence[Account]:
        size = max(1, min(limit, MAX_PAGE))
        there = true() if within is None else one_of(self.connection, grants.c.unit_id, sorted(within))
        beyond = true() if after is None else accounts.c.id > after
        if within is not None:
            beyond &= select(grants.c.id).where(grants.c.account_id == accounts.c.id, there).exists()
        if not matching.strip():
            return self._where(beyond, limit=size, there=there)
        # Marks are folded here, for no engine folds them alike; an archive has some thousands of people at most.
        wanted = fold(matching).split()
        named = self.connection.execute(select(accounts.c.id, accounts.c.login, accounts.c.name).where(beyond))
        found = sorted(row.id for row in named if all(word in fold(f"{row.login} {row.name}") for word in wanted))
        return self._where(one_of(self.connection, accounts.c.id, found[:size]), limit=size, there=there)

    def _where(
        self, condition: ColumnElement[bool], *, limit: int, there: ColumnElement[bool] | None = None
    ) -> Sequence[Account]:
        rows = self.connection.execute(select(accounts).where(condition).order_by(accounts.c.id).limit(limit)).all()
        held: dict[str, list[StoredGrant]] = {row.id: [] for row in rows}
        query = (
            select(grants)
            .where(
                one_of(self.connection, grants.c.account_id, list(held)),
                grants.c.revoked_at.is_(None),
                true() if there is None else there,
            )
            .order_by(grants.c.id)
        )
        for row in self.connection.execute(query):
            held[row.account_id].append(to_grant(row))
        return [to_account(row, held[row.id]) for row in rows]

    def count(self) -> int:
        return self.connection.scalar(select(func.count()).select_from(accounts)) or 0

    def names_of(self, user_ids: Collection[str]) -> Mapping[str, str]:
        query = select(accounts.c.id, accounts.c.name).where(one_of(self.connection, accounts.c.id, sorted(user_ids)))
        return {row.id: row.name for row in self.connection.execute(query)}

    def add_grant(self, grant: StoredGrant) -> None:
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(grants).values(grant_values(grant)))
        except IntegrityError as error:
            raise self._missing_or(Conflict(grant=grant.id), grant.user_id) from error

    def _missing_or(self, error: ArchiveError, user_id: str) -> ArchiveError:
        """What went wrong with a row that belongs to a person: no such person, or the error."""
        known = self.connection.execute(select(accounts.c.id).where(accounts.c.id == user_id)).first()
        return NotFound() if known is None else error

    def end_grant(self, grant: StoredGrant) -> None:
        held = update(grants).where(grants.c.id == grant.id, grants.c.revoked_at.is_(None))
        ended = {"revoked_at": grant.revoked_at, "revoked_by": grant.revoked_by, "revoked_why": grant.revoked_why}
        if self.connection.execute(held.values(ended)).rowcount == 0:
            raise Conflict(grant=grant.id)

    def grant(self, grant_id: str) -> StoredGrant | None:
        row = self.connection.execute(select(grants).where(grants.c.id == grant_id)).first()
        return None if row is None else to_grant(row)

    def grants_of(self, user_id: str, *, limit: int = 200) -> Sequence[StoredGrant]:
        query = select(grants).where(grants.c.account_id == user_id).order_by(grants.c.id.desc())
        return [to_grant(row) for row in self.connection.execute(query.limit(max(1, min(limit, MAX_PAGE))))]

    def broken_glass(self, since: datetime, *, limit: int = 50) -> Sequence[StoredGrant]:
        query = select(grants).where(grants.c.breaks_glass, grants.c.ends_at > since).order_by(grants.c.id.desc())
        return [to_grant(row) for row in self.connection.execute(query.limit(max(1, min(limit, MAX_PAGE))))]

    def administrators(self) -> Sequence[StoredGrant]:
        query = (
            select(grants)
            .join(accounts, accounts.c.id == grants.c.account_id)
            .where(
                grants.c.role == Role.ADMINISTRATOR.value, grants.c.revoked_at.is_(None), accounts.c.disabled.is_(False)
            )
            .order_by(grants.c.id)
            .with_for_update()
        )
        return [to_grant(row) for row in self.connection.execute(query)]

    def count_attempt(self, key: str, now: datetime, window: timedelta) -> tuple[int, datetime]:
        columns, over = sign_in_attempts.c, now - window
        self.connection.execute(delete(sign_in_attempts).where(columns.began_at <= over))
        make = postgresql.insert if self.connection.dialect.name == "postgresql" else sqlite.insert
        counted = make(sign_in_attempts).values(key=key, began_at=now, attempts=1)
        counted = counted.on_conflict_do_update(index_elements=[columns.key], set_={"attempts": columns.attempts + 1})
        self.connection.execute(counted)
        row = self.connection.execute(select(columns.attempts, columns.began_at).where(columns.key == key)).one()
        return row.attempts, row.began_at

    def forget_attempts(self, key: str, *, one: bool = False) -> None:
        counted = sign_in_attempts.c
        less = update(sign_in_attempts).values(attempts=counted.attempts - 1) if one else delete(sign_in_attempts)
        self.connection.execute(less.where(counted.key == key))

    def add_token(self, token: AccessToken) -> None:
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(access_tokens).values(token_values(token)))
        except IntegrityError as error:
            raise self._missing_or(Conflict(token=token.id), token.user_id) from error

    def token_by_id(self, token_id: str) -> AccessToken | None:
        row = self.connection.execute(select(access_tokens).where(access_tokens.c.id == token_id)).first()
        return None if row is None else to_token(row)

    def token_by_secret(self, secret_sha256: str) -> AccessToken | None:
        row = self.connection.execute(
            select(access_tokens).where(access_tokens.c.secret_sha256 == secret_sha256)
        ).first()
        return None if row is None else to_token(row)

    def tokens_of(self, user_id: str) -> Sequence[AccessToken]:
        query = select(access_tokens).where(access_tokens.c.user_id == user_id).order_by(access_tokens.c.id)
        return [to_token(row) for row in self.connection.execute(query.limit(MAX_PAGE))]

    def note_use(self, token_id: str, at: datetime) -> None:
        self.connection.execute(update(access_tokens).where(access_tokens.c.id == token_id).values(last_used_at=at))

    def update_token(self, token: AccessToken) -> None:
        statement = update(access_tokens).where(access_tokens.c.id == token.id).values(token_values(token))
        if self.connection.execute(statement).rowcount == 0:
            raise NotFound
