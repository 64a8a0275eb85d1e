"""The ledger of destructions as a file: appended to by many, read past a crash, and damage told by its line."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive_service.domain.destruction_ledger import LogPlace, longest
from archive_service.domain.errors import LedgerDamaged, LedgerDiffers, StoreUnavailable
from archive_service.storage.destruction_ledger import FileLedger

LOG = LogPlace("b" * 64, 7, "a" * 64)


def written(path: Path, *record_ids: str) -> FileLedger:
    ledger = FileLedger(path)
    for record_id in record_ids:
        ledger.append(record_id, {"title": f"Giấy khen {record_id}"}, LOG)
    return ledger


def named(path: Path) -> list[str]:
    return [line.record_id for line in FileLedger(path).lines()]


def test_lines_follow_each_other_and_each_record_has_one(tmp_path: Path) -> None:
    path = tmp_path / "elsewhere" / "destroyed.ledger"
    ledger = written(path, "rec_1", "rec_2", "rec_1")
    written(path, "rec_2", "rec_3")
    ledger.append("rec_3", {}, LOG)
    ledger.append("rec_4", {}, LOG)
    lines = list(FileLedger(path).lines())
    assert [(line.number, line.record_id) for line in lines] == [(n, f"rec_{n}") for n in range(1, 5)]
    assert lines[0].tombstone == {"title": "Giấy khen rec_1"}
    assert FileLedger(path).last() == lines[-1]
    assert FileLedger(tmp_path / "none").last() is None
    assert list(FileLedger(tmp_path / "none").lines()) == []


def test_a_line_that_a_crash_left_unfinished_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "destroyed.ledger"
    written(path, "rec_1", "rec_2")
    whole = path.read_bytes()
    for cut in (1, 40, 90):
        path.write_bytes(whole[:-cut])
        assert named(path) == ["rec_1"]
        last = FileLedger(path).last()
        assert last is not None
        assert last.record_id == "rec_1"
        written(path, "rec_2")
        assert path.read_bytes() == whole


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_changed_or_missing_line_is_told(tmp_path: Path, line: int) -> None:
    path = tmp_path / "destroyed.ledger"
    written(path, "rec_1", "rec_2", "rec_3")
    lines = path.read_bytes().splitlines(keepends=True)
    changed = [*lines]
    changed[line] = changed[line].replace(b"khen rec_", b"khen REC_")
    path.write_bytes(b"".join(changed))
    with pytest.raises(LedgerDamaged) as damage:
        named(path)
    assert damage.value.facts == {"line": line + 1}
    if line < 2:
        path.write_bytes(b"".join(lines[:line] + lines[line + 1 :]))
        with pytest.raises(LedgerDamaged):
            named(path)
        with pytest.raises(LedgerDamaged):
            written(path, "rec_4")


def test_the_longest_of_ledgers_that_tell_the_same_story(tmp_path: Path) -> None:
    short, long, other = tmp_path / "short", tmp_path / "long", tmp_path / "other"
    written(short, "rec_1")
    written(long, "rec_1", "rec_2")
    written(other, "rec_9", "rec_2", "rec_3")
    told = longest(FileLedger(path).lines() for path in (short, long, tmp_path / "none"))
    assert [line.record_id for line in told] == ["rec_1", "rec_2"]
    FileLedger(short).take_over(told)
    assert short.read_bytes() == long.read_bytes()
    with pytest.raises(LedgerDiffers):
        FileLedger(short).take_over(FileLedger(other).lines())
    assert short.read_bytes() == long.read_bytes()


def test_a_place_that_cannot_be_written_is_told_before(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises((StoreUnavailable, FileExistsError, NotADirectoryError)):
        FileLedger(tmp_path / "file" / "destroyed.ledger").check()


def test_those_who_share_it_keep_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "destroyed.ledger"

    def append(first: int) -> None:
        written(path, *(f"rec_{number}" for number in range(first, first + 20)))

    with ThreadPoolExecutor(4) as pool:  # each opens the file for itself, as processes do
        list(pool.map(append, (0, 10, 5, 0)))
    assert sorted(named(path), key=lambda each: int(each[4:])) == [f"rec_{number}" for number in range(30)]
