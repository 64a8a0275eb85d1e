"""What a catalog promises about finding a destroyed record by words of its tombstone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive_service.domain.access import VisibleScope
from archive_service.domain.disposition import Tombstone
from archive_service.domain.records import AccessLevel
from archive_service.ports import Catalog
from tests.contracts.retention_contract import a_tombstone, minutes
from tests.contracts.specimens import CELL_8, CELL_9, with_units

TITLES = {
    1: ("Giấy khen chim én", "12-NQ/CB", CELL_8),
    2: ("Giấy khen tháng 12, quý 05", "7-NQ/CB", CELL_8),
    3: ("Biên bản về Đảng phí, kèm 12-NQ/CB", None, CELL_9),
}
EVERY_LEVEL = frozenset(AccessLevel)


def stones() -> dict[int, Tombstone]:
    return {
        number: replace(a_tombstone(minutes(number)), title=title, symbol=symbol, unit_id=unit.id)
        for number, (title, symbol, unit) in TITLES.items()
    }


class TombstonesContract:
    """Inherit and provide the fixture `catalog`: empty, with its schema."""

    @pytest.fixture
    def buried(self, catalog: Catalog) -> Catalog:
        with_units(catalog)
        with catalog.write() as tx:
            for stone in stones().values():
                tx.dispositions.bury(stone)
        return catalog

    def _found(self, catalog: Catalog, words: str, *scopes: VisibleScope, unit: str | None = None) -> list[int]:
        numbers = {stone.record_id: number for number, stone in stones().items()}
        with catalog.read() as tx:
            units = [unit] if unit else None
            found = tx.dispositions.tombstones(scopes or None, words=words, unit_ids=units)
        return [numbers[stone.record_id] for stone in found]

    def test_words_find_with_marks_and_without(self, buried: Catalog) -> None:
        asked = ("Giấy khen", "giay khen", "KHEN GIẤY", "khen", "chim én", "én chim khen", "đảng phí", "dang phi")
        assert [self._found(buried, each) for each in asked] == [[1, 2]] * 4 + [[1]] * 2 + [[3]] * 2
        assert self._found(buried, "quí 5") == self._found(buried, "quý 05") == [2]

    def test_the_kind_is_a_word_too(self, buried: Catalog) -> None:
        assert self._found(buried, "bb") == [1, 2, 3]
        assert self._found(buried, "bb khen") == [1, 2]

    def test_a_number_is_found_as_a_number(self, buried: Catalog) -> None:
        for written in ("12-NQ/CB", "12-nq/cb", "12/NQ-CB", "012-NQ/CB"):
            assert self._found(buried, written) == [1, 3], written
        assert self._found(buried, "12 nq cb") == [1, 2, 3]
        assert self._found(buried, "NQ/CB") == [1, 2, 3]
        assert self._found(buried, "12-NQ/CB én") == [1]
        assert self._found(buried, "13-NQ/CB") == []

    def test_all_words_must_stand_there_whole(self, buried: Catalog) -> None:
        for nothing in ("voi", "khen voi", "voi khen", "chim phí", "giấ", "hen", "%", "kh%"):
            found = self._found(buried, nothing)
            assert found == ([1, 2, 3] if nothing == "%" else []), nothing

    def test_signs_alone_ask_for_nothing_in_particular(self, buried: Catalog) -> None:
        for typed in ("", "  ", "—", "/ -", "\0", "\ud800"):
            assert self._found(buried, typed) == [1, 2, 3], repr(typed)

    def test_more_words_than_a_title_has_are_answered(self, buried: Catalog) -> None:
        assert self._found(buried, "giấy khen " * 2000) == [1, 2]
        assert self._found(buried, " ".join(f"w{number}" for number in range(5000))) == []

    def test_only_what_one_may_see_is_found(self, buried: Catalog) -> None:
        in_9 = VisibleScope(frozenset({CELL_9.id}), EVERY_LEVEL)
        assert self._found(buried, "12-NQ/CB", in_9) == [3]
        assert self._found(buried, "khen", in_9) == []
        assert self._found(buried, "bb", VisibleScope(frozenset({CELL_8.id, CELL_9.id}), frozenset())) == []
        assert self._found(buried, "bb", in_9, VisibleScope(frozenset({CELL_8.id}), EVERY_LEVEL)) == [1, 2, 3]

    def test_only_what_is_of_the_unit_is_found(self, buried: Catalog) -> None:
        assert self._found(buried, "12-NQ/CB", unit=CELL_9.id) == [3]
        assert self._found(buried, "khen", unit=CELL_9.id) == []

    def test_pages_follow_one_another_in_order_of_record(self, buried: Catalog) -> None:
        ids, after, seen = sorted(stone.record_id for stone in stones().values()), None, list[str]()
        for _ in ids:
            with buried.read() as tx:
                (stone,) = tx.dispositions.tombstones(None, words="nq cb", after=after, limit=1)
            after = stone.record_id
            seen.append(after)
        assert seen == ids
        with buried.read() as tx:
            assert tx.dispositions.tombstones(None, words="nq cb", after=after, limit=1) == []

    def test_burying_again_changes_no_words(self, buried: Catalog) -> None:
        with buried.write() as tx:
            tx.dispositions.bury(replace(stones()[1], title="Voi"))
        assert self._found(buried, "voi") == []
        assert self._found(buried, "én") == [1]
