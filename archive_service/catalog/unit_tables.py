"""What happened to units, and the further codes they had."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from archive_service.catalog.column_types import Key, Words
from archive_service.catalog.tables import metadata

# The events in the order they were recorded. `facts` is the whole event; day and kind stand beside it to be asked for.
unit_events = Table(
    "unit_events",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("kind", Key, nullable=False),
    Column("facts", Words, nullable=False),
)

unit_codes = Table(
    "unit_codes",
    metadata,
    Column("unit_id", Key, ForeignKey("units.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("code", Words, nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
)
