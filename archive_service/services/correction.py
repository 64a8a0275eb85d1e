"""Correcting what is said about a record: a new version with who, when and why; the files stay as they came.

A person's value is replaced only by a person. What a machine proposed later (the text of a scan) is taken over here,
by somebody who looked at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archive_service.domain.access import Act, Actor, RecordFacts, may, visible_scopes
from archive_service.domain.errors import BadField, NotPermitted, UnknownDossier, VersionConflict
from archive_service.domain.jobs import JobKind
from archive_service.domain.local_time import local_day
from archive_service.domain.logged_acts import LoggedAct
from archive_service.domain.records import Description, Record
from archive_service.domain.types import TypeLists
from archive_service.domain.units import UnitRegister
from archive_service.ports import METADATA_NAME, Catalog, Clock, StorageRoot, Transaction
from archive_service.services.clocks import redecide
from archive_service.services.describing import FIELDS, DescribedFields, describe
from archive_service.services.missing import what_is_missing
from archive_service.services.record_json import RECORD_PREFIX, record_from_json, record_to_json
from archive_service.services.trace import traced
from archive_service.services.units import UnitService

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class CorrectionService:
    catalog: Catalog
    storage: StorageRoot
    units: UnitService
    types: TypeLists
    clock: Clock

    def correct(
        self, actor: Actor, record_id: str, changes: Mapping[str, str], *, reason: str, expected_version: int
    ) -> Record:
        """Set the named fields (an empty text clears one); the new version, or the old one where nothing changed.

        Raises NotFound, NotPermitted, VersionConflict when somebody else was first, a Refused naming the field.
        """
        current = self.to_be_changed(actor, record_id, expected_version)
        if not reason.strip() or len(reason) > LONGEST_REASON:
            raise BadField(field="reason", value=reason[:60])
        return self._change(actor, current, changes, "correct", reason.strip())

    def take_over(
        self, actor: Actor, record_id: str, values: Mapping[str, str], *, message: str, expected_version: int
    ) -> Record:
        """Set fields to what a machine read and this person confirmed; `message` says what it read where.

        Raises as `correct` does.
        """
        current = self.to_be_changed(actor, record_id, expected_version)
        return self._change(actor, current, values, "accept_proposals", message)

    def to_be_changed(self, actor: Actor, record_id: str, expected_version: int) -> Record:
        """The record as it is, for who may describe it. Raises NotFound, NotPermitted, VersionConflict."""
        current = self._current(actor, record_id)
        check_may_describe(actor, current.description)
        if current.version != expected_version:
            raise VersionConflict(expected=expected_version, current=current.version)
        return current

    def _change(
        self, actor: Actor, current: Record, changes: Mapping[str, str], act: LoggedAct, message: str
    ) -> Record:
        description = self.described(actor, current.description, changes, self.units.register())
        self._check_dossier(actor, description)
        if description == current.description:
            return current
        corrected = replace(current, description=description, version=current.version + 1)
        was, now = written(current.description), written(description)
        self.keep(
            actor, current, corrected, act, message, fields=sorted(name for name in now if now[name] != was[name])
        )
        return corrected

    def described(
        self, actor: Actor, current: Description, changes: Mapping[str, str], register: UnitRegister
    ) -> Description:
        """What the description would be with these changes. Raises NotPermitted, a Refused naming the field.

        Asks the catalog nothing: whether a dossier that is named exists is for the caller to see.
        """
        check_may_describe(actor, current)
        known = written(current)
        if "symbol" in changes:
            known["number"] = ""  # it is read from the new symbol, unless it was given too
        fields = DescribedFields({**known, **changes})
        description = describe(fields, register, self.types, local_day(self.clock.now()), within=actor.units())
        check_may_describe(actor, description)
        return description

    def _current(self, actor: Actor, record_id: str) -> Record:
        with self.catalog.read() as tx:
            entry = tx.records.get(record_id, visible_scopes(actor))
            if entry is None:
                raise what_is_missing(tx, actor, record_id)
        return entry.record

    def _check_dossier(self, actor: Actor, description: Description) -> None:
        if description.dossier_id is None:
            return
        units = frozenset[str]().union(*(scope.unit_ids for scope in visible_scopes(actor)))
        with self.catalog.read() as tx:
            dossier = tx.dossiers.get(description.dossier_id, units)
        if dossier is None:
            raise UnknownDossier(dossier=description.dossier_id, field="dossier")

    def keep(
        self, actor: Actor, before: Record, corrected: Record, act: LoggedAct, message: str, **details: object
    ) -> None:
        """The next version of a record into the store, then the catalog with its clock, the job and the trace.

        The right to it was asked by the caller. Raises VersionConflict.
        """
        try:
            self.storage.put_version(
                RECORD_PREFIX + corrected.id,
                expected_head=before.version,
                metadata=record_to_json(corrected),
                user=actor.user_id,
                message=message,
                created=self.clock.now(),
            )
        except VersionConflict:
            self._adopt(corrected.id, before.version)
            raise
        with self.catalog.write() as tx:
            tx.retention.guard()  # it may move the clock of a whole dossier, and what a hold lies over
            left = before.description.dossier_id
            siblings = tx.retention.members(left) if left else ()
            _update(tx, corrected, before.version)
            redecide(tx, list({*siblings, corrected.id}), local_day(self.clock.now()))
            tx.jobs.enqueue(JobKind.INDEX_RECORD, corrected.id)
            if tx.holds.over([corrected.id]):
                tx.jobs.enqueue(JobKind.SETTLE_HOLD, corrected.id)
            tx.audit.append(
                traced(
                    self.clock, actor, act, corrected.id, "done",
                    unit=corrected.description.unit_id, version=corrected.version, **details,
                )
            )  # fmt: skip

    def _adopt(self, record_id: str, known_version: int) -> None:
        """Take over a version whose row a crash left behind, so that the next attempt starts from what is kept."""
        head = self.storage.head(RECORD_PREFIX + record_id)
        with self.storage.read(head.object_id, METADATA_NAME) as content:
            stored = record_from_json(content.read(), head.number)
        with self.catalog.write() as tx:
            entry = tx.records.get(record_id, None)
            if entry is not None and entry.record.version == known_version and head.number > known_version:
                tx.records.update(stored, expected_version=known_version)
                tx.jobs.enqueue(JobKind.INDEX_RECORD, record_id)


def check_may_describe(actor: Actor, about: Description) -> None:
    """Raises NotPermitted."""
    if not may(actor, Act.DESCRIBE, RecordFacts.of(about)):
        raise NotPermitted


def _update(tx: Transaction, corrected: Record, known_version: int) -> None:
    """Set the row, unless who came too late in the store has taken this very version over already."""
    try:
        tx.records.update(corrected, expected_version=known_version)
    except VersionConflict:
        entry = tx.records.get(corrected.id, None)
        if entry is None or entry.record != corrected:
            raise


def typed_over(base: Mapping[str, str], typed: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """What somebody typed into the fields of one version, carried over to a newer one.

    `base` and `now` are the fields of both versions. What was left as it was takes what holds now, what was typed
    stays.
    """
    return {name: now[name] if value == base[name] else value for name, value in typed.items()}


def written(description: Description) -> dict[str, str]:
    """Every field of a description as somebody would write it, under the names of `describing.FIELDS`."""
    values: dict[str, object] = {
        "class": description.record_class.value,
        "type": description.type_code,
        "number": description.number,
        "symbol": description.symbol,
        "title": description.title,
        "unit": description.unit_id,
        "issuer_printed": description.issuer_printed,
        "date": description.date.isoformat() if description.date else None,
        "period": description.period,
        "lifecycle": description.lifecycle.value,
        "access_level": description.access_level.value,
        "dossier": description.dossier_id,
        "source": description.source.value,
        "language": description.language,
    }
    return {name: "" if values[name] is None else str(values[name]) for name in FIELDS}
