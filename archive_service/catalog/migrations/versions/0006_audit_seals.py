"""Keep the seals of the log."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Moment

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "audit_seals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("head", Key(), nullable=False),
        sa.Column("tree", Key(), nullable=False),
        sa.Column("previous", Key(), nullable=False),
        sa.Column("sealed_at", Moment(), nullable=False),
        sa.Column("stored", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("audit_seals_pk")),
    )
    op.create_index("audit_seals_by_events", "audit_seals", ["last", "number"])
    op.create_index("audit_seals_by_stored", "audit_seals", ["stored", "number"])
