"""Keep checks of the store, incidents, comparisons and due times."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Moment, Words

revision = "0010"
down_revision = "0009"

_COUNTS = ("records", "adopted", "missing_from_store", "missing_from_index", "orphans_in_index", "swept", "wrong_counts")


def upgrade() -> None:
    op.create_table(
        "fixity_checks",
        sa.Column("object_id", Key(), nullable=False),
        sa.Column("checked_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("object_id", name=op.f("fixity_checks_pk")),
    )
    op.create_index("fixity_checks_by_time", "fixity_checks", ["checked_at", "object_id"])
    op.create_table(
        "incidents",
        sa.Column("id", Key(), nullable=False),
        sa.Column("object_id", Key(), nullable=False),
        sa.Column("path", Words(), nullable=False),
        sa.Column("damage", Key(), nullable=False),
        sa.Column("found_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("whole_at", Moment(), nullable=True),
        sa.Column("resolved_at", Moment(), nullable=True),
        sa.Column("resolved_by", Key(), nullable=True),
        sa.Column("note", Words(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("incidents_pk")),
    )
    op.create_index("incidents_by_object", "incidents", ["object_id", "id"])
    op.create_table(
        "comparisons",
        sa.Column("at", Moment(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        sa.PrimaryKeyConstraint("at", name=op.f("comparisons_pk")),
    )
    op.create_table(
        "chores",
        sa.Column("name", Key(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("chores_pk")),
    )
