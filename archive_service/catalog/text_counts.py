"""How many records of each unit have text, are waiting for it, or have none and why: kept along with the records.

Every answer to a search tells how complete it is. Counted row by row that takes longer than the search
once there are a million records; kept here it takes as long as there are units.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select, text
from sqlalchemy.dialects import postgresql, sqlite

from archive_service.catalog.tables import records, text_counts
from archive_service.catalog.visibility import ends_at_days, found_within
from archive_service.domain.access import VisibleScope
from archive_service.domain.records import Record, TextState, TextStatus
from archive_service.ports import TextCoverage


class Place(NamedTuple):
    """Where a record is counted. `text_reason` is empty where there is none."""

    unit_id: str
    access_level: str
    text_state: str
    text_reason: str

    @classmethod
    def of(cls, record: Record, status: TextStatus) -> Place:
        description = record.description
        return cls(description.unit_id, description.access_level.value, status.state.value, status.reason or "")


@dataclass(frozen=True, slots=True)
class TextCounts:
    """The counts as one transaction sees them.

    Changes are gathered and written at its end, in order of place: transactions hold a count only for a
    moment, and never wait for one another in a circle.
    """

    connection: Connection
    _changes: Counter[Place] = field(default_factory=Counter)

    def moved(self, before: Place | None, after: Place) -> None:
        """A record appeared, or is counted elsewhere now."""
        if before is not None:
            self._changes[before] -= 1
        self._changes[after] += 1

    def left(self, before: Place) -> None:
        """A record is gone."""
        self._changes[before] -= 1

    def settle(self) -> None:
        """Write what changed."""
        changed = [{**place._asdict(), "records": change} for place, change in sorted(self._changes.items()) if change]
        self._changes.clear()
        if not changed:
            return
        insert = postgresql.insert if self.connection.dialect.name == "postgresql" else sqlite.insert
        statement = insert(text_counts)
        total = text_counts.c.records + statement.excluded.records
        self.connection.execute(
            statement.on_conflict_do_update(index_elements=list(text_counts.primary_key), set_={"records": total}),
            changed,
        )

    def coverage(self, scopes: Sequence[VisibleScope] | None) -> TextCoverage:
        self.settle()
        state: ColumnElement[Any]
        reason: ColumnElement[Any]
        number: ColumnElement[Any]
        if ends_at_days(scopes):  # the counts know no days: the records of an assignment are counted themselves
            state, reason = records.c.text_state, func.coalesce(records.c.text_reason, "")
            number, table = func.count(), records
        else:
            state, reason = text_counts.c.text_state, text_counts.c.text_reason
            number, table = func.sum(text_counts.c.records), text_counts
        query = (
            select(state, reason, number).where(found_within(self.connection, table, scopes)).group_by(state, reason)
        )
        totals: Counter[TextState] = Counter()
        without: list[tuple[str, int]] = []
        for found, why, count in self.connection.execute(query):
            totals[TextState(found)] += int(count)
            if found == TextState.NO_TEXT and count:
                without.append((why, int(count)))
        return TextCoverage(
            records=totals.total(),
            with_text=totals[TextState.SEARCHABLE],
            without_text=tuple(sorted(without, key=lambda item: (-item[1], item[0]))),
            pending=totals[TextState.PENDING],
        )

    def recount(self) -> int:
        """Count the records themselves and mend what differs; how many counts did."""
        self.settle()
        if self.connection.dialect.name == "postgresql":
            # Waits for those who have written counts and not yet committed their records.
            self.connection.execute(text("LOCK TABLE text_counts IN SHARE ROW EXCLUSIVE MODE"))
        reason = func.coalesce(records.c.text_reason, "")
        places = (records.c.unit_id, records.c.access_level, records.c.text_state, reason)
        for row in self.connection.execute(select(*places, func.count()).group_by(*places)):
            self._changes[Place(*row[:4])] += row[4]
        for row in self.connection.execute(select(text_counts)):
            self._changes[Place(*row[:4])] -= row.records
        wrong = sum(1 for change in self._changes.values() if change)
        self.settle()
        return wrong
