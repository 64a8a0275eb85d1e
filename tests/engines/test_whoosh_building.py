"""A build that is killed is carried on, and ends with exactly what was asked for."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from whoosh.query import Every, Query

from indexer.engines.whoosh.array_index import ArrayIndex
from indexer.engines.whoosh.building import build
from indexer.model import IndexDocument
from tests.contracts.index_contract import a_document

TEXTS = {f"r{number}": f"họp lần {number}" for number in range(20)}


def documents(texts: dict[str, str], killed_after: int | None = None) -> Iterator[IndexDocument]:
    for place, (record_id, text) in enumerate(texts.items()):
        if place == killed_after:
            os.kill(os.getpid(), signal.SIGKILL)
        yield a_document(record_id, text=text)


def build_and_be_killed(folder: Path, after: int) -> None:
    child = os.fork()
    if child == 0:
        build(folder, documents(TEXTS, killed_after=after), step=5)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def held(folder: Path) -> dict[str, str]:
    """Record id to text, for every document of the index."""
    searcher = ArrayIndex.open(folder).searcher()
    rows = [searcher.stored_fields(number) for number in searcher.matching_documents(_everything())]
    assert len(rows) == searcher.doc_count()
    return {row["record_id"]: row["pages"][0][1] for row in rows}


def _everything() -> Query:

    return Every()


@pytest.mark.parametrize("after", [0, 4, 5, 7, 15, 19])
def test_a_killed_build_is_carried_on_where_it_was(tmp_path: Path, after: int) -> None:
    build_and_be_killed(tmp_path, after)
    assert build(tmp_path, documents(TEXTS), step=5) == 20
    assert held(tmp_path) == TEXTS
    # A document written a second time would leave a deleted one behind.
    assert ArrayIndex.open(tmp_path).searcher().doc_count_all() == 20
    assert not (tmp_path / "done.log").exists()


def test_what_changed_or_went_meanwhile_is_not_carried_on(tmp_path: Path) -> None:
    build_and_be_killed(tmp_path, 12)
    changed = {record_id: text for record_id, text in TEXTS.items() if record_id != "r1"} | {
        "r2": "bản mới",
        "new": "mới",
    }
    assert build(tmp_path, documents(changed), step=5) == 20
    assert held(tmp_path) == changed


def test_damaged_leftovers_are_built_anew(tmp_path: Path) -> None:
    build_and_be_killed(tmp_path, 12)
    for file in tmp_path.glob("MAIN_*"):
        file.write_bytes(file.read_bytes()[:-5])
    assert build(tmp_path, documents(TEXTS), step=5) == 20
    assert held(tmp_path) == TEXTS


def test_a_lost_commit_is_not_taken_for_done(tmp_path: Path) -> None:
    build_and_be_killed(tmp_path, 12)
    newest = max(tmp_path.glob("_MAIN_*.toc"), key=lambda path: int(path.stem.rsplit("_", 1)[1]))
    newest.unlink()
    assert build(tmp_path, documents(TEXTS), step=5) == 20
    assert held(tmp_path) == TEXTS


def test_a_log_cut_off_in_a_line_is_read_up_to_there(tmp_path: Path) -> None:
    build_and_be_killed(tmp_path, 12)
    log = tmp_path / "done.log"
    log.write_bytes(log.read_bytes()[:-9])
    assert build(tmp_path, documents(TEXTS), step=5) == 20
    assert held(tmp_path) == TEXTS


def test_the_last_of_two_with_one_id_stays(tmp_path: Path) -> None:
    twice = [a_document("r1", text="một"), a_document("r1", text="hai")]
    assert build(tmp_path, twice) == 1
    assert held(tmp_path) == {"r1": "hai"}
