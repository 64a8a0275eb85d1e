"""What every catalog promises about files that were handed in together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from archive_service.domain.access import VisibleScope
from archive_service.domain.batches import Batch, BatchFile, DeskState, Fate
from archive_service.domain.disposition import Tombstone
from archive_service.domain.errors import Conflict, NotFound
from archive_service.domain.records import AccessLevel, TextState, TextStatus
from archive_service.ports import Catalog, DeskQuestion
from tests.contracts.specimens import CELL_8, CELL_9, START, a_record, digest_of, with_units

BATCH = Batch("bat_1", "usr_1", "Tháng 3", 3, START)
EVERYTHING = [VisibleScope(frozenset({CELL_8.id, CELL_9.id}), frozenset(AccessLevel))]
MINE = DeskQuestion(EVERYTHING, "usr_1")


def a_batch_file(number: int, **changed: object) -> BatchFile:
    """A kept file whose record is that of `a_record(number)`."""
    file = BatchFile(
        id=f"bfl_{number}", batch_id=BATCH.id, owner="usr_1", name=f"Thư mục/tờ {number}.pdf", size=1 << 40,
        sha512=digest_of(str(number)), fate=Fate.KEPT, record_id=a_record(number).id, at=START,
    )  # fmt: skip
    return replace(file, **changed)  # type: ignore[arg-type]


def turned_away(number: int, code: str = "empty_file", **changed: object) -> BatchFile:
    return a_batch_file(number, fate=Fate.TURNED_AWAY, record_id=None, code=code, facts={}, **changed)


def kept(catalog: Catalog, *files: BatchFile) -> None:
    """The batch with these files, each with its record in cell 8 (in cell 9 from number 8 on)."""
    with_units(catalog)
    with catalog.write() as tx:
        tx.batches.open(BATCH)
        for file in files:
            if file.record_id is not None and tx.records.get(file.record_id, None) is None:
                number = int(file.record_id.removeprefix("rec_"))
                tx.records.add(a_record(number, unit=CELL_9.id if number > 7 else CELL_8.id))
            tx.batches.add(file)


def states(catalog: Catalog, question: DeskQuestion = MINE) -> dict[str, tuple[str, str | None]]:
    with catalog.read() as tx:
        found, more = tx.batches.files(question)
        assert not more
        assert sum(tx.batches.counts(question).values()) == len(found)
    return {each.file.id: (each.state.value, each.reason) for each in found}


class BatchesContract:
    """Inherit and provide the fixture `catalog`: empty, with its schema."""

    def test_what_was_remembered_comes_back(self, catalog: Catalog) -> None:
        away = turned_away(2, "unknown_unit", sha512=None)
        away = replace(away, facts={"unit": "CB-Ạ", "limit": 7})
        kept(catalog, a_batch_file(1), away)
        with catalog.read() as tx:
            assert tx.batches.get("usr_1", BATCH.id) == BATCH
            found, _ = tx.batches.files(MINE)
            assert [each.file for each in found] == [a_batch_file(1), away]
            assert tx.batches.known(BATCH.id, digest_of("1")) == a_batch_file(1)
            assert tx.batches.known(BATCH.id, digest_of("9")) is None

    def test_batches_are_one_persons_own_newest_first(self, catalog: Catalog) -> None:
        later = replace(BATCH, id="bat_2", opened_at=START + timedelta(days=1))
        with catalog.write() as tx:
            for batch in (BATCH, later, replace(BATCH, id="bat_3", owner="usr_2")):
                tx.batches.open(batch)
            with pytest.raises(Conflict):
                tx.batches.open(BATCH)
            tx.batches.announce("usr_1", "bat_1", 200)
            with pytest.raises(NotFound):
                tx.batches.announce("usr_2", "bat_1", 1)
        with catalog.read() as tx:
            assert tx.batches.list("usr_1") == [later, replace(BATCH, announced=200)]
            assert tx.batches.list("usr_1", before="bat_2", limit=1) == [replace(BATCH, announced=200)]
            assert tx.batches.get("usr_2", "bat_1") is None

    def test_where_a_file_stands_follows_from_its_record(self, catalog: Catalog) -> None:
        kept(catalog, *(a_batch_file(number) for number in range(1, 6)), turned_away(6))
        with catalog.write() as tx:
            tx.batches.add(a_batch_file(7, fate=Fate.EXISTS, record_id=a_record(1).id))
            tx.records.set_text(a_record(2).id, TextStatus(TextState.SEARCHABLE, pages=1))
            tx.records.set_text(a_record(3).id, TextStatus(TextState.NO_TEXT, "encrypted"))
            for number in (4, 5):
                tx.records.set_text(a_record(number).id, TextStatus(TextState.NO_TEXT, "needs_ocr"))
                tx.recognitions.want(a_record(number).id, 2)
            tx.recognitions.stop(a_record(5).id)
        assert states(catalog) == {
            "bfl_1": ("received", None),
            "bfl_2": ("read", None),
            "bfl_3": ("attention", "encrypted"),
            "bfl_4": ("received", "needs_ocr"),
            "bfl_5": ("attention", "needs_ocr"),
            "bfl_6": ("attention", "empty_file"),
            "bfl_7": ("attention", "exists"),
        }
        with catalog.write() as tx:
            tx.batches.settle(["bfl_2", "bfl_7"])
        open_ones = states(catalog, replace(MINE, states=frozenset({DeskState.READ, DeskState.ATTENTION})))
        assert list(open_ones) == ["bfl_3", "bfl_5", "bfl_6"]
        assert list(states(catalog, replace(MINE, states=frozenset({DeskState.DONE})))) == ["bfl_2", "bfl_7"]
        with catalog.write() as tx:
            tx.batches.settle(["bfl_2"], done=False)
        assert states(catalog)["bfl_2"] == ("read", None)

    def test_pages_go_both_ways_and_say_whether_more_follow(self, catalog: Catalog) -> None:
        kept(catalog, *(a_batch_file(number) for number in range(1, 6)))
        with catalog.read() as tx:
            first, more = tx.batches.files(MINE, limit=2)
            assert ([each.file.id for each in first], more) == (["bfl_1", "bfl_2"], True)
            rest, more = tx.batches.files(MINE, after="bfl_2", limit=3)
            assert ([each.file.id for each in rest], more) == (["bfl_3", "bfl_4", "bfl_5"], False)
            before, more = tx.batches.files(MINE, after="bfl_3", limit=1, backwards=True)
            assert ([each.file.id for each in before], more) == (["bfl_2"], True)

    def test_rights_are_inside_the_question(self, catalog: Catalog) -> None:
        kept(catalog, a_batch_file(1), a_batch_file(8), turned_away(3))
        cell_8 = [VisibleScope(frozenset({CELL_8.id}), frozenset(AccessLevel))]
        assert list(states(catalog, DeskQuestion(cell_8, "usr_1"))) == ["bfl_1", "bfl_3"]
        assert list(states(catalog, DeskQuestion(cell_8, None))) == ["bfl_1"]
        mine_too = DeskQuestion(cell_8, None, refused_of="usr_1")
        assert list(states(catalog, mine_too)) == ["bfl_1", "bfl_3"], "everybody's, and what was refused of the asker"
        assert list(states(catalog, replace(mine_too, refused_of="usr_2"))) == ["bfl_1"]
        assert states(catalog, DeskQuestion([], None)) == {}
        assert states(catalog, DeskQuestion(EVERYTHING, "usr_2")) == {}
        assert states(catalog, DeskQuestion(EVERYTHING, "usr_1", batch_id="bat_2")) == {}
        with catalog.read() as tx:
            assert set(tx.batches.some(DeskQuestion(cell_8, None), ["bfl_1", "bfl_8", "bfl_3"])) == {"bfl_1"}

    def test_a_record_locked_away_takes_the_name_of_its_file_along(self, catalog: Catalog) -> None:
        kept(catalog, a_batch_file(1, done=True))
        with catalog.write() as tx:
            tx.records.lock_away(a_record(1).id)
            tx.batches.withhold(a_record(1).id)
        assert states(catalog) == {"bfl_1": ("attention", "secrecy_mark")}
        with catalog.read() as tx:
            (found,), _ = tx.batches.files(MINE)
        assert (found.file.name, found.file.size, found.file.sha512, found.file.record_id) == ("", 0, None, None)

    def test_a_destroyed_record_takes_its_file_along(self, catalog: Catalog) -> None:
        kept(catalog, a_batch_file(1), a_batch_file(2))
        record = a_record(1)
        with catalog.write() as tx:
            tx.dispositions.bury(
                Tombstone(
                    record_id=record.id, title="", type_code="NQ", symbol=None, unit_id=CELL_8.id,
                    access_level=AccessLevel.INTERNAL, day=None, files=(), disposition_id="dsp_1", decision="1",
                    destroyed_by="usr_2", destroyed_at=START,
                )
            )  # fmt: skip
        assert list(states(catalog)) == ["bfl_2"]

    def test_what_came_again_replaces_what_was_turned_away(self, catalog: Catalog) -> None:
        kept(catalog, a_batch_file(1), turned_away(2))
        with catalog.write() as tx:
            tx.batches.forget("bfl_2")
            with pytest.raises(NotFound):
                tx.batches.forget("bfl_1")
        assert list(states(catalog)) == ["bfl_1"]

    def test_no_file_without_a_batch_and_a_record_that_are(self, catalog: Catalog) -> None:
        kept(catalog)
        with catalog.write() as tx:
            with pytest.raises(NotFound):
                tx.batches.add(a_batch_file(1, batch_id="bat_never"))
            with pytest.raises(NotFound):
                tx.batches.add(a_batch_file(1, record_id="rec_never"))
