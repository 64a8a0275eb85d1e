"""Give grants days, levels, reasons and a history; count failed attempts to sign in."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key, Moment, Words

revision = "0011"
down_revision = "0010"

_MOVED = """
INSERT INTO grants (id, account_id, role, unit_id, reason, document, breaks_glass, granted_by, granted_at,
                    revoked_by, revoked_why)
SELECT 'grt_' || substr(account_id, 5, 23) || substr('00' || position, -3), account_id, role, unit_id, '', '',
       :no, '', :moment, '', ''
FROM account_grants
"""
# The time a grant was given was not kept before.
_UNKNOWN = "2000-01-01T00:00:00.000000+00:00"


def upgrade() -> None:
    _make_grants()
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    moved = _MOVED.replace("substr('00' || position, -3)", "lpad(position::text, 3, '0')") if on_postgresql else _MOVED
    moved = moved.replace(":moment", "CAST(:moment AS TIMESTAMPTZ)") if on_postgresql else moved
    op.execute(sa.text(moved).bindparams(sa.bindparam("no", False, sa.Boolean()), moment=_UNKNOWN))
    op.drop_table("account_grants")
    op.add_column("access_tokens", sa.Column("reach", Key(), nullable=False, server_default="full"))
    _make_attempts()


def _make_grants() -> None:
    op.create_table(
        "grants",
        sa.Column("id", Key(), nullable=False),
        sa.Column("account_id", Key(), nullable=False),
        sa.Column("role", Key(), nullable=False),
        sa.Column("unit_id", Key(), nullable=False),
        sa.Column("levels", Key(), nullable=True),
        sa.Column("records_from", sa.Date(), nullable=True),
        sa.Column("records_to", sa.Date(), nullable=True),
        sa.Column("holds_from", sa.Date(), nullable=True),
        sa.Column("holds_to", sa.Date(), nullable=True),
        sa.Column("ends_at", Moment(), nullable=True),
        sa.Column("reason", Words(), nullable=False),
        sa.Column("document", Words(), nullable=False),
        sa.Column("breaks_glass", sa.Boolean(), nullable=False),
        sa.Column("granted_by", Key(), nullable=False),
        sa.Column("granted_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("revoked_by", Key(), nullable=False),
        sa.Column("revoked_why", Words(), nullable=False),
        sa.CheckConstraint("breaks_glass OR granted_by <> account_id", name=op.f("grants_by_somebody_else_check")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("grants_account_id_fk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("grants_pk")),
    )
    op.create_index("grants_by_account", "grants", ["account_id", "id"])
    op.create_index("grants_by_role", "grants", ["role", "revoked_at"])
    op.create_index("grants_by_end", "grants", ["ends_at"])


def _make_attempts() -> None:
    op.create_table(
        "sign_in_attempts",
        sa.Column("key", Key(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("sign_in_attempts_pk")),
    )
    op.create_index("sign_in_attempts_by_time", "sign_in_attempts", ["began_at"])
