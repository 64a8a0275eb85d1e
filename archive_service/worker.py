"""The worker: claim jobs, do them by a table of handlers, put failed ones back or park them with a reason."""

from __future__ import annotations

import ctypes
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from threading import Event

import structlog

from archive_service.domain.access import Actor
from archive_service.domain.errors import ArchiveError, NotFound
from archive_service.domain.jobs import Job, JobKind
from archive_service.ports import Catalog
from archive_service.services.carrying_out import Execution
from archive_service.services.chores import ChoreService
from archive_service.services.clocks import RetentionService
from archive_service.services.custody import CustodyService
from archive_service.services.fixity import FixityService
from archive_service.services.holds import HoldService
from archive_service.services.indexing import IndexingService
from archive_service.services.office_copies import OfficeCopyService
from archive_service.services.protecting import ProtectingService
from archive_service.services.recognition import RecognitionService
from archive_service.services.sealing import SealService
from indexer.errors import IndexerError

LOOK_SECONDS = 10
QUICK = frozenset(JobKind) - {JobKind.RECOGNISE, JobKind.OFFICE_COPY}
INDEXING = frozenset({JobKind.INDEX_RECORD, JobKind.REMOVE_FROM_INDEX})
_IF_NEEDED = "if_needed"
_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None)
log = structlog.get_logger("worker")


@dataclass(frozen=True, slots=True)
class Worker:
    catalog: Catalog
    indexing: IndexingService
    recognition: RecognitionService
    office_copies: OfficeCopyService
    seals: SealService
    chores: ChoreService
    fixity: FixityService
    custody: CustodyService
    acting: Callable[[], Actor]
    retention: RetentionService
    holds: HoldService
    execution: Execution
    lease_seconds: int
    batch: int
    poll_seconds: float
    protecting: ProtectingService
    page_seconds: int
    stopping: Event = field(default_factory=Event)

    def run(self) -> None:
        """Work until `stopping` is set. The job in hand is finished first."""
        look_due = 0.0
        while not self.stopping.is_set():
            if time.monotonic() >= look_due:
                self.mend_index()
                self.chores.queue_due()
                look_due = time.monotonic() + LOOK_SECONDS
            if not self.step():
                self.stopping.wait(self.poll_seconds)

    def drain(self) -> int:
        """Work until no job is due. Count of jobs done."""
        self.mend_index()
        total = 0
        while done := self.step():
            total += done
        return total

    def mend_index(self) -> None:
        """Queue a rebuild when the index is missing, outdated or damaged; by its turn it may have been done."""
        if self.indexing.needs_rebuild():
            with self.catalog.write() as tx:
                tx.jobs.enqueue(JobKind.REBUILD_INDEX, "index", {_IF_NEEDED: True})

    def step(self) -> int:
        """Claim what is due and do it: a batch of the quick kinds, else one copy to read, else one recognition.

        Count of jobs claimed.
        """
        slow = (JobKind.OFFICE_COPY, JobKind.RECOGNISE)
        return self._do_due(QUICK, self.batch) or next(
            (done for kind in slow if (done := self._do_due(frozenset({kind}), 1))), 0
        )

    def _do_due(self, kinds: Collection[JobKind], limit: int) -> int:
        with self.catalog.write() as tx:
            jobs = tx.jobs.claim(self.lease_seconds, limit, kinds)
        by_kind: dict[JobKind, list[Job]] = defaultdict(list)
        for job in jobs:
            by_kind[job.kind].append(job)
        for kind, group in by_kind.items():
            self._do(kind, group)
        if jobs:
            _give_memory_back()
        return len(jobs)

    def _do(self, kind: JobKind, jobs: Sequence[Job]) -> None:
        """Do jobs of one kind together; if that fails and there are several, each by itself."""
        try:
            self._handle(kind, jobs)
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

    def _handle(self, kind: JobKind, jobs: Sequence[Job]) -> None:
        match kind:
            case JobKind.INDEX_RECORD | JobKind.REMOVE_FROM_INDEX:
                self.indexing.index_records([job.subject for job in jobs])
            case JobKind.REBUILD_INDEX:
                if not all(job.payload.get(_IF_NEEDED) for job in jobs) or self.indexing.needs_rebuild():
                    self.indexing.rebuild()
            case JobKind.RENEW_LOCKS:
                self.protecting.follow()
            case JobKind.SEAL_AUDIT:
                self.seals.seal()
            case JobKind.CHECK_FIXITY:
                self.fixity.sweep(self.acting())
            case JobKind.COMPARE:
                self.custody.reconcile(self.acting())
            case _:
                for job in jobs:
                    self._handle_one(job)

    def _handle_one(self, job: Job) -> None:
        """The kinds that are about one thing each."""
        match job.kind:
            case JobKind.REDECIDE:
                self.retention.redecide_from(job.subject)
            case JobKind.SETTLE_HOLD:
                self.holds.settle(job.subject)
            case JobKind.CARRY_OUT:
                self.execution.go_on(self.acting(), job.subject, lambda: self._extended(job, got_on=True))
            case JobKind.FINISH_DESTRUCTION:
                self.execution.destruction.finish(job.subject)
            case JobKind.OFFICE_COPY:
                if self._extended(job):
                    self.office_copies.make(job.subject)
            case JobKind.RECOGNISE:
                self._recognise(job)

    def _recognise(self, job: Job) -> None:
        """Read a scan. Deposits made meanwhile are indexed between its pages; a worker told to stop puts it back."""

        def keep_going(got_on: bool) -> bool:
            if not self._extended(job, got_on=got_on):
                return False
            self._do_due(INDEXING, self.batch)
            return not self.stopping.is_set()

        if not self._extended(job):
            return
        ended = self.recognition.recognise(job.subject, keep_going)
        if not ended and self.stopping.is_set():
            with self.catalog.write() as tx:
                tx.jobs.enqueue(job.kind, job.subject)

    def _extended(self, job: Job, *, got_on: bool = False) -> bool:
        """Keep the job for the longest time a page can take; whether it is still ours."""
        try:
            with self.catalog.write() as tx:
                tx.jobs.extend(job.id, self.lease_seconds + self.page_seconds, got_on=got_on)
        except NotFound:
            return False
        return True


def _give_memory_back() -> None:
    """Let go of what a batch has freed: glibc keeps it between pieces in use, and a worker lives for months.

    Other C libraries have no such call; they decide by themselves.
    """
    if _TRIM is not None:
        _TRIM(0)
