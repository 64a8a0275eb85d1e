"""What is written is valid OCFL 1.1, says an independent validator; and what damage and interruption look like."""

from __future__ import annotations

import hashlib
import json
import os
import threading
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive_service.domain.errors import BytesDamaged, NotFound, StoreUnavailable, VersionConflict
from archive_service.ports import METADATA_NAME
from archive_service.storage.filesystem import FilesystemStore
from archive_service.storage.layout import object_path
from archive_service.storage.ocfl import OcflStorageRoot
from tests.contracts.object_store_contract import keys_of
from tests.contracts.storage_root_contract import content_of, incoming, put_version
from tests.storage.ocfl_validator import problems_of

LATER = timedelta(days=1)

AWKWARD_NAMES = [
    unicodedata.normalize("NFD", "Nghị quyết về việc kết nạp đảng viên mới.pdf"),
    "  hai khoảng trắng  .pdf",
    "...ba chấm...",
    "-rf",
    "CON.txt",
    'a:b*c?d"e<f>g|h\\i.pdf',
    "x" * 251 + ".pdf",
    "ế" * 85,
    "emoji 🇻🇳.png",
    "inventory.json",
    "0=ocfl_object_1.1",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def root(folder: Path) -> OcflStorageRoot:
    return OcflStorageRoot(FilesystemStore(folder))


def path_of(folder: Path, object_id: str) -> Path:
    return folder / "objects" / object_path(object_id)


def change(path: Path, content: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(content)


def flip(path: Path, position: int = 0) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    change(path, bytes(content))


# ------------------------------------------------------------ validity


def test_the_storage_root_is_valid(root: OcflStorageRoot, folder: Path) -> None:
    put_version(root, "rec_one", 0, incoming("nghị quyết.pdf", b"pdf"), metadata=b'{"v": 1}')
    put_version(root, "rec_many", 0, *(incoming(f"{n}.png", os.urandom(50)) for n in range(30)))
    put_version(root, "rec_same", 0, incoming("a", b"same"), incoming("b", b"same"))
    put_version(root, "rec_empty", 0, incoming("empty.txt", b""))
    put_version(root, "rec_awkward", 0, *(incoming(name, name.encode()) for name in AWKWARD_NAMES))
    put_version(root, "units", 0, metadata=b"[]")
    for version in range(1, 12):
        put_version(root, "rec_one", version, metadata=b'{"v": %d}' % (version + 1))
    put_version(root, "rec_many", 1, incoming("5.png", b"other"), incoming("new.png", b"new"))
    put_version(root, "rec_same", 1, metadata=b"{}")
    assert problems_of(folder / "objects") == []
    assert {name: content_of(root, "rec_awkward", name) for name in AWKWARD_NAMES} == {
        name: name.encode() for name in AWKWARD_NAMES
    }


def test_the_validator_would_notice(root: OcflStorageRoot, folder: Path) -> None:
    put_version(root, "rec_1", 0, incoming("a.pdf", b"pdf"))
    assert problems_of(folder / "objects") == []
    flip(next(path_of(folder, "rec_1").glob("v1/content/*")))
    assert "E092" in " ".join(problems_of(folder / "objects"))


def test_a_storage_root_stays_valid_through_locks_destruction_and_sweep(root: OcflStorageRoot, folder: Path) -> None:
    put_version(root, "rec_1", 0, incoming("a.pdf", b"pdf"))
    put_version(root, "rec_2", 0, incoming("a.pdf", b"pdf"))
    root.set_hold("rec_1", True)
    root.destroy("rec_2")
    root.sweep(datetime.now(UTC) + LATER)
    assert problems_of(folder / "objects") == []


def test_versions_never_change_afterwards(root: OcflStorageRoot, folder: Path) -> None:
    put_version(root, "rec_1", 0, incoming("a.pdf", b"pdf"))
    before = {path: path.read_bytes() for path in path_of(folder, "rec_1").rglob("v1/**/*") if path.is_file()}
    put_version(root, "rec_1", 1, metadata=b"new")
    assert len(before) == 4
    assert {path: path.read_bytes() for path in before} == before


def test_names_of_people_stand_in_the_inventory_and_nowhere_on_disk(root: OcflStorageRoot, folder: Path) -> None:
    put_version(root, "rec_1", 0, incoming("Họp chi bộ.pdf", b"pdf"))
    inventory = json.loads((path_of(folder, "rec_1") / "inventory.json").read_text())
    assert ["Họp chi bộ.pdf"] in inventory["versions"]["v1"]["state"].values()
    assert all(path.relative_to(folder).as_posix().isascii() for path in folder.rglob("*"))


def test_a_storage_root_of_another_kind_is_not_written_to(folder: Path) -> None:
    store = FilesystemStore(folder)
    store.replace("0=ocfl_1.1", b"ocfl_1.1\n")
    store.replace("ocfl_layout.json", b'{"extension": "0002-flat-direct-storage-layout", "description": ""}')
    before = keys_of(store)
    with pytest.raises(StoreUnavailable):
        put_version(OcflStorageRoot(store), "rec_1")
    assert keys_of(store) == before


# ------------------------------------------------------------ damage


@pytest.mark.parametrize("size", [10, 3 << 20])
def test_a_flipped_byte_in_a_file_is_damage(root: OcflStorageRoot, folder: Path, size: int) -> None:
    content = os.urandom(size)
    put_version(root, "rec_1", 0, incoming("a.pdf", content))
    digest = hashlib.sha512(content).hexdigest()
    (stored,) = [p for p in path_of(folder, "rec_1").glob("v1/content/*") if digest.startswith(p.name.split("-")[0])]
    flip(stored, size - 1)
    with pytest.raises(BytesDamaged) as damage, root.read("rec_1", "a.pdf"):
        pytest.fail("nothing may be handed out")
    assert damage.value.facts == {"record": "rec_1"}
    assert content_of(root, "rec_1", METADATA_NAME) == b"{}"


def test_a_missing_file_is_damage_and_no_absence(root: OcflStorageRoot, folder: Path) -> None:
    put_version(root, "rec_1", 0, incoming("a.pdf", b"pdf"))
    for path in path_of(folder, "rec_1").glob("v1/content/*"):
        path.unlink()
    with pytest.raises(BytesDamaged), root.read("rec_1", "a.pdf"):
        pytest.fail("nothing may be handed out")


def test_what_a_reader_raises_about_something_else_passes(root: OcflStorageRoot) -> None:
    put_version(root, "rec_1", 0, incoming("a.pdf", b"pdf"))
    with pytest.raises(NotFound), root.read("rec_1", "a.pdf"):
        raise NotFound


def test_a_changed_inventory_is_damage(root: OcflStorageRoot, folder: Path) -> None:
    put_version(root, "rec_1", 0, incoming("a.pdf", b"pdf"))
    inventory = path_of(folder, "rec_1") / "inventory.json"
    text = inventory.read_text()
    changes = {
        "user": text.replace("usr_lan", "usr_nga"),
        "not json": "{",
        "nested": "[" * 100_000,
        "nothing": "",
        "other type": json.dumps({"id": 1}),
        "another object": text.replace("rec_1", "rec_2"),
    }
    for content in changes.values():
        change(inventory, content.encode())
        with pytest.raises(BytesDamaged):
            root.head("rec_1")
        with pytest.raises(BytesDamaged):
            put_version(root, "rec_1", 1)
        assert list(root.object_ids()) == ["rec_1"]


def test_the_inventory_of_another_object_is_damage(root: OcflStorageRoot, folder: Path) -> None:
    put_version(root, "rec_1", 0)
    put_version(root, "rec_2", 0)
    for name in ("inventory.json", "inventory.json.sha512"):
        change(path_of(folder, "rec_2") / name, (path_of(folder, "rec_1") / name).read_bytes())
    with pytest.raises(BytesDamaged):
        root.head("rec_2")


def test_an_object_that_no_inventory_names_is_told_after_all_others(root: OcflStorageRoot, folder: Path) -> None:
    for number in range(4):
        put_version(root, f"rec_{number}", 0)
    for inventory in path_of(folder, "rec_2").rglob("inventory.json"):
        change(inventory, b"{}")
    found: list[str] = []
    with pytest.raises(BytesDamaged) as damage:
        found.extend(root.object_ids())
    assert sorted(found) == ["rec_0", "rec_1", "rec_3"]
    assert damage.value.facts == {"record": object_path("rec_2")}


def test_a_damaged_object_is_never_swept(root: OcflStorageRoot, folder: Path) -> None:
    put_version(root, "rec_1", 0, incoming("a.pdf", b"pdf"))
    put_version(root, "rec_2", 0, incoming("a.pdf", b"pdf"))
    (path_of(folder, "rec_1") / "inventory.json").unlink()
    flip(path_of(folder, "rec_2") / "inventory.json", 50)
    (path_of(folder, "rec_2") / "v1" / "inventory.json").unlink()
    before = keys_of(FilesystemStore(folder))
    assert list(root.sweep(datetime.now(UTC) + LATER)) == []
    assert keys_of(FilesystemStore(folder)) == before


# ------------------------------------------------------------ interruption


def test_between_inventory_and_sidecar_the_new_version_stands(root: OcflStorageRoot, folder: Path) -> None:
    put_version(root, "rec_1", 0, metadata=b"one")
    sidecar = path_of(folder, "rec_1") / "inventory.json.sha512"
    old = sidecar.read_bytes()
    put_version(root, "rec_1", 1, metadata=b"two")
    new = sidecar.read_bytes()
    change(sidecar, old)
    os.utime(sidecar, (0, 0))
    assert root.head("rec_1").number == 2
    assert content_of(root, "rec_1", METADATA_NAME) == b"two"
    assert "E060" in " ".join(problems_of(folder / "objects"))

    root.sweep(datetime.now(UTC) + LATER)
    assert sidecar.read_bytes() == new
    assert problems_of(folder / "objects") == []


def test_a_retry_completes_the_sidecar(root: OcflStorageRoot, folder: Path) -> None:
    put_version(root, "rec_1", 0, metadata=b"one")
    (path_of(folder, "rec_1") / "inventory.json.sha512").unlink()
    assert root.head("rec_1").number == 1
    put_version(root, "rec_1", 0, metadata=b"one")
    assert problems_of(folder / "objects") == []


def test_a_reader_with_the_old_inventory_and_the_new_sidecar_reads_on(root: OcflStorageRoot, folder: Path) -> None:
    put_version(root, "rec_1", 0, metadata=b"one")
    inventory = path_of(folder, "rec_1") / "inventory.json"
    old = inventory.read_bytes()
    put_version(root, "rec_1", 1, metadata=b"two")
    change(inventory, old)
    assert root.head("rec_1").number == 1


def leave_half_a_version(folder: Path, object_id: str, version: int) -> None:
    store = FilesystemStore(folder)
    path = object_path(object_id)
    store.replace(f"{path}/v{version}/content/{'a' * 48}", b"left behind")
    store.replace(f"{path}/v{version}/inventory.json", b"{}")


def test_leftovers_are_not_seen_and_swept_after_their_time(root: OcflStorageRoot, folder: Path) -> None:
    put_version(root, "rec_1", 0)
    leave_half_a_version(folder, "rec_1", 2)
    leave_half_a_version(folder, "rec_new", 1)
    assert list(root.object_ids()) == ["rec_1"]
    assert root.head("rec_1").number == 1
    with pytest.raises(NotFound):
        root.head("rec_new")

    assert list(root.sweep(datetime.now(UTC) - LATER)) == []
    assert len(root.sweep(datetime.now(UTC) + LATER)) == 4
    assert problems_of(folder / "objects") == []


def test_a_new_version_clears_the_leftovers_of_its_place(root: OcflStorageRoot, folder: Path) -> None:
    put_version(root, "rec_1", 0)
    leave_half_a_version(folder, "rec_1", 2)
    leave_half_a_version(folder, "rec_new", 1)
    put_version(root, "rec_1", 1, metadata=b"two")
    put_version(root, "rec_new", 0)
    assert problems_of(folder / "objects") == []


def test_an_interrupted_destruction_can_go_on(root: OcflStorageRoot, folder: Path) -> None:
    put_version(root, "rec_1", 0, incoming("a.pdf", b"pdf"))
    put_version(root, "rec_2", 0, incoming("a.pdf", b"pdf"))
    for object_id in ("rec_1", "rec_2"):
        (path_of(folder, object_id) / "inventory.json.sha512").unlink()
        (path_of(folder, object_id) / "inventory.json").unlink()
    assert list(root.object_ids()) == []
    root.destroy("rec_1")
    root.sweep(datetime.now(UTC) + LATER)
    assert keys_of(FilesystemStore(folder), object_path("rec_1")) == []
    assert keys_of(FilesystemStore(folder), object_path("rec_2")) == []


def test_two_writers_of_one_object_do_not_both_win(folder: Path) -> None:
    roots = [OcflStorageRoot(FilesystemStore(folder)) for _ in range(4)]
    put_version(roots[0], "rec_1", 0)
    outcomes: list[str] = []

    def write(number: int) -> None:
        try:
            put_version(roots[number], "rec_1", 1, metadata=b"%d" % number)
        except VersionConflict:
            outcomes.append("lost")
        else:
            outcomes.append("won")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["lost", "lost", "lost", "won"]
    assert problems_of(folder / "objects") == []
