"""Let a disposition stand where its list was submitted, its council founded, or an opinion asked for."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Words

revision = "0022"
down_revision = "0021"

_NAME = "dispositions_decided_check"
_UNDECIDED = (
    "decided_by IS NOT NULL OR state IN ('proposed', 'submitted', 'council_founded', 'council_done', 'opinion_asked', "
    "'superior_opinion', 'dropped')"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(_NAME), "dispositions")
        op.create_check_constraint(op.f(_NAME), "dispositions", _UNDECIDED)
        return
    # SQLite changes no constraint: both tables, because one points at the other, are made anew with their rows.
    for table in ("dispositions", "disposition_items"):
        op.execute(sa.text(f"CREATE TABLE {table}_before AS SELECT * FROM {table}"))
    op.drop_table("disposition_items")
    op.drop_table("dispositions")
    _make_tables()
    for table in ("dispositions", "disposition_items"):
        op.execute(sa.text(f"INSERT INTO {table} SELECT * FROM {table}_before"))
        op.drop_table(f"{table}_before")


def _make_tables() -> None:
    op.create_table(
        "dispositions",
        sa.Column("id", Key(), nullable=False),
        sa.Column("unit_id", Key(), nullable=False),
        sa.Column("state", Key(), nullable=False),
        sa.Column("proposed_by", Key(), nullable=False),
        sa.Column("decided_by", Key(), nullable=True),
        sa.Column("body", Words(), nullable=False),
        sa.CheckConstraint(_UNDECIDED, name=op.f(_NAME)),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by", name=op.f("dispositions_two_people_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("dispositions_pk")),
    )
    op.create_table(
        "disposition_items",
        sa.Column("disposition_id", Key(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("record_id", Key(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("body", Words(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disposition_id"], ["dispositions.id"], name=op.f("disposition_items_disposition_id_fk")
        ),
        sa.PrimaryKeyConstraint("disposition_id", "position", name=op.f("disposition_items_pk")),
    )
    op.create_index(
        "disposition_items_open_once", "disposition_items", ["record_id"], unique=True, sqlite_where=sa.text("open"),
        postgresql_where=sa.text("open"),
    )  # fmt: skip
