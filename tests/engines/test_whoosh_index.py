"""What the Whoosh index does when processes are killed, files are damaged and others write or look on."""

import json
import os
import random
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from indexer.engines.whoosh.index import WhooshIndex
from indexer.errors import IndexBusy, IndexUnavailable
from indexer.model import IndexDocument, IndexState, SearchRequest, Visibility, VisibilityClause
from indexer.query import parse
from indexer.text.analysis import words
from tests.contracts.index_contract import ALL, a_document, found

TODAY = date(2026, 11, 23)


def in_child(work: object) -> int:
    """Run a callable in a forked child; its exit status."""
    child = os.fork()
    if child == 0:
        work()  # type: ignore[operator]
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def documents_until_killed(count: int) -> Iterator[IndexDocument]:
    for number in range(count):
        yield a_document(f"half{number}", text="họp dở dang")
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("count", [0, 1, 50])
def test_a_killed_rebuild_leaves_the_old_generation_and_the_next_one_starts_cleanly(tmp_path: Path, count: int) -> None:
    index = WhooshIndex(tmp_path)
    index.add([a_document("r1", text="họp")])
    assert in_child(lambda: WhooshIndex(tmp_path).rebuild(documents_until_killed(count))) == -signal.SIGKILL
    assert list(tmp_path.glob("*.building"))
    assert found(index, "họp") == found(WhooshIndex(tmp_path), "họp") == ["r1"]
    assert index.status().state is IndexState.READY
    assert index.rebuild([a_document("r2", text="họp")]) == 1
    assert found(index, "họp") == ["r2"]
    assert not list(tmp_path.glob("*.building"))
    assert len(list(tmp_path.glob("g*"))) == 1


def test_a_killed_writer_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    for number in range(3):
        index.add([a_document(f"r{number}", text="họp")])
        assert in_child(lambda: WhooshIndex(tmp_path).add(documents_until_killed(30))) == -signal.SIGKILL
    assert sorted(found(index, "họp")) == ["r0", "r1", "r2"]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    index, other = WhooshIndex(tmp_path), WhooshIndex(tmp_path, lock_timeout=0.1)

    def documents() -> Iterator[IndexDocument]:
        yield a_document("r1", text="họp")
        with pytest.raises(IndexBusy):
            other.add([a_document("r2", text="họp")])
        with pytest.raises(IndexBusy):
            other.rebuild([])

    index.add(documents())
    assert other.add([a_document("r2", text="họp")]) == 1
    assert sorted(found(index, "họp")) == ["r1", "r2"]


def test_readers_never_notice_commits_and_rebuilds(tmp_path: Path) -> None:
    WhooshIndex(tmp_path).add([a_document("r0", text="họp")])

    def write() -> None:
        writer = WhooshIndex(tmp_path)
        for number in range(1, 25):
            writer.add([a_document(f"r{number % 4}", text="họp")])
            if number % 8 == 0:
                writer.rebuild([a_document("r0", text="họp")])

    child = os.fork()
    if child == 0:
        write()
        os._exit(0)
    fresh_each_time, shared = 0, WhooshIndex(tmp_path)
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        assert "r0" in found(shared, "họp")
        assert "r0" in found(WhooshIndex(tmp_path), "họp")
        fresh_each_time += 1
    assert fresh_each_time > 3


