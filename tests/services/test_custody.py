"""Rebuilding from the store alone, reconciling, backup and restore."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from archive_service.backup import back_up, restore
from archive_service.bootstrap import local_operator, open_archive, open_worker
from archive_service.domain.errors import BadField, BytesDamaged, Conflict, NotPermitted
from archive_service.ports import AuditFilter
from archive_service.services import Archive
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.wire_json import record_body, search_body
from tests.api.house import House, build, settings_in


def everything(archive: Archive) -> dict[str, Any]:
    """Records, dossiers, units and the answer of a search, without the moments that change."""
    operator = local_operator(archive)
    register = archive.units.register()
    search = search_body(archive.search.search(operator, "nghi quyet"), register).plain()
    del search["completeness"]["as_of"]
    return {
        "records": [record_body(entry, register).plain() for entry in archive.retrieve.list(operator).entries],
        "dossiers": archive.dossiers.list(operator)[0],
        "units": sorted(register.units.values(), key=lambda unit: unit.code),
        "search": search,
    }


def test_the_store_alone_brings_everything_back(own_house: House) -> None:
    before = everything(own_house.archive)
    own_house.archive.close()
    data = own_house.settings.data_dir
    for lost in ("catalog.sqlite3", "catalog.sqlite3-wal", "catalog.sqlite3-shm"):
        (data / lost).unlink(missing_ok=True)
    shutil.rmtree(data / "index")
    shutil.rmtree(data / "derived")
    archive = open_archive(own_house.settings)
    try:
        rebuilt = archive.custody.rebuild(local_operator(archive))
        restored = {name: count for name, count in rebuilt.counts.items() if count}
        assert (restored, rebuilt.unknown) == ({"units": 1, "dossiers": 2, "records": 2}, ())
        open_worker(own_house.settings, archive).drain()
        assert everything(archive) == before
    finally:
        archive.close()


def lose_row(house: House, record_id: str) -> None:
    """Take a record out of the catalog behind everybody's back."""
    with closing(sqlite3.connect(house.settings.data_dir / "catalog.sqlite3")) as catalog, catalog:
        catalog.execute("PRAGMA foreign_keys = ON")
        catalog.execute("DELETE FROM record_files WHERE record_id = ?", (record_id,))
        catalog.execute("DELETE FROM records WHERE id = ?", (record_id,))


def test_a_record_only_the_store_has_is_adopted(own_house: House) -> None:
    archive, operator = own_house.archive, local_operator(own_house.archive)
    lost = own_house.records["CB-A"]
    lose_row(own_house, lost)
    result = archive.custody.reconcile(operator)
    assert result.adopted == (lost,)
    assert result.missing_from_store == ()
    assert archive.retrieve.record(operator, lost).record.id == lost


def test_what_the_index_lacks_or_has_too_much_is_mended(own_house: House) -> None:
    archive, operator = own_house.archive, local_operator(own_house.archive)
    lost, kept = own_house.records["CB-A"], own_house.records["CB-B"]
    archive.custody.index.remove([lost])
    archive.custody.storage.destroy(RECORD_PREFIX + kept, bypass_governance=True)
    lose_row(own_house, kept)
    result = archive.custody.reconcile(operator)
    assert result.missing_from_index == (lost,)
    assert result.orphans_in_index == (kept,)
    own_house.index()
    assert archive.search.search(operator, "nuoc sach").all_words == 1
    assert archive.custody.reconcile(operator).orphans_in_index == ()


def test_a_record_the_store_has_lost_is_reported(own_house: House) -> None:
    archive, operator = own_house.archive, local_operator(own_house.archive)
    archive.custody.storage.destroy(RECORD_PREFIX + own_house.records["CB-A"], bypass_governance=True)
    assert archive.custody.reconcile(operator).missing_from_store == (own_house.records["CB-A"],)


def test_only_an_operator_may(house: House) -> None:
    archivist = house.archive.accounts.actor_with_token(house.tokens["archivist"], "cli")
    for act in (house.archive.custody.rebuild, house.archive.custody.reconcile):
        with pytest.raises(NotPermitted):
            act(archivist)


def test_a_flipped_byte_is_never_handed_out(own_house: House) -> None:
    archive, operator = own_house.archive, local_operator(own_house.archive)
    record = archive.retrieve.record(operator, own_house.records["CB-A"]).record
    path = next(
        path
        for path in (own_house.settings.data_dir / "store" / "objects").rglob("*")
        if path.is_file() and path.stat().st_size == record.files[0].size
    )
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
    with pytest.raises(BytesDamaged), archive.retrieve.file(operator, record.id) as (_, stream):
        stream.read()
    answer = own_house.client("archivist").get(f"/records/{record.id}/files/{record.files[0].name}")
    assert answer.status_code == 500
    assert b"%PDF" not in answer.data
    with archive.audit.catalog.read() as tx:
        event = tx.audit.page(AuditFilter(act="download"), limit=1)[0]
    assert (event.entry.outcome, event.entry.subject) == ("failed", record.id)


def test_a_backup_restores_accounts_records_and_log(tmp_path: Path) -> None:
    house = build(tmp_path / "first")
    before = everything(house.archive)
    events = house.archive.audit.verify(local_operator(house.archive)).events
    note = back_up(house.settings, tmp_path / "backup")
    assert back_up(house.settings, tmp_path / "backup").keys == note.keys
    house.archive.close()
    settings = settings_in(tmp_path / "second")
    restore(settings, tmp_path / "backup", nothing_since=True)
    archive = open_archive(settings)
    try:
        open_worker(settings, archive).drain()
        assert everything(archive) == before
        assert archive.accounts.actor_with_token(house.tokens["secretary_a"], "cli").name == "secretary_a"
        verified = archive.audit.verify(local_operator(archive))
        assert verified.faults == ()
        assert verified.events >= events
    finally:
        archive.close()


def test_the_age_of_the_last_whole_backup_is_known(own_house: House, tmp_path: Path) -> None:
    operator = local_operator(own_house.archive)
    assert own_house.archive.figures.all(operator).backup is None
    note = back_up(own_house.settings, tmp_path / "backup")
    known = own_house.archive.figures.all(operator).backup
    assert known is not None
    assert (known.age_days, known.keys, known.damaged) == (0, note.keys, 0)
    with pytest.raises(NotPermitted):
        own_house.archive.figures.all(own_house.archive.accounts.actor_with_token(own_house.tokens["auditor"], "cli"))


def test_a_damaged_or_unfinished_backup_is_refused(tmp_path: Path, house: House) -> None:
    back_up(house.settings, tmp_path / "backup")
    (tmp_path / "backup" / "catalog.sqlite3").write_bytes(b"something else")
    with pytest.raises(BadField):
        restore(settings_in(tmp_path / "new"), tmp_path / "backup")
    (tmp_path / "backup" / "backup.json").unlink()
    with pytest.raises(BadField):
        restore(settings_in(tmp_path / "new"), tmp_path / "backup")


def test_a_backup_is_not_restored_over_an_archive(tmp_path: Path, house: House) -> None:
    back_up(house.settings, tmp_path / "backup")
    with pytest.raises(Conflict):
        restore(house.settings, tmp_path / "backup", nothing_since=True)
