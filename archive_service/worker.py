"""The worker: claim jobs, do them by a table of handlers, put failed ones back or park them with a reason."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event

import structlog

from archive_service.domain.errors import ArchiveError
from archive_service.domain.jobs import Job, JobKind
from archive_service.ports import Catalog
from archive_service.services.indexing import IndexingService
from indexer.errors import IndexerError

CHORES_SECONDS = 24 * 3600
log = structlog.get_logger("worker")


@dataclass(frozen=True, slots=True)
class Worker:
    catalog: Catalog
    indexing: IndexingService
    lease_seconds: int
    batch: int
    poll_seconds: float
    renew_locks: Callable[[], int]
    stopping: Event = field(default_factory=Event)

    def run(self) -> None:
        """Work until `stopping` is set. The job in hand is finished first."""
        self.mend_index()
        chores_due = 0.0
        while not self.stopping.is_set():
            if time.monotonic() >= chores_due:
                self.queue_chores()
                chores_due = time.monotonic() + CHORES_SECONDS
            if not self.step():
                self.stopping.wait(self.poll_seconds)

    def queue_chores(self) -> None:
        """Queue what has to be done once a day."""
        with self.catalog.write() as tx:
            tx.jobs.enqueue(JobKind.RENEW_LOCKS, "store")

    def drain(self) -> int:
        """Work until no job is due. Count of jobs done."""
        self.mend_index()
        total = 0
        while done := self.step():
            total += done
        return total

    def mend_index(self) -> None:
        """Queue a rebuild when the index is missing, outdated or damaged."""
        if self.indexing.needs_rebuild():
            with self.catalog.write() as tx:
                tx.jobs.enqueue(JobKind.REBUILD_INDEX, "index")

    def step(self) -> int:
        """Claim what is due, up to a batch, and do it. Count of jobs claimed."""
        with self.catalog.write() as tx:
            jobs = tx.jobs.claim(self.lease_seconds, self.batch)
        by_kind: dict[JobKind, list[Job]] = defaultdict(list)
        for job in jobs:
            by_kind[job.kind].append(job)
        for kind, group in by_kind.items():
            self._do(kind, group)
        return len(jobs)

    def _do(self, kind: JobKind, jobs: Sequence[Job]) -> None:
        """Do jobs of one kind together; if that fails and there are several, each by itself."""
        try:
            self._handle(kind, [job.subject for job in jobs])
        except (ArchiveError, IndexerError, OSError) as error:
            if len(jobs) > 1:
                for job in jobs:
                    self._do(kind, [job])
                return
            reason = error.code if isinstance(error, ArchiveError) else type(error).__name__
            log.warning("job failed", job=jobs[0].id, kind=kind.value, subject=jobs[0].subject, reason=reason)
            with self.catalog.write() as tx:
                tx.jobs.failed(jobs[0].id, reason)
            return
        with self.catalog.write() as tx:
            for job in jobs:
                tx.jobs.done(job.id)
        log.info("jobs done", kind=kind.value, count=len(jobs))

    def _handle(self, kind: JobKind, subjects: Sequence[str]) -> None:
        match kind:
            case JobKind.INDEX_RECORD | JobKind.REMOVE_FROM_INDEX:
                self.indexing.index_records(subjects)
            case JobKind.REBUILD_INDEX:
                self.indexing.rebuild()
            case JobKind.RENEW_LOCKS:
                self.renew_locks()
