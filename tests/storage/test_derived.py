from __future__ import annotations

from pathlib import Path

import pytest

from archive_service.storage.derived import FolderDerivedStore


@pytest.mark.parametrize("name", ["text.json", "page/1.png", "../escape", ".", "tên có dấu", "a%2Fb"])
def test_derived_things_come_back_and_can_be_made_again(tmp_path: Path, name: str) -> None:
    store = FolderDerivedStore(tmp_path / "derived")
    assert store.get("rec_1", name) is None
    store.put("rec_1", name, b"one")
    store.put("rec_1", name, b"two")
    assert store.get("rec_1", name) == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["derived"]


def test_one_thing_is_removed_by_itself(tmp_path: Path) -> None:
    store = FolderDerivedStore(tmp_path)
    store.put("rec_1", "page-1", b"x")
    store.put("rec_1", "page-10", b"kept")
    store.remove("rec_1", "page-1")
    store.remove("rec_1", "page-1")
    assert (store.get("rec_1", "page-1"), store.get("rec_1", "page-10")) == (None, b"kept")


def test_removing_takes_all_of_one_record(tmp_path: Path) -> None:
    store = FolderDerivedStore(tmp_path)
    store.put("rec_1", "a", b"x")
    store.put("rec_1", "b", b"x")
    store.put("rec_10", "a", b"kept")
    store.remove("rec_1")
    store.remove("rec_1")
    assert (store.get("rec_1", "a"), store.get("rec_1", "b")) == (None, None)
    assert store.get("rec_10", "a") == b"kept"
