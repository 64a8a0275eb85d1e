"""The audit chain: each event carries the digest of the one before it.

The digest of an event is SHA-256 over its canonical JSON (UTF-8, sorted keys, no blanks) with the
previous digest inside, so that a changed, missing, inserted or reordered event breaks the chain at
a place that can be named.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

GENESIS = "0" * 64
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An act to be recorded. `details` holds facts, never the text of a record.

    `outcome` is "done", "refused" or "failed"; `subject` the id of what it was about.
    """

    at: datetime
    actor: str
    act: str
    subject: str
    outcome: str = "done"
    door: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """An entry in its place in the chain. `number` counts from 1 without gaps."""

    number: int
    entry: AuditEntry
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class ChainFault:
    """Where the chain is broken: the number of the event and what is wrong with it."""

    number: int
    problem: str


def canonical(entry: AuditEntry, number: int, previous: str) -> bytes:
    """The bytes that are hashed. `at` is UTC with microseconds."""
    # Written out key by key, in order: the same bytes as from a sorted dictionary, in half the time.
    text = _JSON.encode
    return (
        f'{{"act":{text(entry.act)},"actor":{text(entry.actor)},'
        f'"at":"{entry.at.isoformat(timespec="microseconds")}","details":{text(dict(entry.details))},'
        f'"door":{text(entry.door)},"number":{number},"outcome":{text(entry.outcome)},'
        f'"previous":{text(previous)},"subject":{text(entry.subject)}}}'
    ).encode()


def chain(entry: AuditEntry, number: int, previous: str) -> AuditEvent:
    """Put the entry behind the event with the digest `previous`."""
    return AuditEvent(number, entry, previous, hashlib.sha256(canonical(entry, number, previous)).hexdigest())


def verify(events: Iterable[AuditEvent], *, head: tuple[int, str] | None = None) -> Iterator[ChainFault]:
    """Walk the chain in constant memory and name every fault.

    `head` is the (number, digest) the chain is known to end in; with it a cut-off end is found too.
    """
    previous, number = GENESIS, 0
    for event in events:
        if event.number != number + 1:
            missing = event.number > number + 1
            yield ChainFault(
                number + 1 if missing else event.number,
                f"missing up to {event.number - 1}" if missing else "out of order or inserted",
            )
        elif event.previous != previous:
            yield ChainFault(event.number, "does not follow the event before it")
        expected = hashlib.sha256(canonical(event.entry, event.number, event.previous)).hexdigest()
        if event.digest != expected:
            yield ChainFault(event.number, "was changed")
        previous, number = event.digest, event.number
    if head is not None and (number, previous) != head:
        if number < head[0]:
            yield ChainFault(number + 1, f"missing up to {head[0]}, the end of the chain")
        else:
            yield ChainFault(number, "is not the known end of the chain")
