"""Keep links between records."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Moment

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "record_links",
        sa.Column("id", Key(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", Key(), nullable=False),
        sa.Column("from_id", Key(), nullable=False),
        sa.Column("to_id", Key(), nullable=False),
        sa.Column("made_by", Key(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("removed_by", Key(), nullable=True),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.CheckConstraint("from_id <> to_id", name=op.f("record_links_two_records_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("record_links_pk")),
    )
    op.create_index("record_links_by_source", "record_links", ["from_id", "id"])
    op.create_index("record_links_by_target", "record_links", ["to_id", "id"])
