"""Keep the counts of records by the state of their text, which were counted anew for every search."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Words

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "text_counts",
        sa.Column("unit_id", Key(), nullable=False),
        sa.Column("access_level", Key(), nullable=False),
        sa.Column("text_state", Key(), nullable=False),
        sa.Column("text_reason", Words(), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "unit_id", "access_level", "text_state", "text_reason", name=op.f("text_counts_pk")
        ),
    )
    op.execute(
        """
        INSERT INTO text_counts (unit_id, access_level, text_state, text_reason, records)
        SELECT unit_id, access_level, text_state, coalesce(text_reason, ''), count(*)
        FROM records
        GROUP BY unit_id, access_level, text_state, coalesce(text_reason, '')
        """
    )
    op.drop_index("records_by_unit", "records")
    op.create_index("records_by_unit", "records", ["unit_id", "id", "access_level"])
