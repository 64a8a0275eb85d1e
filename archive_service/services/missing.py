"""What a door answers for a record that is not there: gone for those who may know, else as if it never was."""

from __future__ import annotations

from archive_service.domain.access import Act, Actor, may_anywhere, visible_scopes
from archive_service.domain.errors import Destroyed, NotFound, Transferred
from archive_service.domain.local_time import local_day
from archive_service.ports import Transaction


def what_is_missing(tx: Transaction, actor: Actor, record_id: str) -> NotFound:
    """Destroyed for who may see retention and could have read the record; NotFound for everybody else."""
    if not may_anywhere(actor, Act.SEE_RETENTION):
        return NotFound()
    stone = tx.dispositions.tombstone(record_id, visible_scopes(actor))
    if stone is None:
        return NotFound()
    day = local_day(stone.destroyed_at)
    if stone.transferred_to:
        return Transferred(record=record_id, receiver=stone.transferred_to, receipt=stone.decision)
    return Destroyed(record=record_id, decision=stone.decision, destroyed_at=f"{day:%d/%m/%Y}")
