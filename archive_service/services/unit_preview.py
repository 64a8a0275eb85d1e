"""What an event would change, before it is applied: units, what papers are shown under, and whose rights move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from archive_service.domain.access import Actor, visible_scopes
from archive_service.domain.unit_events import UnitEvent, UnitVersion
from archive_service.domain.units import UnitRegister
from archive_service.ports import Transaction
from archive_service.services.unit_reach import KeptUnits

MOST_PEOPLE = 200
_PAGE = 500


@dataclass(frozen=True, slots=True)
class UnitChange:
    """A unit before and after; a new one has no before, one that ends no after."""

    unit_id: str
    before: UnitVersion | None
    after: UnitVersion | None


@dataclass(frozen=True, slots=True)
class PersonChange:
    """Whose rights move: the role in a unit, and the units it reaches from then on, or no more. Units by id."""

    user_id: str
    name: str
    role: str
    unit_id: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventPreview:
    """`records` counts those papers of the units that change which whoever looks may read.

    `people` are those with a role in a unit that whoever looks keeps; `more_people` tells that not all are listed (at
    most 200).
    """

    event: UnitEvent
    before: UnitRegister
    after: UnitRegister
    changes: tuple[UnitChange, ...]
    records: int
    people: tuple[PersonChange, ...]
    more_people: bool


def previewed(tx: Transaction, actor: Actor, event: UnitEvent, before: UnitRegister, after: KeptUnits) -> EventPreview:
    """Compare the register before and after the event, and ask the catalog whom that concerns."""
    changes = tuple(_changes(before, after.register))
    changed = frozenset(change.unit_id for change in changes)
    scopes = [replace(scope, unit_ids=scope.unit_ids & changed) for scope in visible_scopes(actor)]
    people = _people(tx, before, after)
    listed = [person for _, person in zip(range(MOST_PEOPLE + 1), people, strict=False)]
    return EventPreview(
        event, before, after.register, changes, tx.records.coverage(scopes).records, tuple(listed[:MOST_PEOPLE]),
        len(listed) > MOST_PEOPLE,
    )  # fmt: skip


def _changes(before: UnitRegister, after: UnitRegister) -> Iterator[UnitChange]:
    for unit_id, versions in after.lives.versions.items():
        known = before.lives.versions.get(unit_id, [])
        if known == versions:
            continue
        stays = after.lives.is_living(unit_id)
        yield UnitChange(unit_id, known[-1] if known else None, versions[-1] if stays else None)


def _people(tx: Transaction, before: UnitRegister, kept: KeptUnits) -> Iterator[PersonChange]:
    after = kept.register
    last: str | None = None
    while True:
        page = tx.accounts.list(after=last, limit=_PAGE)
        for account in page:
            for grant in account.grants:
                if grant.unit_id not in kept.unit_ids:
                    continue
                had, has = before.below(grant.unit_id), after.below(grant.unit_id)
                if had != has and not account.disabled:
                    yield PersonChange(
                        account.id, account.name, grant.role.value, grant.unit_id,
                        tuple(sorted(has - had)), tuple(sorted(had - has)),
                    )  # fmt: skip
        if len(page) < _PAGE:
            return
        last = page[-1].id
