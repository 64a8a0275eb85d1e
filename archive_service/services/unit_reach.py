"""Which part of the register somebody keeps; a unit outside it is not listed, not changed, and answers as none does.

Known to whoever has a role in a unit, also where it lies outside: the names of the units above it in its time, and of
those it came from and became.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive_service.domain.access import Act, Actor, kept_below, may_anywhere
from archive_service.domain.errors import BadUnitEvent, NotPermitted, UnknownUnit
from archive_service.domain.unit_events import Unit, UnitEvent
from archive_service.domain.units import UnitRegister


@dataclass(frozen=True, slots=True)
class KeptUnits:
    """The units of the register that somebody keeps; `everything` when there is none beside them."""

    register: UnitRegister
    unit_ids: frozenset[str]
    everything: bool

    def by_code(self, code: str) -> Unit:
        """The unit with this code or id. Raises UnknownUnit, also for one that is out of reach."""
        unit = self.register.by_code(code)
        if unit is None or unit.id not in self.unit_ids:
            raise UnknownUnit(unit=code[:64])
        return unit

    def holds(self, event: UnitEvent) -> bool:
        """Whether all units of the event are among them, those that it makes too where they are in the register."""
        return {*event.unit_ids, *event.results} <= self.unit_ids

    def check_made(self, event: UnitEvent) -> None:
        """Whether what the event makes comes to lie among them. Raises BadUnitEvent."""
        for new in event.made:
            if not self.everything and new.parent_id not in self.unit_ids:
                raise BadUnitEvent(problem="outside", unit=new.name)


def all_of(register: UnitRegister) -> KeptUnits:
    """The whole register, kept by one."""
    return KeptUnits(register, frozenset(register.units), everything=True)


def kept_units(actor: Actor, register: UnitRegister) -> KeptUnits:
    """What the actor keeps of the register as it stands now. Raises NotPermitted when nothing."""
    if not may_anywhere(actor, Act.MANAGE_UNITS):
        raise NotPermitted
    roots = kept_below(actor)
    if roots is None:
        return all_of(register)
    reached = frozenset[str]().union(*(register.below(root) for root in roots))
    return KeptUnits(register, reached, everything=reached >= register.units.keys())
