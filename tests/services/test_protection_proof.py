"""The proof on a real S3 server with Object Lock: the three credentials, compliance and governance, holds, and the end.

Nothing here asks the archive whether it would refuse: the keys themselves are tried, with the client that anybody has.
"""

from __future__ import annotations

import io
import shutil
import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from archive_service.backup import back_up, restore
from archive_service.bootstrap import local_operator, open_archive, open_worker
from archive_service.domain.access import Actor, Role
from archive_service.domain.disposition import ItemState
from archive_service.domain.errors import NotFound
from archive_service.domain.holds import HoldTarget, HoldTargetKind
from archive_service.domain.local_time import LOCAL_TIME, local_day
from archive_service.domain.locks import FARTHEST, FIRST, NEAREST
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.settings import Settings
from archive_service.storage.layout import object_path
from archive_service.storage.s3_client import Credential, S3Settings, client_of, code_of
from archive_service.storage.s3_setup import set_up_bucket
from archive_service.stores import probe_note, s3_settings
from tests.api.house import House, build, settings_in
from tests.servers.fixtures import Gateway, gateway
from tests.services.disposing import brought_to_execution, deposited, rules_in_force
from tests.services.test_excuses import person
from tests.storage.test_s3_credentials import POLICY, credentials

__all__ = ["gateway"]

pytestmark = pytest.mark.needs_s3

THIS_YEAR = local_day(datetime.now(UTC)).year


@dataclass(frozen=True, slots=True)
class Bucket:
    """An archive over a bucket of its own, with the policy of the documents, and its people."""

    house: House
    settings: S3Settings
    people: dict[str, Credential]
    archivist: Actor
    leader: Actor
    changed: dict[str, str]

    def client(self, who: str) -> Any:
        return client_of(self.settings, self.people[who])

    def versions(self, record_id: str) -> list[dict[str, Any]]:
        """Every version and delete marker of every key of the record."""
        pages = self.client("owner").get_paginator("list_object_versions").paginate(
            Bucket=self.settings.bucket, Prefix=object_path(RECORD_PREFIX + record_id)
        )  # fmt: skip
        return [each for page in pages for kind in ("Versions", "DeleteMarkers") for each in page.get(kind, [])]

    def heads(self, record_id: str) -> list[dict[str, Any]]:
        """What the server says of each version: its lock, its mode, its hold."""
        client = self.client("writer")
        return [client.head_object(**self._at(each)) for each in self.versions(record_id)]

    def refused(self, who: str, record_id: str) -> int:
        """Try to remove each version, to hide it, and to weaken its lock; how many attempts were refused: all."""
        client, refusals = self.client(who), 0
        soon = {"Mode": "GOVERNANCE", "RetainUntilDate": datetime.now(UTC) + timedelta(minutes=1)}
        bypass: dict[str, Any] = {"BypassGovernanceRetention": True}
        for version in self.versions(record_id):
            at = self._at(version)
            for more in ({}, bypass):
                for attempt in (client.delete_object, partial(client.put_object_retention, Retention=soon)):
                    with pytest.raises(ClientError) as refusal:
                        attempt(**at, **more)
                    assert code_of(refusal.value) in {"AccessDenied", "403"}
                    refusals += 1
        return refusals

    def _at(self, version: dict[str, Any]) -> dict[str, str]:
        return {"Bucket": self.settings.bucket, "Key": version["Key"], "VersionId": version["VersionId"]}


def opened(folder: Path, gateway: Gateway, lock_mode: str) -> Bucket:
    people = credentials(gateway)
    named = {"WRITER": people["writer"], "HOLD_MANAGER": people["hold-manager"], "DISPOSER": people["disposer"]}
    keys = {
        f"S3_{name}_{kind}_KEY": getattr(credential, f"{kind.lower()}_key")
        for name, credential in {**named, "OWNER": people["owner"]}.items()
        for kind in ("ACCESS", "SECRET")
    }
    changed = {
        "STORE_KIND": "s3", "STORE_LOCK_MODE": lock_mode, "S3_ENDPOINT": gateway.server.endpoint,
        "S3_BUCKET": f"proof-{uuid.uuid4().hex[:12]}", "S3_CA_FILE": str(gateway.server.ca_file), **keys,
    }  # fmt: skip
    settings = s3_settings(settings_in(folder / "data", **changed))
    set_up_bucket(settings, people["owner"], policy=POLICY.read_text().replace("BUCKET", settings.bucket))
    house = build(folder, **changed)
    archivist = person(house, "archivist", Role.ARCHIVIST, "DB-YT")
    leader = person(house, "leader", Role.LEADER, "DB-YT")
    rules_in_force(house, archivist, leader)
    return Bucket(house, settings, people, archivist, leader, changed)


