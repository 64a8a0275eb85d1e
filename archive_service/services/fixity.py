"""Fixity: the store is read from end to end, a little at a time, and what is damaged is shown until it is resolved."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive_service.domain.access import Act, Actor, may_anywhere
from archive_service.domain.errors import BadField, NotPermitted
from archive_service.domain.fixity import Comparison, FileFault, FixityOverview, Incident
from archive_service.ports import Catalog, Clock, StorageRoot
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.services.trace import traced

_AT_ONCE = 20
_LONGEST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Swept:
    """What one run checked; `incidents` are new."""

    objects: int
    bytes: int
    incidents: tuple[Incident, ...]


@dataclass(frozen=True, slots=True)
class FixityService:
    """A run ends after `run_seconds` or `run_bytes`, between two objects; the next goes on where it ended.

    An object is checked again when its last check is `again_after` old.
    """

    catalog: Catalog
    storage: StorageRoot
    clock: Clock
    run_seconds: float
    run_bytes: int
    again_after: timedelta

    def sweep(self, actor: Actor, *, again: bool = False) -> Swept:
        """Check what was not checked for longest, within the budget. Raises NotPermitted, StoreUnavailable.

        Only what waits for its check, or, `again`, also what was checked before this call.
        """
        self._check_right(actor)
        before = self.clock.now() - (timedelta(0) if again else self.again_after)
        ends, objects, size, found = time.monotonic() + self.run_seconds, 0, 0, list[Incident]()
        while waiting := self._waiting(before):
            for object_id in waiting:
                faults, read = self.storage.check(object_id)
                found.extend(self._note(actor, object_id, faults))
                objects, size = objects + 1, size + read
                if time.monotonic() >= ends or size >= self.run_bytes:
                    return self._told(actor, objects, size, found)
        return self._told(actor, objects, size, found)

    def _waiting(self, before: datetime) -> Sequence[str]:
        with self.catalog.read() as tx:
            return tx.custody.longest_unchecked(before, _AT_ONCE)

    def _note(self, actor: Actor, object_id: str, faults: Sequence[FileFault]) -> Sequence[Incident]:
        gone = any(not fault.path and fault.damage.value == "missing" for fault in faults)
        with self.catalog.write() as tx:
            record_id = object_id.removeprefix(RECORD_PREFIX)
            if gone and record_id != object_id and tx.records.get(record_id, None) is None:
                tx.custody.forget(object_id)
                return ()
            opened = tx.custody.checked(object_id, self.clock.now(), faults)
            for incident in opened:
                facts = {"path": incident.path, "damage": incident.damage.value, "incident": incident.id}
                subject = record_id if record_id != object_id else object_id
                tx.audit.append(traced(self.clock, actor, "find_damage", subject[:64], "failed", **facts))
        return opened

    def _told(self, actor: Actor, objects: int, size: int, found: Sequence[Incident]) -> Swept:
        if objects:
            with self.catalog.write() as tx:
                outcome = "failed" if found else "done"
                facts = {"objects": objects, "bytes": size, "incidents": len(found)}
                tx.audit.append(traced(self.clock, actor, "check_fixity", "", outcome, **facts))
        return Swept(objects, size, tuple(found))

    def overview(self, actor: Actor) -> FixityOverview:
        """How far the checking has come. Raises NotPermitted."""
        self._check_right(actor)
        with self.catalog.read() as tx:
            return tx.custody.overview()

    def incidents(
        self, actor: Actor, *, resolved: bool = False, after: str | None = None, limit: int = 50
    ) -> Sequence[Incident]:
        """Open or resolved incidents, oldest first. Raises NotPermitted."""
        self._check_right(actor)
        with self.catalog.read() as tx:
            return tx.custody.incidents(resolved=resolved, after=after, limit=min(limit, 200))

    def resolve(self, actor: Actor, incident_id: str, note: str) -> Incident:
        """Close an incident, saying how it was settled. Raises NotPermitted, NotFound, BadField without a note."""
        self._check_right(actor)
        if not note.strip() or len(note) > _LONGEST_NOTE:
            raise BadField(field="note", value=note[:60])
        with self.catalog.write() as tx:
            incident = tx.custody.resolve(incident_id, self.clock.now(), actor.user_id, note.strip())
            tx.audit.append(traced(self.clock, actor, "resolve_incident", incident.id, object=incident.object_id))
        return incident

    def comparisons(self, actor: Actor, limit: int = 10) -> Sequence[Comparison]:
        """The last comparisons of store, catalog and index, newest first. Raises NotPermitted."""
        self._check_right(actor)
        with self.catalog.read() as tx:
            return tx.custody.comparisons(min(limit, 200))

    def _check_right(self, actor: Actor) -> None:
        if not may_anywhere(actor, Act.OPERATE):
            raise NotPermitted
