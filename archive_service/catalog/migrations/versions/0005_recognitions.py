"""Keep how far the recognition of each scan is."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "recognitions",
        sa.Column("record_id", Key(), nullable=False),
        sa.Column("state", Key(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'running', 'stopped')", name=op.f("recognitions_state_check")),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("recognitions_record_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("recognitions_pk")),
    )
