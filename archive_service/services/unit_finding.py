"""Finding a unit by anything it was ever called, and units that may be one and the same.

Nothing is ever merged by guess: look-alikes are shown, a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from archive_service.domain.unit_events import Unit, UnitVersion, code_key
from archive_service.domain.units import UnitRegister
from indexer.text.normalise import fold
from indexer.text.unit_names import unit_key

MOST_FOUND = 50
MOST_LOOK_ALIKES = 500
_NEAR = 0.88


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """A unit that was found, by which name or code, and the version that bore the name where one did."""

    unit: Unit
    by: str
    then: UnitVersion | None


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Two units that may be one. The reason is one of same_name, near_name, same_code."""

    one: Unit
    other: Unit
    reason: str


def find_units(register: UnitRegister, text: str, within: frozenset[str], limit: int = 10) -> tuple[FoundUnit, ...]:
    """Units of `within` that the words fit, best first: marks, letters' case and dots of codes do not matter.

    What begins with the words comes before what only holds them all, living units before those that ended.
    """
    wanted = fold(text).strip()
    words, key, code = wanted.split(), unit_key(text), code_key(text)
    if not wanted:
        return ()
    ranked = []
    for unit_id in within:
        best = min(_fits(register, unit_id, wanted, words, key, code), default=None)
        if best is not None:
            unit = register.units[unit_id]
            rank, name, position = best
            versions = register.lives.versions[unit_id]
            then = versions[position] if position < len(versions) else None
            ranked.append(((rank, unit.ended is not None, unit.name, unit.code), FoundUnit(unit, name, then)))
    ranked.sort(key=lambda each: each[0])
    return tuple(found for _, found in ranked[: max(1, min(limit, MOST_FOUND))])


def _fits(
    register: UnitRegister, unit_id: str, wanted: str, words: list[str], key: str, code: str
) -> Iterator[tuple[int, str, int]]:
    """How well each name and code fits (0 is best), the name, and the version that bears it, newest preferred."""
    versions = register.lives.versions[unit_id]
    for each in register.codes(unit_id):
        if code_key(each) == code:
            yield 0, each, len(versions)
        elif each.casefold().startswith(wanted):
            yield 3, each, len(versions)
    named = [(name, place) for place, v in enumerate(versions) for name in (v.name, v.short_name) if name]
    named += [(alias, len(versions)) for alias in register.units[unit_id].aliases]
    for name, place in named:
        folded = fold(name)
        if folded == wanted or (key and unit_key(name) == key):
            yield 1, name, place
        elif folded.startswith(wanted):
            yield 2, name, place
        elif all(word in folded for word in words):
            yield 4, name, place


def look_alikes(register: UnitRegister, within: frozenset[str] | None = None) -> tuple[LookAlike, ...]:
    """Living units below one superior whose names are the same or nearly so, and units with one code; at most 500."""
    living = [unit for unit in register.units.values() if unit.ended is None and (within is None or unit.id in within)]
    return tuple(each for each, _ in zip(_alike(living, register), range(MOST_LOOK_ALIKES), strict=False))


def _alike(living: list[Unit], register: UnitRegister) -> Iterator[LookAlike]:
    siblings: dict[str | None, list[tuple[Unit, str]]] = {}
    owners: dict[str, Unit] = {}
    for unit in living:
        for code in register.codes(unit.id):
            owner = owners.setdefault(code_key(code), unit)
            if owner.id != unit.id:
                yield LookAlike(owner, unit, "same_code")
        siblings.setdefault(unit.parent_id, []).append((unit, unit_key(unit.name)))
    for group in siblings.values():
        for place, (one, key) in enumerate(group):
            for other, other_key in group[place + 1 :]:
                if key == other_key:
                    yield LookAlike(one, other, "same_name")
                elif _near(key, other_key):
                    yield LookAlike(one, other, "near_name")


def _near(one: str, other: str) -> bool:
    """Number 3 and number 5 are two cells; Đồi Chè and Đồi Che may be one."""
    return re.findall(r"\d+", one) == re.findall(r"\d+", other) and SequenceMatcher(None, one, other).ratio() >= _NEAR
