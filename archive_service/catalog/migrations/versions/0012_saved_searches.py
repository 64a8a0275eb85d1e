"""Keep the searches that people save."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Moment, Words

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", Key(), nullable=False),
        sa.Column("owner", Key(), nullable=False),
        sa.Column("name", Words(), nullable=False),
        sa.Column("query", Words(), nullable=False),
        sa.Column("filters", Words(), nullable=False),
        sa.Column("unit_id", Key(), nullable=True),
        sa.Column("lineage", sa.Boolean(), nullable=False),
        sa.Column("sort", Key(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("saved_searches_pk")),
    )
    op.create_index("saved_searches_by_owner", "saved_searches", ["owner", "name"], unique=True)
