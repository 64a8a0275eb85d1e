"""The log is sealed into the store, proven from there alone, and comes back from there."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from archive_service.bootstrap import local_operator, open_archive, open_worker
from archive_service.checker import verify_bundle
from archive_service.domain.audit import chain
from archive_service.domain.errors import Conflict, NotPermitted
from archive_service.domain.jobs import JobKind
from archive_service.services.sealing import SealService, object_of
from tests.api.house import House


def in_parts(house: House, most_events: int = 4) -> SealService:
    """Sealing in small parts."""
    archive = house.archive
    return SealService(archive.audit.catalog, archive.custody.storage, archive.audit.clock, most_events, timedelta(0))


def events_of(house: House) -> int:
    with house.archive.audit.catalog.read() as tx:
        return (tx.audit.head() or (0, ""))[0]


def checked(folder: Path, *more: str) -> tuple[int, str]:
    """Run the checker as an inspector does: alone, with a bare Python."""
    command = [sys.executable, "-I", "-S", verify_bundle.__file__, str(folder), *more]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, encoding="utf-8")
    assert ran.stderr == ""
    return ran.returncode, ran.stdout


def test_sealed_parts_lie_in_the_store_locked_and_prove_themselves(own_house: House) -> None:
    operator, count = local_operator(own_house.archive), events_of(own_house)
    head = in_parts(own_house).seal()
    assert (head.last_event, head.seal) == (count, -(-count // 4))
    stored = own_house.archive.seals.verify_store(operator)
    assert (stored.events, stored.head, stored.faults) == (count, head.digest, ())
    assert own_house.archive.custody.storage.lock_state(object_of(1)).until is not None
    store = own_house.settings.data_dir / "store"
    assert checked(store, "--head", head.digest)[0] == 0
    assert checked(store, "--head", "0" * 64)[0] == 1
    assert own_house.archive.audit.verify(operator).faults == ()


def test_nothing_is_sealed_twice_and_only_when_it_is_due(own_house: House) -> None:
    seals = own_house.archive.seals
    assert not seals.due()
    first = in_parts(own_house).seal()
    assert in_parts(own_house).seal() == first
    own_house.archive.search.search(local_operator(own_house.archive), "nghi quyet")
    assert not seals.due()
    assert in_parts(own_house).due()
    assert SealService(seals.catalog, seals.storage, seals.clock, 1, timedelta(days=9)).due()


def test_the_worker_seals(own_house: House) -> None:
    archive = own_house.archive
    archive.search.search(local_operator(archive), "nghi quyet")
    worker = open_worker(own_house.settings, archive)
    with archive.audit.catalog.write() as tx:
        tx.jobs.enqueue(JobKind.SEAL_AUDIT, "audit")
    worker.drain()
    assert archive.seals.head().last_event == events_of(own_house)


def test_a_seal_that_a_crash_left_half_done_is_finished(own_house: House) -> None:
    seals = in_parts(own_house)
    begun = seals._next()
    assert begun is not None
    seals._store(begun)
    with own_house.archive.audit.catalog.write() as tx:
        assert tx.seals.not_stored() is None
    again = seals._next()
    assert again is not None
    assert again.number == begun.number + 1
    assert seals._next() == again
    assert seals.seal().last_event == events_of(own_house)
    assert seals.verify_store(local_operator(own_house.archive)).faults == ()


def test_many_seal_at_once_and_one_log_comes_of_it(own_house: House) -> None:
    threads = [threading.Thread(target=in_parts(own_house, 2).seal) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stored = in_parts(own_house).verify_store(local_operator(own_house.archive))
    assert (stored.events, stored.faults) == (events_of(own_house), ())


def object_folder(house: House, number: int) -> Path:
    for inventory in (house.settings.data_dir / "store" / "objects").rglob("inventory.json"):
        if inventory.parent.name != "v1" and json.loads(inventory.read_bytes())["id"] == object_of(number):
            return inventory.parent
    raise AssertionError(number)


def test_a_part_that_is_lost_or_damaged_in_the_store_is_named(own_house: House) -> None:
    in_parts(own_house).seal()
    operator, store = local_operator(own_house.archive), own_house.settings.data_dir / "store"
    contents = (object_folder(own_house, 2) / "v1" / "content").iterdir()
    content = next(path for path in contents if path.read_bytes().count(b"previous") > 1)
    content.chmod(0o600)
    content.write_bytes(content.read_bytes().replace(b"usr_", b"usr-", 1))
    assert object_of(2) in {fault.place for fault in own_house.archive.seals.verify_store(operator).faults}
    code, said = checked(store)
    assert code == 1
    assert "was changed" in said
    folder = object_folder(own_house, 2)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o700)
    shutil.rmtree(folder)
    problems = {
        (fault.place.rpartition(" ")[2], fault.problem)
        for fault in own_house.archive.seals.verify_store(operator).faults
    }
    assert ("5–8", "missing") in problems
    assert ("2", "missing") in problems
    assert checked(store)[0] == 1


def test_a_log_written_anew_in_the_catalog_does_not_fit_its_seals(own_house: House) -> None:
    in_parts(own_house).seal()
    engine = create_engine(own_house.settings.catalog_url)
    with own_house.archive.audit.catalog.read() as tx:
        events = list(tx.audit.events())
    forged, previous = [], events[1].digest
    for event in events[2:]:
        entry = replace(event.entry, actor="usr_x") if event.number == 3 else event.entry
        forged.append(chain(entry, event.number, previous))
        previous = forged[-1].digest
    with engine.begin() as connection:
        change = "UPDATE audit_events SET actor = :actor, previous = :previous, digest = :digest WHERE number = :number"
        for event in forged:
            facts = {"actor": event.entry.actor, "previous": event.previous, "digest": event.digest}
            connection.execute(text(change), {**facts, "number": event.number})
    engine.dispose()
    faults = own_house.archive.audit.verify(local_operator(own_house.archive)).faults
    assert {fault.problem for fault in faults} == {"differs from what was sealed"}
    assert faults[0].number == 4


def test_a_cut_log_is_found_by_its_seals(own_house: House) -> None:
    count = events_of(own_house)
    in_parts(own_house).seal()
    engine = create_engine(own_house.settings.catalog_url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_events WHERE number > :number"), {"number": count - 2})
    engine.dispose()
    faults = own_house.archive.audit.verify(local_operator(own_house.archive)).faults
    assert (faults[0].number, faults[0].problem) == (count - 1, f"missing up to {count}, which was sealed")


def test_the_sealed_log_comes_back_with_a_rebuild(own_house: House) -> None:
    in_parts(own_house).seal()
    count = events_of(own_house)
    own_house.archive.close()
    for lost in own_house.settings.data_dir.glob("catalog.sqlite3*"):
        lost.unlink()
    archive = open_archive(own_house.settings)
    try:
        operator = local_operator(archive)
        rebuilt = archive.custody.rebuild(operator)
        assert (rebuilt.events, rebuilt.unknown) == (count, ())
        verified = archive.audit.verify(operator)
        assert (verified.events, verified.faults) == (count + 1, ())
        archive.seals.seal()
        assert archive.seals.verify_store(operator).faults == ()
    finally:
        archive.close()


def test_another_log_is_never_put_over_the_sealed_one(own_house: House) -> None:
    in_parts(own_house).seal()
    own_house.archive.close()
    for lost in own_house.settings.data_dir.glob("catalog.sqlite3*"):
        lost.unlink()
    archive = open_archive(own_house.settings)
    try:
        operator = local_operator(archive)
        archive.audit.verify(operator)  # leaves an event: another log begins
        with pytest.raises(Conflict):
            archive.custody.rebuild(operator)
        with pytest.raises(Conflict):
            archive.seals.seal()
    finally:
        archive.close()


def test_only_who_may_read_the_log_may_verify_it(house: House) -> None:
    archivist = house.archive.accounts.actor_with_token(house.tokens["archivist"], "cli")
    for act in (house.archive.seals.verify_store, house.archive.audit.seal_now):
        with pytest.raises(NotPermitted):
            act(archivist)
