"""The register of units (tổ chức đảng): who is below whom, now and then, and what became of whom.

Two questions are asked of it that look alike. What a *right* reaches is `below`: a unit with everything below it and
everything that became part of it, for rights follow responsibility. What a *search* means is `meant`: what stood below
the unit in the time that is asked about, with those that came before and after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from archive_service.domain.unit_events import (
    NO_HISTORY,
    ONE_DAY,
    Unit,
    UnitHistory,
    UnitLives,
    UnitVersion,
    code_key,
)
from archive_service.domain.unit_history import replay, stands_now


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name of a unit while it stood below one superior; the days are inclusive, None is open."""

    unit_id: str
    name: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class UnitRegister:
    """All units there ever were, by id, as they stand now. Built once per version of the register and then only read.

    Raises BadUnitEvent for a history that cannot be.
    """

    history: UnitHistory = NO_HISTORY
    version: int = 0
    lives: UnitLives = field(init=False, repr=False, compare=False)
    units: dict[str, Unit] = field(init=False, repr=False, compare=False)
    _by_code: dict[str, str] = field(init=False, repr=False, compare=False)
    _children: dict[str | None, list[str]] = field(init=False, repr=False, compare=False)
    _before: dict[str, list[str]] = field(init=False, repr=False, compare=False)
    _bearers: Counter[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lives = replay(self.history)
        standing = (stands_now(lives, unit_id) for unit_id in lives.versions)
        # Sorted here: databases disagree on the order of words.
        units = {unit.id: unit for unit in sorted(standing, key=lambda unit: unit.code)}
        children: dict[str | None, list[str]] = {}
        for unit in units.values():
            children.setdefault(unit.parent_id, []).append(unit.id)
        bearers = Counter(name for versions in lives.versions.values() for name in {each.name for each in versions})
        before: dict[str, list[str]] = {}
        for each in lives.successions:
            if each.whole:
                before.setdefault(each.after, []).append(each.before)
        for name, value in (
            ("lives", lives), ("units", units), ("_by_code", _codes(units, lives)), ("_children", children),
            ("_before", before), ("_bearers", bearers),
        ):  # fmt: skip
            object.__setattr__(self, name, value)

    def by_code(self, code: str) -> Unit | None:
        """The unit with this code or id: the one that bears the code now, else the one that bore it last."""
        if code in self.units:
            return self.units[code]
        return self.units.get(self._by_code.get(code_key(code), ""))

    def name_apart(self, unit_id: str, day: date | None = None) -> str:
        """The name of a unit on the day (without one: today), with its superior's of then where another bore it too.

        Of an unknown unit its id.
        """
        version = self.version_on(unit_id, day)
        if version is None:
            return unit_id
        superior = self.version_on(version.parent_id, day) if version.parent_id else None
        return f"{version.name} ({superior.name})" if superior and self._bearers[version.name] > 1 else version.name

    def below(self, unit_id: str) -> frozenset[str]:
        """What a scope covers: the unit, everything below it, and everything that became part of these.

        Empty when the unit is not in the register. A unit that ended belongs to whoever took over as a whole, and
        stays where it last was; a unit that only gave something away keeps what is its own.
        """
        if unit_id not in self.units:
            return frozenset()
        found: set[str] = set()
        waiting = [unit_id]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting.extend(self._children.get(current, ()))
                waiting.extend(self._before.get(current, ()))
        return frozenset(found)

    def lineage(self, unit_id: str) -> frozenset[str]:
        """The unit with all that came before it and all that came after, not with those that only share one of them."""
        earlier = _reach(unit_id, ((each.after, each.before) for each in self.lives.successions))
        return earlier | _reach(unit_id, ((each.before, each.after) for each in self.lives.successions))

    def stood_below(self, unit_id: str, first: date | None = None, last: date | None = None) -> frozenset[str]:
        """The unit and what stood below it on any day from `first` to `last`.

        Without days: what stands below it now, or stood on the last day of a unit that ended.
        """
        if unit_id not in self.units:
            return frozenset()
        if first is None and last is None:
            ended = self.units[unit_id].ended
            first = last = ended - ONE_DAY if ended else date.max
        below = (
            (version.parent_id, version.unit_id)
            for versions in self.lives.versions.values()
            for version in versions
            if version.parent_id is not None and version.holds_within(first, last)
        )
        return _reach(unit_id, below)

    def meant(
        self, unit_id: str, first: date | None = None, last: date | None = None, *, lineage: bool = True
    ) -> frozenset[str]:
        """The units a search for this one is about: it and what stood below it in that time.

        With `lineage` also those they came from and became; what came before the unit counts with what stood below
        it, so that a new ward finds the cells of the old ones.
        """
        if unit_id not in self.units:
            return frozenset()
        if not lineage:
            return self.stood_below(unit_id, first, last)
        found = self.stood_below_it_or_before(unit_id, first, last)
        return found.union(*(self.lineage(each) for each in found))

    def stood_below_it_or_before(
        self, unit_id: str, first: date | None = None, last: date | None = None
    ) -> frozenset[str]:
        """What stood in that time below the unit or below what became it as a whole, those themselves among it.

        So a new province is asked for years in which its communes stood below the old one.
        """
        before = _reach(unit_id, ((each.after, each.before) for each in self.lives.successions if each.whole))
        return frozenset[str]().union(*(self.stood_below(root, first, last) for root in {unit_id, *before}))

    def version_on(self, unit_id: str, day: date | None) -> UnitVersion | None:
        """What the unit was on the day; before its first day its first version, after its last its last."""
        versions = self.lives.versions.get(unit_id)
        if not versions:
            return None
        if day is None:
            return versions[-1]
        there = self.lives.version_on(unit_id, day)
        if there is not None:
            return there
        before_all = versions[0].valid_from is not None and day < versions[0].valid_from
        return versions[0] if before_all else versions[-1]

    def names(self, unit_id: str) -> tuple[str, ...]:
        """Every name the unit ever bore, newest first, with its short names and aliases; each once."""
        told: list[str] = []
        for version in reversed(self.lives.versions.get(unit_id, [])):
            told += [version.name, version.short_name]
        unit = self.units.get(unit_id)
        told += unit.aliases if unit else ()
        return tuple(dict.fromkeys(name for name in told if name))

    def searched_names(self, unit_id: str) -> tuple[str, ...]:
        """What the papers of a unit are found under: its own names and codes, then those of its lineage."""
        others = sorted(self.lineage(unit_id) - {unit_id})
        told = [name for each in (unit_id, *others) for name in (*self.names(each), *self.codes(each))]
        return tuple(dict.fromkeys(told))

    def codes(self, unit_id: str) -> tuple[str, ...]:
        """Every code the unit ever had, newest first; each once."""
        unit = self.units.get(unit_id)
        dated = [each.code for each in unit.codes] if unit else []
        return tuple(dict.fromkeys([v.code for v in reversed(self.lives.versions.get(unit_id, []))] + dated))

    def dated_names(self) -> Iterator[DatedName]:
        """Each unit under each name and superior it had, with the days: what a printed head is compared with."""
        for versions in self.lives.versions.values():
            for version in versions:
                above = self.lives.versions.get(version.parent_id or "", [])
                of_time = [each for each in above if each.holds_within(version.valid_from, version.valid_to)]
                if not of_time:
                    yield DatedName(version.unit_id, version.name, None, version.valid_from, version.valid_to)
                for parent in of_time:
                    first = max((day for day in (version.valid_from, parent.valid_from) if day), default=None)
                    last = min((day for day in (version.valid_to, parent.valid_to) if day), default=None)
                    yield DatedName(version.unit_id, version.name, parent.name, first, last)

    def tree_on(self, day: date) -> Iterator[tuple[int, UnitVersion]]:
        """The units that were there on the day with their depth, in the order of a tree."""
        there = {
            unit_id: version
            for unit_id in self.lives.versions
            if (version := self.lives.version_on(unit_id, day)) is not None
        }
        children: dict[str | None, list[UnitVersion]] = {}
        for version in sorted(there.values(), key=lambda each: (each.name, each.unit_id), reverse=True):
            children.setdefault(version.parent_id if version.parent_id in there else None, []).append(version)
        waiting = [(0, version) for version in children.get(None, [])]
        while waiting:
            depth, version = waiting.pop()
            yield depth, version
            waiting.extend((depth + 1, child) for child in children.get(version.unit_id, []))


def _codes(units: dict[str, Unit], lives: UnitLives) -> dict[str, str]:
    """Whose each code is: of codes that were given again, the newest owner's."""
    dated: list[tuple[date, str, str]] = []
    for unit_id, versions in lives.versions.items():
        for code, last in [(v.code, v.valid_to) for v in versions] + [
            (c.code, c.valid_to) for c in units[unit_id].codes
        ]:
            dated.append((last or date.max, code_key(code), unit_id))
    return {key: unit_id for _, key, unit_id in sorted(dated)}


def _reach(start: str, steps: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Where the steps lead from here, here included."""
    leads: dict[str, list[str]] = {}
    for origin, target in steps:
        leads.setdefault(origin, []).append(target)
    found: set[str] = set()
    waiting = [start]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(leads.get(current, ()))
    return frozenset(found)
