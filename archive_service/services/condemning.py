"""The point of no return: one transaction in which a record leaves the catalog, or stays because something forbids it.

While it runs nobody can place a hold or move a clock: whoever was first wins, and the other one learns of it.
"""

from __future__ import annotations

from datetime import date

from archive_service.domain.access import Actor
from archive_service.domain.disposition import Disposition, DispositionItem, DispositionReason, Tombstone
from archive_service.domain.jobs import JobKind
from archive_service.domain.local_time import local_day
from archive_service.domain.retention_clock import ClockState
from archive_service.domain.transfer import Transfer
from archive_service.ports import Catalog, Clock, RecordEntry, Transaction
from archive_service.services.clocks import approved, decided, redecide
from archive_service.services.trace import traced

HELD = "held"
NOT_DUE = "not_due"
CHANGED = "changed"
NOT_THERE = "not_there"
NO_COPY = "no_copy"
LOCKED = "locked"


def condemn(catalog: Catalog, clock: Clock, actor: Actor, disposition: Disposition, item: DispositionItem) -> str:
    """Take a record of a decided list out of the catalog for good. Empty when it is, else why it stays; repeatable."""
    with catalog.write() as tx:
        tx.retention.guard()
        if tx.dispositions.tombstone(item.record_id, None) is None:
            withheld = _withheld(tx, clock, disposition, item)
            if withheld:
                return withheld
            _bury(tx, clock, actor, disposition, item)
    return ""


def _withheld(tx: Transaction, clock: Clock, disposition: Disposition, item: DispositionItem) -> str:
    """Why the record may not go at this moment; empty when it may."""
    entry = tx.records.get(item.record_id, None)
    if entry is None:
        return NOT_THERE
    if tuple(file.sha512 for file in entry.record.files) != item.files:
        return CHANGED
    today = local_day(clock.now())
    decision = decided(tx, item.record_id, approved(tx.retention.rules()), today)
    if decision.holds:
        return HELD
    if disposition.reason is DispositionReason.DUPLICATE_COPY:
        return "" if _copy_stays(tx, entry, item) else NO_COPY
    return "" if decision.eligible else NOT_DUE


def _copy_stays(tx: Transaction, entry: RecordEntry, item: DispositionItem) -> bool:
    """Whether another record holds the same bytes for the same readers and is kept by the same clock."""
    kept = tx.records.get(item.kept_copy or "", None)
    if kept is None or kept.record.id == item.record_id:
        return False
    ours, theirs = entry.record.description, kept.record.description
    names = ("unit_id", "dossier_id", "type_code", "date", "period", "access_level")
    return {file.sha512 for file in entry.record.files} <= {file.sha512 for file in kept.record.files} and all(
        getattr(ours, name) == getattr(theirs, name) for name in names
    )


def _bury(tx: Transaction, clock: Clock, actor: Actor, disposition: Disposition, item: DispositionItem) -> None:
    decision = disposition.decision
    stone = Tombstone(
        record_id=item.record_id,
        title=item.title,
        type_code=item.type_code,
        symbol=item.symbol,
        unit_id=item.unit_id,
        access_level=item.access_level,
        day=item.day,
        files=item.files,
        disposition_id=disposition.id,
        decision=decision.number if decision else "",
        destroyed_by=actor.user_id,
        destroyed_at=clock.now(),
    )
    lay_to_rest(tx, stone, item.dossier_id, local_day(clock.now()))
    tx.audit.append(traced(clock, actor, "destroy", item.record_id, unit_id=item.unit_id, disposition=disposition.id))


def let_go(catalog: Catalog, clock: Clock, actor: Actor, transfer: Transfer, record_id: str, version: int) -> str:
    """Take a record that another archive has received, at this version, out of the catalog.

    Empty when it is, else why it stays; repeatable.
    """
    with catalog.write() as tx:
        tx.retention.guard()
        if tx.dispositions.tombstone(record_id, None) is not None:
            return ""
        entry = tx.records.get(record_id, None)
        if entry is None:
            return NOT_THERE
        decision = decided(tx, record_id, approved(tx.retention.rules()), local_day(clock.now()))
        if decision.holds:
            return HELD
        if entry.record.version != version:
            return CHANGED
        if decision.state is not ClockState.KEPT_FOR_EVER:
            return NOT_DUE
        stone = _stub(clock, actor, transfer, entry)
        lay_to_rest(tx, stone, entry.record.description.dossier_id, local_day(clock.now()))
        tx.audit.append(traced(clock, actor, "transfer_record", record_id, unit_id=stone.unit_id, transfer=transfer.id))
    return ""


def _stub(clock: Clock, actor: Actor, transfer: Transfer, entry: RecordEntry) -> Tombstone:
    about, receipt = entry.record.description, transfer.receipt
    return Tombstone(
        record_id=entry.record.id,
        title=about.title,
        type_code=about.type_code,
        symbol=about.symbol,
        unit_id=about.unit_id,
        access_level=about.access_level,
        day=about.date,
        files=tuple(file.sha512 for file in entry.record.files),
        disposition_id=transfer.id,
        decision=receipt.number if receipt else "",
        destroyed_by=actor.user_id,
        destroyed_at=clock.now(),
        transferred_to=transfer.receiver,
    )


def lay_to_rest(tx: Transaction, stone: Tombstone, dossier_id: str | None, today: date) -> None:
    """Take a record out of the catalog, decide anew about what lay beside it, and have its bytes removed."""
    siblings = tx.retention.members(dossier_id) if dossier_id else ()
    tx.dispositions.bury(stone)
    redecide(tx, [each for each in siblings if each != stone.record_id], today)
    tx.jobs.enqueue(JobKind.FINISH_DESTRUCTION, stone.record_id)
