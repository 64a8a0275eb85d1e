"""Keep written consultations."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Words

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "consultations",
        sa.Column("id", Key(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_id", Key(), nullable=False),
        sa.Column("dossier_id", Key(), nullable=False),
        sa.Column("state", Key(), nullable=False),
        sa.Column("body", Words(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("consultations_unit_id_fk")),
        sa.PrimaryKeyConstraint("id", name=op.f("consultations_pk")),
    )
    op.create_index("consultations_by_unit", "consultations", ["unit_id", "id"])
    op.create_index("consultations_by_dossier", "consultations", ["dossier_id"])
