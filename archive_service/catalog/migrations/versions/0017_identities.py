"""Keep which account an identity at a provider belongs to, and what a session was opened with there."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Moment, Words

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "identities",
        sa.Column("issuer", Key(), nullable=False),
        sa.Column("subject", Key(), nullable=False),
        sa.Column("user_id", Key(), nullable=False),
        sa.Column("linked_at", Moment(), nullable=False),
        sa.Column("linked_by", Key(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["accounts.id"], name=op.f("identities_user_id_fk"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("identities_pk")),
    )
    op.create_index("identities_by_user", "identities", ["user_id"])
    op.add_column("sessions", sa.Column("provider_token", Words(), nullable=False, server_default=""))
