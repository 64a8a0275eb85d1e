"""The register of units: reading it, files, and events that are looked at before they are applied.

The object in the store is the register; the catalog follows it. A change is written to the store at the version that
was read, and then into the catalog: of two people at once one wins and the other is told. What a crash left in the
store only is taken over by whoever changes the register next, and by `reconcile`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock
from typing import TextIO

from archive_service.domain.access import Act, Actor, may_anywhere, visible_scopes
from archive_service.domain.errors import (
    BadField,
    BadUnitEvent,
    BadUnitRegister,
    NotFound,
    NotPermitted,
    StoreUnavailable,
    UnitRegisterChanged,
    UnknownUnit,
    VersionConflict,
)
from archive_service.domain.identifiers import UNIT, new_id
from archive_service.domain.local_time import local_day
from archive_service.domain.logged_acts import LoggedAct
from archive_service.domain.unit_events import Unit, UnitEvent, UnitHistory, UnitVersion
from archive_service.domain.unit_history import with_event
from archive_service.domain.units import UnitRegister
from archive_service.ports import METADATA_NAME, Catalog, Clock, ObjectVersion, StorageRoot
from archive_service.services.trace import traced
from archive_service.services.unit_csv import ImportPlan, exported, planned, read_rows
from archive_service.services.unit_documents import preview_for, with_readable_documents
from archive_service.services.unit_finding import FoundUnit, LookAlike, find_units, look_alikes
from archive_service.services.unit_json import UNIT_REGISTER_ID, units_from_json, units_to_json
from archive_service.services.unit_naming import name_again
from archive_service.services.unit_preview import EventPreview, previewed
from archive_service.services.unit_reach import kept_units
from archive_service.services.unit_requests import EventRequest, event_asked, is_same_event


@dataclass(slots=True)
class _Kept:
    """The register as it was last read: one object for all threads, replaced when its version moved."""

    register: UnitRegister | None = None
    lock: Lock = field(default_factory=Lock)


@dataclass(frozen=True, slots=True)
class UnitService:
    catalog: Catalog
    storage: StorageRoot
    clock: Clock
    _kept: _Kept = field(default_factory=_Kept, compare=False)

    def register(self) -> UnitRegister:
        """The register as it stands now; read again only when its version moved."""
        with self.catalog.read() as tx:
            version = tx.units.version()
            kept = self._kept.register
            if kept is not None and kept.version == version:
                return kept
            fresh = tx.units.register()
        with self._kept.lock:
            self._kept.register = fresh
        return fresh

    def reached(self, actor: Actor) -> tuple[Unit, ...]:
        """The units in which the actor has any role, in order of id."""
        known = self.register().units
        return tuple(known[unit_id] for unit_id in sorted(actor.units()) if unit_id in known)

    def named(self, actor: Actor, code: str) -> Unit:
        """The unit with this code or id. Raises UnknownUnit, also for one that is out of the actor's reach."""
        unit = self.register().by_code(code)
        if unit is None or unit.id not in actor.units():
            raise UnknownUnit(unit=code[:64], field="unit")
        return unit

    def find(self, actor: Actor, text: str, limit: int = 10) -> tuple[FoundUnit, ...]:
        """Units within the actor's reach by any name, code or alias they ever had, best first, at most 50."""
        register = self.register()
        return find_units(register, text[:200], actor.units() & register.units.keys(), limit)

    def meant(self, actor: Actor, text: str) -> Unit:
        """The unit within the actor's reach with this code or id, else the only one that the words fit.

        Raises UnknownUnit with what was written, whether nothing fits, or several, or one that is out of reach.
        """
        unit = self.register().by_code(text)
        if unit is not None and unit.id in actor.units():
            return unit
        fitting = self.find(actor, text, 2)
        if len(fitting) != 1:
            raise UnknownUnit(unit=text[:64])
        return fitting[0].unit

    def tree(self, actor: Actor, day: date) -> list[tuple[int, UnitVersion]]:
        """The units within the actor's reach that were there on the day, in the order of a tree, with their depth."""
        reach = actor.units()
        rows = [(depth, version) for depth, version in self.register().tree_on(day) if version.unit_id in reach]
        top = min((depth for depth, _ in rows), default=0)
        versions = with_readable_documents(self.catalog, actor, [version for _, version in rows])
        return [(depth - top, version) for (depth, _), version in zip(rows, versions, strict=True)]

    def life(self, actor: Actor, code: str) -> list[UnitVersion]:
        """The versions of a unit, oldest first. Raises what `named` raises."""
        versions = self.register().lives.versions[self.named(actor, code).id]
        return with_readable_documents(self.catalog, actor, versions)

    def keeps(self, actor: Actor, unit_id: str) -> bool:
        """Whether the actor may record what happens to the unit."""
        return may_anywhere(actor, Act.MANAGE_UNITS) and unit_id in kept_units(actor, self.register()).unit_ids

    def look_alikes(self, actor: Actor) -> tuple[LookAlike, ...]:
        """Units that the actor keeps and that may be one and the same. Raises NotPermitted."""
        kept = kept_units(actor, self.register())
        return look_alikes(kept.register, kept.unit_ids)

    def changes(self, actor: Actor) -> Sequence[ObjectVersion]:
        """The versions of the register, oldest first: when, by whom, why.

        They tell of all units: raises NotPermitted for who keeps only some.
        """
        if not kept_units(actor, self.register()).everything:
            raise NotPermitted
        try:
            return self.storage.versions(UNIT_REGISTER_ID)
        except NotFound:
            return ()

    def export_csv(self, actor: Actor) -> str:
        """What the actor keeps of the register as it stands, as CSV. Raises NotPermitted."""
        return exported(kept_units(actor, self.register()))

    def plan_import(self, actor: Actor, source: TextIO) -> ImportPlan:
        """What a CSV would change, with what is wrong in each row; nothing is changed. See `import_csv`."""
        kept = kept_units(actor, self.register())
        rows, errors = read_rows(source)
        plan = planned(kept, rows, self._new_id)
        return replace(plan, errors=tuple(sorted((*errors, *plan.errors), key=lambda error: error.row)))

    def import_csv(self, actor: Actor, source: TextIO, *, expected_version: int | None = None) -> UnitRegister:
        """Add and update units from CSV; see `unit_csv.COLUMNS`.

        Units keep their ids by code; units that the file does not name stay. Raises BadUnitRegister
        naming the first row that is wrong, also one that reaches beyond what the actor keeps, NotPermitted,
        UnitRegisterChanged.
        """
        kept_units(actor, self.register())
        current = self._current(actor, expected_version)
        rows, errors = read_rows(source)
        plan = planned(kept_units(actor, current), rows, self._new_id)
        for error in sorted((*errors, *plan.errors), key=lambda error: error.row):
            raise BadUnitRegister(row=error.row, problem=error.problem, value=error.value)
        return self._save(actor, current, plan.history, "import units", "import_units", {"added": len(plan.added)})

    def preview(self, actor: Actor, asked: EventRequest) -> EventPreview:
        """What the event would change. Raises what `apply` raises."""
        current = kept_units(actor, self.register()).register
        event = self._event(actor, current, asked)
        after = UnitRegister(with_event(current.history, event), current.version + 1)
        return self._compared(actor, event, current, after)

    def recorded(self, actor: Actor, place: int) -> EventPreview:
        """What an event changed, by its place among all that were recorded, counted from 1.

        Raises NotPermitted, NotFound, also for one of units that the actor does not keep.
        """
        kept = kept_units(actor, self.register())
        register = kept.register
        stated, events = register.history.stated, register.history.events
        if not 1 <= place <= len(events) or not kept.holds(events[place - 1]):
            raise NotFound
        before = UnitRegister(UnitHistory(stated, events[: place - 1]), register.version - 1)
        after = register if place == len(events) else UnitRegister(UnitHistory(stated, events[:place]))
        return self._compared(actor, events[place - 1], before, after)

    def _compared(self, actor: Actor, event: UnitEvent, before: UnitRegister, after: UnitRegister) -> EventPreview:
        with self.catalog.read() as tx:
            preview = previewed(tx, actor, event, before, kept_units(actor, after))
        return preview_for(self.catalog, actor, preview)

    def apply(self, actor: Actor, asked: EventRequest, *, expected_version: int | None = None) -> UnitRegister:
        """Record what happened to units: the register as it stands then, its newest event this one.

        Who sees which papers changes with the next request. `expected_version` is the version of the register that was
        looked at. Asked again after a crash, the event that was stored stays the only one. Raises NotPermitted,
        UnknownUnit, also for units that the actor does not keep, BadUnitEvent, BadField (document_record),
        UnitRegisterChanged.
        """
        kept_units(actor, self.register())
        try:
            current = self._current(actor, expected_version)
        except UnitRegisterChanged as changed:
            latest = self.register()
            if latest.version - 1 == expected_version and self._is_newest(actor, latest, asked):
                return latest
            raise changed from None
        event = self._event(actor, current, asked)
        history = with_event(current.history, event)
        told = ", ".join(current.units[unit_id].code for unit_id in event.unit_ids) or event.made[0].code
        saved = self._save(
            actor, current, history, f"{event.kind.value} {told} on {event.day}", "unit_event",
            {"kind": event.kind.value, "day": f"{event.day}", "units": [*event.unit_ids], "results": [*event.results]},
        )  # fmt: skip
        name_again(self.catalog, current, saved)
        return saved

    def _event(self, actor: Actor, register: UnitRegister, asked: EventRequest) -> UnitEvent:
        if asked.day > self.today():
            raise BadUnitEvent(problem="in_future", unit=asked.day.isoformat())
        if asked.document_record:
            with self.catalog.read() as tx:
                if tx.records.get(asked.document_record, visible_scopes(actor)) is None:
                    raise BadField(field="document_record", value=asked.document_record[:60])
        return event_asked(kept_units(actor, register), asked, self._new_id)

    def _is_newest(self, actor: Actor, register: UnitRegister, asked: EventRequest) -> bool:
        """Whether the newest event is the one that is asked for."""
        if not register.history.events:
            return False
        try:
            event = event_asked(kept_units(actor, register), asked, self._new_id)
        except (UnknownUnit, BadUnitEvent):
            return False
        return is_same_event(event, register.history.events[-1])

    def today(self) -> date:
        """The day it is in Vietnam."""
        return local_day(self.clock.now())

    def _new_id(self) -> str:
        return new_id(UNIT, self.clock.now(), self.clock.random_bytes(10))

    def _current(self, actor: Actor, expected: int | None) -> UnitRegister:
        """The register of the store, which the catalog is brought up to. Raises UnitRegisterChanged."""
        register = self.register()
        stored = self._stored_version()
        if stored > register.version:
            register = self._adopt(actor)
        elif stored < register.version:
            raise StoreUnavailable(cause="damaged")
        if expected is not None and expected != register.version:
            raise UnitRegisterChanged(expected=expected, current=register.version)
        return register

    def _adopt(self, actor: Actor) -> UnitRegister:
        """Take over what a crash left in the store only."""
        head = self.storage.head(UNIT_REGISTER_ID)
        with self.storage.read(UNIT_REGISTER_ID, METADATA_NAME, version=head.number) as content:
            history = units_from_json(content.read())
        with self.catalog.write() as tx:
            if tx.units.advance(history, head.number):
                tx.audit.append(
                    traced(self.clock, actor, "adopt_units", UNIT_REGISTER_ID, version=head.number, by=head.user)
                )
        return self.register()

    def _save(
        self,
        actor: Actor,
        current: UnitRegister,
        history: UnitHistory,
        message: str,
        act: LoggedAct,
        details: dict[str, object],
    ) -> UnitRegister:
        try:
            version = self.storage.put_version(
                UNIT_REGISTER_ID,
                expected_head=current.version,
                metadata=units_to_json(history),
                user=actor.user_id,
                message=message,
                created=self.clock.now(),
            ).number
        except VersionConflict:
            raise UnitRegisterChanged(expected=current.version, current=self._stored_version()) from None
        with self.catalog.write() as tx:
            tx.units.advance(history, version)
            tx.audit.append(traced(self.clock, actor, act, UNIT_REGISTER_ID, "done", version=version, **details))
        newest = self.register()
        return newest if newest.version == version else UnitRegister(history, version)

    def _stored_version(self) -> int:
        try:
            return self.storage.head(UNIT_REGISTER_ID).number
        except NotFound:
            return 0