@pytest.fixture(scope="module")
def compliance(tmp_path_factory: pytest.TempPathFactory, gateway: Gateway) -> Iterator[Bucket]:
    bucket = opened(tmp_path_factory.mktemp("compliance"), gateway, "compliance")
    yield bucket
    bucket.house.archive.close()


@pytest.fixture(scope="module")
def governance(tmp_path_factory: pytest.TempPathFactory, gateway: Gateway, compliance: Bucket) -> Iterator[Bucket]:
    folder = tmp_path_factory.mktemp("governance")
    (folder / "data").mkdir()
    shutil.copy(probe_note(compliance.house.settings), folder / "data")  # the same server: probed once is enough
    bucket = opened(folder, gateway, "governance")
    yield bucket
    bucket.house.archive.close()


def corrected(bucket: Bucket, record_id: str, title: str) -> None:
    archive = bucket.house.archive
    archive.correction.correct(bucket.archivist, record_id, {"title": title}, reason="sai", expected_version=1)


def test_what_must_be_kept_goes_by_nobodys_key(compliance: Bucket) -> None:
    """Neither the writer's key, stolen or not, nor the disposer's with its bypass, nor the owner's."""
    record_id = deposited(compliance.house, compliance.archivist, "Biên bản phải giữ", f"{THIS_YEAR}-01-05", "BB")
    versions = compliance.versions(record_id)
    assert len(versions) >= 4
    for who in ("writer", "hold-manager", "disposer", "owner"):
        assert compliance.refused(who, record_id) == 4 * len(versions)
    assert compliance.versions(record_id) == versions
    assert compliance.house.archive.custody.storage.check(RECORD_PREFIX + record_id)[0] == []


def test_lock_dates_follow_the_decision(compliance: Bucket) -> None:
    archive, archivist = compliance.house.archive, compliance.archivist
    near = deposited(compliance.house, archivist, "Giấy khen sắp hết hạn", f"{THIS_YEAR - 9}-05-05")
    far = deposited(compliance.house, archivist, "Biên bản mới", f"{THIS_YEAR}-02-05", "BB")
    due = deposited(compliance.house, archivist, "Giấy khen hết hạn", "2009-05-05")

    def until(record_id: str) -> list[datetime]:
        return sorted({head["ObjectLockRetainUntilDate"] for head in compliance.heads(record_id)})

    now = datetime.now(UTC)
    for record_id in (near, far, due):
        assert all(abs(each - now - FIRST) < timedelta(minutes=5) for each in until(record_id))
    archive.protecting.follow()
    assert until(near) == [datetime(THIS_YEAR + 2, 1, 1, tzinfo=LOCAL_TIME)]
    assert all(now + NEAREST < each <= datetime.now(UTC) + FARTHEST + timedelta(seconds=1) for each in until(far))
    assert all(each < now + NEAREST for each in until(due))
    assert archive.protecting.follow().locked == 0
    # A correction that moves the clock is followed too; a lock is only ever made longer.
    fields = {"date": f"{THIS_YEAR}-05-05"}
    archive.correction.correct(archivist, near, fields, reason="sai ngày", expected_version=1)
    archive.protecting.follow()
    assert all(each >= datetime(THIS_YEAR + 2, 1, 1, tzinfo=LOCAL_TIME) for each in until(near))


def test_a_lock_that_runs_withholds_before_anything_is_decided(compliance: Bucket) -> None:
    archive = compliance.house.archive
    record_id = deposited(compliance.house, compliance.archivist, "Giấy khen còn khóa", "2008-05-05")
    listed = brought_to_execution(compliance.house, compliance.archivist, compliance.leader, record_id)
    done = archive.dispositions.execute(compliance.archivist, listed.id)
    assert (done.items[0].state, done.items[0].withheld_because) == (ItemState.ITEM_WITHHELD, "locked")
    assert archive.retrieve.record(compliance.archivist, record_id).record.id == record_id
    assert archive.dispositions.tombstone(compliance.archivist, record_id) is None


def test_a_hold_stands_on_every_version_and_on_later_ones(governance: Bucket) -> None:
    archive = governance.house.archive
    record_id = deposited(governance.house, governance.archivist, "Giấy khen bị giữ")
    corrected(governance, record_id, "Giấy khen bị giữ, lần hai")
    target = HoldTarget(HoldTargetKind.HELD_RECORD, record_id)
    hold = archive.holds.place(governance.leader, [target], reason="Thanh tra", authority="UBKT", document="5-QĐ")
    governance.house.index()
    held = governance.heads(record_id)
    assert {head["ObjectLockLegalHoldStatus"] for head in held} == {"ON"}
    archive.correction.correct(
        governance.archivist, record_id, {"title": "Giấy khen, lần ba"}, reason="sai", expected_version=2
    )
    after = governance.heads(record_id)
    assert len(after) > len(held)
    assert {head["ObjectLockLegalHoldStatus"] for head in after} == {"ON"}
    # A hold that was taken away behind the archive's back is placed again by the daily walk, and so is a missing one.
    client = governance.client("hold-manager")
    for version in governance.versions(record_id)[:2]:
        client.put_object_legal_hold(**governance._at(version), LegalHold={"Status": "OFF"})
    assert archive.protecting.follow().held == 1
    assert {head["ObjectLockLegalHoldStatus"] for head in governance.heads(record_id)} == {"ON"}
    for who in ("disposer", "writer", "owner"):
        governance.refused(who, record_id)
    archive.holds.ask_to_lift(governance.leader, hold.id, "Xong")
    archive.holds.lift(governance.archivist, hold.id)
    governance.house.index()
    assert {head.get("ObjectLockLegalHoldStatus") for head in governance.heads(record_id)} <= {"OFF", None}


