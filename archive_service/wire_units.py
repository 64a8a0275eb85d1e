"""The JSON of units through time: versions, what became of them, found units, and what an event would change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from archive_service.domain.unit_events import EventKind, UnitVersion
from archive_service.domain.units import UnitRegister
from archive_service.ports import ObjectVersion
from archive_service.services.unit_finding import FoundUnit, LookAlike
from archive_service.services.unit_preview import EventPreview
from archive_service.wire_json import unit_body, unit_name
from archive_service.wire_shapes import Body, UnitBody, UnitName


class UnitVersionBody(Body):
    """What a unit was from one day to another, both inclusive; null is open."""

    unit: str
    name: str
    short_name: str
    kind: str
    code: str
    parent: UnitName | None
    valid_from: date | None
    valid_to: date | None
    document: str
    document_record: str | None


class SuccessionBody(Body):
    """One unit took over from another; `whole` when nothing of the old one went on."""

    before: UnitName
    after: UnitName
    day: date
    whole: bool


class UnitLifeBody(Body):
    """The life of a unit: versions oldest first, and who came before and after."""

    unit: UnitBody
    ended: date | None
    versions: tuple[UnitVersionBody, ...]
    successions: tuple[SuccessionBody, ...]


class TreeRowBody(Body):
    depth: int
    unit: UnitVersionBody


class UnitTreeBody(Body):
    """The units that were there on the day, in the order of a tree; `version` is that of the register."""

    on: date
    version: int
    rows: tuple[TreeRowBody, ...]


class FoundUnitBody(Body):
    """A unit, the name or code that was found, what stands above it, and until when it bore the name (null: still)."""

    unit: UnitBody
    by: str
    parent: UnitName | None
    valid_to: date | None


class FoundUnitList(Body):
    units: tuple[FoundUnitBody, ...]


class LookAlikeBody(Body):
    """Two units that may be one; `reason` is same_name, near_name or same_code."""

    one: UnitName
    other: UnitName
    reason: str


class LookAlikeList(Body):
    pairs: tuple[LookAlikeBody, ...]


class RegisterChangeBody(Body):
    version: int
    at: datetime
    user: str
    message: str


class RegisterChangeList(Body):
    """The versions of the register, oldest first: when, by whom and why."""

    changes: tuple[RegisterChangeBody, ...]


class UnitChangeBody(Body):
    before: UnitVersionBody | None
    after: UnitVersionBody | None


class PersonChangeBody(Body):
    """Whose rights move; the unit is that of the role."""

    person: str
    role: str
    unit: UnitName
    gained: tuple[UnitName, ...]
    lost: tuple[UnitName, ...]


class EventPreviewBody(Body):
    """What an event changes; `register_version` is to be sent along when it is applied."""

    kind: EventKind
    day: date
    applied: bool
    register_version: int
    changes: tuple[UnitChangeBody, ...]
    records: int
    people: tuple[PersonChangeBody, ...]
    more_people: bool


def version_body(version: UnitVersion, register: UnitRegister) -> UnitVersionBody:
    return UnitVersionBody(
        unit=version.unit_id,
        name=version.name,
        short_name=version.short_name,
        kind=version.kind,
        code=version.code,
        parent=unit_name(version.parent_id, register, version.valid_from) if version.parent_id else None,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        document=version.document.text,
        document_record=version.document.record_id,
    )


def life_body(versions: Sequence[UnitVersion], register: UnitRegister) -> UnitLifeBody:
    """The life of a unit of the register, from its versions, oldest first."""
    unit_id = versions[0].unit_id
    unit = register.units[unit_id]
    return UnitLifeBody(
        unit=unit_body(unit),
        ended=unit.ended,
        versions=tuple(version_body(version, register) for version in versions),
        successions=tuple(
            SuccessionBody(
                before=unit_name(each.before, register), after=unit_name(each.after, register), day=each.day,
                whole=each.whole,
            )
            for each in register.lives.successions
            if unit_id in (each.before, each.after)
        ),
    )  # fmt: skip


def found_body(found: Sequence[FoundUnit], register: UnitRegister) -> FoundUnitList:
    return FoundUnitList(
        units=tuple(
            FoundUnitBody(
                unit=unit_body(each.unit),
                by=each.by,
                parent=unit_name(each.unit.parent_id, register) if each.unit.parent_id else None,
                valid_to=each.then.valid_to if each.then else each.unit.ended,
            )
            for each in found
        )
    )


def look_alikes_body(pairs: Sequence[LookAlike], register: UnitRegister) -> LookAlikeList:
    return LookAlikeList(
        pairs=tuple(
            LookAlikeBody(
                one=unit_name(each.one.id, register), other=unit_name(each.other.id, register), reason=each.reason
            )
            for each in pairs
        )
    )


def changes_body(versions: Sequence[ObjectVersion]) -> RegisterChangeList:
    return RegisterChangeList(
        changes=tuple(
            RegisterChangeBody(version=each.number, at=each.created, user=each.user, message=each.message)
            for each in versions
        )
    )


def preview_body(preview: EventPreview, *, applied: int | None = None) -> EventPreviewBody:
    """What an event would change, or did: `applied` is the version of the register it made."""
    before, after = preview.before, preview.after
    return EventPreviewBody(
        kind=preview.event.kind,
        day=preview.event.day,
        applied=applied is not None,
        register_version=before.version if applied is None else applied,
        changes=tuple(
            UnitChangeBody(
                before=version_body(change.before, before) if change.before else None,
                after=version_body(change.after, after) if change.after else None,
            )
            for change in preview.changes
        ),
        records=preview.records,
        people=tuple(
            PersonChangeBody(
                person=person.name,
                role=person.role,
                unit=unit_name(person.unit_id, after),
                gained=tuple(unit_name(each, after) for each in person.gained),
                lost=tuple(unit_name(each, after) for each in person.lost),
            )
            for person in preview.people
        ),
        more_people=preview.more_people,
    )
