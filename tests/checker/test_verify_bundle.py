"""The stand-alone checker names every way of tampering with the sealed log, and needs nothing but Python."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from archive_service.checker import verify_bundle
from archive_service.checker.verify_bundle import Chain, check_log, root_from, tree_levels, tree_root
from archive_service.domain.audit import GENESIS, AuditEntry, AuditEvent, chain
from archive_service.domain.seals import Proofs, Seal, event_line, event_of, seal_events, seal_line, seal_of

START = datetime(2026, 1, 1, tzinfo=UTC)


def chained(count: int) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    for number in range(1, count + 1):
        entry = AuditEntry(START + timedelta(seconds=number), "usr_a", "read", f"rec_{number}", details={"số": number})
        events.append(chain(entry, number, events[-1].digest if events else GENESIS))
    return events


def lines_of(count: int) -> list[bytes]:
    return [event_line(event) for event in chained(count)]


def named(lines: list[bytes], head: tuple[int, str]) -> set[tuple[str, str]]:
    """The faults as (number or numbers, problem)."""
    walk = Chain()
    for line in lines:
        walk.feed(line)
    return {(fault.place.rpartition(" ")[2], fault.problem) for fault in walk.end(head)}


def head_of(lines: list[bytes]) -> tuple[int, str]:
    return len(lines), lines[-1][:64].decode()


@given(st.integers(1, 40))
def test_a_whole_log_has_no_fault(count: int) -> None:
    lines = lines_of(count)
    assert named(lines, head_of(lines)) == set()


@given(st.integers(3, 40), st.data())
def test_a_deletion_is_named(count: int, data: st.DataObject) -> None:
    lines = lines_of(count)
    first = data.draw(st.integers(1, count - 1))
    last = data.draw(st.integers(first, count - 1))
    place = str(first) if first == last else f"{first}–{last}"
    assert named(lines[: first - 1] + lines[last:], head_of(lines)) == {(place, "missing")}


@given(st.integers(1, 40), st.data())
def test_a_change_is_named(count: int, data: st.DataObject) -> None:
    """One byte of the facts of one event is another one."""
    lines = lines_of(count)
    at = data.draw(st.integers(0, count - 1))
    changed = lines[at].replace(b"usr_a", data.draw(st.sampled_from([b"usr_b", b"", b"usr_aa"])))
    assert named([*lines[:at], changed, *lines[at + 1 :]], head_of(lines)) == {(str(at + 1), "changed")}


@given(st.integers(2, 40), st.data())
def test_a_digest_that_was_changed_along_is_named(count: int, data: st.DataObject) -> None:
    lines = lines_of(count)
    at = data.draw(st.integers(0, count - 2))
    event = event_of(lines[at].replace(b"usr_a", b"usr_b"))
    forged = event_line(chain(event.entry, event.number, event.previous))
    assert named([*lines[:at], forged, *lines[at + 1 :]], head_of(lines)) == {(str(at + 2), "unlinked")}


@given(st.integers(2, 40), st.data())
def test_a_moved_event_is_named(count: int, data: st.DataObject) -> None:
    lines = lines_of(count)
    at = data.draw(st.integers(0, count - 2))
    to = data.draw(st.integers(at + 1, count - 1))
    moved = [*lines[:at], *lines[at + 1 : to + 1], lines[at], *lines[to + 1 :]]
    assert (str(at + 1), "moved") in named(moved, head_of(lines))
    assert {problem for _, problem in named(moved, head_of(lines))} == {"moved"}


@given(st.integers(1, 40), st.data())
def test_an_inserted_event_is_named(count: int, data: st.DataObject) -> None:
    """A forged event with a number, a digest and a link of its own stands between two others."""
    lines = lines_of(count)
    at = data.draw(st.integers(1, count))
    before = event_of(lines[at - 1])
    forged = event_line(chain(before.entry, at, before.previous))
    forged = (
        forged
        if forged != lines[at - 1]
        else event_line(chain(AuditEntry(START, "usr_x", "read", "rec_x"), at, before.previous))
    )
    assert (str(at), "inserted") in named([*lines[:at], forged, *lines[at:]], head_of(lines))


@given(st.integers(2, 40), st.data())
def test_a_cut_end_is_named(count: int, data: st.DataObject) -> None:
    lines = lines_of(count)
    kept = data.draw(st.integers(0, count - 1))
    assert named(lines[:kept], head_of(lines)) == {(f"{kept + 1}–{count}", "cut")}


def test_a_log_written_anew_does_not_fit_the_head() -> None:
    lines = lines_of(10)
    forged: list[AuditEvent] = []
    for event in chained(10):
        entry = AuditEntry(START, "usr_b", "read", event.entry.subject)
        forged.append(chain(entry, event.number, forged[-1].digest if forged else GENESIS))
    assert named([event_line(event) for event in forged], head_of(lines)) == {("10", "rewritten")}


# ---------------------------------------------------------------------------- seals and proofs


def sealed(events: list[AuditEvent], size: int) -> list[Seal]:
    seals: list[Seal] = []
    for start in range(0, len(events), size):
        seals.append(seal_events(events[start : start + size], seals[-1] if seals else None, START))
    return seals


Segments = list[tuple[bytes, list[bytes]]]


def segments_of(events: list[AuditEvent], size: int) -> Segments:
    lines = [event_line(event) for event in events]
    return [(seal_line(seal), lines[seal.first - 1 : seal.last]) for seal in sealed(events, size)]


@given(st.integers(1, 70), st.integers(1, 20))
def test_every_event_is_proven_to_lie_under_its_seal(count: int, size: int) -> None:
    events = chained(count)
    for seal in sealed(events, size):
        digests = [event.digest for event in events[seal.first - 1 : seal.last]]
        proofs = Proofs(seal, digests)
        assert proofs.holds()
        for number, digest in enumerate(digests, start=seal.first):
            said, under, *way = proofs.line(number).decode().split()
            assert (int(said), int(under)) == (number, seal.number)
            assert root_from(digest, number - seal.first, len(digests), way) == seal.tree
            assert root_from(GENESIS, number - seal.first, len(digests), way) != seal.tree
            assert root_from(digest, number - seal.first, len(digests), [*way, GENESIS]) is None


def test_the_tree_is_that_of_rfc_9162() -> None:
    """MTH of the standard, written down as it stands there."""
    from hashlib import sha256

    def root(leaves: list[bytes]) -> bytes:
        if len(leaves) == 1:
            return sha256(b"\0" + leaves[0]).digest()
        half = 1
        while half * 2 < len(leaves):
            half *= 2
        return sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()

    for count in range(1, 40):
        digests = [event.digest for event in chained(count)]
        assert tree_root(digests) == root([bytes.fromhex(digest) for digest in digests]).hex()
        assert len(tree_levels(digests)[0]) == count


def test_lines_can_be_read_back() -> None:
    for event in chained(3):
        assert event_of(event_line(event)) == event
    seal = sealed(chained(3), 3)[0]
    assert seal_of(seal.json()) == seal


def dropped(segments: Segments) -> None:
    del segments[1]


def exchanged(segments: Segments) -> None:
    segments[0], segments[1] = segments[1], segments[0]


def forged(segments: Segments) -> None:
    """One sealed part is written anew, with a new seal: the next seal tells."""
    entry = AuditEntry(START, "usr_x", "read", "rec_x")
    event = chain(entry, 6, event_of(segments[0][1][-1]).digest)
    seal = seal_events([event], seal_of(segments[0][0][65:]), START)
    segments[1] = (seal_line(seal), [event_line(event)])


def shortened(segments: Segments) -> None:
    segments[1][1].pop()


TAMPERING: dict[str, tuple[Callable[[Segments], None], set[str]]] = {
    "a sealed part is gone": (dropped, {"missing", "rewritten"}),
    "parts are exchanged": (exchanged, {"moved", "missing", "rewritten"}),
    "a part is written anew": (forged, {"missing", "unlinked", "rewritten"}),
    "a sealed part lacks an event": (shortened, {"missing", "rewritten"}),
}


def test_sealed_parts_are_checked_as_one_log() -> None:
    segments = segments_of(chained(17), 5)
    faults, head, count = check_log(segments)
    assert (faults, head, count) == ([], sealed(chained(17), 5)[-1].digest, 17)
    for name, (tamper, problems) in TAMPERING.items():
        tampered = [(seal, list(lines)) for seal, lines in segments]
        tamper(tampered)
        found = {fault.problem for fault in check_log(tampered)[0]}
        assert found, name
        assert found <= problems, (name, found)


def test_the_checker_needs_nothing_but_python() -> None:
    tree = ast.parse(Path(verify_bundle.__file__).read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= set(sys.stdlib_module_names)
