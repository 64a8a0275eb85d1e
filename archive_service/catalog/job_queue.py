"""Jobs as rows: enqueued with what they are about, claimed with a lease, parked when they keep failing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.log_mapping import job_values, to_job
from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.row_types import AnyRow, json_text
from archive_service.catalog.tables import IS_WAITING, jobs
from archive_service.catalog.visibility import one_of
from archive_service.domain.errors import NotFound
from archive_service.domain.identifiers import JOB, new_id
from archive_service.domain.jobs import MAX_ATTEMPTS, Job, JobKind, JobState, next_attempt
from archive_service.ports import Clock

GAVE_NO_ANSWER = "the worker died or ran out of time"
_LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class SqlJobQueue:
    """Implements ports.JobQueue."""

    connection: Connection
    clock: Clock

    def enqueue(self, kind: JobKind, subject: str, payload: Mapping[str, object] | None = None) -> str:
        now = self.clock.now()
        fresh = Job(
            id=new_id(JOB, now, self.clock.random_bytes(10)),
            kind=kind,
            subject=subject,
            payload=payload or {},
            state=JobState.WAITING,
            attempts=0,
            due_at=now,
        )
        insert = postgresql.insert if self.connection.dialect.name == "postgresql" else sqlite.insert
        # Not "do nothing": the update locks the waiting job until this transaction ends, so that no worker
        # can take it before what it is about has been written.
        statement = (
            insert(jobs)
            .values(job_values(fresh))
            .on_conflict_do_update(
                index_elements=[jobs.c.kind, jobs.c.subject],
                index_where=IS_WAITING,
                set_={"due_at": now, "claimable_at": now, "payload": json_text(fresh.payload)},
            )
            .returning(jobs.c.id)
        )
        return str(self.connection.execute(statement).scalar_one())

    def claim(
        self, lease_seconds: int, limit: int = 1, kinds: Collection[JobKind] = frozenset(JobKind)
    ) -> Sequence[Job]:
        now = self.clock.now()
        self._park_the_hopeless()
        due = (
            select(jobs)
            .where(jobs.c.claimable_at <= now, jobs.c.kind.in_(sorted(kind.value for kind in kinds)))
            .order_by(jobs.c.claimable_at, jobs.c.id)
            .limit(max(1, min(limit, MAX_PAGE)))
            .with_for_update(skip_locked=True)
        )
        lease = now + timedelta(seconds=lease_seconds)
        claimed = [
            replace(job, state=JobState.RUNNING, attempts=job.attempts + 1, leased_until=lease)
            for job in map(to_job, self.connection.execute(due))
        ]
        if claimed:
            taken = one_of(self.connection, jobs.c.id, [job.id for job in claimed])
            values = {"state": JobState.RUNNING.value, "attempts": jobs.c.attempts + 1, "claimable_at": lease}
            self.connection.execute(update(jobs).where(taken).values(values))
        return claimed

    def _park_the_hopeless(self) -> None:
        """A job that killed its worker each time never reports a failure: its last lease just runs out."""
        lost = and_(
            jobs.c.claimable_at <= self.clock.now(),
            jobs.c.state == JobState.RUNNING.value,
            jobs.c.attempts >= MAX_ATTEMPTS,
        )
        found = select(jobs.c.id).where(lost).limit(MAX_PAGE).with_for_update(skip_locked=True)
        hopeless = list(self.connection.scalars(found))
        if hopeless:
            self._park(one_of(self.connection, jobs.c.id, hopeless), GAVE_NO_ANSWER)

    def _park(self, which: ColumnElement[bool], reason: str) -> None:
        values = {"state": JobState.PARKED.value, "claimable_at": None, "reason": reason}
        self.connection.execute(update(jobs).where(which).values(values))

    def extend(self, job_id: str, lease_seconds: int, *, got_on: bool = False) -> None:
        lease = self.clock.now() + timedelta(seconds=lease_seconds)
        running = and_(jobs.c.id == job_id, jobs.c.state == JobState.RUNNING.value)
        values: dict[str, object] = {"claimable_at": lease, **({"attempts": 1} if got_on else {})}
        if self.connection.execute(update(jobs).where(running).values(values)).rowcount == 0:
            raise NotFound

    def done(self, job_id: str) -> None:
        self.connection.execute(delete(jobs).where(jobs.c.id == job_id))

    def failed(self, job_id: str, reason: str) -> None:
        job = self._running_or_parked(job_id, JobState.RUNNING)
        if job is None:
            return
        again = next_attempt(job.attempts, self.clock.now())
        shown = reason[:_LONGEST_REASON]
        if again is None:
            self._park(jobs.c.id == job_id, shown)
        else:
            self._put_back(replace(job, state=JobState.WAITING, due_at=again, reason=shown))

    def parked(self, *, limit: int = 100) -> Sequence[Job]:
        query = select(jobs).where(jobs.c.state == JobState.PARKED.value).order_by(jobs.c.id)
        return [to_job(row) for row in self.connection.execute(query.limit(max(1, min(limit, MAX_PAGE))))]

    def retry(self, job_id: str) -> None:
        job = self._running_or_parked(job_id, JobState.PARKED)
        if job is None:
            raise NotFound
        self._put_back(replace(job, state=JobState.WAITING, attempts=0, due_at=self.clock.now(), reason=""))

    def _running_or_parked(self, job_id: str, state: JobState) -> Job | None:
        in_state = and_(jobs.c.id == job_id, jobs.c.state == state.value)
        row: AnyRow | None = self.connection.execute(select(jobs).where(in_state).with_for_update()).first()
        return None if row is None else to_job(row)

    def _put_back(self, job: Job) -> None:
        """Let the job wait again, unless the same work is waiting already: then that one will do it."""
        try:
            with self.connection.begin_nested():
                self.connection.execute(update(jobs).where(jobs.c.id == job.id).values(job_values(job)))
        except IntegrityError:
            self.connection.execute(delete(jobs).where(jobs.c.id == job.id))

    def counts(self) -> Mapping[str, int]:
        query = select(jobs.c.state, func.count().label("jobs")).group_by(jobs.c.state)
        return {row.state: row.jobs for row in self.connection.execute(query)}
