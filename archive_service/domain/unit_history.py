"""A history of units, event by event: what follows from it, and which events cannot be.

An event changes a unit from its day on and never what was before, so that what held on an earlier day stays whatever
is recorded later. Units may be recorded one after another: an event must only not lie before the newest change of a
unit that it changes. Two events of one day are one change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from archive_service.domain.errors import BadUnitEvent
from archive_service.domain.unit_events import (
    ONE_DAY,
    EventKind,
    NewUnit,
    Succession,
    Unit,
    UnitEvent,
    UnitHistory,
    UnitLives,
    UnitVersion,
    code_key,
)


def replay(history: UnitHistory) -> UnitLives:
    """The lives of all units. Raises BadUnitEvent for a history that cannot be."""
    lives = UnitLives()
    for unit in history.stated:
        lives.born[unit.id] = unit
        lives.versions[unit.id] = [
            UnitVersion(
                unit.id,
                unit.name,
                unit.short_name,
                unit.kind,
                unit.parent_id,
                unit.code,
                unit.since,
                None,
                unit.document,
            )
        ]
    for event in history.events:
        _happen(lives, event)
    return lives


def with_event(history: UnitHistory, event: UnitEvent) -> UnitHistory:
    """The history with one event more. Raises BadUnitEvent (facts: problem, unit) for one that cannot be."""
    lives = replay(history)
    _happen(lives, event)
    _check_tree(lives, event.day)
    for unit_id in (*event.unit_ids, *event.results):
        if lives.is_living(unit_id):
            _check_code(lives, unit_id)
    return replace(history, events=(*history.events, event))


def check_whole(history: UnitHistory) -> UnitLives:
    """The lives of all units, with every day and every code checked. Raises BadUnitEvent."""
    lives = replay(history)
    _check_tree(lives, date.min)
    owners: dict[str, str] = {}
    for unit_id in lives.versions:
        if lives.is_living(unit_id):
            key = code_key(lives.versions[unit_id][-1].code)
            if owners.setdefault(key, unit_id) != unit_id:
                raise BadUnitEvent(problem="code_taken", unit=lives.versions[unit_id][-1].code)
    return lives


def _happen(lives: UnitLives, event: UnitEvent) -> None:
    """What the event does to the units. What only a new event can break is asked in `with_event`."""
    _check_form(event)
    for unit_id in event.unit_ids:
        _check_living(lives, unit_id, event.day)
    for new in event.made:
        _make(lives, new, event)
    _EFFECTS[event.kind](lives, event)


# ---------------------------------------------------------------------------- what each kind of event does


def _found(lives: UnitLives, event: UnitEvent) -> None:
    """The unit was made with the event: nothing else changes."""


def _change(lives: UnitLives, event: UnitEvent) -> None:
    """A renaming, a change of kind and a move are one thing seen from three sides; each may bring a new code."""
    (unit_id,) = event.unit_ids
    last = lives.versions[unit_id][-1]
    if event.parent_id is not None:
        _check_living(lives, event.parent_id, event.day)
    after = replace(
        last,
        name=event.name or last.name,
        # A new name leaves no old abbreviation behind.
        short_name=event.short_name if event.short_name is not None else "" if event.name else last.short_name,
        kind=event.unit_kind or last.kind,
        parent_id=event.parent_id if event.parent_id is not None else last.parent_id,
        code=event.code or last.code,
        document=event.document,
    )
    if replace(after, document=last.document) == last:
        raise BadUnitEvent(problem="changes_nothing", unit=last.name)
    _go_on(lives, after, event.day)


def _merge(lives: UnitLives, event: UnitEvent) -> None:
    """The units end and one takes over: their papers, and the units below them."""
    (result,) = event.results
    _check_living(lives, result, event.day)
    for unit_id in event.unit_ids:
        for child in _children(lives, unit_id, event.day):
            if child != result and child not in event.unit_ids:
                _go_on(lives, replace(lives.versions[child][-1], parent_id=result, document=event.document), event.day)
    if lives.versions[result][-1].parent_id in event.unit_ids:
        raise BadUnitEvent(problem="below_itself", unit=lives.versions[result][-1].name)
    for unit_id in event.unit_ids:
        _end_one(lives, unit_id, event.day)
        lives.successions.append(Succession(unit_id, result, event.day, whole=True))


def _split(lives: UnitLives, event: UnitEvent) -> None:
    """Several take over from one; or the one goes on and others come out of it."""
    (unit_id,) = event.unit_ids
    for result in event.into:
        _check_living(lives, result, event.day)
    if not event.survives:
        _end(lives, event)
    lives.successions += [Succession(unit_id, result, event.day, not event.survives) for result in event.results]


def _end(lives: UnitLives, event: UnitEvent) -> None:
    (unit_id,) = event.unit_ids
    if below := _children(lives, unit_id, event.day):
        raise BadUnitEvent(problem="units_below", unit=lives.versions[below[0]][-1].name)
    _end_one(lives, unit_id, event.day)


_EFFECTS = {
    EventKind.FOUND: _found,
    EventKind.RENAME: _change,
    EventKind.CHANGE_KIND: _change,
    EventKind.MOVE: _change,
    EventKind.MERGE: _merge,
    EventKind.SPLIT: _split,
    EventKind.END: _end,
}


def _make(lives: UnitLives, new: NewUnit, event: UnitEvent) -> None:
    if new.id in lives.versions:
        raise BadUnitEvent(problem="unit_known", unit=new.name)
    if not new.name.strip() or not new.kind.strip() or not new.code.strip():
        raise BadUnitEvent(problem="name_missing", unit=new.code)
    if new.parent_id is not None:
        if new.parent_id in event.unit_ids and not event.survives:
            raise BadUnitEvent(problem="below_itself", unit=new.name)
        _check_living(lives, new.parent_id, event.day)
    lives.born[new.id] = new
    lives.versions[new.id] = [
        UnitVersion(
            new.id, new.name, new.short_name, new.kind, new.parent_id, new.code, event.day, None, event.document
        )
    ]


def _go_on(lives: UnitLives, after: UnitVersion, day: date) -> None:
    """Close the newest version of the unit the day before, and go on with the next; one of the same day is replaced."""
    versions = lives.versions[after.unit_id]
    if after.unit_id in lives.ended:
        raise BadUnitEvent(problem="ended_unit", unit=versions[-1].name, day=lives.ended[after.unit_id].isoformat())
    _check_order(versions, day)
    if versions[-1].valid_from == day:
        versions.pop()
    else:
        versions[-1] = replace(versions[-1], valid_to=day - ONE_DAY)
    versions.append(replace(after, valid_from=day, valid_to=None))


def _end_one(lives: UnitLives, unit_id: str, day: date) -> None:
    versions = lives.versions[unit_id]
    _check_order(versions, day)
    if versions[-1].valid_from == day:
        versions.pop()
    versions[-1] = replace(versions[-1], valid_to=day - ONE_DAY)
    lives.ended[unit_id] = day


def _children(lives: UnitLives, unit_id: str, day: date) -> list[str]:
    """The units that are below it on the day or will be on a later one."""
    return [
        child
        for child, versions in lives.versions.items()
        if any(version.parent_id == unit_id and version.holds_within(day, None) for version in versions)
    ]


# ---------------------------------------------------------------------------- what cannot be


def _check_form(event: UnitEvent) -> None:
    """Whether the event names as many units as its kind needs, and what is new."""
    kind, old, new = event.kind, len(event.unit_ids), len(event.results)
    needed: bool
    match kind:
        case EventKind.FOUND:
            needed = old == 0 and not event.into and new == 1
        case EventKind.MERGE:
            needed = new == 1 and old >= (1 if event.into else 2)
        case EventKind.SPLIT:
            needed = old == 1 and new >= (1 if event.survives else 2)
        case EventKind.RENAME:
            needed = (old, new) == (1, 0) and bool((event.name or "").strip())
        case EventKind.CHANGE_KIND:
            needed = (old, new) == (1, 0) and bool((event.unit_kind or "").strip())
        case EventKind.MOVE:
            needed = (old, new) == (1, 0) and event.parent_id is not None
        case EventKind.END:
            needed = (old, new) == (1, 0)
    named = (*event.unit_ids, *event.results)
    if not needed or len(set(named)) != len(named):
        raise BadUnitEvent(problem="incomplete", unit=kind.value)


def _check_living(lives: UnitLives, unit_id: str, day: date) -> None:
    """Whether the unit was there on the day and is still there."""
    if unit_id not in lives.versions:
        raise BadUnitEvent(problem="unknown_unit", unit=unit_id)
    versions = lives.versions[unit_id]
    if unit_id in lives.ended:
        raise BadUnitEvent(problem="ended_unit", unit=versions[-1].name, day=lives.ended[unit_id].isoformat())
    if versions[0].valid_from is not None and day < versions[0].valid_from:
        raise BadUnitEvent(problem="not_yet_there", unit=versions[0].name, day=versions[0].valid_from.isoformat())


def _check_order(versions: Sequence[UnitVersion], day: date) -> None:
    """Whether the day is not before the newest change; the first day of a unit is nobody's to replace."""
    newest = versions[-1].valid_from
    if newest is not None and (day < newest or (day == newest and len(versions) == 1)):
        raise BadUnitEvent(problem="out_of_order", unit=versions[-1].name, day=newest.isoformat())


