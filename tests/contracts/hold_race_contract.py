"""Holds against destructions: whatever the order, a record under a hold is never destroyed.

Two people work at the same moment, again and again: one places a hold, the other carries a decision out. Whoever
comes first in the catalog wins, and the other one learns of it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from archive_service.domain.access import Actor
from archive_service.domain.disposition import Disposition, DispositionItem, DispositionState
from archive_service.domain.holds import FrozenSearch, Hold, HoldTarget, HoldTargetKind
from archive_service.ports import Catalog
from archive_service.services.condemning import HELD, condemn
from tests.contracts.retention_contract import a_disposition, a_hold, an_item, approved, minutes
from tests.contracts.specimens import CELL_8, ManualClock, a_dossier, with_units

AT_ONCE = 25
KINDS = (*HoldTargetKind, "frozen list")
"""What a hold can lie over; a frozen list names every record of a round, as a hold over a saved search does."""
DAY = date(2002, 2, 7)


class HoldRaceContract:
    """Inherit and provide the fixtures `catalog` and `clock`; `rounds` says how many records are fought over."""

    @pytest.fixture
    def rounds(self) -> int:
        """How many in all; `make hold-races` asks for thousands."""
        return int(os.environ.get("HOLD_RACES", "300"))

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_held_record_is_never_destroyed(
        self, catalog: Catalog, clock: ManualClock, rounds: int, kind: str
    ) -> None:
        clock.time = clock.time.replace(year=2043)
        with_units(catalog)
        with catalog.write() as tx:
            tx.retention.keep_rule(approved())
        won = {"hold": 0, "destruction": 0}
        for first in range(0, rounds // len(KINDS), AT_ONCE):
            for outcome in self._fight(catalog, clock, kind, first):
                won[outcome] += 1
        assert won["hold"] + won["destruction"] >= rounds // len(KINDS)
        assert won["hold"] > 0
        assert won["destruction"] > 0

    def _fight(self, catalog: Catalog, clock: ManualClock, kind: str, first: int) -> list[str]:
        """Fresh records, and for each one a hold and a destruction that start at the same moment."""
        numbers = range(first + 1, first + AT_ONCE + 1)
        records = [minutes(number, DAY, dossier=a_dossier(number).id) for number in numbers]
        with catalog.write() as tx:
            for number in numbers:
                tx.dossiers.add(replace(a_dossier(number), kind="general", closed_at=DAY))
            for record in records:
                tx.records.add(record)
        disposition = replace(
            a_disposition(*(an_item(record) for record in records), number=first),
            state=DispositionState.EXECUTION_BEGUN, decided_by="usr_b",
        )  # fmt: skip
        outcomes = []
        for turn, (record, item) in enumerate(zip(records, disposition.items, strict=True)):
            hold = _hold_over(kind, first + turn, item, [each.id for each in records])
            seen = _at_once(catalog, clock, hold, disposition, item, hold_last=turn % 2 == 0)
            outcomes.append(self._judge(catalog, record.id, seen))
            lifted = replace(hold, lift_asked_by="usr_a", lifted_by="usr_b", lifted_at=hold.placed_at)
            with catalog.write() as tx:
                tx.holds.keep(lifted)
                tx.holds.release(hold.id)
        return outcomes

    def _judge(self, catalog: Catalog, record_id: str, seen: dict[str, object]) -> str:
        """Exactly one of the two: held and there, or gone before the hold, and told so."""
        with catalog.read() as tx:
            there = tx.records.get(record_id, None) is not None
            buried = bool(tx.dispositions.buried([record_id]))
        assert there != buried
        if seen["withheld"] == HELD:
            assert there
            assert not seen["gone when held"]
            return "hold"
        assert seen["withheld"] == ""
        assert buried
        assert seen["gone when held"] == {record_id}
        return "destruction"


def _hold_over(kind: str, number: int, item: DispositionItem, listed: Sequence[str]) -> Hold:
    """A hold of this kind that lies over the item; a frozen list also over everything else that is listed."""
    if kind == HoldTargetKind.HELD_UNIT:
        year = HoldTarget(HoldTargetKind.HELD_UNIT, CELL_8.id, date(DAY.year, 1, 1), date(DAY.year, 12, 31))
        return a_hold(year, number=number)
    if kind == HoldTargetKind.HELD_DOSSIER:
        return a_hold(HoldTarget(HoldTargetKind.HELD_DOSSIER, str(item.dossier_id)), number=number)
    if kind == HoldTargetKind.HELD_RECORD:
        return a_hold(HoldTarget(HoldTargetKind.HELD_RECORD, item.record_id), number=number)
    hold = a_hold(*(HoldTarget(HoldTargetKind.HELD_RECORD, each) for each in listed), number=number)
    return replace(hold, frozen=FrozenSearch("giấy khen", {}, hold.placed_at, 1, "0" * 64, 0))


def _at_once(
    catalog: Catalog,
    clock: ManualClock,
    hold: Hold,
    disposition: Disposition,
    item: DispositionItem,
    *,
    hold_last: bool,
) -> dict[str, object]:
    """Place the hold and carry the decision out, started at the same moment; what each of the two learned.

    Who comes to the gate last finds it open and has a little lead: it is the one, then the other.
    """
    seen: dict[str, object] = {}
    gate = threading.Barrier(2)

    def place() -> None:
        gate.wait()
        with catalog.write() as tx:
            tx.retention.guard()
            tx.holds.keep(hold)
            seen["gone when held"] = tx.dispositions.buried([item.record_id])

    def destroy() -> None:
        gate.wait()
        seen["withheld"] = condemn(catalog, clock, Actor("usr_c", "C", ()), disposition, item)

    threads = [threading.Thread(target=work) for work in ((destroy, place) if hold_last else (place, destroy))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen
