"""Keep when the password was typed last in a session; in one that is open now, that is not known."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Moment

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("sessions", sa.Column("proved_at", Moment(), nullable=True))
