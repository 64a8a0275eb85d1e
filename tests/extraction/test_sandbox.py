"""Whatever a parser does, the archive gets an answer in time and nothing stays behind."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.errors import ExtractorUnavailable
from indexer.extraction.sandbox import SandboxExtractor
from indexer.model import Limits, NoTextReason
from tests.contracts.extractor_contract import PDF, ExtractorContract
from tests.extraction.papers import RESOLUTION, pdf_with_text

PATIENCE_SECONDS = 10
TIGHT = Limits(
    cpu_seconds=2, wall_seconds=4, memory_bytes=300 << 20, file_bytes=8 << 20, processes=8, text_bytes=8 << 20
)


def processes_named(*words: str) -> list[str]:
    """Command lines of living processes that hold all the words."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            except OSError:
                continue
            if all(word in line for word in words):
                found.append(f"{entry.name} {line}")
    return found


def children_of(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found.append(int(entry.name))
    return found


@pytest.fixture(scope="module")
def private_temp(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder, before = tmp_path_factory.mktemp("private"), tempfile.tempdir
    tempfile.tempdir = str(folder)
    yield folder
    tempfile.tempdir = before


@pytest.fixture(scope="module")
def extractor(private_temp: Path) -> Iterator[SandboxExtractor]:
    with SandboxExtractor() as extractor:
        yield extractor
    assert list(private_temp.iterdir()) == []


@pytest.fixture(scope="module")
def misbehaving(private_temp: Path) -> Iterator[SandboxExtractor]:
    with SandboxExtractor(TIGHT, registry="tests.extraction.misbehaving") as extractor:
        yield extractor


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return pdf_with_text(tmp_path / "Nghị quyết.pdf", ("Nghị quyết", *RESOLUTION), ("Nơi nhận:",))


@pytest.fixture
def any_file(tmp_path: Path) -> Path:
    (tmp_path / "any").write_text("anything")
    return tmp_path / "any"


class TestContract(ExtractorContract):
    pass


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("loop_in_silence", NoTextReason.TIME_LIMIT),
        ("sleep", NoTextReason.TIME_LIMIT),
        ("crash", NoTextReason.CRASHED),
        ("memory_bomb", NoTextReason.MEMORY_LIMIT),
        ("fork_bomb", None),
        ("fill_disk", NoTextReason.DAMAGED),
        ("garbage", NoTextReason.CRASHED),
        ("raise_odd", NoTextReason.DAMAGED),
    ],
)
def test_misbehaviour_is_an_answer_in_time(
    misbehaving: SandboxExtractor, any_file: Path, private_temp: Path, behaviour: str, reason: NoTextReason | None
) -> None:
    started = time.monotonic()
    answer = misbehaving.extract(any_file, f"test/{behaviour}")
    assert time.monotonic() - started < TIGHT.wall_seconds + 4
    assert answer.no_text is reason or (reason is None and answer.no_text is not None)
    assert "text of the document" not in answer.detail
    # the same child serves on, and only it is left, with the one worker that is ready for the next document
    assert "internet" in misbehaving.extract(any_file, "test/explore").pages[0].text
    [child] = [c for c in children_of(os.getpid()) if "misbehaving" in Path(f"/proc/{c}/cmdline").read_text()]
    assert len(children_of(child)) <= 1
    # the child clears up while the caller looks at the answer
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(private_temp.glob("extraction-*/job/*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(private_temp.glob("extraction-*/job/*"))


@pytest.mark.parametrize(("behaviour", "why"), [("loop", "time_limit"), ("abort", "crashed"), ("flood", "size_limit")])
def test_text_found_before_the_end_is_kept(
    misbehaving: SandboxExtractor, any_file: Path, behaviour: str, why: str
) -> None:
    answer = misbehaving.extract(any_file, f"test/{behaviour}")
    assert answer.no_text is None
    assert answer.pages[0].number == 1
    assert answer.detail.startswith("stopped after page")
    assert why in answer.detail


def test_a_process_left_behind_is_ended(misbehaving: SandboxExtractor, any_file: Path) -> None:
    answer = misbehaving.extract(any_file, "test/leave_children")
    assert answer.pages[0].text.endswith("stayed in the group")
    misbehaving.extract(any_file, "test/explore")
    assert processes_named("sleep", "4711") == []


def test_the_worker_reaches_nothing(misbehaving: SandboxExtractor, tmp_path: Path) -> None:
    secret = tmp_path / "another record"
    secret.write_text("secret")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        server.listen()
        pointer = tmp_path / "pointer"
        pointer.write_text(str(secret))
        report = dict(
            line.split(": ") for line in misbehaving.extract(pointer, "test/explore").pages[0].text.split("\n")
        )
    measures = {name: holds for name, holds, _ in misbehaving.isolation()}
    assert report["private"] == "done"
    if measures["system calls"]:
        for what in ("internet", "internet 6", "netlink", "local server", "session"):
            assert report[what] == "PermissionError", what
    if measures["file access"]:
        for what in ("read", "write", "create", "environment"):  # or it is not even there: /tmp is the worker's own
            assert report[what] in ("PermissionError", "FileNotFoundError"), what
    assert secret.read_text() == "secret"


def test_a_worker_for_common_formats_starts_nothing_and_is_replaced(any_file: Path) -> None:
    with SandboxExtractor(TIGHT, registry="tests.extraction.misbehaving", jobs_per_worker=3) as extractor:
        filtered = {name: holds for name, holds, _ in extractor.isolation()}["system calls"]

        def worker() -> str:
            number, *tried = extractor.extract(any_file, "text/csv").pages[0].text.split("\n")
            if filtered:
                assert tried == ["fork: PermissionError", "program: PermissionError"]
            return number

        first = [worker() for _ in range(4)]
        assert len(set(first[:3])) == 1, "a worker serves several documents"
        assert first[3] != first[2], "but only so many"
        assert extractor.extract(any_file, "text/html").no_text is NoTextReason.DAMAGED
        assert worker() != first[3], "and none after a failure"


def test_isolation_is_reported(extractor: SandboxExtractor) -> None:
    names = [name for name, _, _ in extractor.isolation()]
    assert names == ["own user", "network namespace", "file access", "system calls", "process count"]


def test_the_child_has_one_thread(paper: Path) -> None:
    """With more it could not enter namespaces, and a fork would copy locks that nobody holds."""
    with SandboxExtractor() as extractor:
        before = set(children_of(os.getpid()))
        extractor.extract(paper, PDF)
        [child] = set(children_of(os.getpid())) - before
        assert "Threads:\t1\n" in Path(f"/proc/{child}/status").read_text()


def test_several_threads_share_the_children(paper: Path) -> None:
    with SandboxExtractor(workers=2) as extractor:
        counts: list[int] = []
        threads = [
            threading.Thread(target=lambda: counts.append(extractor.extract(paper, PDF).page_count)) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert counts == [2] * 8


def test_a_killed_child_is_replaced(paper: Path) -> None:
    with SandboxExtractor() as extractor:
        before = set(children_of(os.getpid()))
        assert extractor.extract(paper, PDF).page_count == 2
        [child] = set(children_of(os.getpid())) - before
        os.kill(child, 9)
        time.sleep(0.1)
        assert extractor.extract(paper, PDF).page_count == 2


def test_a_parent_killed_in_the_middle_leaves_nothing(any_file: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from indexer.extraction.sandbox import SandboxExtractor\n"
        "e = SandboxExtractor(registry='tests.extraction.misbehaving'); print('ready', flush=True)\n"
        "e.isolation(); print('started', flush=True); e.extract(Path(sys.argv[1]), 'test/sleep')\n"
    )
    private = tmp_path / "killed"
    private.mkdir()
    root = Path(__file__).parents[2]
    environment = {**os.environ, "TMPDIR": str(private), "PYTHONPATH": str(root)}
    with subprocess.Popen(
        [sys.executable, "-c", program, str(any_file)], stdout=subprocess.PIPE, env=environment, text=True
    ) as parent:
        assert parent.stdout is not None
        assert [parent.stdout.readline().strip() for _ in range(2)] == ["ready", "started"]
        time.sleep(0.5)
        assert processes_named(str(private))
        parent.kill()
    for _ in range(100):
        if not processes_named(str(private)) and not list(private.iterdir()):
            break
        time.sleep(0.05)
    assert processes_named(str(private)) == []
    assert list(private.iterdir()) == []


def test_a_child_that_cannot_start_says_why(paper: Path) -> None:
    with (
        SandboxExtractor(registry="indexer.extraction.not_there") as extractor,
        pytest.raises(ExtractorUnavailable, match="not_there"),
    ):
        extractor.extract(paper, PDF)
