"""What every catalog promises about checks, incidents, comparisons and due times."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from archive_service.domain.errors import NotFound
from archive_service.domain.fixity import Comparison, Damage, FileFault, FixityOverview
from archive_service.ports import Catalog
from tests.contracts.specimens import START

LATER = START + timedelta(days=1)


class CustodyContract:
    """Inherit and provide the fixture `catalog`: empty, with its schema."""

    def test_what_waits_longest_comes_first(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            assert tx.custody.overview() == FixityOverview(0, 0, None, 0)
            assert tx.custody.know(["b", "a", "c"]) == 3
            tx.custody.checked("a", START, [])
            tx.custody.checked("b", START + timedelta(hours=1), [])
            assert tx.custody.know(["a", "b", "d"]) == 1
        with catalog.write() as tx:
            assert tx.custody.longest_unchecked(LATER, 10) == ["c", "d", "a", "b"]
            assert tx.custody.longest_unchecked(LATER, 2) == ["c", "d"]
            assert tx.custody.longest_unchecked(START + timedelta(minutes=1), 10) == ["c", "d", "a"]
            assert tx.custody.overview() == FixityOverview(4, 2, START, 0)
            tx.custody.forget("d")
            assert tx.custody.overview() == FixityOverview(3, 1, START, 0)

    def test_an_incident_stays_until_it_is_resolved(self, catalog: Catalog) -> None:
        faults = [FileFault("v1/x", Damage.CHANGED), FileFault("v1/y", Damage.MISSING)]
        with catalog.write() as tx:
            tx.custody.know(["a"])
            opened = tx.custody.checked("a", START, faults)
            assert [(each.path, each.damage, each.found_at) for each in opened] == [
                ("v1/x", Damage.CHANGED, START), ("v1/y", Damage.MISSING, START),
            ]  # fmt: skip
        with catalog.write() as tx:
            assert tx.custody.checked("a", LATER, faults[:1]) == []
            first, second = tx.custody.incidents()
            assert (first, second) == (replace(opened[0], seen_at=LATER), replace(opened[1], whole_at=LATER))
            assert tx.custody.overview().open_incidents == 2
            assert tx.custody.incidents(after=first.id, limit=1) == [second]
            resolved = tx.custody.resolve(second.id, LATER, "usr_1", "phục hồi từ bản sao")
            with pytest.raises(NotFound):
                tx.custody.resolve(second.id, LATER, "usr_1", "again")
        with catalog.write() as tx:
            assert tx.custody.incidents() == [first]
            assert tx.custody.incidents(resolved=True) == [resolved]
            assert (resolved.resolved_by, resolved.note) == ("usr_1", "phục hồi từ bản sao")
            again = tx.custody.checked("a", LATER, [faults[1]])
            assert [each.path for each in again] == ["v1/y"]

    def test_comparisons_are_kept_newest_first(self, catalog: Catalog) -> None:
        results = [Comparison(START + timedelta(days=day), 5, 0, day, 0, 0, 7, 0) for day in range(3)]
        with catalog.write() as tx:
            for result in results:
                tx.custody.keep(result)
            assert tx.custody.comparisons() == results[::-1]
            assert tx.custody.comparisons(1) == [results[2]]
        assert [result.clean for result in results] == [True, False, False]

    def test_a_chore_has_one_turn_at_its_time(self, catalog: Catalog) -> None:
        def turn(hours: int) -> bool:
            now = START + timedelta(hours=hours)
            with catalog.write() as tx:
                return tx.custody.take_turn("compare", now, now + timedelta(hours=24))

        assert [turn(hours) for hours in (0, 0, 1, 23, 24, 24, 47, 49)] == [
            True, False, False, False, True, False, False, True,
        ]  # fmt: skip
