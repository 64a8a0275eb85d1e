"""Keep approved reasons for gaps, and find the papers of a unit by the period they are for."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Moment, Words

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "excused_gaps",
        sa.Column("id", Key(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", Key(), nullable=False),
        sa.Column("period", Words(), nullable=False),
        sa.Column("reason", Words(), nullable=False),
        sa.Column("document_id", Key(), nullable=False),
        sa.Column("proposed_by", Key(), nullable=False),
        sa.Column("proposed_at", Moment(), nullable=False),
        sa.Column("state", Key(), nullable=False),
        sa.Column("decided_by", Key(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "state <> 'approved' OR decided_by <> proposed_by", name=op.f("excused_gaps_two_people_check")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("excused_gaps_unit_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("excused_gaps_pk")),
    )
    op.create_index("excused_gaps_by_unit", "excused_gaps", ["unit_id", "period", "id"])
    op.create_index("records_by_unit_and_period", "records", ["unit_id", "period"])
