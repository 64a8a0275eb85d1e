"""Noting the day on which a paper ceased to be in force, so that its clock runs: a new version of its record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from archive_service.domain.access import Actor
from archive_service.domain.end_of_force import EndOfForce, check_end_of_force
from archive_service.domain.errors import FrozenByList, NoEndAwaited
from archive_service.domain.local_time import local_day
from archive_service.domain.records import Record
from archive_service.ports import Catalog, Clock
from archive_service.services.clocks import approved, decided
from archive_service.services.correction import CorrectionService


@dataclass(frozen=True, slots=True)
class EndOfForceService:
    catalog: Catalog
    clock: Clock
    correction: CorrectionService

    def note(self, actor: Actor, record_id: str, end: EndOfForce, *, expected_version: int) -> Record:
        """Keep the day and the document that says it; noted again it is corrected, noted alike nothing changes.

        For who may describe the record, and only where a rule keeps it until it is no longer in force. A record on
        the list of a disposition stays as the list froze it; should it come onto one at this very moment, execution
        decides anew and lets nothing go whose day was moved.

        Raises NotFound, NotPermitted, VersionConflict, EndOutOfRange, BadField, NoEndAwaited, FrozenByList.
        """
        current = self.correction.to_be_changed(actor, record_id, expected_version)
        today = local_day(self.clock.now())
        end = EndOfForce(end.on, end.document.strip())
        check_end_of_force(end, current.description.date, today)
        self._check_awaited(record_id, today)
        if end == current.end_of_force:
            return current
        noted = replace(current, end_of_force=end, version=current.version + 1)
        message = f"no longer in force since {end.on.isoformat()}: {end.document}"
        self.correction.keep(actor, current, noted, "note_end_of_force", message, day=end.on.isoformat())
        return noted

    def _check_awaited(self, record_id: str, today: date) -> None:
        with self.catalog.read() as tx:
            decision = decided(tx, record_id, approved(tx.retention.rules()), today)
            listed = tx.dispositions.listed([record_id])
        if not decision.ends_with_force:
            raise NoEndAwaited(record=record_id)
        if record_id in listed:
            raise FrozenByList(record=record_id, disposition=listed[record_id])
