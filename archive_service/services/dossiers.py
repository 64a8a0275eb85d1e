"""Dossiers: open, describe, close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from archive_service.domain.access import Act, Actor, RecordFacts, may, visible_scopes
from archive_service.domain.errors import BadField, NotFound, NotPermitted
from archive_service.domain.identifiers import DOSSIER, new_id
from archive_service.domain.local_time import local_day
from archive_service.domain.logged_acts import LoggedAct
from archive_service.domain.records import AccessLevel, Dossier, Lifecycle
from archive_service.ports import Catalog, Clock, StorageRoot
from archive_service.services.clocks import redecide
from archive_service.services.record_json import DOSSIER_PREFIX, dossier_to_json
from archive_service.services.trace import traced
from archive_service.services.units import UnitService

LONGEST_REASON = 1000
KINDS = ("general", "consultation", "monthly", "congress", "campaign")


@dataclass(frozen=True, slots=True)
class DossierService:
    catalog: Catalog
    storage: StorageRoot
    units: UnitService
    clock: Clock

    def open(
        self,
        actor: Actor,
        unit: str,
        title: str,
        *,
        code: str | None = None,
        kind: str = "general",
        opened_at: date | None = None,
        closed_at: date | None = None,
    ) -> Dossier:
        """Open a dossier of a unit. Raises UnknownUnit, NotPermitted, BadField."""
        known = self.units.named(actor, unit)
        self._check_right(actor, known.id)
        if not title.strip() or len(title) > 500:
            raise BadField(field="title", value=title[:60])
        if kind not in KINDS:
            raise BadField(field="kind", value=kind[:40])
        now = self.clock.now()
        dossier = Dossier(
            id=new_id(DOSSIER, now, self.clock.random_bytes(10)),
            unit_id=known.id,
            title=title.strip(),
            code=code,
            kind=kind,
            opened_at=opened_at or local_day(now),
            closed_at=closed_at,
        )
        self._store(actor, dossier, expected_head=0, message="open dossier")
        with self.catalog.write() as tx:
            tx.dossiers.add(dossier)
            tx.audit.append(traced(self.clock, actor, "open_dossier", dossier.id, unit=known.id))
        return dossier

    def close(self, actor: Actor, dossier_id: str, closed_at: date, incomplete_because: str = "") -> Dossier:
        """Set the day the work of the dossier ended, and why it is closed if something is missing.

        Whether something is missing is for the caller to know: `services/dossier_contents.py`, or a consultation.
        Raises NotFound, NotPermitted, VersionConflict, BadField (reason).
        """
        if len(incomplete_because) > LONGEST_REASON:
            raise BadField(field="reason", value=incomplete_because[:60])
        dossier = self.get(actor, dossier_id)
        closed = replace(
            dossier, closed_at=closed_at, incomplete_because=incomplete_because, version=dossier.version + 1
        )
        self._change(actor, closed, "close_dossier", "close dossier")
        return closed

    def reopen(self, actor: Actor, dossier_id: str, reason: str) -> Dossier:
        """Take the day the work ended back. Raises NotFound, NotPermitted, VersionConflict."""
        dossier = self.get(actor, dossier_id)
        opened = replace(dossier, closed_at=None, incomplete_because="", version=dossier.version + 1)
        self._change(actor, opened, "reopen_dossier", reason)
        return opened

    def _change(self, actor: Actor, changed: Dossier, act: LoggedAct, message: str) -> None:
        """A new version: the clock of every record in the dossier may move with it. Only who describes records may."""
        if not may(actor, Act.DESCRIBE, RecordFacts(changed.unit_id, AccessLevel.INTERNAL, Lifecycle.ISSUED)):
            raise NotPermitted
        self._store(actor, changed, expected_head=changed.version - 1, message=message)
        with self.catalog.write() as tx:
            tx.retention.guard()
            tx.dossiers.update(changed, expected_version=changed.version - 1)
            redecide(tx, tx.retention.members(changed.id)[:1], local_day(self.clock.now()))
            tx.audit.append(traced(self.clock, actor, act, changed.id))

    def get(self, actor: Actor, dossier_id: str) -> Dossier:
        """The dossier. Raises NotFound for one that is not, or not for this reader."""
        dossier = self.find(actor, dossier_id)
        if dossier is None:
            raise NotFound
        return dossier

    def find(self, actor: Actor, dossier_id: str) -> Dossier | None:
        """The dossier, or None for one that is not, or not for this reader."""
        with self.catalog.read() as tx:
            return tx.dossiers.get(dossier_id, _readable_units(actor))

    def list(self, actor: Actor, *, after: str | None = None, limit: int = 50) -> tuple[Sequence[Dossier], bool]:
        """Dossiers the actor may read, and whether more follow."""
        with self.catalog.read() as tx:
            return tx.dossiers.list(_readable_units(actor), after=after, limit=min(limit, 200))

    def _check_right(self, actor: Actor, unit_id: str) -> None:
        if not may(actor, Act.DEPOSIT, RecordFacts(unit_id, AccessLevel.INTERNAL, Lifecycle.ISSUED)):
            raise NotPermitted

    def _store(self, actor: Actor, dossier: Dossier, *, expected_head: int, message: str) -> None:
        self.storage.put_version(
            DOSSIER_PREFIX + dossier.id,
            expected_head=expected_head,
            metadata=dossier_to_json(dossier),
            user=actor.user_id,
            message=message,
            created=self.clock.now(),
        )


def _readable_units(actor: Actor) -> frozenset[str]:
    return frozenset().union(*(scope.unit_ids for scope in visible_scopes(actor)))
