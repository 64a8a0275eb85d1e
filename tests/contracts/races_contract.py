"""What a catalog promises when real threads work at once."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from archive_service.domain.audit import verify
from archive_service.domain.errors import Conflict, IdempotencyConflict, VersionConflict
from archive_service.domain.jobs import JobKind
from archive_service.domain.records import TextState, TextStatus
from archive_service.ports import Catalog, IdempotencyNote
from tests.contracts.specimens import START, UNITS, a_record, an_account, an_entry, next_version, with_units

THREADS = 6


def at_once(work: Callable[[int], object]) -> list[object]:
    """Run the work in several threads that start together; what each returned or raised as an ArchiveError."""
    start = Barrier(THREADS)

    def one(number: int) -> object:
        start.wait(timeout=10)
        try:
            return work(number)
        except Conflict as conflict:
            return type(conflict)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(THREADS)))


class RacesContract:
    """Inherit and provide the fixture `catalog`: empty, with its schema."""

    def test_two_workers_never_get_one_job(self, catalog: Catalog) -> None:
        total = 120
        with catalog.write() as tx:
            for number in range(total):
                tx.jobs.enqueue(JobKind.INDEX_RECORD, f"rec_{number}")

        def work(_: int) -> list[str]:
            mine: list[str] = []
            while True:
                with catalog.write() as tx:
                    jobs = tx.jobs.claim(600, 3)
                if not jobs:
                    return mine
                mine += [job.subject for job in jobs]

        taken = Counter(subject for mine in at_once(work) for subject in mine)  # type: ignore[attr-defined]
        assert len(taken) == total
        assert set(taken.values()) == {1}

    def test_the_same_work_enqueued_at_once_is_one_job(self, catalog: Catalog) -> None:
        def work(_: int) -> str:
            with catalog.write() as tx:
                return tx.jobs.enqueue(JobKind.INDEX_RECORD, "rec_1")

        assert len(set(at_once(work))) == 1
        with catalog.read() as tx:
            assert tx.jobs.counts() == {"waiting": 1}

    def test_a_job_is_not_lost_to_a_worker_that_takes_it_too_early(self, catalog: Catalog) -> None:
        """What a job is about and the job itself appear together, though it was waiting before."""
        with_units(catalog)
        with catalog.write() as tx:
            tx.records.add(a_record(1))
            tx.jobs.enqueue(JobKind.INDEX_RECORD, a_record(1).id)
        changed = next_version(a_record(1), title="Tên mới")
        seen: list[str] = []
        with ThreadPoolExecutor(1) as pool:
            with catalog.write() as tx:
                tx.records.update(changed, expected_version=1)
                tx.jobs.enqueue(JobKind.INDEX_RECORD, changed.id)
                worker = pool.submit(self._index_until_idle, catalog, seen)
                with pytest.raises(TimeoutError):
                    worker.result(timeout=0.3)
            worker.result(timeout=30)
        assert seen[-1] == "Tên mới"

    @staticmethod
    def _index_until_idle(catalog: Catalog, seen: list[str]) -> None:
        """Claim and read the record, as a worker does, until its job was done."""
        while not seen:
            with catalog.write() as tx:
                jobs = tx.jobs.claim(600)
            for job in jobs:
                with catalog.read() as tx:
                    entry = tx.records.get(job.subject, None)
                    assert entry is not None
                    seen.append(entry.record.description.title)

    def test_appends_at_once_make_one_chain(self, catalog: Catalog) -> None:
        def work(thread: int) -> None:
            for number in range(20):
                with catalog.write() as tx:
                    tx.audit.append(an_entry(f"rec_{thread}_{number}"))

        at_once(work)
        with catalog.read() as tx:
            events = list(tx.audit.events())
            assert list(verify(events, head=tx.audit.head())) == []
        assert len({event.entry.subject for event in events}) == THREADS * 20

    def test_of_writers_at_one_version_one_wins(self, catalog: Catalog) -> None:
        with_units(catalog)
        record = a_record(1)
        with catalog.write() as tx:
            tx.records.add(record)

        def work(thread: int) -> str:
            with catalog.write() as tx:
                tx.records.update(next_version(record, title=f"Tên {thread}"), expected_version=1)
            return f"Tên {thread}"

        results = at_once(work)
        assert results.count(VersionConflict) == THREADS - 1
        with catalog.read() as tx:
            kept = tx.records.get(record.id, None)
            assert kept is not None
            assert (kept.record.version, kept.record.description.title in results) == (2, True)

    def test_of_equal_logins_one_wins(self, catalog: Catalog) -> None:
        def work(thread: int) -> str:
            with catalog.write() as tx:
                tx.accounts.add(an_account(thread + 1, login="Trùng Tên"))
            return "added"

        assert Counter(at_once(work)) == {"added": 1, Conflict: THREADS - 1}

    def test_of_equal_requests_one_is_remembered(self, catalog: Catalog) -> None:
        def work(thread: int) -> str:
            with catalog.write() as tx:
                tx.remember(IdempotencyNote("key", "usr_1", "d" * 64, f"rec_{thread}", START))
            return "remembered"

        assert Counter(at_once(work)) == {"remembered": 1, IdempotencyConflict: THREADS - 1}

    def test_coverage_is_true_after_a_race(self, catalog: Catalog) -> None:
        with_units(catalog)
        with catalog.write() as tx:
            for number in range(20):
                tx.records.add(a_record(number, unit=UNITS[number % 3].id))

        def work(thread: int) -> None:
            chance = random.Random(thread)
            for _ in range(20):
                with catalog.write() as tx:
                    for number in sorted(chance.sample(range(20), 3)):
                        state = chance.choice((TextState.SEARCHABLE, TextState.NO_TEXT))
                        tx.records.set_text(a_record(number).id, TextStatus(state, "encrypted", 1))
                    tx.audit.append(an_entry())

        at_once(work)
        with catalog.write() as tx:
            assert tx.records.coverage(None).records == 20
            assert tx.records.recount() == 0

    def test_upgrades_at_once(self, catalog: Catalog) -> None:
        assert at_once(lambda _: catalog.upgrade()) == [None] * THREADS
