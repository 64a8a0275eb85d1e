"""The searches that people keep, as rows; every question begins with the owner, and so does the index."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Index,
    Table,
    and_,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.column_types import Key, Moment, Words
from archive_service.catalog.row_types import AnyRow
from archive_service.catalog.tables import metadata
from archive_service.domain.errors import Conflict, NotFound
from archive_service.domain.saved_searches import SavedSearch

saved_searches = Table(
    "saved_searches",
    metadata,
    Column("id", Key, primary_key=True),
    Column("owner", Key, nullable=False),
    Column("name", Words, nullable=False),
    Column("query", Words, nullable=False),
    Column("filters", Words, nullable=False),
    Column("unit_id", Key),
    Column("lineage", Boolean, nullable=False),
    Column("sort", Key, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_until", Moment, nullable=False),
)
Index("saved_searches_by_owner", saved_searches.c.owner, saved_searches.c.name, unique=True)


@dataclass(frozen=True, slots=True)
class SqlSavedSearches:
    """Implements ports.SavedSearches."""

    connection: Connection

    def add(self, search: SavedSearch, most: int) -> None:
        own = saved_searches.c.owner == search.owner
        kept = self.connection.scalar(select(func.count()).select_from(saved_searches).where(own)) or 0
        if kept >= most:
            raise Conflict(saved_searches=kept)
        values = {each.name: getattr(search, each.name) for each in fields(search)}
        values["filters"] = json.dumps(search.filters, ensure_ascii=False, sort_keys=True)
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(saved_searches).values(values))
        except IntegrityError as error:
            raise Conflict(name=search.name) from error

    def of(self, owner: str) -> Sequence[SavedSearch]:
        own = saved_searches.c.owner == owner
        query = select(saved_searches).where(own).order_by(saved_searches.c.name)
        return [_saved(row) for row in self.connection.execute(query)]

    def get(self, owner: str, search_id: str) -> SavedSearch | None:
        row = self.connection.execute(select(saved_searches).where(_one(owner, search_id))).first()
        return None if row is None else _saved(row)

    def seen(self, owner: str, search_id: str, until: datetime) -> None:
        statement = update(saved_searches).where(_one(owner, search_id)).values(seen_until=until)
        if self.connection.execute(statement).rowcount == 0:
            raise NotFound

    def remove(self, owner: str, search_id: str) -> None:
        if self.connection.execute(delete(saved_searches).where(_one(owner, search_id))).rowcount == 0:
            raise NotFound


def _one(owner: str, search_id: str) -> ColumnElement[bool]:
    return and_(saved_searches.c.id == search_id, saved_searches.c.owner == owner)


def _saved(row: AnyRow) -> SavedSearch:
    values = {each.name: getattr(row, each.name) for each in fields(SavedSearch)}
    return SavedSearch(**{**values, "filters": json.loads(row.filters)})
