"""What a catalog promises about recognitions, and about records that are locked away."""

from __future__ import annotations

import pytest

from archive_service.domain.access import VisibleScope
from archive_service.domain.errors import NotFound
from archive_service.domain.jobs import MAX_ATTEMPTS, JobKind
from archive_service.domain.recognition import Recognition, RecognitionState
from archive_service.domain.records import AccessLevel, TextState, TextStatus
from archive_service.ports import Catalog
from tests.contracts.specimens import CELL_8, CELL_9, ManualClock, a_record, with_units

ALL = VisibleScope(frozenset({CELL_8.id, CELL_9.id}), frozenset(AccessLevel))
SOME = VisibleScope(frozenset({CELL_8.id}), frozenset({AccessLevel.INTERNAL}))


class RecognitionsContract:
    """Inherit and provide the fixtures `clock` and `catalog`: empty, with its schema, on that clock."""

    def _with_records(self, catalog: Catalog, count: int = 3) -> list[str]:
        with_units(catalog)
        with catalog.write() as tx:
            for number in range(1, count + 1):
                tx.records.add(a_record(number))
        return [a_record(number).id for number in range(1, count + 1)]

    def test_it_waits_runs_and_is_forgotten(self, catalog: Catalog, clock: ManualClock) -> None:
        first, second, _ = self._with_records(catalog)
        with catalog.write() as tx:
            tx.recognitions.want(first, 12)
            assert tx.recognitions.get_many([first, second]) == {
                first: Recognition(first, RecognitionState.WAITING, 12, 0, 0, clock.now())
            }
        clock.pass_seconds(5)
        with catalog.write() as tx:
            assert tx.recognitions.progress(first, 12, 3, 1)
        with catalog.read() as tx:
            expected = Recognition(first, RecognitionState.RUNNING, 12, 3, 1, clock.now())
            assert tx.recognitions.get_many([first])[first] == expected
            assert tx.recognitions.count() == 1
        with catalog.write() as tx:
            tx.recognitions.done(first)
            tx.recognitions.done(first)
            assert tx.recognitions.get_many([first]) == {}
            assert not tx.recognitions.progress(first, 12, 4, 1)
            assert tx.recognitions.count() == 0

    def test_what_was_stopped_does_not_go_on_until_it_is_wanted_again(self, catalog: Catalog) -> None:
        first, second, _ = self._with_records(catalog)
        with catalog.write() as tx:
            tx.recognitions.want(first, 2)
            assert tx.recognitions.stop(first)
            assert not tx.recognitions.stop(second)
            assert not tx.recognitions.progress(first, 2, 1, 0)
            stopped = tx.recognitions.get_many([first])[first]
            assert (stopped.state, stopped.read) == (RecognitionState.STOPPED, 1)
            tx.recognitions.want(first, 2)
            again = tx.recognitions.get_many([first])[first]
            assert (again.state, again.read) == (RecognitionState.WAITING, 1)
            assert tx.recognitions.progress(first, 2, 1, 0)

    def test_only_records_can_be_recognised(self, catalog: Catalog) -> None:
        with pytest.raises(NotFound), catalog.write() as tx:
            tx.recognitions.want("rec_none", 1)

    def test_they_are_listed_in_order(self, catalog: Catalog) -> None:
        ids = self._with_records(catalog)
        with catalog.write() as tx:
            for record_id in reversed(ids):
                tx.recognitions.want(record_id, 1)
            assert [each.record_id for each in tx.recognitions.list(limit=2)] == ids[:2]
            assert [each.record_id for each in tx.recognitions.list(after=ids[1], limit=2)] == ids[2:]

    def test_what_is_locked_away_is_in_no_scope(self, catalog: Catalog) -> None:
        first, second, third = self._with_records(catalog)
        with catalog.write() as tx:
            tx.records.set_text(first, TextStatus(TextState.SEARCHABLE, None, 1))
            tx.records.lock_away(first)
            with pytest.raises(NotFound):
                tx.records.lock_away("rec_none")
        for scope in (ALL, SOME):
            with catalog.read() as tx:
                assert tx.records.get(first, [scope]) is None
                assert list(tx.records.get_many([first, second], [scope])) == [second]
                assert [entry.record.id for entry in tx.records.list([scope]).entries] == [second, third]
                assert tx.records.list([scope], text_reason="secrecy_mark").entries == ()
                coverage = tx.records.coverage([scope])
                assert (coverage.records, coverage.without_text, coverage.pending) == (2, (), 2)
                assert [paper.record_id for paper in tx.completeness.papers([CELL_8.id], 2022, 2022, [scope])] == [
                    second, third,
                ]  # fmt: skip
        with catalog.read() as tx:
            found = tx.records.list(None, text_reason="secrecy_mark").entries
            assert [(entry.record.id, entry.text.locked) for entry in found] == [(first, True)]

    def test_what_is_locked_away_stays_so(self, catalog: Catalog) -> None:
        first = self._with_records(catalog, 1)[0]
        with catalog.write() as tx:
            tx.records.lock_away(first)
            tx.records.set_text(first, TextStatus(TextState.SEARCHABLE, None, 1))
            tx.records.recover(a_record(1), TextStatus())
            entry = tx.records.get(first, None)
            assert entry is not None
            assert entry.text.locked
            assert tx.records.recount() == 0

    def test_jobs_are_claimed_by_kind(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            slow = tx.jobs.enqueue(JobKind.RECOGNISE, "rec_1")
            quick = tx.jobs.enqueue(JobKind.INDEX_RECORD, "rec_1")
        with catalog.write() as tx:
            assert [job.id for job in tx.jobs.claim(60, 5, {JobKind.INDEX_RECORD})] == [quick]
            assert [job.id for job in tx.jobs.claim(60, 5, {JobKind.RECOGNISE})] == [slow]

    def test_a_long_job_that_gets_on_is_not_given_up(self, catalog: Catalog, clock: ManualClock) -> None:
        with catalog.write() as tx:
            tx.jobs.enqueue(JobKind.RECOGNISE, "rec_1")
        for _ in range(2 * MAX_ATTEMPTS):
            with catalog.write() as tx:
                (job,) = tx.jobs.claim(60)
                tx.jobs.extend(job.id, 600, got_on=True)
                assert tx.jobs.claim(60) == []
            clock.pass_seconds(601)
        for _ in range(MAX_ATTEMPTS):
            with catalog.write() as tx:
                for job in tx.jobs.claim(60):
                    tx.jobs.extend(job.id, 600)
            clock.pass_seconds(601)
        with catalog.write() as tx:
            assert tx.jobs.claim(60) == []
            assert len(tx.jobs.parked()) == 1
