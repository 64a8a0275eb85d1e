"""Words for a time in a question are counted from the day it is in Viet Nam, also in the small hours there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from archive_service.domain.access import Actor
from indexer.model import Filters
from tests.api.house import House
from tests.contracts.specimens import ManualClock

# The papers of the house are of 5 March 2026, for March.
IN_VIET_NAM = {
    "1 March, 6:30": (datetime(2026, 2, 28, 23, 30, tzinfo=UTC), True),
    "28 February, 23:30": (datetime(2026, 2, 28, 16, 30, tzinfo=UTC), False),
    "31 March, 23:30": (datetime(2026, 3, 31, 16, 30, tzinfo=UTC), True),
    "1 April, 0:30": (datetime(2026, 3, 31, 17, 30, tzinfo=UTC), False),
}


def test_this_month_is_the_month_in_viet_nam(own_house: House) -> None:
    archive, clock = own_house.archive, ManualClock()
    searches = replace(archive.search, clock=clock)
    lists = replace(archive.result_lists, clock=clock)
    archivist: Actor = archive.accounts.actor_with_token(own_house.tokens["archivist"], "api")
    for hour, (moment, in_march) in IN_VIET_NAM.items():
        clock.time = moment
        found = searches.search(archivist, "nước AND tháng này")
        expected = {own_house.records["CB-A"]} if in_march else set()
        assert {each.entry.record.id for each in found.found} == expected, hour
        assert lists.found(archivist, "nước AND tháng này", Filters()).total == found.total, hour
