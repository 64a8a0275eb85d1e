"""Keep what happened to units, since when what was stated holds, and their further codes."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Words

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for name in ("short_name", "document", "document_record"):
        op.add_column("unit_versions", sa.Column(name, Words(), nullable=True))
    op.create_table(
        "unit_events",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", Key(), nullable=False),
        sa.Column("facts", Words(), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("unit_events_pk")),
    )
    op.create_table(
        "unit_codes",
        sa.Column("unit_id", Key(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", Words(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("unit_codes_unit_id_fk")),
        sa.PrimaryKeyConstraint("unit_id", "position", name=op.f("unit_codes_pk")),
    )
