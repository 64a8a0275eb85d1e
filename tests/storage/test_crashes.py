"""The process ends at every single step of a change of the disk; afterwards everything promised is there."""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive_service.domain.errors import Conflict, NotFound
from archive_service.ports import METADATA_NAME, LockMode
from archive_service.storage.filesystem import FilesystemStore
from archive_service.storage.layout import ROOT_DECLARATION, object_path
from archive_service.storage.ocfl import OcflStorageRoot
from tests.contracts.object_store_contract import keys_of
from tests.contracts.storage_root_contract import content_of, incoming, put_version
from tests.storage.faulty_disk import KILLED, SteppingDisk, dying_at
from tests.storage.ocfl_validator import problems_of

LATER = timedelta(days=1)
FEWEST_STEPS = 5
KEPT = b"acknowledged before"
SCAN = b"scan " * 20_000

Change = Callable[[OcflStorageRoot], object]


def deposit(root: OcflStorageRoot) -> None:
    put_version(root, "rec_new", 0, incoming("a.pdf", SCAN), incoming("b.pdf", b"b"), metadata=b"new")


def describe(root: OcflStorageRoot) -> None:
    put_version(root, "rec_kept", 1, metadata=b"described")


def describe_otherwise(root: OcflStorageRoot) -> None:
    put_version(root, "rec_kept", 1, metadata=b"described otherwise")


def add_a_file(root: OcflStorageRoot) -> None:
    put_version(root, "rec_kept", 1, incoming("b.pdf", SCAN), metadata=b"with a file")


def prepare(folder: Path) -> None:
    root = OcflStorageRoot(FilesystemStore(folder))
    put_version(root, "rec_kept", 0, incoming("a.pdf", KEPT), metadata=b"one")


