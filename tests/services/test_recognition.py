"""Scans are read by the worker: shown while it goes on, stopped, taken up again, locked away when they bear a mark."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive_service.bootstrap import local_operator, open_archive, open_worker
from archive_service.domain.access import Actor
from archive_service.domain.errors import NotFound, NotPermitted, SecrecyMark
from archive_service.domain.jobs import JobKind
from archive_service.domain.recognition import RecognitionState
from archive_service.domain.records import TextState
from archive_service.services import Archive
from archive_service.services.audit import AuditQuestion
from archive_service.settings import ROOT, Settings
from archive_service.worker import Worker
from indexer.extraction.scan import recognition_ready
from indexer.model import TextSource
from indexer.text.normalise import fold
from tests.api.house import UNITS, settings_in
from tests.extraction.papers import RESOLUTION, page_image, pdf_of_images
from tests.services.papers_in import hand_in

pytestmark = [
    pytest.mark.needs_ocr,
    pytest.mark.skipif(not recognition_ready(), reason="Tesseract with vie is not installed"),
]
LINES = (*RESOLUTION, "Chi bộ thống nhất tổ chức vệ sinh đường làng ngõ xóm.")
SMALL = 900


def a_scan(folder: Path, pages: int = 1, *lines: str) -> bytes:
    """A scan of so many pages, each with its number and these lines."""
    images = [page_image(*(lines or LINES), f"Trang thứ {n}", width=SMALL) for n in range(1, pages + 1)]
    return pdf_of_images(folder / "scan.pdf", *images).read_bytes()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path / "data")


@pytest.fixture
def archive(settings: Settings) -> Iterator[Archive]:
    archive = open_archive(settings)
    archive.units.import_csv(local_operator(archive), io.StringIO(UNITS))
    yield archive
    archive.close()


@pytest.fixture
def operator(archive: Archive) -> Actor:
    return local_operator(archive)


@pytest.fixture
def worker(settings: Settings, archive: Archive) -> Worker:
    return open_worker(settings, archive)


def test_a_scan_becomes_text_and_a_reading_copy(
    archive: Archive, operator: Actor, worker: Worker, tmp_path: Path
) -> None:
    record = hand_in(archive.deposit, operator, ("quét.pdf", a_scan(tmp_path, 2)), title="Bản quét").record
    worker.drain()
    entry = archive.retrieve.record(operator, record.id)
    assert entry.text.state is TextState.SEARCHABLE
    text = archive.retrieve.text(operator, record.id)
    assert [page.number for page in text.pages] == [1, 2]
    assert all(page.source is TextSource.OCR and page.confidence and page.confidence > 0.7 for page in text.pages)
    assert "ve sinh duong lang" in fold(text.pages[1].text)
    found = archive.search.search(operator, "vệ sinh đường làng")
    assert [each.entry.record.id for each in found.found] == [record.id]
    assert archive.recognition.of_record(record.id) is None
    assert not (archive.recognition.work_folder / record.id).exists()
    assert archive.retrieve.reading_copy(operator, record.id).startswith(b"%PDF-")
    assert archive.retrieve.page_image(operator, record.id, 2, marks=("vệ sinh",)) != archive.retrieve.page_image(
        operator, record.id, 2
    )


def test_photos_in_order_are_one_record_with_one_copy(
    archive: Archive, operator: Actor, worker: Worker, tmp_path: Path
) -> None:
    files = []
    for number in (2, 10, 1):
        page_image(*LINES, f"Trang thứ {number}", width=SMALL).save(tmp_path / "a.jpg")
        files.append((f"ảnh {number}.jpg", (tmp_path / "a.jpg").read_bytes()))
    record = hand_in(archive.deposit, operator, *files, source="photo").record
    worker.drain()
    text = archive.retrieve.text(operator, record.id)
    assert [(page.number, page.file) for page in text.pages] == [(1, "ảnh 2.jpg"), (2, "ảnh 10.jpg"), (3, "ảnh 1.jpg")]
    assert [file.first_page_in_copy for file in text.files] == [1, 2, 3]
    (tmp_path / "copy.pdf").write_bytes(archive.retrieve.reading_copy(operator, record.id))
    layers = archive.indexing.extractor.extract(tmp_path / "copy.pdf", "application/pdf").pages
    assert [fold(page.text).split()[-1] for page in layers] == ["2", "10", "1"]


def test_it_is_shown_stopped_and_taken_up_again(
    settings: Settings, archive: Archive, operator: Actor, worker: Worker, tmp_path: Path
) -> None:
    record = hand_in(archive.deposit, operator, ("quét.pdf", a_scan(tmp_path, 4)), title="Bản quét").record
    worker.step()
    waiting = archive.recognition.of_record(record.id)
    assert waiting is not None
    assert (waiting.state, waiting.wanted, waiting.read) == (RecognitionState.WAITING, 4, 0)
    seen: list[tuple[RecognitionState, int]] = []

    def stop_after_one(got_on: bool) -> bool:
        now = archive.recognition.of_record(record.id)
        assert now is not None
        seen.append((now.state, now.read))
        if got_on:
            archive.recognition.stop(operator, record.id)
        return True

    assert not archive.recognition.recognise(record.id, stop_after_one)
    assert seen[0] == (RecognitionState.RUNNING, 0)
    stopped = archive.recognition.of_record(record.id)
    assert stopped is not None
    assert stopped.state is RecognitionState.STOPPED
    assert 1 <= stopped.read < 4
    kept = {page: page.stat().st_mtime_ns for page in (archive.recognition.work_folder / record.id).rglob("*.json")}
    assert len(kept) == stopped.read
    worker.drain()
    assert archive.retrieve.record(operator, record.id).text.reason == "needs_ocr"
    archive.indexing.retry(operator, record.id)
    first_calls: list[bool] = []

    def note(got_on: bool) -> bool:
        if not first_calls:
            assert all(page.stat().st_mtime_ns == when for page, when in kept.items())
        first_calls.append(got_on)
        return True

    assert archive.recognition.recognise(record.id, note)
    worker.drain()
    assert len(archive.retrieve.text(operator, record.id).pages) == 4


def test_who_may_stop_it(archive: Archive, operator: Actor, worker: Worker, tmp_path: Path) -> None:
    record = hand_in(archive.deposit, operator, ("quét.pdf", a_scan(tmp_path)), title="Bản quét").record
    stranger = replace(operator, grants=())
    with pytest.raises(NotFound):
        archive.recognition.stop(stranger, record.id)
    with pytest.raises(NotPermitted):
        archive.recognition.list(stranger)
    with pytest.raises(NotFound):  # not read yet, so nothing waits
        archive.recognition.stop(operator, record.id)


def test_no_other_worker_takes_it_and_deposits_are_indexed_meanwhile(
    settings: Settings, archive: Archive, operator: Actor, worker: Worker, tmp_path: Path
) -> None:
    record = hand_in(archive.deposit, operator, ("quét.pdf", a_scan(tmp_path, 3)), title="Bản quét").record
    assert worker.step() == 1
    other = open_worker(settings, archive)
    seen: list[int] = []
    born_digital: list[str] = []

    class Watching(Worker):
        def _do_due(self, kinds: Collection[JobKind], limit: int) -> int:
            with self.catalog.write() as tx:
                seen.append(len(tx.jobs.claim(1, 5, frozenset({JobKind.RECOGNISE}))))
            return super()._do_due(kinds, limit)

    watching = Watching(**{name: getattr(worker, name) for name in Worker.__dataclass_fields__ if name != "stopping"})
    with archive.indexing.catalog.write() as tx:
        (job,) = tx.jobs.claim(1, 1)
    assert job.kind is JobKind.RECOGNISE
    born_digital.append(hand_in(archive.deposit, operator, ("b.txt", "Nghị quyết nước sạch".encode())).record.id)
    time.sleep(1.1)  # the first lease has run out; the one that recognition takes has not
    watching._recognise(job)
    assert len(seen) >= 3
    assert set(seen) == {0}
    assert archive.retrieve.record(operator, born_digital[0]).text.state is TextState.SEARCHABLE
    other.drain()
    assert archive.retrieve.record(operator, record.id).text.state is TextState.SEARCHABLE


def test_a_worker_told_to_stop_puts_it_back(archive: Archive, operator: Actor, worker: Worker, tmp_path: Path) -> None:
    record = hand_in(archive.deposit, operator, ("quét.pdf", a_scan(tmp_path, 3)), title="Bản quét").record
    assert worker.step() == 1
    worker.stopping.set()
    assert worker.step() == 1
    with archive.indexing.catalog.read() as tx:
        assert tx.jobs.counts() == {"waiting": 1}
    worker.stopping.clear()
    worker.drain()
    assert archive.retrieve.record(operator, record.id).text.state is TextState.SEARCHABLE


def test_killed_it_goes_on_at_the_page(tmp_path: Path) -> None:
    """The worker is killed with SIGKILL in the middle of a scan; the next one reads only what is missing."""
    changed = {"WORKER_LEASE_SECONDS": "5", "EXTRACTION_WALL_SECONDS": "10"}
    settings = settings_in(tmp_path / "data", **changed)
    archive = open_archive(settings)
    try:
        archive.units.import_csv(local_operator(archive), io.StringIO(UNITS))
        operator = local_operator(archive)
        record = hand_in(archive.deposit, operator, ("quét.pdf", a_scan(tmp_path, 8)), title="Bản quét").record
        environment = {**os.environ, **{f"ARCHIVE_{name}": value for name, value in changed.items()}}
        environment["ARCHIVE_DATA_DIR"] = str(settings.data_dir)
        command = [sys.executable, str(ROOT / "cli.py"), "worker"]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        work = archive.recognition.work_folder / record.id
        try:
            deadline = time.monotonic() + 140
            while len(list(work.rglob("*.json"))) < 2 and time.monotonic() < deadline:
                time.sleep(0.02)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        kept = {page: page.stat().st_mtime_ns for page in work.rglob("*.json")}
        assert 2 <= len(kept) < 8
        shown = archive.recognition.of_record(record.id)
        assert shown is not None
        assert (shown.state, shown.wanted) == (RecognitionState.RUNNING, 8)
        copies: dict[Path, int] = {}
        worker = open_worker(settings, archive)
        deadline = time.monotonic() + 140
        while archive.recognition.of_record(record.id) is not None and time.monotonic() < deadline:
            copies |= {page: page.stat().st_mtime_ns for page in kept if page.exists()}
            if not worker.step():
                time.sleep(0.2)
        assert copies == kept
        worker.drain()
        assert len(archive.retrieve.text(operator, record.id).pages) == 8
    finally:
        archive.close()


class TestLockedAway:
    @pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
    def test_a_marked_scan_is_nobodys(
        self, archive: Archive, operator: Actor, worker: Worker, tmp_path: Path, mark: str
    ) -> None:
        content = a_scan(tmp_path, 1, RESOLUTION[0], RESOLUTION[1], mark, *RESOLUTION[2:])
        record = hand_in(archive.deposit, operator, ("quét.pdf", content), title="Bản quét lạ thường").record
        worker.step()
        assert archive.search.search(operator, "lạ thường").total == 1
        worker.drain()
        with pytest.raises(NotFound):
            archive.retrieve.record(operator, record.id)
        with pytest.raises(NotFound):
            archive.retrieve.text(operator, record.id)
        with pytest.raises(NotFound):
            archive.retrieve.page_image(operator, record.id, 1)
        with pytest.raises(NotFound):
            archive.retrieve.reading_copy(operator, record.id)
        with pytest.raises(NotFound):
            archive.retrieve.versions(operator, record.id)
        with pytest.raises(NotFound), archive.retrieve.file(operator, record.id):
            pass
        with pytest.raises(NotFound):
            archive.indexing.retry(operator, record.id)
        assert archive.retrieve.list(operator).entries == ()
        assert archive.retrieve.list(operator, text_reason="secrecy_mark").entries == ()
        answer = archive.search.search(operator, "lạ thường")
        assert (answer.total, answer.coverage.records) == (0, 0)
        assert [each.record_id for each in archive.locking_away.locked(operator)] == [record.id]
        events = archive.audit.page(operator, AuditQuestion(act="lock_away"))
        unit_id = record.description.unit_id
        assert [(event.entry.subject, dict(event.entry.details)) for event in events] == [
            (record.id, {"unit_id": unit_id, "why": "secrecy_mark"})
        ]
        assert not (archive.recognition.work_folder / record.id).exists()
        derived = archive.indexing.derived.get(record.id, "text.json")
        assert derived is not None
        assert b"NGH" not in derived
        with pytest.raises(SecrecyMark):
            hand_in(archive.deposit, operator, ("quét.pdf", content), title="Bản quét lạ thường")
        with pytest.raises(NotPermitted):
            archive.indexing.retry_reason(operator, "secrecy_mark")
        assert archive.indexing.rebuild() == 0
        archive.custody.rebuild(operator)
        worker.drain()
        assert archive.retrieve.list(operator).entries == ()

    @pytest.mark.parametrize(
        "line", ["BẢO VỆ BÍ MẬT NHÀ NƯỚC", "về công tác bảo mật thông tin", "Thư ký giữ bí mật phiếu bầu."]
    )
    def test_a_paper_that_speaks_of_secrets_is_ordinary(
        self, archive: Archive, operator: Actor, worker: Worker, tmp_path: Path, line: str
    ) -> None:
        content = a_scan(tmp_path, 1, *RESOLUTION, line)
        record = hand_in(archive.deposit, operator, ("quét.pdf", content), title="Bản quét").record
        worker.drain()
        assert archive.retrieve.record(operator, record.id).text.state is TextState.SEARCHABLE
        assert archive.locking_away.locked(operator) == []


def test_without_tesseract_it_waits_and_is_done_when_asked_for(
    archive: Archive, operator: Actor, worker: Worker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine on which Tesseract is installed later: the scan is told of, and no job tries in vain."""
    scan, path = a_scan(tmp_path), os.environ["PATH"]
    monkeypatch.setenv("PATH", str(tmp_path / "nothing-here"))
    record = hand_in(archive.deposit, operator, ("quét.pdf", scan), title="Bản quét").record
    worker.drain()
    assert archive.retrieve.record(operator, record.id).text.reason == "needs_ocr"
    waiting = archive.recognition.of_record(record.id)
    assert waiting is not None
    assert (waiting.state, waiting.read) == (RecognitionState.WAITING, 0)
    with archive.indexing.catalog.read() as tx:
        assert "waiting" not in tx.jobs.counts()
    assert archive.search.search(operator, "nghị quyết").coverage.without_text == (("needs_ocr", 1),)

    monkeypatch.setenv("PATH", path)
    worker.drain()
    assert archive.retrieve.record(operator, record.id).text.reason == "needs_ocr"
    assert archive.indexing.retry_reason(operator, "ocr") == 1
    worker.drain()
    assert archive.retrieve.record(operator, record.id).text.state is TextState.SEARCHABLE