def test_threads_share_one_index(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    index.add([a_document(f"r{n}", text=f"họp chi bộ {n}") for n in range(40)])
    failures: list[BaseException] = []

    def look() -> None:
        try:
            for _ in range(15):
                assert len(found(index, "họp chi bộ", limit=50)) >= 40
        except BaseException as error:  # noqa: BLE001 - handed to the main thread
            failures.append(error)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(5):
        index.add([a_document(f"new{number}", text="họp chi bộ")])
    for thread in threads:
        thread.join()
    assert failures == []


def damaged_copies(source: Path, target: Path) -> Iterator[tuple[str, Path]]:
    """Copies of an index, each with one file truncated, flipped in the middle, emptied or missing."""
    for file in sorted(path for path in source.rglob("*") if path.is_file() and "lock" not in path.name.lower()):
        data = file.read_bytes()
        flipped = bytearray(data)
        flipped[len(data) // 2] ^= 0xFF
        for how, content in (("cut", data[:-7]), ("flipped", bytes(flipped)), ("empty", b""), ("missing", None)):
            folder = target / f"{file.name}-{how}"
            shutil.copytree(source, folder)
            victim = folder / file.relative_to(source)
            if content is None:
                victim.unlink()
            else:
                victim.write_bytes(content)
            yield f"{file.name} {how}", folder


def test_damage_to_any_file_is_noticed_and_never_reaches_an_answer(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "whole")
    index.add([a_document("r1", text="họp chi bộ")])
    index.add([a_document("r2", text="họp đảng ủy")])
    states: dict[str, IndexState] = {}
    for name, folder in damaged_copies(tmp_path / "whole", tmp_path):
        copy = WhooshIndex(folder)
        states[name] = copy.status().state
        try:
            answer = found(copy, "họp")
        except IndexUnavailable:
            assert states[name] in (IndexState.DAMAGED, IndexState.OUTDATED, IndexState.MISSING), name
            with pytest.raises(IndexUnavailable):
                copy.add([a_document("r3")])
        else:
            assert states[name] in (IndexState.READY, IndexState.DEGRADED), name
            assert sorted(answer) in (["r1", "r2"], ["r1"]), name
            if states[name] is IndexState.READY:
                assert sorted(answer) == ["r1", "r2"], name
            else:
                with pytest.raises(IndexUnavailable):
                    copy.add([a_document("r3")])
        assert copy.rebuild([a_document("r9", text="họp")]) == 1, name
        assert found(copy, "họp") == ["r9"], name
        assert copy.status().state is IndexState.READY, name
    assert IndexState.DEGRADED in states.values()
    assert IndexState.DAMAGED in states.values()


@pytest.mark.parametrize("left", [None, b"", b"g0000", b"\xff\xfe", b"g000009-00000000"])
def test_without_its_pointer_the_newest_generation_answers_and_says_so(tmp_path: Path, left: bytes | None) -> None:
    WhooshIndex(tmp_path).rebuild([a_document("r1", text="họp")])
    pointer = tmp_path / "CURRENT"
    pointer.unlink() if left is None else pointer.write_bytes(left)
    index = WhooshIndex(tmp_path)
    assert index.status().state is IndexState.DEGRADED
    assert found(index, "họp") == ["r1"]
    index.rebuild([a_document("r1", text="họp"), a_document("r2", text="họp")])
    assert index.status().state is IndexState.READY
    assert sorted(found(index, "họp")) == ["r1", "r2"]


def test_an_index_of_another_analysis_is_outdated(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    index.add([a_document("r1", text="họp")])
    (about,) = tmp_path.glob("g*/about.json")
    about.write_text(json.dumps({"fingerprint": "another"}))
    fresh = WhooshIndex(tmp_path)
    assert fresh.status().state is IndexState.OUTDATED
    with pytest.raises(IndexUnavailable):
        found(fresh, "họp")
    fresh.rebuild([a_document("r1", text="họp")])
    assert found(fresh, "họp") == ["r1"]


VOCABULARY = words("họp chi bộ đảng ủy nghị quyết phòng chống dịch thu phí tổ dân phố thôn bàn việc chung riêng mới cũ")


def random_document(chance: random.Random, number: int, unit: str) -> IndexDocument:
    def text(words: int) -> str:
        return " ".join(chance.choice(VOCABULARY) for _ in range(words))

    return a_document(
        f"{unit}-{number}",
        title=text(4),
        text=text(chance.randrange(5, 60)),
        unit_id=unit,
        unit_names=(text(2),),
        type_code=chance.choice(["NQ", "BB"]),
        number=number,
        symbol=f"{number:02d}-NQ/CB",
        date=date(2022, chance.randrange(1, 13), 5),
        period=f"2022-{chance.randrange(1, 13):02d}",
        lifecycle=chance.choice(["draft", "issued"]),
    )


@pytest.mark.parametrize("seed", range(4))
def test_whoever_may_not_see_a_record_cannot_tell_that_it_exists(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    mine = Visibility((VisibilityClause(frozenset({"mine"}), None),))
    visible = [random_document(chance, number, "mine") for number in range(40)]
    secret = [random_document(chance, number, "secret") for number in range(25)]
    without, together = WhooshIndex(tmp_path / "without"), WhooshIndex(tmp_path / "with")
    without.rebuild(visible)
    together.add(secret[:10])
    for start in range(0, 40, 10):  # several segments, deletions, another order
        together.add([*secret[5:], *visible[start : start + 10]])
    together.remove([secret[0].record_id])
    shapes = (
        "{0} {1}",
        '"{0} {1}"',
        "{0} AND {1}",
        "{0} OR {1}",
        "NOT {0}",
        "{0}* {1}~",
        "title:{0}",
        "unit:{1}",
        "số 12 {0}",
    )
    for _ in range(60):
        pair = chance.sample(VOCABULARY, 2)
        typed = chance.choice(shapes).format(*pair)
        request = SearchRequest(visible=mine, query=parse(typed, TODAY), limit=15, offset=chance.choice([0, 5]))
        one, other = without.search(request), together.search(request)
        assert (one.total, one.all_words, one.hits, one.facets) == (
            other.total,
            other.all_words,
            other.hits,
            other.facets,
        ), typed
        misspelt = pair[0] + chance.choice("xzhnt")
        assert without.suggest(misspelt, mine) == together.suggest(misspelt, mine)


def test_a_scope_of_thousands_of_units_costs_about_as_much_as_one(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    index.rebuild(a_document(f"r{n}", text="họp chi bộ", unit_id=f"u{n % 5_000}") for n in range(10_000))

    def seconds(units: int) -> float:
        scope = frozenset(f"u{n}" for n in range(units))
        request = SearchRequest(
            visible=Visibility((VisibilityClause(scope, None),)), query=parse("họp", TODAY), facets=(), extracts=False
        )
        assert index.search(request).total == 2 * units
        took = []
        for _ in range(7):
            started = time.process_time()
            index.search(request)
            took.append(time.process_time() - started)
        return min(took)

    assert seconds(5_000) < 4 * seconds(1) + 0.02


def test_everything_is_seen_without_restriction(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path)
    index.add([a_document("r1", text="họp", unit_id="u1", access_level="restricted", lifecycle="draft")])
    assert found(index, "họp", ALL) == ["r1"]
