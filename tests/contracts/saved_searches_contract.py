"""What every catalog promises about the searches that people keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from archive_service.domain.errors import Conflict, NotFound
from archive_service.domain.saved_searches import SavedSearch
from archive_service.ports import Catalog
from tests.contracts.specimens import START


def a_search(number: int = 1, **changed: object) -> SavedSearch:
    search = SavedSearch(
        id=f"qry_{number}", owner="usr_1", name=f"Câu {number}", query="nghị quyết năm nay",
        filters={"type_codes": ["NQ"], "date_from": "2022-01-01"}, unit_id="unit_1", lineage=False, sort="newest",
        created_at=START, seen_until=START,
    )  # fmt: skip
    return replace(search, **changed)  # type: ignore[arg-type]


class SavedSearchesContract:
    """Inherit and provide the fixture `catalog`: empty, with its schema."""

    def test_a_search_comes_back_as_it_was_kept(self, catalog: Catalog) -> None:
        plain = a_search(2, query="", filters={}, unit_id=None, lineage=True)
        with catalog.write() as tx:
            tx.saved_searches.add(plain, 9)
            tx.saved_searches.add(a_search(), 9)
        with catalog.write() as tx:
            assert tx.saved_searches.of("usr_1") == [a_search(), plain]
            tx.saved_searches.seen("usr_1", "qry_1", START + timedelta(days=1))
        with catalog.read() as tx:
            assert tx.saved_searches.get("usr_1", "qry_1") == a_search(seen_until=START + timedelta(days=1))

    def test_another_persons_search_is_not_there(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            tx.saved_searches.add(a_search(), 9)
        with catalog.write() as tx:
            assert tx.saved_searches.of("usr_2") == []
            assert tx.saved_searches.get("usr_2", "qry_1") is None
            with pytest.raises(NotFound):
                tx.saved_searches.seen("usr_2", "qry_1", START)
            with pytest.raises(NotFound):
                tx.saved_searches.remove("usr_2", "qry_1")
            assert tx.saved_searches.of("usr_1") == [a_search()]
            tx.saved_searches.remove("usr_1", "qry_1")
            assert tx.saved_searches.of("usr_1") == []

    def test_names_are_one_persons_own_and_there_is_an_end(self, catalog: Catalog) -> None:
        with catalog.write() as tx:
            tx.saved_searches.add(a_search(), 2)
            with pytest.raises(Conflict):
                tx.saved_searches.add(a_search(2, name="Câu 1"), 2)
            tx.saved_searches.add(a_search(3, owner="usr_2", name="Câu 1"), 2)
            tx.saved_searches.add(a_search(4), 2)
            with pytest.raises(Conflict):
                tx.saved_searches.add(a_search(5), 2)
        with catalog.read() as tx:
            assert [each.id for each in tx.saved_searches.of("usr_1")] == ["qry_1", "qry_4"]
