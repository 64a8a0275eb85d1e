"""Keep second factors, sealed, with their recovery codes; and of a session whether a code was given."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Moment

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("user_id", Key(), nullable=False),
        sa.Column("sealed_secret", Key(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["accounts.id"], name=op.f("second_factors_user_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("second_factors_pk")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", Key(), nullable=False),
        sa.Column("digest", Key(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["accounts.id"], name=op.f("recovery_codes_user_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "digest", name=op.f("recovery_codes_pk")),
    )
    op.add_column("sessions", sa.Column("second_factor", sa.Boolean(), nullable=False, server_default=sa.false()))
