"""Keep sessions as rows, which can be listed and ended one by one; the counter of the accounts goes."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Moment, Words

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", Key(), nullable=False),
        sa.Column("user_id", Key(), nullable=False),
        sa.Column("secret_sha256", Key(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("network", Words(), nullable=False),
        sa.Column("browser", Words(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["accounts.id"], name=op.f("sessions_user_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sessions_pk")),
        sa.UniqueConstraint("secret_sha256", name=op.f("sessions_secret_sha256_key")),
    )
    op.create_index("sessions_by_user", "sessions", ["user_id", "seen_at"])
    op.create_index("sessions_by_time", "sessions", ["seen_at"])
    op.drop_column("accounts", "session_epoch")
