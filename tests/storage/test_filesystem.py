from __future__ import annotations

import gc
import io
import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive_service.domain.errors import Conflict, NotFound, StoreUnavailable
from archive_service.ports import LockMode
from archive_service.storage.disk import Disk
from archive_service.storage.filesystem import FilesystemStore
from tests.contracts.object_store_contract import content_of, keys_of, put
from tests.storage.faulty_disk import ForgetfulDisk, SteppingDisk, failing_at

FUTURE = timedelta(days=30)


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_stored_files_are_read_only_and_stand_under_their_key(tmp_path: Path) -> None:
    put(FilesystemStore(tmp_path), "a/b", b"x")
    path = tmp_path / "objects" / "a" / "b"
    assert path.read_bytes() == b"x"
    assert stat.S_IMODE(path.stat().st_mode) == 0o440


def test_nothing_but_keys_stands_among_the_objects(tmp_path: Path) -> None:
    store = FilesystemStore(tmp_path)
    put(store, "a/b", b"x")
    store.replace("c", b"y")
    store.lock(["a/b"], datetime.now(UTC) + FUTURE, LockMode.GOVERNANCE)
    with store.exclusive("a"):
        assert {path.relative_to(tmp_path / "objects").as_posix() for path in files_below(tmp_path / "objects")} == {
            "a/b",
            "c",
        }
    assert files_below(tmp_path / "incoming") == []


def test_emptied_folders_go(tmp_path: Path) -> None:
    store = FilesystemStore(tmp_path)
    put(store, "a/b/c/d", b"x")
    put(store, "a/e", b"x")
    store.destroy(["a/b/c/d"])
    assert sorted(path.name for path in (tmp_path / "objects").rglob("*")) == ["a", "e"]


@pytest.mark.parametrize("change", ["put", "replace", "replace again", "lock", "hold"])
def test_what_was_acknowledged_survives_a_power_cut(tmp_path: Path, change: str) -> None:
    disk = ForgetfulDisk()
    store = FilesystemStore(tmp_path / "deep" / "store", disk=disk)
    (tmp_path / "deep").mkdir()
    put(store, "a/b", b"x")
    match change:
        case "put":
            put(store, "c/d/e", b"y")
        case "replace":
            store.replace("c/d/e", b"y")
        case "replace again":
            store.replace("c/d/e", b"old")
            store.replace("c/d/e", b"y")
        case "lock":
            store.lock(["a/b"], datetime.now(UTC) + FUTURE, LockMode.GOVERNANCE)
        case "hold":
            store.hold(["a/b"], True)
    disk.cut_power()
    after = FilesystemStore(tmp_path / "deep" / "store")
    assert content_of(after, "a/b") == b"x"
    if change in {"lock", "hold"}:
        with pytest.raises(Conflict):
            after.destroy(["a/b"])
    else:
        assert content_of(after, "c/d/e") == b"y"


def test_a_disk_that_is_not_synced_would_lose_it(tmp_path: Path) -> None:
    class Lazy(ForgetfulDisk):
        def sync_folder(self, path: Path) -> None:
            pass

    disk = Lazy()
    put(FilesystemStore(tmp_path / "store", disk=disk), "a/b", b"x")
    disk.cut_power()
    assert keys_of(FilesystemStore(tmp_path / "store")) == []


def steps_of_a_put(tmp_path: Path) -> list[str]:
    names: list[str] = []
    store = FilesystemStore(tmp_path / "counted", disk=SteppingDisk(lambda _, name: names.append(name)))
    put(store, "a/b", b"content")
    return names


def test_a_disk_that_fills_up_at_any_step_leaves_no_half_file(tmp_path: Path) -> None:
    steps = steps_of_a_put(tmp_path)
    for step in range(len(steps)):
        folder = tmp_path / str(step)
        if "unlink" in steps[step]:
            continue
        with pytest.raises(StoreUnavailable):
            put(FilesystemStore(folder, disk=failing_at(step)), "a/b", b"content")
        store = FilesystemStore(folder)
        assert [content_of(store, key) for key in keys_of(store)] in ([], [b"content"])
        assert files_below(folder / "incoming") == []
        put(store, "a/b", b"content")
        assert content_of(store, "a/b") == b"content"


def test_a_really_full_disk_is_unavailable(tmp_path: Path) -> None:
    class Full(Disk):
        def create(self, path: Path) -> int:
            return os.open("/dev/full", os.O_WRONLY)

    with pytest.raises(StoreUnavailable) as failure:
        FilesystemStore(tmp_path, disk=Full()).replace("a", b"x")
    assert failure.value.facts == {"cause": "full"}
    assert keys_of(FilesystemStore(tmp_path)) == []


