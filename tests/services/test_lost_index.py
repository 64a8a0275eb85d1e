"""An index folder that is emptied under a running archive is noticed, told, and built again as a whole."""

from __future__ import annotations

import shutil
import time
from threading import Thread

import pytest

from archive_service.bootstrap import open_worker
from archive_service.domain.errors import IndexNotReady
from archive_service.domain.jobs import JobKind
from indexer.model import IndexState
from tests.api.house import House, paper, said


def test_what_comes_in_next_does_not_pass_for_the_whole(
    own_house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    archive, archivist = own_house.archive, own_house.client("archivist")
    before = said(archivist.get("/search"))["total"]
    shutil.rmtree(own_house.settings.data_dir / "index")
    folder = tmp_path_factory.mktemp("paper")
    sent = archivist.deposit(paper(folder, "Chi bộ bàn về lớp học."), "Nghị quyết lớp học.pdf", unit="CB-A")
    assert sent.status_code == 201
    assert said(own_house.app.test_client().get("/readyz"))["status"] == "degraded"
    told = archivist.get("/search")
    assert (told.status_code, said(told)["code"]) == (503, IndexNotReady.code)
    open_worker(own_house.settings, archive).drain()
    assert said(archivist.get("/search"))["total"] == before + 1
    assert said(own_house.app.test_client().get("/readyz"))["status"] == "ready"


def test_the_worker_builds_it_again_without_being_asked(own_house: House) -> None:
    archive, archivist = own_house.archive, own_house.client("archivist")
    before = said(archivist.get("/search"))["total"]
    shutil.rmtree(own_house.settings.data_dir / "index")
    assert archive.indexing.status().state is IndexState.MISSING
    worker = open_worker(own_house.settings, archive)
    running = Thread(target=worker.run)
    running.start()
    try:
        deadline = time.monotonic() + 60
        while archive.indexing.status().state is not IndexState.READY and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        worker.stopping.set()
        running.join()
    assert said(archivist.get("/search"))["total"] == before


def test_many_waiting_jobs_do_not_fail_because_the_index_is_outdated(own_house: House) -> None:
    """After an upgrade every record may wait to be indexed again, each of them before the rebuild."""
    archive, archivist = own_house.archive, own_house.client("archivist")
    before = said(archivist.get("/search"))["total"]
    (about,) = (own_house.settings.data_dir / "index").glob("g*/about.json")
    about.write_text('{"fingerprint": "of an older version"}')
    with archive.indexing.catalog.write() as tx:
        for record_id in own_house.records.values():
            tx.jobs.enqueue(JobKind.INDEX_RECORD, record_id)
    assert archive.indexing.status().state is IndexState.OUTDATED
    worker = open_worker(own_house.settings, archive)
    worker.mend_index()
    assert worker.step() == 3
    with archive.indexing.catalog.read() as tx:
        assert sum(tx.jobs.counts().values()) == 0
    assert said(archivist.get("/search"))["total"] == before
