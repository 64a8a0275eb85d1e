"""What a catalog promises about figures of the whole archive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from archive_service.domain.identifiers import RECORD, new_id
from archive_service.domain.local_time import LOCAL_TIME
from archive_service.domain.retention_clock import ClockState, decide
from archive_service.ports import Catalog
from tests.contracts.retention_contract import approved, minutes
from tests.contracts.specimens import with_units

TODAY = date(2026, 3, 3)


class FiguresContract:
    def test_records_are_counted_in_the_month_they_came_in(self, catalog: Catalog) -> None:
        with_units(catalog)
        moments = [
            datetime(2026, 1, 31, 23, 59, 59, 999000, LOCAL_TIME),
            datetime(2026, 2, 1, tzinfo=LOCAL_TIME),
            datetime(2026, 2, 28, 23, 59, 59, 999000, LOCAL_TIME),
            datetime(2026, 3, 1, tzinfo=LOCAL_TIME),
        ]
        with catalog.write() as tx:
            for number, moment in enumerate(moments):
                tx.records.add(replace(minutes(number), id=new_id(RECORD, moment, b"\xff" * 10)))
        with catalog.read() as tx:
            asked = ["2025-12", "2026-01", "2026-02", "2026-03"]
            assert tx.figures.deposits(asked) == {"2025-12": 0, "2026-01": 1, "2026-02": 2, "2026-03": 1}
            assert tx.figures.deposits([]) == {}

    def test_reviews_are_counted_by_year_and_the_rest_by_its_state(self, catalog: Catalog) -> None:
        with_units(catalog)
        days = [date(2022, 2, 7), date(2022, 11, 7), date(2023, 2, 7), None]
        with catalog.write() as tx:
            for number, day in enumerate(days):
                tx.records.add(minutes(number, day))
            facts = tx.retention.facts([minutes(number).id for number in range(len(days))])
            tx.retention.keep_decisions([decide(each, [approved()], (), TODAY) for each in facts.values()])
        with catalog.read() as tx:
            assert tx.figures.reviews() == {2043: 2, 2044: 1}
            assert tx.figures.without_review() == {ClockState.UNKNOWN_DATE.value: 1}

    def test_an_empty_catalog_has_no_figures(self, catalog: Catalog) -> None:
        with catalog.read() as tx:
            assert tx.figures.reviews() == {}
            assert tx.figures.without_review() == {}
