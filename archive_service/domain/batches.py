"""Batches: files that one person hands in together, and where each of them stands until somebody has looked at it.

What a file *is* stands in its record; a batch only remembers that it came, what became of it, and whether a person has
compared the description with the paper. So a batch can be lost without any loss to the archive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_NAME = 200
MOST_ANNOUNCED = 10_000
"""How many files a batch may be said to have: a bound for what a page announces, not for what can be handed in."""


class Fate(StrEnum):
    """What became of a file at the door."""

    KEPT = "kept"
    EXISTS = "exists"
    TURNED_AWAY = "turned_away"


class DeskState(StrEnum):
    """Where a file stands on the desk of who handed it in."""

    RECEIVED = "received"
    READ = "read"
    ATTENTION = "attention"
    DONE = "done"


OPEN_STATES = (DeskState.READ, DeskState.ATTENTION)
"""The states in which a file waits for a person."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Files handed in together. `announced` is how many the sender said there would be, 0 where nobody said."""

    id: str
    owner: str
    name: str
    announced: int
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class BatchFile:
    """One file of a batch. `name` is that in the sender's folder, "/" between folders; `size` in bytes.

    A file that was turned away has a `code` with its `facts` (those of the error) and no record. Of one that bears a
    mark of secrecy neither name, size nor digest is kept. `done` says that a person has dealt with it.
    """

    id: str
    batch_id: str
    owner: str
    name: str
    size: int
    sha512: str | None
    fate: Fate
    record_id: str | None
    at: datetime
    code: str | None = None
    facts: Mapping[str, object] | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class OnDesk:
    """A file with where it stands, and for one that needs attention why: a code of an error or of missing text."""

    file: BatchFile
    state: DeskState
    reason: str | None = None
