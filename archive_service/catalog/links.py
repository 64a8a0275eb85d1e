"""Links between records as rows, found from both ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import CheckConstraint, Column, Connection, Index, Integer, Table, insert, select, update

from archive_service.catalog.column_types import Key, Moment
from archive_service.catalog.row_types import AnyRow
from archive_service.catalog.tables import metadata
from archive_service.domain.links import LinkKind, RecordLink

# No foreign keys: links are restored before records, and outlive one that was destroyed.
record_links = Table(
    "record_links",
    metadata,
    Column("id", Key, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("kind", Key, nullable=False),
    Column("from_id", Key, nullable=False),
    Column("to_id", Key, nullable=False),
    Column("made_by", Key, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("removed_by", Key),
    Column("removed_at", Moment),
    CheckConstraint("from_id <> to_id", name="two_records"),
)
Index("record_links_by_source", record_links.c.from_id, record_links.c.id)
Index("record_links_by_target", record_links.c.to_id, record_links.c.id)


@dataclass(frozen=True, slots=True)
class SqlLinks:
    """Implements ports.Links."""

    connection: Connection

    def keep(self, link: RecordLink) -> None:
        values = {each.name: getattr(link, each.name) for each in fields(link)} | {"kind": link.kind.value}
        statement = update(record_links).where(record_links.c.id == link.id).values(values)
        if self.connection.execute(statement).rowcount == 0:
            self.connection.execute(insert(record_links).values(values))

    def get(self, link_id: str) -> RecordLink | None:
        row = self.connection.execute(select(record_links).where(record_links.c.id == link_id)).first()
        return None if row is None else _link(row)

    def of(self, record_id: str, limit: int) -> Sequence[RecordLink]:
        stands = record_links.c.removed_at.is_(None)
        ends = (record_links.c.from_id == record_id) | (record_links.c.to_id == record_id)
        query = select(record_links).where(stands, ends).order_by(record_links.c.id).limit(limit)
        return [_link(row) for row in self.connection.execute(query)]


def _link(row: AnyRow) -> RecordLink:
    values = {each.name: getattr(row, each.name) for each in fields(RecordLink)}
    return RecordLink(**{**values, "kind": LinkKind(row.kind)})
