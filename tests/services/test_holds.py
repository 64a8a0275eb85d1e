"""Holds through the whole archive: they reach the store and later papers, need two people to go, and win a race."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, cast

import pytest

from archive_service.bootstrap import SystemClock
from archive_service.domain.access import Actor, Role
from archive_service.domain.errors import (
    BadField,
    Conflict,
    GoneMeanwhile,
    NotFound,
    NotPermitted,
    SamePerson,
    UnknownUnit,
)
from archive_service.domain.holds import HoldTarget, HoldTargetKind
from archive_service.ports import ObjectVersion, StorageRoot
from archive_service.services.condemning import HELD, condemn
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.services.retention_json import HOLDS
from tests.api.house import House
from tests.services.disposing import brought_to_execution, deposited
from tests.services.test_excuses import person

UNIT_HOLD = HoldTarget(HoldTargetKind.HELD_UNIT, "CB-A", date(2010, 1, 1), date(2010, 12, 31))


def test_a_hold_reaches_the_store_and_later_deposits(ruled: House, archivist: Actor, leader: Actor) -> None:
    archive = ruled.archive
    before = deposited(ruled, archivist, "Giấy khen trước")
    hold = archive.holds.place(leader, [UNIT_HOLD], reason="Thanh tra", authority="UBKT", document="5-QĐ/UBKT")
    after = deposited(ruled, archivist, "Giấy khen sau")
    elsewhere = deposited(ruled, archivist, "Giấy khen năm khác", day="2011-01-01")
    ruled.index()
    held = {each: archive.custody.storage.lock_state(RECORD_PREFIX + each).held for each in (before, after, elsewhere)}
    assert held == {before: True, after: True, elsewhere: False}
    assert not archive.retention.explain(archivist, before).eligible
    with pytest.raises(Conflict):
        archive.dispositions.propose(archivist, "Đợt 1", [before])
    with pytest.raises(Conflict):
        archive.holds.lift(archivist, hold.id)
    archive.holds.ask_to_lift(leader, hold.id, "Kết thúc thanh tra")
    with pytest.raises(SamePerson):
        archive.holds.lift(leader, hold.id)
    archive.holds.lift(archivist, hold.id)
    assert not archive.retention.explain(archivist, before).eligible  # until the store has let go as well
    ruled.index()
    assert archive.retention.explain(archivist, before).eligible
    assert not archive.custody.storage.lock_state(RECORD_PREFIX + before).held


def test_overlapping_holds_are_lifted_one_by_one(ruled: House, archivist: Actor, leader: Actor) -> None:
    holds, record_id = ruled.archive.holds, deposited(ruled, archivist, "Giấy khen hai lần")
    one = HoldTarget(HoldTargetKind.HELD_RECORD, record_id)
    first = holds.place(leader, [one], reason="Thanh tra", authority="UBKT", document="5-QĐ/UBKT")
    second = holds.place(archivist, [UNIT_HOLD], reason="Khiếu nại", authority="ĐU", document="6-CV/ĐU")
    holds.ask_to_lift(leader, first.id, "Xong")
    holds.lift(archivist, first.id)
    ruled.index()
    assert [hold.hold_id for hold in ruled.archive.retention.explain(archivist, record_id).holds] == [second.id]
    assert ruled.archive.custody.storage.lock_state(RECORD_PREFIX + record_id).held


def test_holds_need_a_right_and_a_reason(ruled: House, archivist: Actor) -> None:
    holds = ruled.archive.holds
    with pytest.raises(NotPermitted):
        holds.place(person(ruled, "s", Role.SECRETARY, "CB-A"), [UNIT_HOLD], reason="r", authority="a", document="d")
    with pytest.raises(BadField):
        holds.place(archivist, [UNIT_HOLD], reason=" ", authority="a", document="d")
    with pytest.raises(NotFound):
        holds.place(
            archivist, [HoldTarget(HoldTargetKind.HELD_RECORD, "rec_none")], reason="r", authority="a", document="d"
        )
    with pytest.raises(UnknownUnit):
        holds.place(archivist, [UNIT_HOLD, replace(UNIT_HOLD, id="CB-NONE")], reason="r", authority="a", document="d")


class Interrupted:
    """The storage root, with something that happens right after a hold was written to it and before it counts."""

    def __init__(self, inner: StorageRoot, meanwhile: Callable[[], object]) -> None:
        self.inner = inner
        self.meanwhile = meanwhile

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def put_version(self, object_id: str, **more: Any) -> ObjectVersion:
        written = self.inner.put_version(object_id, **more)
        if object_id.startswith(HOLDS.prefix):
            self.meanwhile()
        return written


@pytest.mark.parametrize("first", ["destruction", "hold"])
def test_a_destruction_in_the_middle_of_placing_a_hold(
    ruled: House, archivist: Actor, leader: Actor, first: str
) -> None:
    """Between the order in the store and the order in the catalog: who commits first wins, the other one is told."""
    archive, record_id = ruled.archive, deposited(ruled, archivist, "Giấy khen tranh chấp")
    disposition = brought_to_execution(ruled, archivist, leader, record_id)
    catalog, target = archive.custody.catalog, HoldTarget(HoldTargetKind.HELD_RECORD, record_id)
    seen: list[str] = []

    def condemned() -> None:
        seen.append(condemn(catalog, SystemClock(), archivist, disposition, disposition.items[0]))

    def held() -> None:
        archive.holds.place(leader, [target], reason="Khác", authority="UBKT", document="7-QĐ")
        condemned()

    meanwhile = condemned if first == "destruction" else held
    storage = cast(StorageRoot, Interrupted(archive.custody.storage, meanwhile))
    holds = replace(archive.holds, storage=storage)
    if first == "destruction":
        with pytest.raises(GoneMeanwhile):
            holds.place(leader, [target], reason="Thanh tra", authority="UBKT", document="5-QĐ")
        assert seen == [""]
        with pytest.raises(NotFound):
            archive.retrieve.record(archivist, record_id)
    else:
        holds.place(leader, [target], reason="Thanh tra", authority="UBKT", document="5-QĐ")
        assert seen == [HELD]
        assert len(archive.retention.explain(archivist, record_id).holds) == 2
    assert len(archive.holds.list(leader).holds) == (1 if first == "destruction" else 2)
