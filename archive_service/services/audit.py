"""The log: reading it and proving it whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from archive_service.domain.access import Act, Actor, may_anywhere
from archive_service.domain.audit import AuditEvent, ChainFault, verify
from archive_service.domain.errors import NotPermitted
from archive_service.domain.seals import ChainHead
from archive_service.ports import AuditFilter, Catalog, Clock
from archive_service.services.sealing import SealService
from archive_service.services.trace import traced
from archive_service.services.units import UnitService

_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class Verification:
    """`faults` is empty for a whole chain; `head` is the number and digest it ends in."""

    events: int
    head: tuple[int, str] | None
    faults: tuple[ChainFault, ...]


@dataclass(frozen=True, slots=True)
class AuditService:
    catalog: Catalog
    units: UnitService
    seals: SealService
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
        unit_id: str | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> Sequence[AuditEvent]:
        """Events newest first. A unit stands for itself with everything below it; `until` is the last day of all.

        Days begin and end in UTC. Raises NotPermitted for who may read only their own acts.
        """
        if not may_anywhere(actor, Act.READ_AUDIT):
            raise NotPermitted
        wanted = AuditFilter(
            before=before,
            subject=subject,
            actor=person,
            act=act,
            unit_ids=None if unit_id is None else self.units.register().below(unit_id),
            since=None if since is None else _midnight(since),
            until=None if until is None else _midnight(until) + timedelta(days=1),
        )
        with self.catalog.read() as tx:
            return tx.audit.page(wanted, limit=min(limit, 200))

    def seal_now(self, actor: Actor) -> ChainHead:
        """Seal the log up to its end. Raises NotPermitted."""
        if not may_anywhere(actor, Act.OPERATE):
            raise NotPermitted
        return self.seals.seal()

    def verify(self, actor: Actor, *, most: int = 100) -> Verification:
        """Walk the whole chain in constant memory and name the first faults."""
        if not may_anywhere(actor, Act.READ_AUDIT):
            raise NotPermitted
        with self.catalog.read() as tx:
            head = tx.audit.head()
            faults = []
            for fault in verify(tx.audit.events(), head=head, sealed={seal.last: seal.head for seal in tx.seals.all()}):
                faults.append(fault)
                if len(faults) >= most:
                    break
        with self.catalog.write() as tx:
            tx.audit.append(
                traced(self.clock, actor, "verify_audit", "", "failed" if faults else "done", faults=len(faults))
            )
        return Verification(head[0] if head else 0, head, tuple(faults))


def _midnight(day: date) -> datetime:
    """The start of the day; days that no log can have are brought near."""
    return datetime.combine(min(max(day, _FIRST_DAY), _LAST_DAY), time(tzinfo=UTC))
