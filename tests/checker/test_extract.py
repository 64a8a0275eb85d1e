"""What is done to the log inside an exported bundle is found and named from the bundle alone, proofs touched or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_service.checker.verify_bundle import (
    EVENTS,
    EXTRACT_FACT,
    PROOFS,
    SEALS,
    Extract,
    check_extract,
    extract_digest,
    read_seals,
)
from archive_service.domain.audit import AuditEntry, AuditEvent, chain
from archive_service.domain.seals import Proofs, event_line, event_of, seal_line
from tests.checker.test_verify_bundle import chained, sealed

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@dataclass
class Taken:
    """An extract as it lies in a bundle: lines of events and proofs, and what the seals say."""

    events: list[bytes]
    proofs: list[str]
    seals: list[bytes] = field(default_factory=list)

    def faults(self) -> set[tuple[str, str]]:
        """The faults as (number or numbers, problem)."""
        known, _, wrong = read_seals(self.seals)
        assert wrong == []
        proofs = {int(line.split()[0]): (int(line.split()[1]), line.split()[2:]) for line in self.proofs}
        found = Extract({seal["number"]: seal for seal in known}, proofs).check(self.events)
        return {(fault.place.removeprefix("mục nhật ký (event) "), fault.problem) for fault in found}

    def number(self, at: int) -> str:
        return str(event_of(self.events[at]).number)


def taken(log: int, chosen: set[int], size: int) -> Taken:
    """The chosen events of a log of so many, sealed in parts of this size, with the event that took them along."""
    before = chained(log)
    listed = [event for event in before if event.number in chosen]
    facts: dict[str, object] = {"events": len(listed), EXTRACT_FACT: extract_digest(event.digest for event in listed)}
    own = chain(AuditEntry(NOW, "usr_auditor", "export", "", details=facts), log + 1, before[-1].digest)
    events, lines = [*before, own], []
    seals = sealed(events, size)
    for event in (*listed, own):
        seal = next(each for each in seals if each.first <= event.number <= each.last)
        proofs = Proofs(seal, [each.digest for each in events[seal.first - 1 : seal.last]])
        lines.append(proofs.line(event.number).decode().rstrip("\n"))
    return Taken([event_line(event) for event in (*listed, own)], lines, [seal_line(seal) for seal in seals])


@st.composite
def extracts(draw: st.DrawFn, least: int = 2) -> Taken:
    """Extracts of at least so many events beside the one that took them along."""
    log = draw(st.integers(max(least, 1), 30))
    chosen = draw(st.sets(st.integers(1, log), min_size=least))
    return taken(log, chosen, draw(st.integers(1, 12)))


def forged(event: AuditEvent) -> bytes:
    """The event with another person, its digest computed anew."""
    entry = AuditEntry(event.entry.at, "usr_x", event.entry.act, event.entry.subject, details=event.entry.details)
    return event_line(chain(entry, event.number, event.previous))


@given(extracts(least=0))
def test_what_was_taken_along_whole_has_no_fault(found: Taken) -> None:
    assert found.faults() == set()


@given(extracts(), st.data())
def test_an_event_that_is_gone_is_named_by_the_proof_that_is_left(found: Taken, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(found.events) - 2))
    gone = found.number(at)
    del found.events[at]
    assert found.faults() == {(gone, "missing")}


@given(extracts(), st.data())
def test_an_event_that_is_gone_with_its_proof_is_missed(found: Taken, data: st.DataObject) -> None:
    """One to all of them; which is not known any more, how many is."""
    keep = data.draw(st.sets(st.integers(0, len(found.events) - 2), max_size=len(found.events) - 2))
    gone = len(found.events) - 1 - len(keep)
    kept = [*sorted(keep), len(found.events) - 1]
    found.events = [found.events[at] for at in kept]
    found.proofs = [found.proofs[at] for at in kept]
    assert found.faults() == {(f"{gone} mục nhật ký (events)", "missing")}


@given(extracts(), st.data())
def test_a_change_is_named_also_with_a_digest_that_fits(found: Taken, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(found.events) - 1))
    event = event_of(found.events[at])
    found.events[at] = found.events[at].replace(event.entry.actor.encode(), b"usr_x")
    assert found.faults() == {(found.number(at), "changed")}
    found.events[at] = forged(event)
    assert found.faults() == {(found.number(at), "rewritten")}


@given(extracts(), st.data())
def test_a_moved_event_is_named(found: Taken, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(found.events) - 2))
    to = data.draw(st.integers(at + 1, len(found.events) - 1))
    number = found.number(at)
    found.events.insert(to, found.events.pop(at))
    assert found.faults() == {(number, "moved")}


@given(extracts(), st.data())
def test_a_cut_end_is_named_with_its_proofs_and_without(found: Taken, data: st.DataObject) -> None:
    kept = data.draw(st.integers(1, len(found.events) - 1))
    gone = {found.number(at) for at in range(kept, len(found.events))}
    last = int(found.number(kept - 1))
    del found.events[kept:]
    assert found.faults() == {(number, "cut") for number in gone}
    del found.proofs[kept:]
    assert found.faults() == {(f"{last + 1}…", "cut")}


@given(extracts(), st.data())
def test_an_inserted_event_is_named(found: Taken, data: st.DataObject) -> None:
    """A copy, a forgery under a number that is there, and one under a number that was not taken along."""
    at = data.draw(st.integers(0, len(found.events) - 2))
    event = event_of(found.events[at])
    for line in (found.events[at], forged(event)):
        twice = Taken([*found.events[: at + 1], line, *found.events[at + 1 :]], found.proofs, found.seals)
        assert twice.faults() == {(str(event.number), "inserted")}
    there = {int(line.split()[0]) for line in found.proofs}
    free = sorted(set(range(1, max(there))) - there)
    if free:
        number = data.draw(st.sampled_from(free))
        strange = event_line(chain(event.entry, number, event.previous))
        lines = sorted([*found.events, strange], key=lambda line: event_of(line).number)
        assert Taken(lines, found.proofs, found.seals).faults() == {(str(number), "inserted")}


@given(extracts(), st.data())
def test_an_event_whose_proof_alone_is_gone_is_not_called_inserted(found: Taken, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(found.events) - 1))
    number = found.number(at)
    del found.proofs[at]
    assert (number, "unproven") in found.faults()
    assert "inserted" not in {problem for _, problem in found.faults()}


@pytest.mark.parametrize("emptied", [(EVENTS,), (PROOFS,), (EVENTS, PROOFS)])
def test_empty_lists_are_not_whole(emptied: tuple[str, ...], tmp_path: Path) -> None:
    found = taken(9, {2, 5, 6}, 4)
    lines = {EVENTS: found.events, PROOFS: [f"{line}\n".encode() for line in found.proofs], SEALS: found.seals}
    for name, content in lines.items():
        (tmp_path / name).write_bytes(b"" if name in emptied else b"".join(content))
    faults, _ = check_extract(tmp_path)
    assert {fault.problem for fault in faults} & {"missing", "cut", "unproven"}
