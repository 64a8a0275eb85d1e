"""The chain: any change, loss, insertion, reordering or cut end is found, and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from archive_service.domain.audit import GENESIS, AuditEntry, AuditEvent, chain, verify

START = datetime(2026, 1, 1, tzinfo=UTC)


def chained(count: int) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    for number in range(1, count + 1):
        entry = AuditEntry(START + timedelta(seconds=number), "usr_a", "read", f"rec_{number}", details={"n": number})
        events.append(chain(entry, number, events[-1].digest if events else GENESIS))
    return events


def head_of(events: list[AuditEvent]) -> tuple[int, str]:
    return events[-1].number, events[-1].digest


def faults(events: list[AuditEvent], head: tuple[int, str]) -> list[int]:
    return [fault.number for fault in verify(events, head=head)]


def test_a_whole_chain_has_no_fault() -> None:
    events = chained(50)
    assert faults(events, head_of(events)) == []
    assert list(verify([], head=None)) == []


@given(st.integers(2, 30), st.data())
def test_a_changed_event_is_named(count: int, data: st.DataObject) -> None:
    events = chained(count)
    at = data.draw(st.integers(0, count - 1))
    what = data.draw(st.sampled_from(["actor", "act", "subject", "outcome", "door"]))
    changed = list(events)
    other: dict[str, Any] = {what: "somebody else"}
    changed[at] = replace(events[at], entry=replace(events[at].entry, **other))
    assert at + 1 in faults(changed, head_of(events))


@given(st.integers(2, 30), st.data())
def test_a_missing_event_is_named(count: int, data: st.DataObject) -> None:
    events = chained(count)
    at = data.draw(st.integers(0, count - 1))
    assert at + 1 in faults(events[:at] + events[at + 1 :], head_of(events))


@given(st.integers(2, 30), st.data())
def test_reordered_events_are_found(count: int, data: st.DataObject) -> None:
    events = chained(count)
    at = data.draw(st.integers(0, count - 2))
    changed = list(events)
    changed[at], changed[at + 1] = changed[at + 1], changed[at]
    assert faults(changed, head_of(events))


@given(st.integers(1, 30), st.data())
def test_an_inserted_event_is_found(count: int, data: st.DataObject) -> None:
    events = chained(count)
    at = data.draw(st.integers(0, count - 1))
    forged = chain(replace(events[at].entry, subject="forged"), events[at].number, events[at].previous)
    assert faults([*events[:at], forged, *events[at:]], head_of(events))


@given(st.integers(2, 30), st.data())
def test_a_cut_end_is_found_with_the_head(count: int, data: st.DataObject) -> None:
    events = chained(count)
    kept = data.draw(st.integers(0, count - 1))
    assert kept + 1 in faults(events[:kept], head_of(events))


def test_a_chain_rehashed_from_a_change_on_does_not_end_in_the_known_head() -> None:
    events = chained(10)
    forged: list[AuditEvent] = []
    for event in events:
        entry = replace(event.entry, actor="usr_b") if event.number == 4 else event.entry
        forged.append(chain(entry, event.number, forged[-1].digest if forged else GENESIS))
    assert faults(forged, head_of(events)) == [10]
