"""People who sign in, their grants, and their bearer tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, true, update
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.mapping import (
    account_values,
    folded_login,
    grant_values,
    to_account,
    to_grant,
    to_token,
    token_values,
)
from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.tables import access_tokens, account_grants, accounts
from archive_service.domain.errors import Conflict, NotFound
from archive_service.ports import AccessToken, Account, StoredGrant


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
        self._insert_grants(account)

    def update(self, account: Account) -> None:
        statement = update(accounts).where(accounts.c.id == account.id).values(account_values(account))
        try:
            with self.connection.begin_nested():
                changed = self.connection.execute(statement).rowcount
        except IntegrityError as error:
            raise Conflict(login=account.login) from error
        if changed == 0:
            raise NotFound
        self.connection.execute(delete(account_grants).where(account_grants.c.account_id == account.id))
        self._insert_grants(account)

    def _insert_grants(self, account: Account) -> None:
        if account.grants:
            self.connection.execute(insert(account_grants), grant_values(account))

    def by_login(self, login: str) -> Account | None:
        found = self._where(accounts.c.login_folded == folded_login(login), limit=1)
        return found[0] if found else None

    def by_id(self, user_id: str) -> Account | None:
        found = self._where(accounts.c.id == user_id, limit=1)
        return found[0] if found else None

    def list(self, *, after: str | None = None, limit: int = 100) -> Sequence[Account]:
        size = max(1, min(limit, MAX_PAGE))
        return self._where(true() if after is None else accounts.c.id > after, limit=size)

    def _where(self, condition: ColumnElement[bool], *, limit: int) -> Sequence[Account]:
        page = select(accounts).where(condition).order_by(accounts.c.id).limit(limit).subquery()
        query = (
            select(page, account_grants.c.role, account_grants.c.unit_id)
            .select_from(page.outerjoin(account_grants, account_grants.c.account_id == page.c.id))
            .order_by(page.c.id, account_grants.c.position)
        )
        rows = self.connection.execute(query).all()
        grants: dict[str, list[StoredGrant]] = {}
        for row in rows:
            of_account = grants.setdefault(row.id, [])
            if row.role is not None:
                of_account.append(to_grant(row.role, row.unit_id))
        by_id = {row.id: row for row in rows}
        return [to_account(by_id[user_id], its_grants) for user_id, its_grants in grants.items()]

    def count(self) -> int:
        return self.connection.scalar(select(func.count()).select_from(accounts)) or 0

    def add_token(self, token: AccessToken) -> None:
        self.connection.execute(insert(access_tokens).values(token_values(token)))

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

    def update_token(self, token: AccessToken) -> None:
        statement = update(access_tokens).where(access_tokens.c.id == token.id).values(token_values(token))
        if self.connection.execute(statement).rowcount == 0:
            raise NotFound
