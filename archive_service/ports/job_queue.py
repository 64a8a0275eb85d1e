"""Work to be done after the acknowledgement."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from archive_service.domain.jobs import Job, JobKind


class JobQueue(Protocol):
    """Jobs are rows: enqueued in the caller's transaction, claimed with a lease."""

    def enqueue(self, kind: JobKind, subject: str, payload: Mapping[str, object] | None = None) -> str:
        """Add a job due at once. A waiting job of the same kind and subject is not doubled: its id is answered,
        it becomes due at once and takes the newer payload. No worker gets it before this transaction ends.
        """
        ...

    def claim(
        self, lease_seconds: int, limit: int = 1, kinds: Collection[JobKind] = frozenset(JobKind)
    ) -> Sequence[Job]:
        """Take due jobs of these kinds, oldest first: no two workers get the same one while its lease runs.

        A job whose lease ran out is due again, or parked when that was its last attempt. `attempts` counts
        this claim.
        """
        ...

    def extend(self, job_id: str, lease_seconds: int, *, got_on: bool = False) -> None:
        """Let the lease end that many seconds from now; a job that `got_on` has this as its first attempt.

        Raises NotFound when the job runs no more.
        """
        ...

    def done(self, job_id: str) -> None:
        """Forget the job; an unknown one is no error."""
        ...

    def failed(self, job_id: str, reason: str) -> None:
        """Put the job back with a pause, or park it with its reason when it failed too often.

        Where the same work was enqueued meanwhile, that job does it. A job that runs no more is no error.
        """
        ...

    def parked(self, *, limit: int = 100) -> Sequence[Job]: ...

    def retry(self, job_id: str) -> None:
        """Make a parked job due again, its attempts forgotten. Raises NotFound when it is not parked."""
        ...

    def counts(self) -> Mapping[str, int]:
        """How many jobs are in each state; done ones excluded."""
        ...
