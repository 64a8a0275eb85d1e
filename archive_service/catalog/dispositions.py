"""Dispositions and the tombstones they leave."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.retention_tables import disposition_items, dispositions, retention_notes, tombstones
from archive_service.catalog.tables import idempotency_notes, jobs, records
from archive_service.catalog.text_counts import Place, TextCounts
from archive_service.catalog.tombstone_words import bodies_with, keep_words, words_asked, words_of
from archive_service.catalog.visibility import one_of, within
from archive_service.domain.access import VisibleScope
from archive_service.domain.disposition import (
    Disposition,
    DispositionItem,
    DispositionState,
    ItemOutcome,
    ItemState,
    Tombstone,
)
from archive_service.domain.errors import OnAnotherList, SamePerson

_DISPOSITION = TypeAdapter(Disposition)
_ITEM = TypeAdapter(DispositionItem)
_TOMBSTONE = TypeAdapter(Tombstone)
_OVER = frozenset({DispositionState.DISPOSITION_DROPPED, DispositionState.DISPOSITION_CLOSED})
_UNDECIDED = frozenset({ItemState.ITEM_LISTED, ItemState.ITEM_GOING})


@dataclass(frozen=True, slots=True)
class SqlDispositions:
    """Implements ports.Dispositions."""

    connection: Connection
    counts: TextCounts

    def keep(self, disposition: Disposition) -> None:
        if disposition.decided_by is not None and disposition.decided_by == disposition.proposed_by:
            raise SamePerson
        values = {
            "unit_id": disposition.unit_id, "state": disposition.state.value, "proposed_by": disposition.proposed_by,
            "decided_by": disposition.decided_by,
            "body": _DISPOSITION.dump_json(replace(disposition, items=())).decode(),
        }  # fmt: skip
        statement = update(dispositions).where(dispositions.c.id == disposition.id).values(values)
        if self.connection.execute(statement).rowcount == 0:
            self.connection.execute(insert(dispositions).values(id=disposition.id, **values))
        of_it = disposition_items.c.disposition_id == disposition.id
        self.connection.execute(delete(disposition_items).where(of_it))
        is_open = disposition.state not in _OVER
        rows = [
            {
                "disposition_id": disposition.id, "position": position, "record_id": item.record_id,
                "open": is_open and item.outcome is ItemOutcome.DESTROY_ITEM and item.state in _UNDECIDED,
                "body": _ITEM.dump_json(item).decode(),
            }
            for position, item in enumerate(disposition.items)
        ]  # fmt: skip
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(disposition_items), rows)
        except IntegrityError as error:
            raise OnAnotherList(disposition=disposition.id) from error

    def get(self, disposition_id: str, unit_ids: Collection[str] | None = None) -> Disposition | None:
        wanted = select(dispositions.c.body).where(dispositions.c.id == disposition_id)
        if unit_ids is not None:
            wanted = wanted.where(one_of(self.connection, dispositions.c.unit_id, unit_ids))
        body = self.connection.scalar(wanted)
        if body is None:
            return None
        query = (
            select(disposition_items.c.body)
            .where(disposition_items.c.disposition_id == disposition_id)
            .order_by(disposition_items.c.position)
        )
        items = tuple(_ITEM.validate_json(each) for each in self.connection.scalars(query))
        return replace(_DISPOSITION.validate_json(body), items=items)

    def list(
        self, unit_ids: Collection[str] | None, *, after: str | None = None, limit: int = 50
    ) -> Sequence[Disposition]:
        query = select(dispositions.c.body).order_by(dispositions.c.id.desc())
        if unit_ids is not None:
            query = query.where(one_of(self.connection, dispositions.c.unit_id, unit_ids))
        if after is not None:
            query = query.where(dispositions.c.id < after)
        bodies = self.connection.scalars(query.limit(max(1, min(limit, MAX_PAGE))))
        return [_DISPOSITION.validate_json(body) for body in bodies]

    def bury(self, tombstone: Tombstone) -> None:
        record_id = tombstone.record_id
        columns = (records.c.id, *(records.c[name] for name in Place._fields))
        row = self.connection.execute(select(*columns).where(records.c.id == record_id).with_for_update()).first()
        if row is not None:
            self.counts.left(Place(**{name: row._mapping[name] or "" for name in Place._fields}))
            self.connection.execute(delete(records).where(records.c.id == record_id))
        self.connection.execute(delete(retention_notes).where(retention_notes.c.record_id == record_id))
        self.connection.execute(delete(idempotency_notes).where(idempotency_notes.c.record_id == record_id))
        self.connection.execute(delete(jobs).where(jobs.c.kind == "index_record", jobs.c.subject == record_id))
        if self.connection.scalar(select(tombstones.c.id).where(tombstones.c.id == record_id)) is None:
            self.connection.execute(
                insert(tombstones).values(
                    id=record_id,
                    unit_id=tombstone.unit_id,
                    access_level=tombstone.access_level.value,
                    body=_TOMBSTONE.dump_json(tombstone).decode(),
                )
            )
            words = words_of(tombstone.type_code, tombstone.symbol, tombstone.title)
            keep_words(self.connection, [(record_id, words)])

    def tombstone(self, record_id: str, scopes: Sequence[VisibleScope] | None) -> Tombstone | None:
        query = select(tombstones.c.body).where(
            tombstones.c.id == record_id, within(self.connection, tombstones, _unbounded(scopes))
        )
        body = self.connection.scalar(query)
        return None if body is None else _TOMBSTONE.validate_json(body)

    def tombstones(
        self,
        scopes: Sequence[VisibleScope] | None,
        *,
        words: str = "",
        unit_ids: Collection[str] | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Sequence[Tombstone]:
        asked = words_asked(words)
        conditions = [within(self.connection, tombstones, _unbounded(scopes))]
        if unit_ids is not None:
            conditions.append(one_of(self.connection, tombstones.c.unit_id, unit_ids))
        if after is not None:
            conditions.append(tombstones.c.id > after)
        query = select(tombstones.c.body).where(*conditions).order_by(tombstones.c.id)
        if asked:
            found = bodies_with(self.connection, asked, conditions)
            if found is None:
                return []
            query = found
        bodies = self.connection.scalars(query.limit(max(1, min(limit, MAX_PAGE))))
        return [_TOMBSTONE.validate_json(body) for body in bodies]

    def listed(self, record_ids: Collection[str]) -> Mapping[str, str]:
        if not record_ids:
            return {}
        items = disposition_items.c
        wanted = one_of(self.connection, items.record_id, record_ids)
        query = select(items.record_id, items.disposition_id).where(items.open, wanted)
        return {row.record_id: row.disposition_id for row in self.connection.execute(query)}

    def buried(self, record_ids: Collection[str]) -> frozenset[str]:
        if not record_ids:
            return frozenset()
        wanted = one_of(self.connection, tombstones.c.id, record_ids)
        return frozenset(self.connection.scalars(select(tombstones.c.id).where(wanted)))


def _unbounded(scopes: Sequence[VisibleScope] | None) -> Sequence[VisibleScope] | None:
    """Who sees the papers of some days only learns nothing of what was destroyed."""
    return None if scopes is None else [each for each in scopes if not (each.records_from or each.records_to)]
