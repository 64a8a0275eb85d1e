"""Records: rows with their files, read in one query whatever their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, delete, insert, select, true, update
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.mapping import (
    file_values,
    record_values,
    text_values,
    to_file,
    to_record_entry,
    version_values,
)
from archive_service.catalog.row_types import AnyRow, Values
from archive_service.catalog.tables import record_files, records
from archive_service.catalog.text_counts import Place, TextCounts
from archive_service.catalog.units import ensure_unit, knows_unit
from archive_service.catalog.visibility import found_within, one_of, units_in, within
from archive_service.domain.access import VisibleScope
from archive_service.domain.errors import Conflict, NotFound, UnknownUnit, VersionConflict
from archive_service.domain.records import LOCKED_AWAY, Record, RecordFile, TextState, TextStatus
from archive_service.ports import RecordEntry, RecordPage, TextCoverage

MAX_PAGE = 1000
# How many rows in order of id are looked at before the index by unit is asked instead: bounds a listing
# for readers of many units, whether those hold nearly every record or nearly none.
WINDOW = 2000


@dataclass(frozen=True, slots=True)
class SqlRecords:
    """Implements ports.Records."""

    connection: Connection
    counts: TextCounts

    def add(self, record: Record) -> None:
        self._insert(record, TextStatus())

    def _insert(self, record: Record, text: TextStatus) -> None:
        values = {**record_values(record), **text_values(text)}
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(records).values(values))
        except IntegrityError as error:
            unit_id = record.description.unit_id
            if not knows_unit(self.connection, unit_id):
                raise UnknownUnit(unit=unit_id) from error
            if self._held(record.id) is None:
                raise
            raise Conflict(record=record.id) from error
        self._insert_files(record)
        self.counts.moved(None, Place.of(record, text))

    def _insert_files(self, record: Record) -> None:
        if record.files:
            self.connection.execute(insert(record_files), file_values(record))

    def update(self, record: Record, *, expected_version: int) -> None:
        held = self._held(record.id)
        if held is None:
            raise NotFound
        if held.version != expected_version:
            raise VersionConflict(expected=expected_version, current=held.version)
        self._change(held, version_values(record))
        self._replace_files(record)

    def _held(self, record_id: str) -> AnyRow | None:
        """The version of a record and where it is counted; nobody else changes it before this transaction ends."""
        columns = (records.c.id, records.c.version, *(records.c[name] for name in Place._fields))
        query = select(*columns).where(records.c.id == record_id).with_for_update()
        return self.connection.execute(query).first()

    def _change(self, held: AnyRow, values: Values) -> None:
        self.connection.execute(update(records).where(records.c.id == held.id).values(values))
        before = {name: held._mapping[name] for name in Place._fields}
        after = {name: values.get(name, before[name]) for name in Place._fields}
        self.counts.moved(_place(before), _place(after))

    def _replace_files(self, record: Record) -> None:
        self.connection.execute(delete(record_files).where(record_files.c.record_id == record.id))
        self._insert_files(record)

    def get(self, record_id: str, scopes: Sequence[VisibleScope] | None) -> RecordEntry | None:
        found = self._entries(and_(records.c.id == record_id, within(self.connection, records, scopes)))
        return found[0] if found else None

    def get_many(self, record_ids: Sequence[str], scopes: Sequence[VisibleScope] | None) -> Mapping[str, RecordEntry]:
        if not record_ids:
            return {}
        wanted = and_(one_of(self.connection, records.c.id, record_ids), within(self.connection, records, scopes))
        return {entry.record.id: entry for entry in self._entries(wanted)}

    def with_digest(self, sha512: str) -> Sequence[Record]:
        holders = select(record_files.c.record_id).where(record_files.c.sha512 == sha512)
        return [entry.record for entry in self._entries(records.c.id.in_(holders))]

    def _entries(self, wanted: ColumnElement[bool]) -> list[RecordEntry]:
        """The records with their files, in order of id, in one query."""
        query = (
            select(records, record_files.c.name, record_files.c.sha512, record_files.c.size, record_files.c.media_type)
            .select_from(records.outerjoin(record_files))
            .where(wanted)
            .order_by(records.c.id, record_files.c.position)
        )
        rows = self.connection.execute(query).all()
        files: dict[str, list[RecordFile]] = {}
        for row in rows:
            of_record = files.setdefault(row.id, [])
            if row.sha512 is not None:
                of_record.append(to_file(row))
        first_rows = {row.id: row for row in reversed(rows)}
        return [to_record_entry(first_rows[record_id], its_files) for record_id, its_files in files.items()]

    def list(
        self,
        scopes: Sequence[VisibleScope] | None,
        *,
        after: str | None = None,
        limit: int = 50,
        dossier_id: str | None = None,
        text_reason: str | None = None,
        newest_first: bool = False,
    ) -> RecordPage:
        size = max(1, min(limit, MAX_PAGE))
        listing = _Listing(self.connection, scopes, after, size + 1, newest_first)
        if dossier_id is not None:
            ids = listing.matching(records.c.dossier_id == dossier_id, _having_reason(text_reason))
        elif text_reason is not None:
            ids = listing.matching(_having_reason(text_reason))
        else:
            ids = listing.all()
        entries = self.get_many(ids[:size], scopes)
        return RecordPage(
            tuple(entries[record_id] for record_id in ids[:size] if record_id in entries), len(ids) > size
        )

    def in_dossier(
        self, dossier_id: str, scopes: Sequence[VisibleScope] | None, *, offset: int = 0, limit: int = 100
    ) -> RecordPage:
        size = max(1, min(limit, MAX_PAGE))
        query = (
            select(records.c.id)
            .where(records.c.dossier_id == dossier_id, within(self.connection, records, scopes))
            .order_by(records.c.date.is_(None), records.c.date, records.c.number, records.c.id)
        )
        ids = list(self.connection.scalars(query.offset(offset).limit(size + 1)))
        entries = self.get_many(ids[:size], scopes)
        return RecordPage(tuple(entries[each] for each in ids[:size] if each in entries), len(ids) > size)

    def set_text(self, record_id: str, text: TextStatus) -> None:
        held = self._held(record_id)
        if held is None:
            raise NotFound
        if held.text_reason != LOCKED_AWAY:
            self._change(held, text_values(text))

    def lock_away(self, record_id: str) -> None:
        self.set_text(record_id, TextStatus(TextState.NO_TEXT, LOCKED_AWAY))

    def coverage(self, scopes: Sequence[VisibleScope] | None) -> TextCoverage:
        return self.counts.coverage(scopes)

    def recount(self) -> int:
        return self.counts.recount()

    def recover(self, record: Record, text: TextStatus) -> None:
        ensure_unit(self.connection, record.description.unit_id)
        held = self._held(record.id)
        if held is None:
            self._insert(record, text)
        else:
            found = {} if held.text_reason == LOCKED_AWAY else text_values(text)
            self._change(held, {**record_values(record), **found})
            self._replace_files(record)


def _place(values: Values) -> Place:
    return Place(**{name: value or "" for name, value in values.items()})


def _having_reason(text_reason: str | None) -> ColumnElement[bool]:
    if text_reason is None:
        return true()
    return and_(records.c.text_state == TextState.NO_TEXT.value, records.c.text_reason == text_reason)


@dataclass(frozen=True, slots=True)
class _Listing:
    """One page of ids in order, within scopes: a walk along an index that stops when the page is full."""

    connection: Connection
    scopes: Sequence[VisibleScope] | None
    after: str | None
    count: int
    newest_first: bool

    def matching(self, *conditions: ColumnElement[bool]) -> list[str]:
        """Rows with an equality that has its own index ending in the id."""
        query = self._from_here(select(records.c.id).where(*conditions, within(self.connection, records, self.scopes)))
        return self._ids(query, records)

    def all(self) -> list[str]:
        if self.scopes is None:
            return self.matching()
        unit_ids = units_in(self.scopes)
        if not unit_ids:
            return []
        if len(unit_ids) == 1:
            return self.matching(records.c.unit_id == next(iter(unit_ids)))
        return self._in_window() or self._by_unit()

    def _in_window(self) -> list[str] | None:
        """The page, if the next rows in order of id fill it; else None."""
        nearest = (
            self._from_here(
                select(records.c.id, records.c.unit_id, records.c.access_level, records.c.date, records.c.period)
            )
            .order_by(self._order(records))
            .limit(WINDOW)
            .subquery("nearest")
        )
        ids = self._ids(select(nearest.c.id).where(within(self.connection, nearest, self.scopes)), nearest)
        return ids if len(ids) == self.count else None

    def _by_unit(self) -> list[str]:
        """Every id of the units, gathered from the index by unit, then cut to the page: few, or the window had it."""
        gathered = self._from_here(select(records.c.id).where(found_within(self.connection, records, self.scopes))).cte(
            "gathered"
        )
        return self._ids(select(gathered.prefix_with("MATERIALIZED").c.id), gathered)

    def _from_here(self, query: Select[*tuple[str, ...]]) -> Select[*tuple[str, ...]]:
        if self.after is None:
            return query
        return query.where(records.c.id < self.after if self.newest_first else records.c.id > self.after)

    def _order(self, table: FromClause) -> ColumnElement[str]:
        return table.c.id.desc() if self.newest_first else table.c.id.asc()

    def _ids(self, query: Select[*tuple[str, ...]], table: FromClause) -> list[str]:
        return list(self.connection.scalars(query.order_by(self._order(table)).limit(self.count)))
