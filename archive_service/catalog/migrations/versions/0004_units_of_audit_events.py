"""Keep the unit that an event of the log is about, to narrow the log by unit and by time."""

import sqlalchemy as sa
from alembic import op

from archive_service.catalog.column_types import Key

revision = "0004"
down_revision = "0003"

_FROM_RECORDS = "SELECT records.unit_id FROM records WHERE records.id = audit_events.subject"
_FROM_DOSSIERS = "SELECT dossiers.unit_id FROM dossiers WHERE dossiers.id = audit_events.subject"


def upgrade() -> None:
    op.add_column("audit_events", sa.Column("unit_id", Key(), nullable=True))
    op.execute(
        f"UPDATE audit_events SET unit_id = coalesce(({_FROM_RECORDS}), ({_FROM_DOSSIERS})) WHERE outcome <> 'refused'"
    )
    op.create_index("audit_events_by_unit", "audit_events", ["unit_id", "number"])
    op.create_index("audit_events_by_time", "audit_events", ["at", "number"])
