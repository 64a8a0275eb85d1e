"""Units through time: what events do, which cannot be, and what holds for every history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from archive_service.domain.errors import BadUnitEvent
from archive_service.domain.unit_events import (
    DatedCode,
    EventKind,
    FoundingDocument,
    NewUnit,
    Unit,
    UnitEvent,
    UnitHistory,
    UnitVersion,
    code_key,
)
from archive_service.domain.unit_history import check_whole, replay, with_event
from archive_service.domain.unit_json import event_facts, event_of, unit_facts, unit_of
from archive_service.domain.units import UnitRegister

DAY = date(2025, 7, 1)
BEFORE = date(2025, 6, 30)
UNITS = (
    Unit("p", "P", "Đảng bộ tỉnh Yên Bái", "province", None),
    Unit("d", "D", "Đảng bộ thành phố Yên Bái", "district", "p"),
    Unit("w", "W", "Đảng bộ phường Yên Thịnh", "committee", "d"),
    Unit("v", "V", "Đảng bộ phường Đồng Tâm", "committee", "d"),
    Unit("a", "A", "Chi bộ Tổ dân phố số 8", "cell", "w", codes=(DatedCode("38.168.053.000.001"),)),
    Unit("b", "B", "Chi bộ Tổ dân phố số 3", "cell", "w"),
    Unit("c", "C", "Chi bộ Tổ dân phố số 8", "cell", "v"),
)
START = UnitHistory(UNITS)
NEW_WARD = NewUnit("n", "N", "Đảng bộ phường Yên Bái", "committee", "p")
WARDS_MERGE = UnitEvent(EventKind.MERGE, DAY, ("w", "v"), made=(NEW_WARD,))
DECISION = FoundingDocument("Quyết định 12-QĐ/TU", "rec_1")


def after(*events: UnitEvent, start: UnitHistory = START) -> UnitRegister:
    for event in events:
        start = with_event(start, event)
    return UnitRegister(start, 1)


def problem_of(*events: UnitEvent) -> str:
    with pytest.raises(BadUnitEvent) as caught:
        after(*events)
    return str(caught.value.facts["problem"])


def test_units_of_one_name_are_told_apart_by_their_superiors() -> None:
    register = after()
    assert [register.name_apart(each) for each in "abc"] == [
        "Chi bộ Tổ dân phố số 8 (Đảng bộ phường Yên Thịnh)",
        "Chi bộ Tổ dân phố số 3",
        "Chi bộ Tổ dân phố số 8 (Đảng bộ phường Đồng Tâm)",
    ]
    assert register.name_apart("p") == "Đảng bộ tỉnh Yên Bái"
    assert register.name_apart("unknown") == "unknown"


def test_of_an_older_day_the_superior_of_then_tells_them_apart() -> None:
    register = after(WARDS_MERGE)
    assert register.name_apart("a", BEFORE) == "Chi bộ Tổ dân phố số 8 (Đảng bộ phường Yên Thịnh)"
    assert register.name_apart("a") == register.name_apart("c") == "Chi bộ Tổ dân phố số 8 (Đảng bộ phường Yên Bái)"


def test_a_renamed_unit_keeps_its_id_and_its_old_name_for_its_old_days() -> None:
    register = after(UnitEvent(EventKind.RENAME, DAY, ("a",), name="Chi bộ Yên Thịnh 8", document=DECISION))
    assert register.units["a"].name == "Chi bộ Yên Thịnh 8"
    assert [(v.name, v.valid_from, v.valid_to) for v in register.lives.versions["a"]] == [
        ("Chi bộ Tổ dân phố số 8", None, BEFORE),
        ("Chi bộ Yên Thịnh 8", DAY, None),
    ]
    assert register.version_on("a", BEFORE).name == "Chi bộ Tổ dân phố số 8"  # type: ignore[union-attr]
    assert register.version_on("a", DAY).document == DECISION  # type: ignore[union-attr]
    assert register.names("a") == ("Chi bộ Yên Thịnh 8", "Chi bộ Tổ dân phố số 8")


def test_a_merger_hands_on_papers_and_the_units_below() -> None:
    register = after(WARDS_MERGE)
    assert {register.units[cell].parent_id for cell in "abc"} == {"n"}
    assert register.units["w"].ended == DAY
    assert register.below("n") == set("nwvabc")
    assert register.below("w") == {"w"}
    assert register.below("p") == set("pdnwvabc")
    assert register.lineage("w") == {"w", "n"}
    assert register.lineage("n") == {"n", "w", "v"}


def test_the_cells_of_a_ward_are_those_that_were_there_then() -> None:
    moved = UnitEvent(EventKind.MOVE, date(2022, 3, 16), ("b",), parent_id="v")
    register = after(moved, WARDS_MERGE)
    march = (date(2022, 3, 1), date(2022, 3, 31))
    april = (date(2022, 4, 1), date(2022, 4, 30))
    assert register.stood_below("w", *march) == {"w", "a", "b"}
    assert register.stood_below("v", *march) == {"v", "b", "c"}
    assert register.stood_below("w", *april) == {"w", "a"}
    assert register.stood_below("w") == {"w", "a"}  # as on its last day
    assert register.meant("n", *april, lineage=False) == {"n"}
    assert register.meant("n", *april) == set("nwvabc")
    assert register.meant("w", *april) == set("wan")


def test_a_split_hands_papers_to_each_part_unless_the_unit_goes_on() -> None:
    parts = (NewUnit("x", "X", "Chi bộ 8A", "cell", "w"), NewUnit("y", "Y", "Chi bộ 8B", "cell", "w"))
    divided = after(UnitEvent(EventKind.SPLIT, DAY, ("a",), made=parts))
    assert divided.below("x") == {"x", "a"}
    assert divided.below("y") == {"y", "a"}
    assert divided.lineage("x") == {"x", "a"}
    separated = after(UnitEvent(EventKind.SPLIT, DAY, ("a",), made=parts[:1], survives=True))
    assert separated.below("x") == {"x"}
    assert separated.lineage("x") == {"x", "a"}
    assert separated.units["a"].ended is None


def test_two_changes_of_one_day_are_one() -> None:
    register = after(
        UnitEvent(EventKind.RENAME, DAY, ("a",), name="Chi bộ mới"),
        UnitEvent(EventKind.MOVE, DAY, ("a",), parent_id="v", code="A-2"),
    )
    assert [(v.name, v.parent_id, v.code) for v in register.lives.versions["a"]] == [
        ("Chi bộ Tổ dân phố số 8", "w", "A"),
        ("Chi bộ mới", "v", "A-2"),
    ]
    assert register.by_code("a") == register.by_code("A-2") == register.units["a"]


def test_codes_are_compared_by_digits() -> None:
    assert code_key("38.168.053.000.001") == code_key("38168053000001") == code_key(" 38 168 053 000 001 ")
    assert code_key("CB-08") == "cb-08"
    assert code_key("38.168") == "38.168"
    assert after().by_code("38168053000001").id == "a"  # type: ignore[union-attr]


def test_a_code_that_was_given_again_means_who_bears_it_now() -> None:
    register = after(
        UnitEvent(EventKind.END, date(2020, 1, 1), ("b",)),
        UnitEvent(EventKind.RENAME, DAY, ("c",), name="Chi bộ Tổ dân phố số 3", code="B"),
    )
    assert register.by_code("B").id == "c"  # type: ignore[union-attr]


LATER = date(2026, 1, 1)
IMPOSSIBLE: dict[str, tuple[UnitEvent, ...]] = {
    "unknown_unit": (UnitEvent(EventKind.END, DAY, ("nobody",)),),
    "ended_unit": (WARDS_MERGE, UnitEvent(EventKind.RENAME, LATER, ("w",), name="Khác")),
    "units_below": (UnitEvent(EventKind.END, DAY, ("w",)),),
    "below_itself": (UnitEvent(EventKind.MOVE, DAY, ("w",), parent_id="a"),),
    "out_of_order": (
        UnitEvent(EventKind.RENAME, DAY, ("a",), name="Mới"),
        UnitEvent(EventKind.RENAME, BEFORE, ("a",), name="Sớm hơn"),
    ),
    "code_taken": (UnitEvent(EventKind.RENAME, DAY, ("a",), name="Mới", code="b"),),
    "unit_known": (UnitEvent(EventKind.FOUND, DAY, made=(replace(NEW_WARD, id="a"),)),),
    "not_yet_there": (
        UnitEvent(EventKind.FOUND, DAY, made=(NEW_WARD,)),
        UnitEvent(EventKind.MOVE, BEFORE, ("a",), parent_id="n"),
    ),
    "changes_nothing": (UnitEvent(EventKind.MOVE, DAY, ("a",), parent_id="w"),),
    "name_missing": (UnitEvent(EventKind.FOUND, DAY, made=(replace(NEW_WARD, name=" "),)),),
    "incomplete": (UnitEvent(EventKind.MERGE, DAY, ("a",), made=(NEW_WARD,)),),
}


@pytest.mark.parametrize("problem", IMPOSSIBLE)
def test_what_cannot_be_is_refused_and_named(problem: str) -> None:
    assert problem_of(*IMPOSSIBLE[problem]) == problem


def test_a_circle_of_a_later_day_is_refused_too() -> None:
    history = with_event(START, UnitEvent(EventKind.MOVE, LATER, ("w",), parent_id="v"))
    with pytest.raises(BadUnitEvent, match="below_itself"):
        with_event(history, UnitEvent(EventKind.MOVE, DAY, ("v",), parent_id="w"))


def test_a_merger_does_not_raise_the_dead() -> None:
    history = with_event(START, UnitEvent(EventKind.END, LATER, ("a",)))
    with pytest.raises(BadUnitEvent, match="ended_unit"):
        with_event(history, WARDS_MERGE)


def test_everything_survives_being_written_down() -> None:
    events = (WARDS_MERGE, UnitEvent(EventKind.RENAME, LATER, ("a",), name="Mới", code="A-9", document=DECISION))
    assert tuple(event_of(event_facts(event)) for event in events) == events
    dated = replace(UNITS[4], since=BEFORE, document=DECISION, codes=(DatedCode("X", None, DAY),), short_name="CB8")
    assert unit_of(unit_facts(dated)) == dated


# ---------------------------------------------------------------------------- every history

IDS = tuple(unit.id for unit in UNITS)
_DAYS = some.integers(0, 3000).map(lambda days: date(2018, 1, 1) + timedelta(days))


@some.composite
def histories(draw: Callable[..., object], most: int = 14) -> UnitHistory:
    """Random events thrown at a register; those that cannot be are refused and leave no trace."""
    history, made = START, 0
    for _ in range(int(draw(some.integers(0, most)))):  # type: ignore[call-overload]
        kind = draw(some.sampled_from(EventKind))
        known = some.sampled_from([*IDS, *(f"m{number}" for number in range(made))])
        others = draw(some.lists(known, min_size=1, max_size=2, unique=True))
        new = tuple(
            NewUnit(f"m{made + number}", f"M{made + number}", f"Tổ chức {made + number}", "cell", draw(known))  # type: ignore[arg-type]
            for number in range(int(draw(some.integers(0, 2))))  # type: ignore[call-overload]
        )
        changing = kind in (EventKind.RENAME, EventKind.MOVE, EventKind.CHANGE_KIND)
        event = UnitEvent(
            kind, draw(_DAYS),  # type: ignore[arg-type]
            tuple(others[:1] if kind is not EventKind.MERGE else others) if kind is not EventKind.FOUND else (),  # type: ignore[index,arg-type]
            made=() if changing or kind is EventKind.END else new,
            name=draw(some.sampled_from(["Một", "Hai", "Ba"])) if kind is EventKind.RENAME else None,  # type: ignore[arg-type]
            unit_kind=draw(some.sampled_from(["cell", "committee"])) if kind is EventKind.CHANGE_KIND else None,  # type: ignore[arg-type]
            parent_id=draw(known) if kind is EventKind.MOVE else None,  # type: ignore[arg-type]
            survives=bool(draw(some.booleans())) and kind is EventKind.SPLIT,
        )  # fmt: skip
        try:
            history = with_event(history, event)
        except BadUnitEvent:
            continue
        made += len(event.made)
    return history


def turning_days(history: UnitHistory) -> set[date]:
    days = {event.day for event in history.events} | {date(2000, 1, 1), date(2030, 1, 1)}
    return days | {day - timedelta(1) for day in days}


@given(histories())
@settings(max_examples=60, deadline=None)
def test_versions_follow_each_other_without_overlap_or_gap(history: UnitHistory) -> None:
    lives = replay(history)
    for unit_id, versions in lives.versions.items():
        for one, other in pairwise(versions):
            assert one.valid_to is not None
            assert other.valid_from == one.valid_to + timedelta(1)
        for version in versions:
            assert version.valid_from is None or version.valid_to is None or version.valid_from <= version.valid_to
        assert (versions[-1].valid_to is None) == lives.is_living(unit_id)


@given(histories())
@settings(max_examples=60, deadline=None)
def test_on_every_day_a_unit_has_one_place_in_a_tree(history: UnitHistory) -> None:
    lives = check_whole(history)
    for day in turning_days(history):
        there = {unit_id: [v for v in versions if v.holds_on(day)] for unit_id, versions in lives.versions.items()}
        assert all(len(versions) <= 1 for versions in there.values())
        for unit_id, found in there.items():
            steps: UnitVersion | None = found[0] if found else None
            for _ in range(len(there)):
                steps = next(iter(there.get(steps.parent_id or "", [])), None) if steps else None
            assert steps is None, f"{unit_id} is below itself on {day}"
        assert [version.unit_id for _, version in UnitRegister(history).tree_on(day)].count("p") <= 1


@given(histories())
@settings(max_examples=40, deadline=None)
def test_a_history_that_was_written_down_gives_the_same_lives(history: UnitHistory) -> None:
    copied = UnitHistory(
        tuple(unit_of(unit_facts(unit)) for unit in history.stated),
        tuple(event_of(event_facts(event)) for event in history.events),
    )
    assert copied == history
    assert UnitRegister(copied).units == UnitRegister(history).units
    step_by_step = START
    for event in history.events:
        step_by_step = with_event(step_by_step, event)
    assert replay(step_by_step) == replay(history)


@given(histories(), _DAYS)
@settings(max_examples=60, deadline=None)
def test_what_held_before_stays_whatever_is_recorded_later(history: UnitHistory, day: date) -> None:
    for count, event in enumerate(history.events):
        if event.day > day:
            earlier = replay(UnitHistory(history.stated, history.events[:count]))
            later = replay(UnitHistory(history.stated, history.events[: count + 1]))

            def as_of(version: UnitVersion | None) -> tuple[object, ...] | None:
                return None if version is None else (version.name, version.kind, version.parent_id, version.code)

            for unit_id in later.versions:
                assert as_of(earlier.version_on(unit_id, day)) == as_of(later.version_on(unit_id, day))


@given(histories())
@settings(max_examples=40, deadline=None)
def test_no_paper_falls_out_of_every_scope(history: UnitHistory) -> None:
    """Whoever is responsible for the units that live, or for where the ended ones last stood, reaches every unit."""
    register = UnitRegister(history)
    roots = [unit.id for unit in register.units.values() if unit.parent_id is None]
    assert frozenset[str]().union(*(register.below(root) for root in roots)) == register.units.keys()
    for each in register.lives.successions:
        if each.whole:
            assert register.below(each.before) <= register.below(each.after)
