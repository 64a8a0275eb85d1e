"""Rows of the log and of the job queue to domain objects and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from archive_service.catalog.row_types import AnyRow, Values, json_text
from archive_service.domain.audit import AuditEntry, AuditEvent, KeptFacts
from archive_service.domain.jobs import Job, JobKind, JobState

_NO_MOMENT = datetime.min.replace(tzinfo=UTC)


def event_values(event: AuditEvent) -> Values:
    entry = event.entry
    return {
        "number": event.number,
        "at": entry.at,
        "actor": entry.actor,
        "act": entry.act,
        "subject": entry.subject,
        "outcome": entry.outcome,
        "door": entry.door,
        "details": json_text(entry.details),
        "previous": event.previous,
        "digest": event.digest,
        "unit_id": event.unit_id,
    }


def to_event(row: Sequence[Any]) -> AuditEvent:
    """By position, in the order of the table: millions of events pass here, and none may be refused.

    A row that was tampered with becomes an event that does not verify, whatever stands in it.
    """
    number, at, actor, act, subject, outcome, door, details, previous, digest, unit_id = row
    if isinstance(at, str):
        at = _moment_or_none(at)
    entry = AuditEntry(at or _NO_MOMENT, actor, act, subject, outcome, door, KeptFacts(details))
    return AuditEvent(number, entry, previous, digest, unit_id)


def _moment_or_none(kept: str) -> datetime | None:
    try:
        return datetime.fromisoformat(kept)
    except ValueError:
        return None


def job_values(job: Job) -> Values:
    claimable: dict[JobState, datetime | None] = {JobState.WAITING: job.due_at, JobState.RUNNING: job.leased_until}
    return {
        "id": job.id,
        "kind": job.kind.value,
        "subject": job.subject,
        "payload": json_text(job.payload),
        "state": job.state.value,
        "attempts": job.attempts,
        "due_at": job.due_at,
        "claimable_at": claimable.get(job.state),
        "reason": job.reason,
    }


def to_job(row: AnyRow) -> Job:
    state = JobState(row.state)
    return Job(
        id=row.id,
        kind=JobKind(row.kind),
        subject=row.subject,
        payload=json.loads(row.payload),
        state=state,
        attempts=row.attempts,
        due_at=row.due_at,
        leased_until=row.claimable_at if state is JobState.RUNNING else None,
        reason=row.reason,
    )
