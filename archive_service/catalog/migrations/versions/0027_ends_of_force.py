"""Keep with each record since when it is no longer in force: a fact of the record, which its metadata.json holds too."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Words

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column("records", sa.Column("end_of_force_on", sa.Date(), nullable=True))
    op.add_column("records", sa.Column("end_of_force_document", Words(), nullable=True))
    op.drop_column("retention_notes", "event_on")
