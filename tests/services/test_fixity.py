"""The store is read from end to end within a budget; damage is told apart and stays until somebody settles it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import pytest

from archive_service.bootstrap import local_operator, open_worker
from archive_service.domain.access import Actor
from archive_service.domain.errors import BadField, NotPermitted, StoreUnavailable
from archive_service.domain.fixity import Damage
from archive_service.domain.jobs import JobKind
from archive_service.services.fixity import FixityService
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.storage.filesystem import FilesystemStore
from archive_service.storage.layout import object_path
from archive_service.storage.ocfl import OcflStorageRoot
from tests.api.house import House, said
from tests.web.visitor import signed_in


def operator_of(house: House) -> Actor:
    return local_operator(house.archive)


def due_at_once(house: House, **budget: float) -> FixityService:
    """Checks that count everything as waiting, whatever was checked before."""
    service: FixityService = replace(house.archive.fixity, again_after=timedelta(0), **budget)  # type: ignore[arg-type]
    return service


def contents_of(house: House, code: str) -> list[Path]:
    folder = house.settings.data_dir / "store" / "objects" / object_path(RECORD_PREFIX + house.records[code])
    return sorted((folder / "v1" / "content").iterdir())


def known(house: House) -> int:
    """Compare the store with the catalog, so that its objects are known; how many they are."""
    house.archive.custody.reconcile(operator_of(house))
    return house.archive.fixity.overview(operator_of(house)).objects


def test_a_run_ends_with_its_budget_and_the_next_goes_on(own_house: House) -> None:
    objects, operator = known(own_house), operator_of(own_house)
    assert objects >= 5
    one_by_one = replace(own_house.archive.fixity, run_bytes=1)
    for done in range(1, objects + 1):
        assert one_by_one.sweep(operator).objects == 1
        assert own_house.archive.fixity.overview(operator).never_checked == objects - done
    assert one_by_one.sweep(operator).objects == 0
    assert own_house.archive.fixity.sweep(operator, again=True).objects == objects
    overview = own_house.archive.fixity.overview(operator)
    assert overview.oldest is not None
    assert overview.open_incidents == 0


class OneBadSector(FilesystemStore):
    """A disk that cannot read one file any more, or, when told, none."""

    bad, all_bad = "", False

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        if self.all_bad or key == self.bad:
            raise StoreUnavailable(cause="disk")
        with super().open(key) as content:
            yield content


def test_a_file_that_cannot_be_read_is_told_apart_from_a_store_that_is_away(own_house: House) -> None:
    store = OneBadSector(own_house.settings.data_dir / "store")
    file, object_id = contents_of(own_house, "CB-A")[0], RECORD_PREFIX + own_house.records["CB-A"]
    store.bad = f"{object_path(object_id)}/v1/content/{file.name}"
    faults, _ = OcflStorageRoot(store).check(object_id)
    assert [(fault.path, fault.damage) for fault in faults] == [(f"v1/content/{file.name}", Damage.UNREADABLE)]
    store.all_bad = True
    with pytest.raises(StoreUnavailable):
        OcflStorageRoot(store).check(object_id)


def test_missing_and_changed_are_told_apart_and_resolved_by_people(own_house: House) -> None:
    known(own_house)
    operator, service = operator_of(own_house), own_house.archive.fixity
    changed, missing = contents_of(own_house, "CB-A")[0], contents_of(own_house, "CB-B")[0]
    whole = changed.read_bytes()
    changed.chmod(0o600)
    changed.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    missing.unlink()
    found = {incident.object_id: incident for incident in service.sweep(operator).incidents}
    assert {object_id.rpartition(":")[2]: each.damage for object_id, each in found.items()} == {
        own_house.records["CB-A"]: Damage.CHANGED,
        own_house.records["CB-B"]: Damage.MISSING,
    }
    assert found[RECORD_PREFIX + own_house.records["CB-A"]].path == f"v1/content/{changed.name}"
    assert due_at_once(own_house, run_seconds=0.001).sweep(operator).incidents == ()
    changed.write_bytes(whole)
    with own_house.archive.audit.catalog.write() as tx:
        faults, _ = own_house.archive.custody.storage.check(RECORD_PREFIX + own_house.records["CB-A"])
        assert faults == []
        tx.custody.checked(RECORD_PREFIX + own_house.records["CB-A"], service.clock.now(), faults)
    mended = next(each for each in service.incidents(operator) if each.damage is Damage.CHANGED)
    assert mended.whole_at is not None
    with pytest.raises(BadField):
        service.resolve(operator, mended.id, "  ")
    assert service.resolve(operator, mended.id, "phục hồi từ bản sao lưu").resolved_by == operator.user_id
    assert [each.damage for each in service.incidents(operator)] == [Damage.MISSING]
    with own_house.archive.audit.catalog.read() as tx:
        acts = [(event.entry.act, event.entry.outcome) for event in tx.audit.page(limit=200)]
    assert acts.count(("find_damage", "failed")) == 2
    assert ("resolve_incident", "done") in acts


def test_an_object_that_is_gone_is_an_incident_unless_the_catalog_knows_of_no_record(own_house: House) -> None:
    known(own_house)
    operator, storage = operator_of(own_house), own_house.archive.custody.storage
    storage.destroy(RECORD_PREFIX + own_house.records["CB-A"], bypass_governance=True)
    with own_house.archive.audit.catalog.write() as tx:
        tx.custody.know([RECORD_PREFIX + "rec_gone"])
    (incident,) = own_house.archive.fixity.sweep(operator).incidents
    assert (incident.object_id, incident.path, incident.damage) == (
        RECORD_PREFIX + own_house.records["CB-A"], "", Damage.MISSING,
    )  # fmt: skip
    result = own_house.archive.fixity.comparisons(operator)[0]
    assert result.clean
    own_house.archive.custody.reconcile(operator)
    latest = own_house.archive.fixity.comparisons(operator)[0]
    assert (latest.missing_from_store, latest.clean) == (1, False)
    assert len(own_house.archive.fixity.comparisons(operator)) == 2


def test_of_many_workers_one_does_the_chores(own_house: House) -> None:
    workers = [open_worker(own_house.settings, own_house.archive) for _ in range(4)]
    queued: list[JobKind] = []
    threads = [
        threading.Thread(target=lambda each=worker: queued.extend(each.chores.queue_due())) for worker in workers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(queued) == sorted([JobKind.RENEW_LOCKS, JobKind.CHECK_FIXITY, JobKind.COMPARE])
    workers[0].drain()
    overview = own_house.archive.fixity.overview(operator_of(own_house))
    assert own_house.archive.fixity.comparisons(operator_of(own_house))[0].clean
    assert overview.objects >= 5


def test_every_door_shows_incidents_and_a_person_settles_them(own_house: House) -> None:
    known(own_house)
    contents_of(own_house, "CB-B")[0].unlink()
    (incident,) = own_house.archive.fixity.sweep(operator_of(own_house)).incidents
    body = said(own_house.client("administrator").get("/custody"))
    assert [each["id"] for each in body["incidents"]] == [incident.id]
    assert body["comparisons"][0]["clean"] is True
    visitor = signed_in(own_house, "administrator")
    page = visitor.open("/status").text
    assert incident.object_id in page
    assert "bị mất" in page
    answer = visitor.send(f"/status/incidents/{incident.id}", page="/status", note="đã phục hồi")
    assert answer.status_code == 302
    assert incident.object_id not in visitor.open("/status").text
    for person in ("archivist", "auditor"):
        assert own_house.client(person).get("/custody").status_code == 403
        actor = own_house.archive.accounts.actor_with_token(own_house.tokens[person], "cli")
        with pytest.raises(NotPermitted):
            own_house.archive.fixity.sweep(actor)
