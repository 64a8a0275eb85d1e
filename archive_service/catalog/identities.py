"""Identities at a provider and the accounts they belong to, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Column, Connection, ForeignKey, Index, Table, delete, insert, select
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.column_types import Key, Moment
from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.tables import accounts, metadata
from archive_service.domain.errors import Conflict, NotFound
from archive_service.ports import Identity

# linked_by bears no foreign key: the operator of the machine has no account, nor has the provider.
identities = Table(
    "identities",
    metadata,
    Column("issuer", Key, primary_key=True),
    Column("subject", Key, primary_key=True),
    Column("user_id", Key, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("linked_at", Moment, nullable=False),
    Column("linked_by", Key, nullable=False),
)
Index("identities_by_user", identities.c.user_id)


@dataclass(frozen=True, slots=True)
class SqlIdentities:
    """Implements ports.Identities."""

    connection: Connection

    def add(self, identity: Identity) -> None:
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(identities).values(asdict(identity)))
        except IntegrityError as error:
            known = self.connection.execute(select(accounts.c.id).where(accounts.c.id == identity.user_id)).first()
            raise (NotFound() if known is None else Conflict(subject=identity.subject)) from error

    def user_of(self, issuer: str, subject: str) -> str | None:
        one = (identities.c.issuer == issuer) & (identities.c.subject == subject)
        return self.connection.scalar(select(identities.c.user_id).where(one))

    def of(self, user_id: str) -> Sequence[Identity]:
        query = select(identities).where(identities.c.user_id == user_id)
        ordered = query.order_by(identities.c.issuer, identities.c.subject).limit(MAX_PAGE)
        return [Identity(**row._mapping) for row in self.connection.execute(ordered)]

    def remove(self, user_id: str, subject: str) -> None:
        one = delete(identities).where(identities.c.user_id == user_id, identities.c.subject == subject)
        if self.connection.execute(one).rowcount == 0:
            raise NotFound
