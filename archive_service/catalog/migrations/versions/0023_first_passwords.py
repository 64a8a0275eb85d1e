"""Let a password be one that must be changed, and one that opens until a moment only."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Moment

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column(
        "accounts", sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("accounts", sa.Column("password_ends_at", Moment(), nullable=True))
