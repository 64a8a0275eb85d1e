"""Batches: files that one person hands in together, and where each of them stands until somebody has looked at it.

What a file *is* stands in its record; a batch only remembers that it came, what became of it, and whether a person has
compared the description with the paper. So a batch can be lost without any loss to the archive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from archive_service.domain.errors import BadField
from archive_service.domain.identifiers import BATCH, new_id
from archive_service.domain.local_time import LOCAL_TIME, local_day
from archive_service.domain.records import Record

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


def batch_of_day(owner: str, at: datetime) -> Batch:
    """What a person hands in singly on one day (that of Viet Nam), gathered: always the same batch, so that what came
    by a form, a phone or a program stands in the same queue as a folder that was dropped.
    """
    day = local_day(at)
    begins = datetime.combine(day, time(), LOCAL_TIME)
    same = hashlib.sha256(f"{owner} {day.isoformat()}".encode()).digest()[:10]
    return Batch(new_id(BATCH, begins, same), owner, f"Nộp lẻ ngày {day:%d/%m/%Y}", 0, at)


def handed_in_alone(file_id: str, batch: Batch, record: Record) -> BatchFile:
    """The file of a record that came by itself, under the name of its first file."""
    first, size = record.files[0], sum(file.size for file in record.files)
    at = record.deposited_at
    return BatchFile(file_id, batch.id, batch.owner, first.name, size, first.sha512, Fate.KEPT, record.id, at)


def announced_files(announced: int) -> int:
    """How many files there will be. Raises BadField past the bound."""
    if not 0 <= announced <= MOST_ANNOUNCED:
        raise BadField(field="announced", value=announced)
    return announced


def shown_name(name: str) -> str:
    """The name of a file in its folder, as it is shown and never used for a path. Raises BadField."""
    cleaned = name.replace("\\", "/").strip("/ ")[:1000]
    if not cleaned or not cleaned.isprintable():
        raise BadField(field="name", value="")
    return cleaned