def _check_tree(lives: UnitLives, day: date) -> None:
    """Whether no unit is below itself on the day of the event or any later one."""
    days = {day}
    for versions in lives.versions.values():
        days.update(each.valid_from for each in versions if each.valid_from is not None and each.valid_from > day)
    for each in days:
        above = {
            unit_id: version.parent_id
            for unit_id in lives.versions
            if (version := lives.version_on(unit_id, each)) is not None
        }
        if (unit_id := in_a_circle(above)) is not None:
            raise BadUnitEvent(problem="below_itself", unit=lives.versions[unit_id][-1].name)


def in_a_circle(above: dict[str, str | None]) -> str | None:
    """A unit that is below itself, by the parent of each; None when there is none."""
    settled: set[str] = set()
    for start in above:
        path: list[str] = []
        unit: str | None = start
        while unit is not None and unit in above and unit not in settled:
            if unit in path:
                return unit
            path.append(unit)
            unit = above[unit]
        settled.update(path)
    return None


def _check_code(lives: UnitLives, unit_id: str) -> None:
    """No two units have one code on one day."""
    own = lives.versions[unit_id][-1]
    key = code_key(own.code)
    for other, versions in lives.versions.items():
        for version in versions:
            if (
                other != unit_id
                and code_key(version.code) == key
                and version.holds_within(own.valid_from, own.valid_to)
            ):
                raise BadUnitEvent(problem="code_taken", unit=own.code)


def stands_now(lives: UnitLives, unit_id: str) -> Unit:
    """The unit as its newest version has it; of one that ended, its last."""
    last, born = lives.versions[unit_id][-1], lives.born[unit_id]
    return Unit(
        unit_id, last.code, last.name, last.kind, last.parent_id, born.aliases, last.short_name,
        born.codes, last.valid_from, last.document, lives.ended.get(unit_id),
    )  # fmt: skip
