"""Find the transfer with which a dossier left, so that its page can say where it is."""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_index("transfer_dossiers_by_dossier", "transfer_dossiers", ["dossier_id", "transfer_id"])
