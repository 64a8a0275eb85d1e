"""Remember files that were handed in together until somebody has looked at them."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Moment, Words

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("id", Key(), nullable=False),
        sa.Column("owner", Key(), nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("announced", sa.Integer(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("batches_pk")),
    )
    op.create_index("batches_by_owner", "batches", ["owner", "id"])
    op.create_table(
        "batch_files",
        sa.Column("id", Key(), nullable=False),
        sa.Column("batch_id", Key(), nullable=False),
        sa.Column("owner", Key(), nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha512", Key(), nullable=True),
        sa.Column("fate", Key(), nullable=False),
        sa.Column("record_id", Key(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("code", Key(), nullable=True),
        sa.Column("facts", Words(), nullable=True),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.CheckConstraint("fate IN ('kept', 'exists', 'turned_away')", name=op.f("batch_files_fate_check")),
        sa.CheckConstraint("(fate = 'turned_away') = (record_id IS NULL)", name=op.f("batch_files_record_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("batch_files_pk")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batches.id"], name=op.f("batch_files_batch_id_fk"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("batch_files_record_id_fk"), ondelete="CASCADE"
        ),
    )
    op.create_index("batch_files_by_owner", "batch_files", ["owner", "done", "id"])
    op.create_index("batch_files_by_batch", "batch_files", ["batch_id", "id"])
    op.create_index("batch_files_open", "batch_files", ["done", "id"])
    op.create_index("batch_files_by_record", "batch_files", ["record_id"])
