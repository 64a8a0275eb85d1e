"""Transfers as rows: what is asked for has a column, the whole of it stands beside as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Table,
    delete,
    exists,
    insert,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.column_types import Key, Words
from archive_service.catalog.mapping import to_dossier
from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.retention_tables import retention_states
from archive_service.catalog.tables import dossiers, metadata, records
from archive_service.catalog.visibility import one_of
from archive_service.domain.errors import Conflict, SamePerson
from archive_service.domain.records import Dossier
from archive_service.domain.retention_clock import ClockState
from archive_service.domain.transfer import Transfer, TransferState

_TRANSFER = TypeAdapter(Transfer)
_OVER = frozenset({TransferState.RECORDS_TRANSFERRED, TransferState.TRANSFER_DROPPED})

transfers = Table(
    "transfers",
    metadata,
    Column("id", Key, primary_key=True),
    Column("unit_id", Key, nullable=False),
    Column("state", Key, nullable=False),
    Column("handed_by", Key),
    Column("received_by", Key),
    Column("body", Words, nullable=False),
    CheckConstraint("received_by IS NULL OR (handed_by IS NOT NULL AND received_by <> handed_by)", name="two_people"),
)
Index("transfers_by_unit", transfers.c.unit_id, transfers.c.id)

# `open` while the dossier may still go: it is on one open list at a time.
transfer_dossiers = Table(
    "transfer_dossiers",
    metadata,
    Column("transfer_id", Key, ForeignKey("transfers.id"), primary_key=True),
    Column("dossier_id", Key, primary_key=True),
    Column("open", Boolean, nullable=False),
)
_OPEN = text("open")
Index(
    "transfer_dossiers_open_once", transfer_dossiers.c.dossier_id, unique=True,
    sqlite_where=_OPEN, postgresql_where=_OPEN,
)  # fmt: skip
Index("transfer_dossiers_by_dossier", transfer_dossiers.c.dossier_id, transfer_dossiers.c.transfer_id)
Index("dossiers_by_closing", dossiers.c.closed_at, dossiers.c.id)


@dataclass(frozen=True, slots=True)
class SqlTransfers:
    """Implements ports.Transfers."""

    connection: Connection

    def due(
        self, unit_ids: frozenset[str] | None, ended_until: date, *, after: tuple[date, str] | None, limit: int
    ) -> Sequence[Dossier]:
        permanent = exists().where(
            records.c.dossier_id == dossiers.c.id,
            retention_states.c.record_id == records.c.id,
            retention_states.c.state == ClockState.KEPT_FOR_EVER.value,
        )
        # As the index says it: SQLite does not see that "open = 1" means the same.
        listed = exists().where(transfer_dossiers.c.dossier_id == dossiers.c.id, text("transfer_dossiers.open"))
        query = (
            select(dossiers)
            .where(dossiers.c.closed_at <= ended_until, permanent, ~listed)
            .order_by(dossiers.c.closed_at, dossiers.c.id)
            .limit(max(1, min(limit, MAX_PAGE)))
        )
        if unit_ids is not None:
            query = query.where(one_of(self.connection, dossiers.c.unit_id, unit_ids))
        if after is not None:
            query = query.where(tuple_(dossiers.c.closed_at, dossiers.c.id) > after)
        return [to_dossier(row) for row in self.connection.execute(query)]

    def keep(self, transfer: Transfer) -> None:
        if transfer.received_by is not None and transfer.received_by == transfer.handed_by:
            raise SamePerson
        values = {
            "unit_id": transfer.unit_id, "state": transfer.state.value, "handed_by": transfer.handed_by,
            "received_by": transfer.received_by, "body": _TRANSFER.dump_json(transfer).decode(),
        }  # fmt: skip
        statement = update(transfers).where(transfers.c.id == transfer.id).values(values)
        if self.connection.execute(statement).rowcount == 0:
            self.connection.execute(insert(transfers).values(id=transfer.id, **values))
        self.connection.execute(delete(transfer_dossiers).where(transfer_dossiers.c.transfer_id == transfer.id))
        is_open = transfer.state not in _OVER
        rows = [{"transfer_id": transfer.id, "dossier_id": each.dossier_id, "open": is_open} for each in transfer.items]
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(transfer_dossiers), rows)
        except IntegrityError as error:
            raise Conflict(transfer=transfer.id) from error

    def get(self, transfer_id: str) -> Transfer | None:
        body = self.connection.scalar(select(transfers.c.body).where(transfers.c.id == transfer_id))
        return None if body is None else _TRANSFER.validate_json(body)

    def of_dossier(self, dossier_id: str) -> Transfer | None:
        left = transfers.c.state == TransferState.RECORDS_TRANSFERRED.value
        query = (
            select(transfers.c.body)
            .join(transfer_dossiers, transfer_dossiers.c.transfer_id == transfers.c.id)
            .where(transfer_dossiers.c.dossier_id == dossier_id, left)
            .order_by(transfer_dossiers.c.transfer_id.desc())
            .limit(1)
        )
        body = self.connection.scalar(query)
        return None if body is None else _TRANSFER.validate_json(body)

    def list(self, unit_ids: frozenset[str] | None, *, after: str | None, limit: int) -> Sequence[Transfer]:
        query = select(transfers.c.body).order_by(transfers.c.id.desc()).limit(max(1, min(limit, MAX_PAGE)))
        if unit_ids is not None:
            query = query.where(one_of(self.connection, transfers.c.unit_id, unit_ids))
        if after is not None:
            query = query.where(transfers.c.id < after)
        return [_TRANSFER.validate_json(body) for body in self.connection.scalars(query)]
