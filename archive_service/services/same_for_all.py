"""One change to many records: looked at before it is made, and each record answered by itself.

Several files of a batch are often of one unit, one month, one dossier. The change is planned without writing anything;
made, it is one correction a record, so that one refusal stops no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive_service.domain.access import Actor
from archive_service.domain.errors import (
    ArchiveError,
    BadField,
    Conflict,
    NotFound,
    NotPermitted,
    Refused,
    UnknownDossier,
)
from archive_service.domain.records import Description, Dossier
from archive_service.domain.units import UnitRegister
from archive_service.services.correction import CorrectionService
from archive_service.services.desk import DeskEntry, DeskService
from archive_service.services.dossiers import DossierService
from archive_service.services.review import as_shown

FOR_ALL = ("unit", "class", "type", "period", "lifecycle", "access_level", "source", "dossier")
"""The fields that can be the same for several papers; number, day and title are each paper's own."""
REASON = "đặt chung cho nhiều tài liệu"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field before and after, as forms show it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What the change does to one file's record: nothing (no `changes`), something, or why it cannot be."""

    desk_entry: DeskEntry
    changes: tuple[FieldChange, ...] = ()
    error: ArchiveError | None = None


@dataclass(frozen=True, slots=True)
class SameForAllService:
    desk: DeskService
    correction: CorrectionService
    dossiers: DossierService

    def plan(self, actor: Actor, file_ids: Sequence[str], wanted: Mapping[str, str]) -> Sequence[Planned]:
        """What would change, file by file, without a query a file. Raises BadField, UnknownDossier."""
        self._check(actor, wanted)
        found = self.desk.some(actor, file_ids)
        register = self.correction.units.register()
        return [self._planned(actor, found[each], wanted, register) for each in file_ids if each in found]

    def change(self, actor: Actor, file_ids: Sequence[str], wanted: Mapping[str, str]) -> Sequence[Planned]:
        """Make the change; what became of each file. Raises BadField, UnknownDossier, Unavailable."""
        return [self._changed(actor, each, wanted) for each in self.plan(actor, file_ids, wanted)]

    def open_dossier(self, actor: Actor, file_ids: Sequence[str], title: str, wanted: Mapping[str, str]) -> Dossier:
        """A new dossier for the files: of the unit they get, else of the one they all belong to.

        Raises BadField (unit) when they are of several units, NotPermitted, UnknownUnit.
        """
        unit = wanted.get("unit", "")
        if not unit:
            found = self.desk.some(actor, file_ids)
            units = {each.entry.record.description.unit_id for each in found.values() if each.entry is not None}
            if len(units) != 1:
                raise BadField(field="unit", value=f"{len(units)}")
            unit = units.pop()
        return self.dossiers.open(actor, unit, title)

    def _check(self, actor: Actor, wanted: Mapping[str, str]) -> None:
        unknown = sorted(set(wanted) - set(FOR_ALL))
        if unknown or not wanted:
            raise BadField(field=unknown[0][:40] if unknown else "fields", value="")
        dossier = wanted.get("dossier")
        if dossier and self.dossiers.find(actor, dossier) is None:
            raise UnknownDossier(dossier=dossier, field="dossier")

    def _planned(
        self, actor: Actor, desk_entry: DeskEntry, wanted: Mapping[str, str], register: UnitRegister
    ) -> Planned:
        if desk_entry.entry is None:
            return Planned(desk_entry, error=NotFound())
        current = desk_entry.entry.record.description
        try:
            after = self.correction.described(actor, current, wanted, register)
        except ArchiveError as error:
            return Planned(desk_entry, error=error)
        return Planned(desk_entry, _changes(current, after))

    def _changed(self, actor: Actor, planned: Planned, wanted: Mapping[str, str]) -> Planned:
        entry = planned.desk_entry.entry
        if planned.error is not None or entry is None or not planned.changes:
            return planned
        version = entry.record.version
        try:
            self.correction.correct(actor, entry.record.id, wanted, reason=REASON, expected_version=version)
        except (Refused, NotFound, NotPermitted, Conflict) as error:
            return Planned(planned.desk_entry, error=error)
        return planned


def _changes(before: Description, after: Description) -> tuple[FieldChange, ...]:
    old, new = as_shown(before), as_shown(after)
    return tuple(FieldChange(name, old[name], new[name]) for name in old if old[name] != new[name])
