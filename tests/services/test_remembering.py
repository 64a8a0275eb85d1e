"""Nothing that was destroyed comes back: from no backup, no old store, no old catalog, and not from both together."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from archive_service.backup import Restored, back_up, restore
from archive_service.bootstrap import local_operator, open_archive, open_worker
from archive_service.domain.access import Actor, Role
from archive_service.domain.destruction_ledger import LogPlace
from archive_service.domain.errors import BadField, LedgerDamaged, LedgerDiffers, LedgerNeeded, NotFound
from archive_service.ports import LockMode
from archive_service.services import Archive
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.settings import Settings
from archive_service.storage.destruction_ledger import FileLedger
from archive_service.storage.filesystem import FilesystemStore
from archive_service.storage.ocfl import OcflStorageRoot
from cli import cli
from tests.api.house import House, build, settings_in
from tests.services.disposing import brought_to_execution, deposited, rules_in_force
from tests.services.test_excuses import person


@dataclass(frozen=True, slots=True)
class Story:
    """A backup, and after it the destruction of `gone`; `kept` lay beside it. `ledger` is the ledger of today."""

    backup: Path
    ledger: Path
    gone: str
    kept: str
    house: House
    archivist: Actor
    leader: Actor


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("story")
    house = build(folder)
    archivist = person(house, "archivist", Role.ARCHIVIST, "DB-YT")
    leader = person(house, "leader", Role.LEADER, "DB-YT")
    rules_in_force(house, archivist, leader)
    gone, kept = deposited(house, archivist, "Giấy khen chim én"), deposited(house, archivist, "Giấy khen ở lại")
    house.index()
    back_up(house.settings, folder / "backup")
    shutil.copytree(house.settings.data_dir, folder / "old")
    house.archive.dispositions.execute(archivist, brought_to_execution(house, archivist, leader, gone).id)
    house.index()
    yield Story(folder / "backup", house.settings.ledger_path, gone, kept, house, archivist, leader)
    house.archive.close()


def is_away(settings: Settings, story: Story) -> None:
    """The destroyed record is nowhere, before the worker did anything and after; the other one is there."""
    archive = open_archive(settings)
    try:
        _is_not_told(archive, story)
        open_worker(settings, archive).drain()
        _answers_as_gone(archive, story)
        with pytest.raises(NotFound):
            archive.custody.storage.head(RECORD_PREFIX + story.gone)
        assert archive.custody.reconcile(local_operator(archive)).adopted == ()
        assert archive.audit.verify(local_operator(archive)).faults == ()
        _answers_as_gone(archive, story)
    finally:
        archive.close()


def _answers_as_gone(archive: Archive, story: Story) -> None:
    _is_not_told(archive, story)
    assert archive.search.search(story.archivist, "chim én").total == 0


def _is_not_told(archive: Archive, story: Story) -> None:
    with pytest.raises(NotFound):
        archive.retrieve.record(story.archivist, story.gone)
    stone = archive.dispositions.tombstone(story.archivist, story.gone)
    assert stone is not None
    assert stone.decision == "3-QĐ/ĐU"
    assert archive.retrieve.record(story.archivist, story.kept).record.id == story.kept


def restored(story: Story, folder: Path, ledger: Path | None = None, **changed: str) -> tuple[Settings, Restored]:
    settings = settings_in(folder, **changed)
    return settings, restore(settings, story.backup, ledger=ledger)


def test_a_backup_of_both_parts_does_not_bring_it_back(story: Story, tmp_path: Path) -> None:
    settings, done = restored(story, tmp_path / "new", story.ledger)
    assert [stone.record_id for stone in done.withheld] == [story.gone]
    is_away(settings, story)
    assert settings.ledger_path.read_bytes() == story.ledger.read_bytes()


def test_a_ledger_at_a_second_place_needs_no_asking(story: Story, tmp_path: Path) -> None:
    second = tmp_path / "second" / "destroyed.ledger"
    second.parent.mkdir()
    shutil.copy(story.ledger, second)
    settings, done = restored(story, tmp_path / "new", RETENTION_LEDGER=str(second))
    assert [stone.record_id for stone in done.withheld] == [story.gone]
    is_away(settings, story)


def test_a_restore_that_cannot_know_asks(story: Story, tmp_path: Path) -> None:
    with pytest.raises(LedgerNeeded):
        restored(story, tmp_path / "new")
    with pytest.raises(BadField):
        restored(story, tmp_path / "new", tmp_path / "none")
    assert not (tmp_path / "new").exists()


def test_a_later_backup_carries_it(story: Story, tmp_path: Path) -> None:
    assert back_up(story.house.settings, tmp_path / "later").destroyed == 1
    carried = tmp_path / "later" / "destroyed.ledger"
    settings, done = restored(story, tmp_path / "new", carried)
    assert [stone.record_id for stone in done.withheld] == [story.gone]
    is_away(settings, story)
    # The later backup knows of the destruction; an older ledger beside it is not believed to be the newest.
    older = tmp_path / "older.ledger"
    older.touch()
    with pytest.raises(LedgerNeeded):
        restore(settings_in(tmp_path / "third"), tmp_path / "later", ledger=older)
    third = restore(settings_in(tmp_path / "third"), tmp_path / "later", nothing_since=True)
    assert third.withheld == ()


def test_a_backup_brought_up_to_date_forgets_it_too(story: Story, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    shutil.copytree(story.backup, backup)
    root = OcflStorageRoot(FilesystemStore(backup / "store"))
    root.set_hold(RECORD_PREFIX + story.gone, True)  # as a hold that was lifted after that backup left it
    assert root.head(RECORD_PREFIX + story.gone).number == 1
    assert back_up(story.house.settings, backup).still_locked == ()
    assert list((backup / "store" / "objects").rglob(f"*%3arecord%3a{story.gone}*")) == []
    assert root.head(RECORD_PREFIX + story.kept).number == 1


def test_a_backup_in_compliance_mode_says_what_it_cannot_forget(story: Story, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    shutil.copytree(story.backup, backup)
    root = OcflStorageRoot(FilesystemStore(backup / "store"))
    root.lock_until(RECORD_PREFIX + story.gone, datetime.now(UTC) + timedelta(days=800), LockMode.COMPLIANCE)
    assert back_up(story.house.settings, backup).still_locked == (story.gone,)


@pytest.mark.parametrize("old", [("catalog.sqlite3",), ("store",), ("catalog.sqlite3", "store")], ids="+".join)
def test_old_parts_put_back_by_hand(story: Story, tmp_path: Path, old: tuple[str, ...]) -> None:
    """Somebody copies the old parts over the new ones, with no verb of this program."""
    data = tmp_path / "data"
    shutil.copytree(story.house.settings.data_dir, data)
    for name in old:
        if (data / name).is_dir():
            shutil.rmtree(data / name)
            shutil.copytree(story.backup.parent / "old" / name, data / name)
        else:
            for part in data.glob(f"{name}*"):
                part.unlink()
            for part in (story.backup.parent / "old").glob(f"{name}*"):
                shutil.copy(part, data / part.name)
    if old == ("store",):
        archive = open_archive(settings_in(data))
        archive.custody.reconcile(local_operator(archive))
        archive.close()
    is_away(settings_in(data), story)


def test_a_rebuild_from_the_old_store_alone(story: Story, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copytree(story.backup.parent / "old" / "store", data / "store")
    shutil.copy(story.ledger, data / "destroyed.ledger")
    archive = open_archive(settings_in(data))
    archive.custody.rebuild(local_operator(archive))
    archive.close()
    is_away(settings_in(data), story)


def test_a_ledger_of_another_archive_or_a_changed_one_is_refused(story: Story, tmp_path: Path) -> None:
    back_up(story.house.settings, tmp_path / "later")
    other = FileLedger(tmp_path / "other.ledger")
    other.append("rec_other", {"title": "x"}, LogPlace("b" * 64, 1, "b" * 64))
    with pytest.raises(LedgerDiffers):
        restore(settings_in(tmp_path / "one"), tmp_path / "later", ledger=other.path)
    with pytest.raises(LedgerDiffers):
        restored(story, tmp_path / "two", other.path)
    changed = tmp_path / "changed.ledger"
    changed.write_bytes(story.ledger.read_bytes().replace("3-QĐ".encode(), "4-QĐ".encode()))
    with pytest.raises(LedgerDamaged):
        restored(story, tmp_path / "three", changed)


def test_the_command_line_says_what_stays_away(story: Story, tmp_path: Path) -> None:
    environment = {"ARCHIVE_DATA_DIR": str(tmp_path / "new"), "ARCHIVE_EXTRACTION_CHILDREN": "1", "LANG": "en"}
    refused = CliRunner().invoke(cli, ["restore", str(story.backup)], env=environment)
    assert refused.exit_code == 1
    assert "--nothing-destroyed-since" in refused.output
    words = ["restore", str(story.backup), "--ledger", str(story.ledger)]
    done = CliRunner().invoke(cli, words, env=environment)
    assert done.exit_code == 0, done.output
    assert f"not brought back: {story.gone}" in done.output
    checked = CliRunner().invoke(cli, ["store", "ledger", "--json"], env=environment)
    assert checked.exit_code == 0, checked.output
    assert json.loads(checked.stdout)["lines"] == 1


def test_a_tombstone_from_before_the_ledger_is_written_down(story: Story, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(story.house.settings.data_dir, data)
    (data / "destroyed.ledger").unlink()
    settings = settings_in(data)
    archive = open_archive(settings)
    try:
        operator = local_operator(archive)
        assert archive.remembering.verify(operator).unknown == (story.gone,)
        archive.custody.reconcile(operator)
        open_worker(settings, archive).drain()
        assert archive.remembering.verify(operator).unknown == ()
    finally:
        archive.close()