def test_protection_that_cannot_be_understood_lets_nothing_go(tmp_path: Path) -> None:
    store = FilesystemStore(tmp_path)
    put(store, "a", b"x")
    store.hold(["a"], True)
    (note,) = files_below(tmp_path / "protection")
    note.chmod(0o600)
    for broken in ("", "{}", '{"format": "protection/2", "keys": {}}', '{"format": "protection/1", "keys": []}'):
        note.write_text(broken)
        with pytest.raises(StoreUnavailable):
            store.destroy(["a"], bypass_governance=True)
    assert content_of(store, "a") == b"x"


def test_a_lock_ends_with_its_date(tmp_path: Path) -> None:
    now = datetime(2024, 5, 1, tzinfo=UTC)
    until = now + FUTURE
    put(FilesystemStore(tmp_path), "a", b"x")
    FilesystemStore(tmp_path).lock(["a"], until, LockMode.COMPLIANCE)
    with pytest.raises(Conflict):
        FilesystemStore(tmp_path, now=lambda: until - timedelta(seconds=1)).destroy(["a"])
    FilesystemStore(tmp_path, now=lambda: until).destroy(["a"])
    (note,) = files_below(tmp_path / "protection")
    assert json.loads(note.read_text()) == {"format": "protection/1", "keys": {}}


def test_what_crashed_writes_left_is_cleared(tmp_path: Path) -> None:
    store = FilesystemStore(tmp_path)
    put(store, "a/b", b"x")
    (tmp_path / "incoming" / "0123").write_bytes(b"half")
    (tmp_path / "objects" / "empty" / "deeper").mkdir(parents=True)
    assert store.clear_unfinished(datetime.now(UTC) - FUTURE) == 0
    assert store.clear_unfinished(datetime.now(UTC) + FUTURE) == 3
    assert files_below(tmp_path / "incoming") == []
    assert sorted(path.name for path in (tmp_path / "objects").rglob("*")) == ["a", "b"]


def test_a_symbolic_link_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    store = FilesystemStore(tmp_path / "store")
    put(store, "a/b", b"x")
    (tmp_path / "store" / "objects" / "a" / "link").symlink_to(tmp_path / "secret")
    with pytest.raises(Conflict):
        put(store, "a/link", b"new")
    with pytest.raises(NotFound), store.open("a/link"):
        pass
    assert store.stat("a/link") is None
    assert (tmp_path / "secret").read_bytes() == b"secret"


def test_another_process_is_kept_out(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from archive_service.storage.filesystem import FilesystemStore\n"
        "with FilesystemStore(pathlib.Path(sys.argv[1])).exclusive('name'):\n"
        "    print('in', flush=True); sys.stdin.read(1)\n"
        "    pathlib.Path(sys.argv[1], 'done').touch()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "in\n"
        other.stdin.write("x")
        other.stdin.flush()
        with FilesystemStore(tmp_path).exclusive("name"):
            assert (tmp_path / "done").exists()


def test_a_source_is_read_in_pieces(tmp_path: Path) -> None:
    import hashlib
    import tracemalloc

    class Generated(io.RawIOBase):
        left = 64 << 20

        def read(self, size: int = -1, /) -> bytes:
            piece = b"x" * min(size, self.left)
            self.left -= len(piece)
            return piece

    digest = hashlib.sha512()
    for _ in range(64):
        digest.update(b"x" * (1 << 20))
    tracemalloc.start()
    FilesystemStore(tmp_path).put("big", Generated(), size=64 << 20, sha512=digest.hexdigest())  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 << 20


class SwiftDisk(Disk):
    """A disk that leaves it to the operating system when to write."""

    def sync(self, descriptor: int) -> None:
        return

    def sync_folder(self, folder: Path) -> None:
        return


def test_what_was_written_is_not_remembered_for_ever(tmp_path: Path) -> None:
    """A store that writes for months: so many objects more leave as little behind as those before them."""
    store = FilesystemStore(tmp_path, disk=SwiftDisk())

    def blocks_after(numbers: range) -> int:
        for number in numbers:
            put(store, f"objects/{number // 100}/{number}/v1/content/a", b"x")
        gc.collect()
        return sys.getallocatedblocks()

    before = blocks_after(range(1_500))
    assert blocks_after(range(1_500, 3_000)) - before < 3_000
