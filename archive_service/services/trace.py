"""How services leave their trace: one entry per act, made the same way everywhere."""

from __future__ import annotations

from archive_service.domain.access import Actor
from archive_service.domain.audit import AuditEntry
from archive_service.domain.errors import ArchiveError
from archive_service.domain.logged_acts import LoggedAct
from archive_service.ports import Catalog, Clock


def traced(
    clock: Clock, actor: Actor, act: LoggedAct, subject: str, outcome: str = "done", **details: object
) -> AuditEntry:
    """An audit entry of this actor at this moment. Details are facts, never text of a record."""
    return AuditEntry(
        at=clock.now(),
        actor=actor.user_id,
        act=act,
        subject=subject,
        outcome=outcome,
        door=actor.door,
        details=details,
    )


def trace_refusal(
    catalog: Catalog, clock: Clock, actor: Actor, act: LoggedAct, subject: str, error: ArchiveError
) -> None:
    """Record that an act was refused, in a transaction of its own."""
    with catalog.write() as tx:
        tx.audit.append(traced(clock, actor, act, subject, "refused", code=error.code))
