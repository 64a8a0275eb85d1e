"""Keep why a dossier was closed although something is missing."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Words

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("dossiers", sa.Column("incomplete_because", Words(), nullable=False, server_default=""))
