"""Background work: kinds of job, their states, and when a failed one is tried again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class JobKind(StrEnum):
    INDEX_RECORD = "index_record"
    REMOVE_FROM_INDEX = "remove_from_index"
    REBUILD_INDEX = "rebuild_index"
    RENEW_LOCKS = "renew_locks"
    REDECIDE = "redecide"
    SETTLE_HOLD = "settle_hold"
    CARRY_OUT = "carry_out_disposition"
    FINISH_DESTRUCTION = "finish_destruction"
    RECOGNISE = "recognise"
    OFFICE_COPY = "office_copy"
    SEAL_AUDIT = "seal_audit"
    CHECK_FIXITY = "check_fixity"
    COMPARE = "compare"


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work. `subject` is what it is about; a parked job carries the reason it was given up."""

    id: str
    kind: JobKind
    subject: str
    payload: Mapping[str, object]
    state: JobState
    attempts: int
    due_at: datetime
    leased_until: datetime | None = None
    reason: str = ""


MAX_ATTEMPTS = 5


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When a job that failed `attempts` times is due again: 2, 8, 32, 128 seconds; None gives it up."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return now + timedelta(seconds=2 * 4 ** (attempts - 1))