def ends_at(step: int, folder: Path, change: Change) -> bool:
    """Do the change in a process that ends at the step; False when it had fewer steps."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            change(OcflStorageRoot(FilesystemStore(folder, disk=dying_at(step))))
            status = 0
        finally:
            os._exit(status)
    _, wait_status = os.waitpid(child, 0)
    status = os.waitstatus_to_exitcode(wait_status)
    assert status in {0, KILLED}
    return status == KILLED


def endings(template: Path, change: Change) -> Iterator[tuple[Path, int]]:
    """A copy of the template for each step of the change, left as the process that ended there left it.

    How many steps there are differs a little from run to run, for files are written in parallel.
    """
    for step in itertools.count():
        folder = template.with_name("store")
        shutil.copytree(template, folder)
        if not ends_at(step, folder, change):
            assert step > FEWEST_STEPS
            return
        yield folder, step
        shutil.rmtree(folder)


def steps_of(folder: Path, change: Change) -> list[str]:
    names: list[str] = []
    change(OcflStorageRoot(FilesystemStore(folder, disk=SteppingDisk(lambda _, name: names.append(name)))))
    return names


@pytest.mark.parametrize("on", ["empty", "used"])
def test_a_deposit_that_ends_anywhere(tmp_path: Path, on: str) -> None:
    template = tmp_path / "template"
    if on == "used":
        prepare(template)
    else:
        template.mkdir()
    shutil.copytree(template, tmp_path / "counted")
    steps = steps_of(tmp_path / "counted", deposit)
    assert {"before create", "half written", "after sync", "after link", "after rename", "after unlink"} <= set(steps)
    seen = set()
    for folder, step in endings(template, deposit):
        root = OcflStorageRoot(FilesystemStore(folder))
        if on == "used":
            assert content_of(root, "rec_kept", "a.pdf") == KEPT
        whole = "rec_new" in set(root.object_ids())
        seen.add(whole)
        if whole:
            assert_deposited(root)
        else:
            with pytest.raises(NotFound):
                root.head("rec_new")
        if step % 2:
            root.sweep(datetime.now(UTC) + LATER)
            laid_out = FilesystemStore(folder).stat(ROOT_DECLARATION) is not None
            assert not laid_out or problems_of(folder / "objects") == []
        deposit(root)
        assert_deposited(root)
        assert problems_of(folder / "objects") == []
    assert seen == {False, True}


def assert_deposited(root: OcflStorageRoot) -> None:
    assert root.head("rec_new").number == 1
    assert content_of(root, "rec_new", "a.pdf") == SCAN
    assert content_of(root, "rec_new", "b.pdf") == b"b"
    assert content_of(root, "rec_new", METADATA_NAME) == b"new"


@pytest.mark.parametrize(("change", "retry"), [(describe, describe_otherwise), (add_a_file, add_a_file)])
def test_a_new_version_that_ends_anywhere(tmp_path: Path, change: Change, retry: Change) -> None:
    prepare(tmp_path / "template")
    seen = set()
    for folder, step in endings(tmp_path / "template", change):
        root = OcflStorageRoot(FilesystemStore(folder))
        head = root.head("rec_kept").number
        seen.add(head)
        assert content_of(root, "rec_kept", METADATA_NAME, version=1) == b"one"
        assert content_of(root, "rec_kept", "a.pdf") == KEPT
        if step % 2:
            root.sweep(datetime.now(UTC) + LATER)
            assert problems_of(folder / "objects") == []
        (retry if head == 1 else change)(root)
        assert root.head("rec_kept").number == 2
        assert problems_of(folder / "objects") == []
    assert seen == {1, 2}


def test_a_destruction_that_ends_anywhere(tmp_path: Path) -> None:
    def destroy(root: OcflStorageRoot) -> None:
        root.destroy("rec_new")

    prepare(tmp_path / "template")
    deposit(OcflStorageRoot(FilesystemStore(tmp_path / "template")))
    for folder, step in endings(tmp_path / "template", destroy):
        root = OcflStorageRoot(FilesystemStore(folder))
        if "rec_new" in set(root.object_ids()):
            assert_deposited(root)
        if step % 2:
            root.sweep(datetime.now(UTC) + LATER)
            assert problems_of(folder / "objects") == []
        destroy(root)
        root.sweep(datetime.now(UTC) + LATER)
        assert keys_of(FilesystemStore(folder), object_path("rec_new")) == []
        assert content_of(root, "rec_kept", "a.pdf") == KEPT
        assert problems_of(folder / "objects") == []


@pytest.mark.parametrize("protection", ["lock", "hold"])
def test_a_protection_that_ends_anywhere_leaves_the_old_one_whole(tmp_path: Path, protection: str) -> None:
    far = datetime.now(UTC) + timedelta(days=365)

    def protect(root: OcflStorageRoot) -> None:
        if protection == "lock":
            root.lock_until("rec_kept", far, LockMode.COMPLIANCE)
        else:
            root.set_hold("rec_kept", True)

    template = tmp_path / "template"
    prepare(template)
    OcflStorageRoot(FilesystemStore(template)).lock_until("rec_kept", far - LATER, LockMode.GOVERNANCE)
    for folder, _ in endings(template, protect):
        root = OcflStorageRoot(FilesystemStore(folder))
        with pytest.raises(Conflict):
            root.destroy("rec_kept")
        protect(root)
        state = root.lock_state("rec_kept")
        assert state.held or state.until == far


def test_a_process_killed_between_acknowledgements_loses_none(tmp_path: Path) -> None:
    """Many records written by a process that is killed: each one it told of is whole, whatever else is there."""
    folder = tmp_path / "store"
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        root = OcflStorageRoot(FilesystemStore(folder))
        try:
            for number in range(10_000):
                put_version(root, f"rec_{number}", 0, incoming("a.pdf", b"%d" % number * 1000))
                os.write(sending, b"%d\n" % number)
        finally:
            os._exit(1)
    os.close(sending)
    with os.fdopen(receiving) as acknowledged:
        first = [acknowledged.readline() for _ in range(20)]
        os.kill(child, 9)
        numbers = [int(line) for line in first + acknowledged.readlines() if line.endswith("\n")]
    os.waitpid(child, 0)
    root = OcflStorageRoot(FilesystemStore(folder))
    assert len(numbers) >= 20
    for number in numbers:
        assert content_of(root, f"rec_{number}", "a.pdf") == b"%d" % number * 1000
    assert len(set(root.object_ids()) - {f"rec_{number}" for number in numbers}) <= 1
    root.sweep(datetime.now(UTC) + LATER)
    assert problems_of(folder / "objects") == []


def test_content_names_carry_the_digest(tmp_path: Path) -> None:
    prepare(tmp_path)
    (stored,) = tmp_path.glob(f"objects/**/{hashlib.sha512(KEPT).hexdigest()[:48]}-{len(KEPT)}")
    assert stored.read_bytes() == KEPT
