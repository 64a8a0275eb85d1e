"""The tables of rules, clocks, holds, dispositions and tombstones.

What is asked for has a column and an index of its own; the whole of a thing stands beside it as JSON (`body`). That
two people took part is a constraint here, whatever the program above does.
"""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, ForeignKey, Index, Integer, Table, text

from archive_service.catalog.column_types import Key, Words
from archive_service.catalog.tables import metadata, records

retention_rules = Table(
    "retention_rules",
    metadata,
    Column("id", Key, primary_key=True),
    Column("code", Key, nullable=False),
    Column("state", Key, nullable=False),
    Column("proposed_by", Key, nullable=False),
    Column("decided_by", Key),
    Column("body", Words, nullable=False),
    CheckConstraint("state <> 'approved' OR (decided_by IS NOT NULL AND decided_by <> proposed_by)", name="two_people"),
)
_APPROVED = text("state = 'approved'")
Index(
    "retention_rules_approved_once", retention_rules.c.code, unique=True,
    sqlite_where=_APPROVED, postgresql_where=_APPROVED,
)  # fmt: skip

# `review_from` is empty where there is no day: kept for ever, dossier open, date unknown …
retention_states = Table(
    "retention_states",
    metadata,
    Column("record_id", Key, ForeignKey("records.id", ondelete="CASCADE"), primary_key=True),
    Column("unit_id", Key, nullable=False),
    Column("state", Key, nullable=False),
    Column("rule_id", Key),
    Column("base_year", Integer),
    Column("review_from", Date),
)
Index("retention_states_by_day", retention_states.c.review_from, retention_states.c.record_id)
Index(
    "retention_states_by_unit", retention_states.c.unit_id, retention_states.c.review_from, retention_states.c.record_id
)
Index("retention_states_by_state", retention_states.c.state, retention_states.c.review_from)

# What reviews said of a record; the clock looks at it. No foreign key: registers are restored first.
retention_notes = Table(
    "retention_notes",
    metadata,
    Column("record_id", Key, primary_key=True),
    Column("not_before", Date),
    Column("permanent", Boolean, nullable=False),
)

holds = Table(
    "holds",
    metadata,
    Column("id", Key, primary_key=True),
    Column("stands", Boolean, nullable=False),
    Column("lift_asked_by", Key),
    Column("lifted_by", Key),
    Column("body", Words, nullable=False),
    CheckConstraint(
        "lifted_by IS NULL OR (lift_asked_by IS NOT NULL AND lifted_by <> lift_asked_by)", name="two_people"
    ),
    CheckConstraint("stands = (lifted_by IS NULL)", name="stands"),
)
Index("holds_by_standing", holds.c.stands, holds.c.id)

# Only what holds now: rows of a lifted hold go when the store has let go too.
hold_targets = Table(
    "hold_targets",
    metadata,
    Column("hold_id", Key, ForeignKey("holds.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Key, nullable=False),
    Column("target_id", Key, nullable=False),
    Column("first_day", Date),
    Column("last_day", Date),
)
Index("hold_targets_by_target", hold_targets.c.kind, hold_targets.c.target_id)

dispositions = Table(
    "dispositions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("unit_id", Key, nullable=False),
    Column("state", Key, nullable=False),
    Column("proposed_by", Key, nullable=False),
    Column("decided_by", Key),
    Column("body", Words, nullable=False),
    CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two_people"),
    CheckConstraint(
        "decided_by IS NOT NULL OR state IN ('proposed', 'submitted', 'council_founded', 'council_done', "
        "'opinion_asked', 'superior_opinion', 'dropped')",
        name="decided",
    ),
)

# `open` while the item may still be destroyed: a record is on one open list at a time.
disposition_items = Table(
    "disposition_items",
    metadata,
    Column("disposition_id", Key, ForeignKey("dispositions.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("record_id", Key, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("body", Words, nullable=False),
)
_OPEN = text("open")
Index(
    "disposition_items_open_once", disposition_items.c.record_id, unique=True,
    sqlite_where=_OPEN, postgresql_where=_OPEN,
)  # fmt: skip

# `id` is that of the record.
tombstones = Table(
    "tombstones",
    metadata,
    Column("id", Key, primary_key=True),
    Column("unit_id", Key, nullable=False),
    Column("access_level", Key, nullable=False),
    Column("body", Words, nullable=False),
)
Index("tombstones_by_unit", tombstones.c.unit_id, tombstones.c.id)

# By which folded words a tombstone is found; those of one word lie in order of record.
tombstone_words = Table(
    "tombstone_words",
    metadata,
    Column("word", Key, primary_key=True),
    Column("record_id", Key, ForeignKey("tombstones.id"), primary_key=True),
    sqlite_with_rowid=False,
)

# The papers a rule might speak about.
Index("records_by_type", records.c.type_code, records.c.id)
Index("records_by_class", records.c.record_class, records.c.id)
