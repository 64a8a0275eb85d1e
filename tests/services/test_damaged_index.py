"""A file of the index that rots: the commit before answers, readyz tells, and the worker builds the index again by
itself, also when the one who began is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from archive_service.app import create_app
from archive_service.bootstrap import open_archive, open_worker
from archive_service.services import Archive
from indexer.model import IndexState
from tests.api.house import Caller, House, said

REBUILDS_AND_IS_KILLED = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from archive_service.bootstrap import local_operator, open_archive
from tests.api.house import settings_in

class Killing:
    asked = 0
    def __init__(self, store):
        self.store = store
    def get(self, *asked):
        self.asked += 1
        if self.asked == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return self.store.get(*asked)

archive = open_archive(settings_in(Path(sys.argv[1])))
replace(archive.indexing, derived=Killing(archive.indexing.derived)).rebuild()
"""


def ready(house: House, archive: Archive) -> str:
    return str(said(create_app(archive, house.settings).test_client().get("/readyz"))["status"])


def total(house: House, archive: Archive) -> tuple[int, bool]:
    client = Caller(create_app(archive, house.settings).test_client(), house.tokens["archivist"])
    answer = said(client.get("/search"))
    return answer["total"], answer["degraded"]


def rot(folder: Path) -> None:
    """Flip a byte in the middle of the newest file of terms."""
    newest = max(folder.glob("g*/*.terms"), key=lambda path: path.stat().st_mtime_ns)
    content = bytearray(newest.read_bytes())
    content[len(content) // 2] ^= 1
    newest.write_bytes(content)


def test_from_a_rotten_file_to_a_whole_index_without_a_hand(own_house: House) -> None:
    folder = own_house.settings.data_dir / "index"
    kept = own_house.client("archivist").deposit(b"noi dung", "a.txt", unit="CB-A", title="Biên bản họp")
    assert kept.status_code == 201, kept.text
    own_house.index()
    whole, _ = total(own_house, own_house.archive)
    rot(folder)

    # Whoever opens now is answered by the commit before, and told.
    archive = open_archive(own_house.settings)
    assert archive.indexing.status().state is IndexState.DEGRADED
    assert ready(own_house, archive) == "degraded"
    assert total(own_house, archive) == (whole - 1, True)

    # A rebuild is begun and killed: the same still answers.
    current = (folder / "CURRENT").read_text()
    killed = subprocess.run(
        [sys.executable, "-c", REBUILDS_AND_IS_KILLED, str(own_house.settings.data_dir)], check=False, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL
    assert (folder / "CURRENT").read_text() == current
    assert len(list(folder.glob("*.building"))) == 1
    assert total(own_house, archive) == (whole - 1, True)

    # The worker was asked by nobody.
    open_worker(own_house.settings, archive).drain()
    assert ready(own_house, archive) == "ready"
    assert total(own_house, archive) == (whole, False)
    assert not list(folder.glob("*.building"))
    assert (folder / "CURRENT").read_text() != current
    archive.close()
