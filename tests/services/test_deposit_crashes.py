"""The process ends at every step of a deposit; after a restart everything acknowledged is whole, nothing is half."""

from __future__ import annotations

import dataclasses
import itertools
import os
import shutil
from pathlib import Path

import pytest

from archive_service.bootstrap import local_operator, open_archive
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.settings import Settings
from archive_service.storage.filesystem import FilesystemStore
from archive_service.storage.ocfl import OcflStorageRoot
from indexer.extraction.sandbox import SandboxExtractor
from tests.api.house import build, settings_in
from tests.services.papers_in import hand_in
from tests.storage.faulty_disk import KILLED, dying_at

PAPERS = (("nghị quyết.txt", "nội dung nghị quyết".encode() * 50), ("phụ lục.txt", b"phu luc kem theo"))
FEWEST_STEPS = 20


def ends_at(step: int, settings: Settings, extractor: SandboxExtractor) -> bool:
    """Deposit in a process that ends at the step of the store; False when the deposit had fewer steps.

    The reading child is started once for all steps: it has done its work before the store is touched.
    """
    child = os.fork()
    if child == 0:
        status = 1
        try:
            archive = open_archive(settings)
            dying = OcflStorageRoot(FilesystemStore(settings.data_dir / "store", disk=dying_at(step)))
            admission = dataclasses.replace(archive.deposit.admission, extractor=extractor)
            deposit = dataclasses.replace(archive.deposit, storage=dying, admission=admission)
            hand_in(deposit, local_operator(archive), *PAPERS)
            archive.close()
            status = 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(ended)
    assert code in (0, KILLED), f"step {step} ended with {code}"
    return code == KILLED


@pytest.mark.slow
@pytest.mark.timeout(900)  # an archive for each step: longer than others where the machine is busy
def test_killed_at_every_step(tmp_path: Path) -> None:
    build(tmp_path / "built").archive.close()
    with SandboxExtractor() as extractor:
        _kill_at_each_step(tmp_path, extractor)


def _kill_at_each_step(tmp_path: Path, extractor: SandboxExtractor) -> None:
    assert extractor.detect(Path(__file__)).startswith("text/")
    for step in itertools.count():
        folder = tmp_path / f"step-{step}"
        shutil.copytree(tmp_path / "built" / "data", folder)
        settings = settings_in(folder)
        killed = ends_at(step, settings, extractor)
        _check_after_restart(settings, extractor, acknowledged=not killed)
        shutil.rmtree(folder)
        if not killed:
            assert step >= FEWEST_STEPS
            return


def _check_after_restart(settings: Settings, extractor: SandboxExtractor, *, acknowledged: bool) -> None:
    archive = open_archive(settings)
    try:
        operator = local_operator(archive)
        listed = {entry.record.id for entry in archive.retrieve.list(operator).entries}
        assert len(listed) == (3 if acknowledged else 2)
        for record_id in listed:
            entry = archive.retrieve.record(operator, record_id)
            for file in entry.record.files:
                with archive.retrieve.file(operator, record_id, file.name) as (_, content):
                    assert len(content.read()) == file.size
        admission = dataclasses.replace(archive.deposit.admission, extractor=extractor)
        receipt = hand_in(dataclasses.replace(archive.deposit, admission=admission), operator, *PAPERS)
        assert receipt.created is not acknowledged
        stored = [each for each in archive.custody.storage.object_ids() if each.startswith(RECORD_PREFIX)]
        assert len(stored) == 3
        assert {each.removeprefix(RECORD_PREFIX) for each in stored} == listed | {receipt.record.id}
    finally:
        archive.close()