def test_after_execution_no_version_of_any_key_is_left(governance: Bucket) -> None:
    archive = governance.house.archive
    record_id = deposited(governance.house, governance.archivist, "Giấy khen ra đi", "2007-05-05")
    corrected(governance, record_id, "Giấy khen ra đi, lần hai")
    governance.house.index()
    # Somebody overwrote a key and hid another: both are versions that have to go as well.
    keys = sorted({version["Key"] for version in governance.versions(record_id)})
    client = governance.client("writer")
    client.put_object(Bucket=governance.settings.bucket, Key=keys[0], Body=io.BytesIO(b"overwritten"))
    assert len(governance.versions(record_id)) > len(keys)
    listed = brought_to_execution(governance.house, governance.archivist, governance.leader, record_id)
    done = archive.dispositions.execute(governance.archivist, listed.id)
    assert done.items[0].state is ItemState.ITEM_DESTROYED
    assert governance.versions(record_id) == []
    assert archive.custody.reconcile(local_operator(archive)).missing_from_store == ()
    assert archive.dispositions.tombstone(governance.archivist, record_id) is not None


def _is_away(governance: Bucket, settings: Settings, record_id: str) -> None:
    """The record is told as destroyed at once, and once the worker is through no version of it is in the bucket."""
    with closing(open_archive(settings)) as archive:
        with pytest.raises(NotFound):
            archive.retrieve.record(governance.archivist, record_id)
        open_worker(settings, archive).drain()
        assert archive.custody.reconcile(local_operator(archive)).adopted == ()
        assert archive.dispositions.tombstone(governance.archivist, record_id) is not None
    assert governance.versions(record_id) == []


def test_neither_an_old_catalog_nor_a_backup_nor_a_rebuild_brings_it_back(governance: Bucket, tmp_path: Path) -> None:
    """What of the archive is older than the destruction is put beside the bucket that went on, or back into it."""
    house = governance.house
    record_id = deposited(house, governance.archivist, "Giấy khen không trở lại", "2006-05-05")
    house.index()
    back_up(house.settings, tmp_path / "backup")
    listed = brought_to_execution(house, governance.archivist, governance.leader, record_id)
    done = house.archive.dispositions.execute(governance.archivist, listed.id)
    assert done.items[0].state is ItemState.ITEM_DESTROYED

    def elsewhere(name: str) -> Settings:
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(probe_note(house.settings), folder)
        return settings_in(folder, **governance.changed)

    old = elsewhere("old")
    shutil.copy(tmp_path / "backup" / "catalog.sqlite3", old.data_dir)
    shutil.copy(house.settings.ledger_path, old.ledger_path)
    _is_away(governance, old, record_id)
    restored = elsewhere("restored")
    withheld = restore(restored, tmp_path / "backup", ledger=house.settings.ledger_path).withheld
    assert record_id in {stone.record_id for stone in withheld}
    assert governance.versions(record_id) != []  # the backup had its bytes
    _is_away(governance, restored, record_id)
    rebuilt = elsewhere("rebuilt")
    with closing(open_archive(rebuilt)) as archive:
        archive.custody.rebuild(local_operator(archive))
    _is_away(governance, rebuilt, record_id)


def test_a_unit_and_its_days_are_held_in_the_store_whoever_corrects_a_date(governance: Bucket) -> None:
    """A correction that moves a paper into a held time has it held in the store as well."""
    archive = governance.house.archive
    days = HoldTarget(HoldTargetKind.HELD_UNIT, "CB-A", date(2012, 1, 1), date(2012, 12, 31))
    archive.holds.place(governance.leader, [days], reason="Thanh tra", authority="UBKT", document="6-QĐ")
    record_id = deposited(governance.house, governance.archivist, "Giấy khen đề sai năm", "2021-05-05")
    governance.house.index()
    storage = archive.custody.storage
    assert not storage.strictest_lock(RECORD_PREFIX + record_id).held
    archive.correction.correct(
        governance.archivist, record_id, {"date": "2012-05-05"}, reason="sai năm", expected_version=1
    )
    governance.house.index()
    assert storage.lock_state(RECORD_PREFIX + record_id).held
