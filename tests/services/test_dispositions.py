"""Dispositions through the whole archive: every step in order, every trace gone, nothing comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from archive_service.bootstrap import SystemClock, local_operator, open_archive
from archive_service.domain.access import Actor, Role
from archive_service.domain.disposition import Council, DispositionState, ItemOutcome, ItemState, Tombstone
from archive_service.domain.errors import (
    BadField,
    Conflict,
    NotFound,
    NotPermitted,
    PaperOutOfOrder,
    SamePerson,
    WrongState,
)
from archive_service.domain.holds import HoldTarget, HoldTargetKind
from archive_service.domain.local_time import local_day
from archive_service.domain.retention_clock import ClockState
from archive_service.ports import METADATA_NAME
from archive_service.services import Archive
from archive_service.services.condemning import condemn
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.services.retention_json import TOMBSTONES
from archive_service.services.weighing import ItemView
from tests.api.house import House
from tests.services.disposing import COUNCIL, SIDES, brought_to_execution, deposited, signed, step_taken
from tests.services.test_excuses import person

UNIT_HOLD = HoldTarget(HoldTargetKind.HELD_UNIT, "CB-A", date(2010, 1, 1), date(2010, 12, 31))


def test_every_step_in_order_and_another_person_decides(ruled: House, archivist: Actor, leader: Actor) -> None:
    service, record_id = ruled.archive.dispositions, deposited(ruled, archivist, "Giấy khen hết hạn")
    resolution = ruled.records["CB-A"]
    with pytest.raises(Conflict):
        service.propose(archivist, "Đợt 1", [resolution])
    listed = service.propose(archivist, "Đợt 1", [record_id])
    with pytest.raises(Conflict):
        service.propose(archivist, "Đợt 2", [record_id])
    for early in ("council", "request", "superior", "handover", "certificate"):
        with pytest.raises(WrongState):
            step_taken(ruled, archivist, listed.id, early)
    with pytest.raises(WrongState):
        service.weigh(archivist, listed.id, {})
    with pytest.raises(BadField):
        service.take_step(archivist, listed.id, "founding", signed(ruled, "1-QĐ"), council=Council("", "B"))
    step_taken(ruled, archivist, listed.id, "submission")
    assert step_taken(ruled, archivist, listed.id, "founding").council == COUNCIL
    now = signed(ruled, "2-BB")
    for wrong in (now.day + timedelta(days=2), now.day - timedelta(days=30)):
        with pytest.raises(PaperOutOfOrder):
            service.take_step(archivist, listed.id, "council", replace(now, day=wrong))
    with pytest.raises(BadField):
        service.take_step(archivist, listed.id, "council", replace(now, number=" "))
    for step in ("council", "request", "superior"):
        step_taken(ruled, archivist, listed.id, step)
    both = replace(leader, user_id=archivist.user_id)
    with pytest.raises(SamePerson):
        step_taken(ruled, both, listed.id, "decision")
    with pytest.raises(NotPermitted):
        step_taken(ruled, archivist, listed.id, "decision")
    step_taken(ruled, leader, listed.id, "decision")
    with pytest.raises(WrongState):
        service.execute(archivist, listed.id)  # nobody has handed the papers over yet
    with pytest.raises(BadField):
        service.take_step(archivist, listed.id, "handover", signed(ruled, "4-BB"))  # between whom?
    done = step_taken(ruled, archivist, listed.id, "handover")
    assert done.handing_over == SIDES
    assert [step.state.value for step in done.steps] == [
        "submitted", "council_founded", "council_done", "opinion_asked", "superior_opinion", "decided", "handed_over",
    ]  # fmt: skip
    service.drop(archivist, listed.id)
    service.propose(archivist, "Đợt 2", [record_id])


def test_a_destroyed_record_leaves_its_tombstone_alone(ruled: House, archivist: Actor, leader: Actor) -> None:
    archive, record_id = ruled.archive, deposited(ruled, archivist, "Giấy khen chim én")
    ruled.index()
    assert archive.search.search(archivist, "chim én").total == 1
    disposition = brought_to_execution(ruled, archivist, leader, record_id)
    done = archive.dispositions.execute(archivist, disposition.id)
    assert (done.state, done.items[0].state) == (DispositionState.BACKUPS_AGING, ItemState.ITEM_DESTROYED)
    with pytest.raises(NotFound):
        archive.custody.storage.head(RECORD_PREFIX + record_id)
    left = [path.name for path in (ruled.settings.data_dir / "store" / "objects").rglob("*") if record_id in path.name]
    assert [name for name in left if "tombstone" not in name] == []
    assert archive.custody.derived.get(record_id, "text.json") is None
    assert archive.search.search(archivist, "chim én").total == 0
    stone = archive.dispositions.tombstone(archivist, record_id)
    assert stone is not None
    assert (stone.decision, stone.files) == ("3-QĐ/ĐU", done.items[0].files)
    assert archive.dispositions.tombstone(person(ruled, "b", Role.SECRETARY, "CB-B"), record_id) is None
    with pytest.raises(Conflict):
        archive.dispositions.close(archivist, disposition.id)
    with pytest.raises(Conflict):
        archive.dispositions.execute(archivist, disposition.id)
    assert deposited(ruled, archivist, "Giấy khen chim én") != record_id


def test_a_hold_after_the_decision_wins(ruled: House, archivist: Actor, leader: Actor) -> None:
    archive = ruled.archive
    held, free = deposited(ruled, archivist, "Giấy khen giữ"), deposited(ruled, archivist, "Giấy khen bỏ", "2009-01-01")
    disposition = brought_to_execution(ruled, archivist, leader, held, free)
    archive.holds.place(leader, [UNIT_HOLD], reason="Thanh tra", authority="UBKT", document="5-QĐ/UBKT")
    done = archive.dispositions.execute(archivist, disposition.id)
    assert [(item.state, item.withheld_because) for item in done.items] == [
        (ItemState.ITEM_WITHHELD, "held"), (ItemState.ITEM_DESTROYED, ""),
    ]  # fmt: skip
    assert archive.retrieve.record(archivist, held).record.id == held


def test_the_council_may_keep_extend_and_make_permanent(ruled: House, archivist: Actor, leader: Actor) -> None:
    archive = ruled.archive
    ids = [deposited(ruled, archivist, f"Giấy khen {word}") for word in ("một", "hai", "ba", "bốn")]
    views = {
        ids[0]: ItemView(ItemOutcome.KEEP_ITEM, None, "Đồng chí Cường đề nghị hủy", "còn dùng để tra cứu"),
        ids[1]: ItemView(ItemOutcome.EXTEND_ITEM, 5),
        ids[2]: ItemView(ItemOutcome.MAKE_PERMANENT),
    }
    listed = brought_to_execution(ruled, archivist, leader, *ids, views=views)
    done = archive.dispositions.execute(archivist, listed.id)
    assert [item.state for item in done.items] == [ItemState.ITEM_KEPT] * 3 + [ItemState.ITEM_DESTROYED]
    assert (done.items[0].dissent, done.items[0].overruled) == ("Đồng chí Cường đề nghị hủy", "còn dùng để tra cứu")
    year = local_day(datetime.now(UTC)).year
    explain = archive.retention.explain
    assert explain(archivist, ids[0]).state is ClockState.REVIEW_DUE
    assert explain(archivist, ids[1]).review_from == date(year + 6, 1, 1)
    assert explain(archivist, ids[2]).state is ClockState.KEPT_FOR_EVER
    assert [entry.record_id for entry in archive.retention.due(archivist)] == [ids[0]]


def test_an_interrupted_execution_goes_on(ruled: House, archivist: Actor, leader: Actor) -> None:
    archive = ruled.archive
    ids = [deposited(ruled, archivist, f"Giấy khen {word}") for word in ("một", "hai")]
    disposition = brought_to_execution(ruled, archivist, leader, *ids)
    # What a crash right after the catalog's transaction leaves: the record is gone there, its bytes still stand.
    assert condemn(archive.custody.catalog, SystemClock(), archivist, disposition, disposition.items[0]) == ""
    assert archive.custody.storage.head(RECORD_PREFIX + ids[0]).number == 1
    with pytest.raises(NotFound):
        archive.retrieve.record(archivist, ids[0])
    assert archive.custody.reconcile(local_operator(archive)).adopted == ()
    done = archive.dispositions.execute(archivist, disposition.id)
    assert {item.state for item in done.items} == {ItemState.ITEM_DESTROYED}
    for record_id in ids:
        with pytest.raises(NotFound):
            archive.custody.storage.head(RECORD_PREFIX + record_id)


def test_a_rebuild_brings_registers_back_and_no_destroyed_record(
    ruled: House, archivist: Actor, leader: Actor, tmp_path: Path
) -> None:
    archive = ruled.archive
    gone, kept = deposited(ruled, archivist, "Giấy khen hủy"), deposited(ruled, archivist, "Giấy khen gia hạn")
    views = {kept: ItemView(ItemOutcome.EXTEND_ITEM, 5)}
    listed = brought_to_execution(ruled, archivist, leader, gone, kept, views=views)
    done = archive.dispositions.execute(archivist, listed.id)
    hold = archive.holds.place(leader, [UNIT_HOLD], reason="Thanh tra", authority="UBKT", document="5-QĐ/UBKT")
    (ruled.settings.data_dir / "catalog.sqlite3").rename(tmp_path / "lost.sqlite3")
    again = open_archive(ruled.settings)
    try:
        again.custody.rebuild(local_operator(again))
        assert again.dispositions.get(archivist, done.id) == done
        assert again.dispositions.tombstone(archivist, gone) == archive_stone(again, gone)
        assert again.tombstones.list(archivist, words="giay khen huy").stones == (archive_stone(again, gone),)
        with pytest.raises(NotFound):
            again.retrieve.record(archivist, gone)
        decision = again.retention.explain(archivist, kept)
        assert decision.review_from == date(local_day(datetime.now(UTC)).year + 6, 1, 1)
        assert [each.hold_id for each in decision.holds] == [hold.id]
    finally:
        again.close()


def archive_stone(archive: Archive, record_id: str) -> Tombstone:
    """The tombstone as the store has it."""
    with archive.custody.storage.read(TOMBSTONES.prefix + record_id, METADATA_NAME) as content:
        return TOMBSTONES.from_json(content.read())


def test_duplicates_go_the_same_way(ruled: House, archivist: Actor, leader: Actor) -> None:
    service = ruled.archive.dispositions
    one, two = deposited(ruled, archivist, "Giấy khen A", "2024-01-01"), ruled.records["CB-A"]
    listed = brought_to_execution(ruled, archivist, leader, one, kept_copies={one: two})
    done = service.execute(archivist, listed.id)
    assert done.items[0].withheld_because == "no_copy"
    assert ruled.archive.retrieve.record(archivist, one).record.id == one
