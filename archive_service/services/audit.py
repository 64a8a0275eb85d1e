"""The log: reading it and proving it whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive_service.domain.access import Act, Actor, may_anywhere
from archive_service.domain.audit import AuditEvent, ChainFault, verify
from archive_service.domain.errors import NotPermitted
from archive_service.ports import Catalog, Clock
from archive_service.services.trace import traced


@dataclass(frozen=True, slots=True)
class Verification:
    """`faults` is empty for a whole chain; `head` is the number and digest it ends in."""

    events: int
    head: tuple[int, str] | None
    faults: tuple[ChainFault, ...]


@dataclass(frozen=True, slots=True)
class AuditService:
    catalog: Catalog
    clock: Clock

    def page(
        self,
        actor: Actor,
        *,
        before: int | None = None,
        limit: int = 50,
        subject: str | None = None,
        person: str | None = None,
        act: str | None = None,
    ) -> Sequence[AuditEvent]:
        """Events newest first. Raises NotPermitted for who may read only their own acts."""
        if not may_anywhere(actor, Act.READ_AUDIT):
            raise NotPermitted
        with self.catalog.read() as tx:
            return tx.audit.page(before=before, limit=min(limit, 200), subject=subject, actor=person, act=act)

    def verify(self, actor: Actor, *, most: int = 100) -> Verification:
        """Walk the whole chain in constant memory and name the first faults."""
        if not may_anywhere(actor, Act.READ_AUDIT):
            raise NotPermitted
        with self.catalog.read() as tx:
            head = tx.audit.head()
            faults = []
            for fault in verify(tx.audit.events(), head=head):
                faults.append(fault)
                if len(faults) >= most:
                    break
        with self.catalog.write() as tx:
            tx.audit.append(
                traced(self.clock, actor, "verify_audit", "", "failed" if faults else "done", faults=len(faults))
            )
        return Verification(head[0] if head else 0, head, tuple(faults))
