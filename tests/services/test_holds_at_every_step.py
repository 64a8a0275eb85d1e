"""A hold of every kind, placed after every step of a disposition and in the middle of its execution, always wins.

Two people at the same moment, thousands of times on SQLite and PostgreSQL: tests/contracts/hold_race_contract.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

import pytest

from archive_service.domain.access import Actor, Role
from archive_service.domain.disposition import ItemState
from archive_service.domain.holds import HoldTarget, HoldTargetKind
from archive_service.services.destruction import Destruction
from archive_service.services.disposition import DispositionService
from indexer.model import Filters
from tests.api.house import House, copy_of
from tests.services.disposing import STEPS, deposited, rules_in_force, signed, step_taken
from tests.services.test_excuses import person

MOMENTS = ("proposal", *STEPS, "execution")
KINDS = ("record", "dossier", "unit", "frozen list")
FIRST = date(2010, 1, 5)


@dataclass(frozen=True)
class Office:
    """A house, its two people, and one record for each moment and kind of hold, with its day and dossier."""

    house: House
    archivist: Actor
    leader: Actor
    records: dict[tuple[str, str], tuple[str, date, str | None]]

    def hold(self, moment: str, kind: str) -> None:
        """Hold the record of this moment and kind, and no other."""
        archive, (record, day, dossier) = self.house.archive, self.records[moment, kind]
        order: dict[str, Any] = {"reason": "Thanh tra", "authority": "UBKT", "document": "5-QĐ/UBKT"}
        if kind == "frozen list":
            kept = archive.saved_searches.save(self.leader, moment, _word(moment, kind), Filters())
            archive.search_holds.place(self.leader, kept.id, seen=1, **order)
            return
        target = {
            "record": HoldTarget(HoldTargetKind.HELD_RECORD, record),
            "dossier": HoldTarget(HoldTargetKind.HELD_DOSSIER, dossier or ""),
            "unit": HoldTarget(HoldTargetKind.HELD_UNIT, "CB-A", day, day),
        }[kind]
        archive.holds.place(self.leader, [target], **order)


def _word(moment: str, kind: str) -> str:
    """A word that stands in one record only."""
    return f"{moment}{kind}".replace(" ", "").replace("_", "")


@pytest.fixture
def office(closed_staff: House, tmp_path: Any) -> Iterator[Office]:
    house = copy_of(closed_staff, tmp_path / "office")
    archivist, leader = (person(house, role.value, role, "DB-YT") for role in (Role.ARCHIVIST, Role.LEADER))
    rules_in_force(house, archivist, leader)
    records = {}
    for number, (moment, kind) in enumerate((moment, kind) for moment in MOMENTS for kind in KINDS):
        day, words, dossier = FIRST + timedelta(days=number), _word(moment, kind), None
        if kind == "dossier":
            dossier = house.archive.dossiers.open(archivist, "CB-A", words, opened_at=day).id
        more = {"dossier": dossier} if dossier else {}
        record = deposited(house, archivist, words, day.isoformat(), **more)
        if dossier:
            house.archive.dossiers.close(archivist, dossier, day)
        records[moment, kind] = (record, day, dossier)
    house.index()
    yield Office(house, archivist, leader, records)
    house.archive.close()


class Meanwhile:
    """The destruction of records, with something that happens before the first of them goes."""

    def __init__(self, inner: Destruction, happens: Callable[[], None]) -> None:
        self.inner, self.happens = inner, happens
        self.begun = False

    def destroy(self, *args: Any) -> str:
        withheld = self.inner.destroy(*args)
        if not self.begun:
            self.begun = True
            self.happens()
        return withheld


def _interrupted(service: DispositionService, happens: Callable[[], None]) -> DispositionService:
    destruction = cast(Destruction, Meanwhile(service.execution.destruction, happens))
    return replace(service, execution=replace(service.execution, destruction=destruction))


def test_a_hold_placed_at_any_step_keeps_its_record(office: Office) -> None:
    house = office.house
    free = deposited(house, office.archivist, "Giấy khen không ai giữ", "2009-01-05")
    service = house.archive.dispositions

    def hold_all(moment: str) -> None:
        for kind in KINDS:
            office.hold(moment, kind)

    listed = service.propose(office.archivist, "Đợt 1", [free, *(record for record, _, _ in office.records.values())])
    hold_all("proposal")
    for step in STEPS:
        if step == "decision":
            service.take_step(office.leader, listed.id, step, signed(house, "3-QĐ/ĐU"))
        else:
            step_taken(house, office.archivist, listed.id, step)
        hold_all(step)
    done = _interrupted(service, lambda: hold_all("execution")).execute(office.archivist, listed.id)
    fates = {item.record_id: (item.state, item.withheld_because) for item in done.items}
    assert fates.pop(free) == (ItemState.ITEM_DESTROYED, "")
    assert set(fates.values()) == {(ItemState.ITEM_WITHHELD, "held")}
    assert len(fates) == len(MOMENTS) * len(KINDS)
    for record, _, _ in office.records.values():
        assert house.archive.retrieve.record(office.archivist, record).record.id == record
