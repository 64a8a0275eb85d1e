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

from archive_service.domain.access import Act, Actor, VisibleScope, may_anywhere, visible_scopes
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
from archive_service.domain.jobs import JobKind
from archive_service.domain.local_time import local_day
from archive_service.domain.logged_acts import LoggedAct
from archive_service.domain.records import AccessLevel
from archive_service.domain.unit_events import NewUnit, Unit, UnitEvent, UnitHistory, UnitVersion
from archive_service.domain.unit_history import with_event
from archive_service.domain.units import UnitRegister
from archive_service.ports import METADATA_NAME, Catalog, Clock, ObjectVersion, StorageRoot
from archive_service.services.trace import traced
from archive_service.services.unit_csv import ImportPlan, exported, planned, read_rows
from archive_service.services.unit_documents import preview_for, with_readable_documents
from archive_service.services.unit_finding import FoundUnit, LookAlike, find_units, look_alikes
from archive_service.services.unit_json import UNIT_REGISTER_ID, units_from_json, units_to_json
from archive_service.services.unit_preview import EventPreview, previewed
from archive_service.services.unit_requests import EventRequest, event_asked

_PAGE = 1000


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

    def look_alikes(self, actor: Actor) -> tuple[LookAlike, ...]:
        """Units that may be one and the same. Raises NotPermitted."""
        self._check_right(actor)
        return look_alikes(self.register())

    def changes(self, actor: Actor) -> Sequence[ObjectVersion]:
        """The versions of the register, oldest first: when, by whom, why. Raises NotPermitted."""
        self._check_right(actor)
        try:
            return self.storage.versions(UNIT_REGISTER_ID)
        except NotFound:
            return ()

    def export_csv(self, actor: Actor) -> str:
        """The register as it stands, as CSV. Raises NotPermitted."""
        self._check_right(actor)
        return exported(self.register())

    def plan_import(self, actor: Actor, source: TextIO) -> ImportPlan:
        """What a CSV would change, with what is wrong in each row; nothing is changed. See `import_csv`."""
        self._check_right(actor)
        rows, errors = read_rows(source)
        plan = planned(self.register(), rows, self._new_id)
        return replace(plan, errors=tuple(sorted((*errors, *plan.errors), key=lambda error: error.row)))

    def import_csv(self, actor: Actor, source: TextIO, *, expected_version: int | None = None) -> UnitRegister:
        """Add and update units from CSV; see `unit_csv.COLUMNS`.

        Units keep their ids by code; units that the file does not name stay. Raises BadUnitRegister
        naming the first row that is wrong, NotPermitted, UnitRegisterChanged.
        """
        self._check_right(actor)
        current = self._current(actor, expected_version)
        rows, errors = read_rows(source)
        plan = planned(current, rows, self._new_id)
        for error in sorted((*errors, *plan.errors), key=lambda error: error.row):
            raise BadUnitRegister(row=error.row, problem=error.problem, value=error.value)
        return self._save(actor, current, plan.history, "import units", "import_units", {"added": len(plan.added)})

    def preview(self, actor: Actor, asked: EventRequest) -> EventPreview:
        """What the event would change. Raises what `apply` raises."""
        self._check_right(actor)
        current = self.register()
        event = self._event(actor, current, asked)
        after = UnitRegister(with_event(current.history, event), current.version + 1)
        with self.catalog.read() as tx:
            preview = previewed(tx, event, current, after)
        return preview_for(self.catalog, actor, preview)

    def last_event(self, actor: Actor) -> EventPreview:
        """What the newest event changed, against the register as it was without it. Raises NotPermitted, NotFound."""
        self._check_right(actor)
        current = self.register()
        if not current.history.events:
            raise NotFound
        *earlier, newest = current.history.events
        before = UnitRegister(UnitHistory(current.history.stated, tuple(earlier)), current.version - 1)
        with self.catalog.read() as tx:
            preview = previewed(tx, newest, before, current)
        return preview_for(self.catalog, actor, preview)

    def apply(self, actor: Actor, asked: EventRequest, *, expected_version: int | None = None) -> UnitRegister:
        """Record what happened to units. Who sees which papers changes with the next request.

        `expected_version` is the version of the register that was looked at. Asked again after a crash, the event
        that was stored stays the only one. Raises NotPermitted, UnknownUnit, BadUnitEvent, BadField
        (document_record), UnitRegisterChanged.
        """
        self._check_right(actor)
        try:
            current = self._current(actor, expected_version)
        except UnitRegisterChanged as changed:
            latest = self.register()
            if latest.version - 1 == expected_version and self._is_newest(latest, asked):
                return latest
            raise changed from None
        event = self._event(actor, current, asked)
        history = with_event(current.history, event)
        told = ", ".join(current.units[unit_id].code for unit_id in event.unit_ids) or event.made[0].code
        saved = self._save(
            actor, current, history, f"{event.kind.value} {told} on {event.day}", "unit_event",
            {"kind": event.kind.value, "day": f"{event.day}", "units": [*event.unit_ids], "results": [*event.results]},
        )  # fmt: skip
        self._name_again(current, saved)
        return saved

    def _event(self, actor: Actor, register: UnitRegister, asked: EventRequest) -> UnitEvent:
        if asked.day > self.today():
            raise BadUnitEvent(problem="in_future", unit=asked.day.isoformat())
        if asked.document_record:
            with self.catalog.read() as tx:
                if tx.records.get(asked.document_record, visible_scopes(actor)) is None:
                    raise BadField(field="document_record", value=asked.document_record[:60])
        return event_asked(register, asked, self._new_id)

    def _is_newest(self, register: UnitRegister, asked: EventRequest) -> bool:
        """Whether the newest event is the one that is asked for, whatever ids its new units got."""
        if not register.history.events:
            return False
        newest = register.history.events[-1]
        try:
            event = event_asked(register, asked, self._new_id)
        except UnknownUnit:
            return False
        return replace(event, made=()) == replace(newest, made=()) and _told(event.made) == _told(newest.made)

    def _check_right(self, actor: Actor) -> None:
        if not may_anywhere(actor, Act.MANAGE_UNITS):
            raise NotPermitted

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
        return self.register()

    def _name_again(self, before: UnitRegister, after: UnitRegister) -> None:
        """Queue the papers of units that got a name or a successor, so that words find them under it as well.

        Rights and the search by unit do not wait for this.
        """
        moved = frozenset(
            unit_id
            for unit_id in after.units
            if after.searched_names(unit_id) != before.searched_names(unit_id) and unit_id in before.units
        )
        scope, last = [VisibleScope(moved, frozenset(AccessLevel))], None
        while moved:
            with self.catalog.write() as tx:
                page = tx.records.list(scope, after=last, limit=_PAGE)
                for entry in page.entries:
                    tx.jobs.enqueue(JobKind.INDEX_RECORD, entry.record.id)
            if not page.more:
                return
            last = page.entries[-1].record.id

    def _stored_version(self) -> int:
        try:
            return self.storage.head(UNIT_REGISTER_ID).number
        except NotFound:
            return 0


def _told(made: Sequence[NewUnit]) -> list[NewUnit]:
    return [replace(unit, id="", aliases=(), codes=()) for unit in made]
