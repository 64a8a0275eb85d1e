"""The table of approved reasons for gaps."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table

from archive_service.catalog.column_types import Key, Moment, Words
from archive_service.catalog.tables import metadata, records

excused_gaps = Table(
    "excused_gaps",
    metadata,
    Column("id", Key, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("unit_id", Key, ForeignKey("units.id"), nullable=False),
    Column("period", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("document_id", Key, nullable=False),
    Column("proposed_by", Key, nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("state", Key, nullable=False),
    Column("decided_by", Key),
    Column("decided_at", Moment),
    CheckConstraint("state <> 'approved' OR decided_by <> proposed_by", name="two_people"),
)
Index("excused_gaps_by_unit", excused_gaps.c.unit_id, excused_gaps.c.period, excused_gaps.c.id)

# The papers of a unit by the period they are for, and by their day where they state none.
Index("records_by_unit_and_period", records.c.unit_id, records.c.period)
