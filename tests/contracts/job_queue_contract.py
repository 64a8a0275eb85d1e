"""What the job queue promises on every engine."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive_service.domain.errors import NotFound
from archive_service.domain.jobs import MAX_ATTEMPTS, Job, JobKind, JobState
from archive_service.ports import Catalog, JobQueue
from tests.contracts.specimens import ManualClock

INDEX = JobKind.INDEX_RECORD
LEASE = 60


def enqueue(catalog: Catalog, *subjects: str) -> list[str]:
    with catalog.write() as tx:
        return [tx.jobs.enqueue(INDEX, subject) for subject in subjects]


def claim(catalog: Catalog, limit: int = 1) -> list[Job]:
    with catalog.write() as tx:
        return list(tx.jobs.claim(LEASE, limit))


def fail(catalog: Catalog, job_id: str, reason: str = "no reason") -> None:
    with catalog.write() as tx:
        tx.jobs.failed(job_id, reason)


class JobQueueContract:
    """Inherit and provide the fixtures `clock` and `catalog`: empty, with its schema, on that clock."""

    def test_a_job_is_claimed_once_and_done(self, catalog: Catalog, clock: ManualClock) -> None:
        with catalog.write() as tx:
            job_id = tx.jobs.enqueue(INDEX, "rec_1", {"why": "đặt lại", "pages": [1]})
        (job,) = claim(catalog, 5)
        assert (job.id, job.kind, job.subject, job.attempts) == (job_id, INDEX, "rec_1", 1)
        assert job.payload == {"why": "đặt lại", "pages": [1]}
        assert job.state is JobState.RUNNING
        assert job.leased_until is not None
        assert (job.leased_until - clock.now()).total_seconds() == LEASE
        assert claim(catalog) == []
        with catalog.write() as tx:
            assert tx.jobs.counts() == {"running": 1}
            tx.jobs.done(job_id)
            tx.jobs.done(job_id)
            assert tx.jobs.counts() == {}

    def test_a_job_lives_and_dies_with_its_transaction(self, catalog: Catalog) -> None:

        def fail_after(work: Callable[[JobQueue], object]) -> None:
            with catalog.write() as tx:
                work(tx.jobs)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail_after(lambda jobs: jobs.enqueue(INDEX, "rec_1"))
        assert claim(catalog) == []
        enqueue(catalog, "rec_1")
        with pytest.raises(ZeroDivisionError):
            fail_after(lambda jobs: jobs.claim(LEASE))
        assert [job.attempts for job in claim(catalog)] == [1]

    def test_waiting_work_is_not_doubled(self, catalog: Catalog) -> None:
        (first,) = enqueue(catalog, "rec_1")
        with catalog.write() as tx:
            assert tx.jobs.enqueue(INDEX, "rec_1", {"newer": True}) == first
            other = tx.jobs.enqueue(JobKind.REMOVE_FROM_INDEX, "rec_1")
        jobs = claim(catalog, 5)
        assert {job.id for job in jobs} == {first, other}
        assert [job.payload for job in jobs if job.id == first] == [{"newer": True}]

    def test_work_that_runs_does_not_count_as_waiting(self, catalog: Catalog) -> None:
        (first,) = enqueue(catalog, "rec_1")
        claim(catalog)
        (second,) = enqueue(catalog, "rec_1")
        assert second != first
        assert [job.id for job in claim(catalog, 5)] == [second]

    def test_oldest_first_and_no_more_than_asked(self, catalog: Catalog, clock: ManualClock) -> None:
        for number in (3, 1, 2):
            enqueue(catalog, f"rec_{number}")
            clock.pass_seconds(1)
        assert [job.subject for job in claim(catalog, 2)] == ["rec_3", "rec_1"]
        assert [job.subject for job in claim(catalog, 2)] == ["rec_2"]

    def test_a_lease_that_ran_out_is_due_again(self, catalog: Catalog, clock: ManualClock) -> None:
        (job_id,) = enqueue(catalog, "rec_1")
        claim(catalog)
        clock.pass_seconds(LEASE - 1)
        assert claim(catalog) == []
        clock.pass_seconds(1)
        assert [(job.id, job.attempts) for job in claim(catalog)] == [(job_id, 2)]

    def test_a_lease_can_be_made_longer(self, catalog: Catalog, clock: ManualClock) -> None:
        (job_id,) = enqueue(catalog, "rec_1")
        claim(catalog)
        clock.pass_seconds(LEASE - 1)
        with catalog.write() as tx:
            tx.jobs.extend(job_id, LEASE)
            with pytest.raises(NotFound):
                tx.jobs.extend("job_unknown", LEASE)
        clock.pass_seconds(LEASE - 1)
        assert claim(catalog) == []
        clock.pass_seconds(1)
        assert len(claim(catalog)) == 1

    def test_failing_again_and_again_parks_with_the_reason(self, catalog: Catalog, clock: ManualClock) -> None:
        (job_id,) = enqueue(catalog, "rec_1")
        for attempt in range(1, MAX_ATTEMPTS):
            assert [job.attempts for job in claim(catalog)] == [attempt]
            fail(catalog, job_id, f"failure {attempt}")
            assert claim(catalog) == []
            clock.pass_seconds(2 * 4 ** (attempt - 1))
        assert len(claim(catalog)) == 1
        fail(catalog, job_id, "hết cách " + "x" * 10_000)
        clock.pass_seconds(10**6)
        assert claim(catalog) == []
        with catalog.write() as tx:
            (parked,) = tx.jobs.parked()
            assert (parked.id, parked.state, parked.attempts) == (job_id, JobState.PARKED, MAX_ATTEMPTS)
            assert parked.reason.startswith("hết cách x")
            assert len(parked.reason) == 2000
            assert parked.leased_until is None
            assert tx.jobs.counts() == {"parked": 1}
            tx.jobs.retry(job_id)
            with pytest.raises(NotFound):
                tx.jobs.retry(job_id)
        assert [(job.id, job.attempts, job.reason) for job in claim(catalog)] == [(job_id, 1, "")]

    def test_a_job_that_kills_its_workers_is_parked(self, catalog: Catalog, clock: ManualClock) -> None:
        poison, harmless = enqueue(catalog, "rec_poison", "rec_2")
        for _ in range(MAX_ATTEMPTS):
            assert poison in [job.id for job in claim(catalog, 5)]
            with catalog.write() as tx:
                tx.jobs.done(harmless)
            clock.pass_seconds(LEASE)
        enqueue(catalog, "rec_3")
        assert [job.subject for job in claim(catalog, 5)] == ["rec_3"]
        with catalog.read() as tx:
            assert [job.id for job in tx.jobs.parked()] == [poison]

    def test_a_failed_job_gives_way_to_the_same_work_waiting(self, catalog: Catalog, clock: ManualClock) -> None:
        (first,) = enqueue(catalog, "rec_1")
        claim(catalog)
        (second,) = enqueue(catalog, "rec_1")
        fail(catalog, first)
        fail(catalog, first)
        clock.pass_seconds(10)
        assert [job.id for job in claim(catalog, 5)] == [second]

    def test_new_work_does_not_wait_for_the_pause_of_a_failed_job(self, catalog: Catalog) -> None:
        (job_id,) = enqueue(catalog, "rec_1")
        claim(catalog)
        fail(catalog, job_id)
        assert claim(catalog) == []
        assert enqueue(catalog, "rec_1") == [job_id]
        assert [job.id for job in claim(catalog)] == [job_id]
