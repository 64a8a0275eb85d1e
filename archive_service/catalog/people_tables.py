"""The tables of grants and of failed attempts to sign in."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, Table

from archive_service.catalog.column_types import Key, Moment, Words
from archive_service.catalog.tables import metadata

# unit_id bears no foreign key: accounts are restored from a backup, units from the store, in either order.
# granted_by bears none either: the operator of the machine has no account.
grants = Table(
    "grants",
    metadata,
    Column("id", Key, primary_key=True),
    Column("account_id", Key, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("role", Key, nullable=False),
    Column("unit_id", Key, nullable=False),
    Column("levels", Key),
    Column("records_from", Date),
    Column("records_to", Date),
    Column("holds_from", Date),
    Column("holds_to", Date),
    Column("ends_at", Moment),
    Column("reason", Words, nullable=False),
    Column("document", Words, nullable=False),
    Column("breaks_glass", Boolean, nullable=False),
    Column("granted_by", Key, nullable=False),
    Column("granted_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("revoked_by", Key, nullable=False),
    Column("revoked_why", Words, nullable=False),
    CheckConstraint("breaks_glass OR granted_by <> account_id", name="by_somebody_else"),
)
Index("grants_by_account", grants.c.account_id, grants.c.id)
Index("grants_by_role", grants.c.role, grants.c.revoked_at)
Index("grants_by_end", grants.c.ends_at)

# Digests of logins and addresses, so that what somebody mistyped (a password, often) is not kept.
sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("key", Key, primary_key=True),
    Column("began_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
)
Index("sign_in_attempts_by_time", sign_in_attempts.c.began_at)
