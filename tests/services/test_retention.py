"""Rules, holds and dispositions through the whole archive: two people, every trace gone, nothing comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from archive_service.bootstrap import SystemClock, local_operator, open_archive
from archive_service.domain.access import Actor, Role
from archive_service.domain.disposition import Council, DispositionState, ItemOutcome, ItemState, Tombstone
from archive_service.domain.errors import (
    BadField,
    Conflict,
    GoneMeanwhile,
    NotFound,
    NotPermitted,
    PaperOutOfOrder,
    SamePerson,
    UnknownUnit,
    WrongState,
)
from archive_service.domain.holds import HoldTarget, HoldTargetKind
from archive_service.domain.local_time import local_day
from archive_service.domain.records import AccessLevel
from archive_service.domain.retention import RuleState
from archive_service.domain.retention_clock import ClockState, RetentionStanding
from archive_service.ports import METADATA_NAME, ObjectVersion, StorageRoot
from archive_service.retention_profile import load_profile
from archive_service.services import Archive
from archive_service.services.condemning import HELD, condemn
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.services.retention_json import HOLDS, TOMBSTONES
from archive_service.services.weighing import ItemView
from tests.api.house import House
from tests.contracts.specimens import ManualClock
from tests.services.disposing import COUNCIL, SIDES, brought_to_execution, deposited, signed, step_taken
from tests.services.test_excuses import person

UNIT_HOLD = HoldTarget(HoldTargetKind.HELD_UNIT, "CB-A", date(2010, 1, 1), date(2010, 12, 31))


# ---------------------------------------------------------------------------- rules and clocks


def test_rules_are_proposed_by_one_and_approved_by_another(own_house: House, archivist: Actor, leader: Actor) -> None:
    rules = own_house.archive.rules
    proposed = rules.propose(archivist, load_profile())
    assert len(proposed) == len(load_profile())
    assert rules.propose(archivist, load_profile()) == []
    with pytest.raises(SamePerson):
        rules.decide(archivist, proposed[0].id, approve=True)
    with pytest.raises(NotPermitted):
        rules.decide(person(own_house, "s", Role.SECRETARY, "CB-A"), proposed[0].id, approve=True)
    approved = rules.decide(leader, proposed[0].id, approve=True)
    with pytest.raises(Conflict):
        rules.decide(leader, approved.id, approve=False)
    newer = rules.propose(archivist, [replace(load_profile()[0], name="Nghị quyết các loại")])[0]
    assert newer.supersedes == approved.id
    rules.decide(leader, newer.id, approve=True)
    states = {rule.id: rule.state for rule in rules.list(archivist)}
    assert (states[approved.id], states[newer.id]) == (RuleState.RULE_SUPERSEDED, RuleState.RULE_APPROVED)


def test_what_if_lists_what_would_move(ruled: House, archivist: Actor) -> None:
    record_id = deposited(ruled, archivist, "Giấy khen năm 2010")
    other = deposited(ruled, archivist, "Biên bản năm 2010", type_code="BB")
    rules = ruled.archive.rules
    rule = next(each for each in load_profile() if each.code == "giay-khen")
    longer = rules.propose(archivist, [replace(rule, period=replace(rule.period, years=30))])[0]
    found = rules.what_if(archivist, longer.id)
    assert [(each.record_id, each.before, each.after) for each in found.moved] == [
        (record_id, date(2021, 1, 1), date(2041, 1, 1))
    ]
    assert found.next is None
    assert other not in {each.record_id for each in found.moved}
    assert ruled.archive.retention.explain(archivist, record_id).state is ClockState.REVIEW_DUE


def test_a_deposit_and_a_closing_move_the_clock(ruled: House, archivist: Actor) -> None:
    archive = ruled.archive
    dossier = archive.dossiers.open(archivist, "CB-A", "Khen thưởng 2010")
    first = deposited(ruled, archivist, "Giấy khen A", dossier=dossier.id)
    assert archive.retention.explain(archivist, first).state is ClockState.OPEN_DOSSIER
    assert archive.retention.due(archivist) == []
    archive.dossiers.close(archivist, dossier.id, date(2010, 12, 31))
    assert [entry.record_id for entry in archive.retention.due(archivist)] == [first]
    later = deposited(ruled, archivist, "Giấy khen B", day="2024-01-05", dossier=dossier.id)
    assert archive.retention.due(archivist) == []
    assert archive.retention.explain(archivist, first).review_from == date(2035, 1, 1)
    archive.correction.correct(archivist, later, {"dossier": ""}, reason="sai hồ sơ", expected_version=1)
    assert [entry.record_id for entry in archive.retention.due(archivist)] == [first]
    archive.correction.correct(archivist, later, {"date": "2010-01-05"}, reason="sai ngày", expected_version=2)
    assert {entry.record_id for entry in archive.retention.due(archivist)} == {first, later}


def test_a_period_is_over_at_midnight_in_viet_nam(ruled: House, archivist: Actor) -> None:
    archive = ruled.archive
    record_id = deposited(ruled, archivist, "Giấy khen năm 2010")
    ruled.index()
    before = datetime(2020, 12, 31, 16, 59, tzinfo=UTC)
    due = {}
    for moment in (before, before + timedelta(minutes=1)):
        clock = ManualClock(moment)
        retention = replace(archive.retention, clock=clock)
        listed = [each.record_id for each in retention.due(archivist)]
        glance = retention.glance(archivist, record_id)
        assert glance is not None
        search = replace(archive.search, clock=clock)
        found = search.search(archivist, "", retention=RetentionStanding.UP_FOR_REVIEW).found
        eligible = retention.explain(archivist, record_id).eligible
        due[moment] = (listed, glance.state, eligible, [each.entry.record.id for each in found])
    assert list(due.values()) == [
        ([], ClockState.RUNNING_CLOCK, False, []),
        ([record_id], ClockState.REVIEW_DUE, True, [record_id]),
    ]


def test_who_may_not_read_learns_nothing(ruled: House, archivist: Actor) -> None:
    record_id = deposited(ruled, archivist, "Giấy khen kín", access_level=AccessLevel.RESTRICTED.value)
    stranger = person(ruled, "b", Role.SECRETARY, "CB-B")
    with pytest.raises(NotFound):
        ruled.archive.retention.explain(stranger, record_id)
    with pytest.raises(NotPermitted):
        ruled.archive.retention.due(stranger)
    auditor = person(ruled, "auditor", Role.AUDITOR, "DB-YT")
    assert ruled.archive.retention.due(auditor) == []
    assert len(ruled.archive.retention.due(archivist)) == 1


# ---------------------------------------------------------------------------- holds


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


# ---------------------------------------------------------------------------- disposition


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
