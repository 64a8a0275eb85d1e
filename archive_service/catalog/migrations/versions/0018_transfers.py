"""Keep transfers to the historical archive."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Words

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "transfers",
        sa.Column("id", Key(), nullable=False),
        sa.Column("unit_id", Key(), nullable=False),
        sa.Column("state", Key(), nullable=False),
        sa.Column("handed_by", Key(), nullable=True),
        sa.Column("received_by", Key(), nullable=True),
        sa.Column("body", Words(), nullable=False),
        sa.CheckConstraint(
            "received_by IS NULL OR (handed_by IS NOT NULL AND received_by <> handed_by)",
            name=op.f("transfers_two_people_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("transfers_pk")),
    )
    op.create_index("transfers_by_unit", "transfers", ["unit_id", "id"])
    op.create_table(
        "transfer_dossiers",
        sa.Column("transfer_id", Key(), nullable=False),
        sa.Column("dossier_id", Key(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("transfer_dossiers_transfer_id_fk")),
        sa.PrimaryKeyConstraint("transfer_id", "dossier_id", name=op.f("transfer_dossiers_pk")),
    )
    is_open = sa.text("open")
    op.create_index(
        "transfer_dossiers_open_once", "transfer_dossiers", ["dossier_id"], unique=True,
        sqlite_where=is_open, postgresql_where=is_open,
    )  # fmt: skip
    op.create_index("dossiers_by_closing", "dossiers", ["closed_at", "id"])
