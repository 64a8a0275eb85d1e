"""Files that are cut, lost or changed, processes that are killed, readers that meet a commit."""

from __future__ import annotations

import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from whoosh import query as q
from whoosh.fields import Schema, UnknownFieldError
from whoosh.index import LockError

from indexer.engines.whoosh.array_index import ArrayIndex
from indexer.engines.whoosh.fields import Keyword, Pairs, Stored, Tokens
from indexer.engines.whoosh.searcher import ALL
from indexer.engines.whoosh.toc import DamagedIndex

ROOT = Path(__file__).parents[2]


def schema() -> Schema:
    return Schema(id=Keyword(unique=True, stored=True), text=Tokens(), text_pairs=Pairs("text"), note=Stored())


def add(index: ArrayIndex, first: int, last: int) -> None:
    writer = index.writer()
    for number in range(first, last):
        writer.add_document(id=str(number), text=f"chi bộ số {number}", note=number)
    writer.commit(merge=False)


def total(index: ArrayIndex) -> int:
    return index.searcher().find(q.Phrase("text", ["chi", "bộ"]), allow=ALL).total


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three documents in the commit before, four in the newest."""
    index = ArrayIndex.create(tmp_path / "index", schema())
    add(index, 0, 3)
    add(index, 3, 4)
    return tmp_path / "index"


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip(place: float) -> object:
    def damage(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[min(len(data) - 1, int(len(data) * place))] ^= 0x10
        path.write_bytes(data)

    return damage


DAMAGES = {
    "cut in half": cut,
    "emptied": empty,
    "removed": Path.unlink,
    "first byte flipped": flip(0),
    "byte in the middle flipped": flip(0.5),
    "last byte flipped": flip(1),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_every_damaged_file_is_noticed_and_the_commit_before_serves(folder: Path, damage: object) -> None:
    assert callable(damage)
    before = {name for name in (path.name for path in folder.iterdir()) if name.endswith((".docs", ".terms"))}
    shared = files_of_the_commit_before(folder)
    newest_toc, older_toc = "_MAIN_2.toc", "_MAIN_1.toc"
    assert len(before) == 4
    assert len(shared) == 2
    for name in sorted(before | {newest_toc, older_toc}):
        broken = folder.with_name("broken")
        shutil.copytree(folder, broken)
        damage(broken / name)
        if name in shared:
            with pytest.raises(DamagedIndex, match="missing or damaged"):
                ArrayIndex.open(broken)
        else:
            index = ArrayIndex.open(broken)
            assert total(index) == (4 if name == older_toc else 3), name
            lost = damage is Path.unlink and name == newest_toc  # then nothing tells that it ever was
            assert index.degraded == (name != older_toc and not lost), name
            add(index, 10, 12)
            assert (total(index), index.degraded) == (6 if name == older_toc else 5, False), name
            assert total(ArrayIndex.open(broken)) == total(index)
        shutil.rmtree(broken)


def files_of_the_commit_before(folder: Path) -> set[str]:
    alone = folder.with_name("alone")
    shutil.copytree(folder, alone)
    (alone / "_MAIN_2.toc").unlink()
    toc = ArrayIndex.open(alone)._read_toc()
    shutil.rmtree(alone)
    return {segment.make_filename(extension) for segment in toc.segments for extension in segment.digests}


def test_damage_while_open_is_noticed_by_the_next_who_opens(folder: Path) -> None:
    index = ArrayIndex.open(folder)
    assert total(index) == 4
    newest = max(folder.glob("*.terms"), key=lambda path: path.stat().st_mtime_ns)
    data = bytearray(newest.read_bytes())
    data[len(data) // 2] ^= 1
    newest.unlink()
    newest.write_bytes(data)
    assert total(index) == 4, "the open commit is not touched"
    assert total(ArrayIndex.open(folder)) == 3


def test_nothing_is_removed_but_what_two_commits_do_not_need(folder: Path) -> None:
    (folder / "MAIN_leftoverofthekilled.terms").write_bytes(b"half")
    (folder / "_MAIN_9.toc.1700000000.5").write_bytes(b"half")
    (folder / "about.json").write_text("{}")
    index = ArrayIndex.open(folder)
    add(index, 4, 5)
    names = {path.name for path in folder.iterdir()}
    assert {name for name in names if name.startswith("_")} == {"_MAIN_2.toc", "_MAIN_3.toc"}
    assert "MAIN_leftoverofthekilled.terms" not in names
    assert "about.json" in names
    assert total(index) == 5


def test_one_writer_at_a_time(folder: Path) -> None:
    index = ArrayIndex.open(folder)
    writer = index.writer()
    with pytest.raises(LockError):
        ArrayIndex.open(folder).writer()
    writer.cancel()
    add(index, 5, 6)
    assert total(index) == 5


def test_a_refused_document_leaves_nothing_behind(folder: Path) -> None:
    index = ArrayIndex.open(folder)
    writer = index.writer()
    for refused in (
        {"id": "x", "text": "kín mật", "note": b"bytes are no JSON"},
        {"id": "x", "text": ["kín", 3]},
        {"id": "x", "text": "kín", "text_pairs": "kín mật"},
        {"id": "x", "text": "kín", "unknown": "1"},
    ):
        with pytest.raises((ValueError, TypeError, UnknownFieldError)):
            writer.add_document(**refused)
    writer.add_document(id="y", text="công khai", note="y")
    writer.commit()
    searcher = index.searcher()
    assert searcher.find(q.Term("text", "kín"), allow=ALL).total == 0
    ((number, _),) = searcher.find(q.Term("text", "công"), allow=ALL).hits
    assert searcher.stored_fields(number) == {"id": "y", "note": "y"}
    assert sorted(searcher.column_values("id")) == ["0", "1", "2", "3", "y"]


WRITES = """
import sys
from pathlib import Path
from tests.engines.test_array_durability import ArrayIndex, add
index = ArrayIndex.open(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(int(sys.argv[2]), 10**6):
    add(index, number, number + 1)
    print(number, flush=True)
"""


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_a_killed_writer_loses_nothing_it_has_acknowledged(folder: Path) -> None:
    acknowledged = 3  # documents 0 .. 3
    for pause in (0.03, 0.11):
        with start(WRITES, str(folder), str(acknowledged + 1)) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            time.sleep(pause)
            writer.send_signal(signal.SIGKILL)
            told = [int(line) for line in writer.stdout.read().split()]
        acknowledged = max([acknowledged, *told])
        index = ArrayIndex.open(folder)
        assert not index.degraded
        found = total(index)
        assert found in (acknowledged + 1, acknowledged + 2), "all that was told, and at most the one under way"
        acknowledged = found - 1


def test_readers_never_meet_half_a_commit(folder: Path) -> None:
    with start(WRITES, str(folder), "4") as writer:
        assert writer.stdout is not None
        seen, deadline = [total(ArrayIndex.open(folder))], time.monotonic() + 90
        kept = ArrayIndex.open(folder)
        while seen[-1] < 14 and time.monotonic() < deadline:
            seen.append(total(ArrayIndex.open(folder)))
            assert total(kept) >= seen[-1], "an index that stays open follows the commits"
        writer.send_signal(signal.SIGKILL)
    assert seen[-1] >= 14
    assert seen == sorted(seen)


FILLS_THE_DISK = """
import resource, sys
from pathlib import Path
from tests.engines.test_array_durability import ArrayIndex, add
index = ArrayIndex.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
try:
    add(index, 100, 2000)
except OSError as refused:
    print("refused")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
add(index, 100, 101)
print("accepted")
"""


def test_a_commit_that_cannot_be_written_leaves_the_index_as_it_was(folder: Path) -> None:
    with start(FILLS_THE_DISK, str(folder)) as writer:
        assert writer.stdout is not None
        assert writer.stdout.read().split() == ["refused", "accepted"]
    assert total(ArrayIndex.open(folder)) == 5
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


BUILDS = """
import sys
from pathlib import Path
from tests.engines.test_array_durability import ArrayIndex, peak_megabytes, schema
from indexer.engines.whoosh.layout import Layout
layout = Layout(segment_documents=400, chunk=20_000)
index = ArrayIndex.create(Path(sys.argv[1]), schema())
words = [f"w{number}" for number in range(900)]
before = peak_megabytes()
for part in range(2):
    writer = index.writer(layout=layout)
    for number in range(600):
        text = " ".join(words[(number * 7 + place * place) % 900] for place in range(300))
        writer.update_document(id=str(number), text=text, note=text)
    writer.commit(merge=False)
index.writer(layout=layout).commit(optimize=True)
print(peak_megabytes() - before, index.searcher().doc_count(), len(index.searcher().views()))
"""


def peak_megabytes() -> float:
    """The most memory this process has held so far."""
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024


def test_building_and_merging_hold_a_chunk_not_the_index(tmp_path: Path) -> None:
    with start(BUILDS, str(tmp_path / "built")) as builder:
        assert builder.stdout is not None
        grown, documents, segments = builder.stdout.read().split()
    assert (documents, segments) == ("600", "2")
    assert float(grown) < 48, "1,200 documents of 300 words are 360,000 occurrences, a chunk is 20,000 of them"
