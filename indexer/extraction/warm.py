"""One warm extraction child as the parent sees it: start, hand over a job, watch, kill, stop."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.errors import ExtractorUnavailable
from indexer.extraction.confine import NOBODY, Measure
from indexer.extraction.watch import passed_limit, use_of_group
from indexer.extraction.wire import FrameReader, WireError, receive_with_descriptors, send_frame
from indexer.model import Limits, NoTextReason

_START_SECONDS, _END_SECONDS, _TICK_SECONDS = 60.0, 10.0, 0.25
_MAX_CONTROL_BYTES = 1 << 16
_PROGRAM = Path(__file__).resolve().parents[2]
# Isolated mode keeps the working directory, PYTHON* variables and the user's packages away; the program
# itself is found where this file lies: in a checkout that is not on the path yet, or installed.
# NumPy is kept out: openpyxl would load it unasked, and the threads it starts bar the child from its namespaces.
_START = """
import sys
if sys.argv[1] not in sys.path:
    sys.path.insert(0, sys.argv[1])
import socket
sys.modules["numpy"] = None
from indexer.extraction.child import main
main(socket.socket(fileno=0), sys.argv[2], sys.argv[3], int(sys.argv[4]) if sys.argv[4] else None)
"""

Take = Callable[[dict[str, Any], bytes], NoTextReason | None]
"""Takes one frame of the worker; a reason ends the job. Raises WireError for a malformed frame."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a job ended: `reason` None means the worker finished by itself after its end frame."""

    reason: NoTextReason | None
    detail: str = ""


@dataclass(slots=True)
class _Worker:
    """A worker as the parent knows it."""

    channel: socket.socket
    bounds: tuple[int, ...]
    group: int = 0
    jobs: int = 0
    failed: bool = False


class WarmChild:
    """A child process that has its parsers loaded, and one worker of its own ready or at work.

    A worker that may start no program serves up to `jobs_per_worker` jobs, so that a page of text costs
    no process; it is replaced at once when anything goes wrong. Every other worker serves one job.
    One job at a time; not for several threads at once.
    """

    def __init__(self, registry: str, jobs_per_worker: int) -> None:
        self._jobs_per_worker = jobs_per_worker
        self._owner = os.getpid()
        uid = _unprivileged_user()
        self._worker: _Worker | None = None
        self._awaited: list[str] = []
        self._last_end = (0, 0)
        self._base = Path(tempfile.mkdtemp(prefix="extraction-"))
        ours, theirs = socket.socketpair()
        with tempfile.TemporaryFile() as errors:
            if uid is not None:
                os.chown(self._base, uid, uid)
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, str(_PROGRAM), registry, str(self._base), str(uid or "")],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env=_environment(self._base),
                cwd="/",
                start_new_session=True,
            )
            theirs.close()
            self._control = ours
            self._control.settimeout(_START_SECONDS)
            try:
                hello = self._report()
            except (WireError, OSError) as error:
                self.stop()
                errors.seek(0)
                raise ExtractorUnavailable(errors.read()[-2000:].decode("utf-8", "replace")) from error
        self.measures: tuple[Measure, ...] = tuple(
            (str(name), bool(holds), str(detail)) for name, holds, detail in hello["measures"]
        )

    def run(self, job: dict[str, Any], documents: tuple[int, ...], limits: Limits, take: Take) -> Ended:
        """Have one document (open descriptors: itself, then companions) worked on.

        Raises WireError or OSError when the child is gone.
        """
        deadline = time.monotonic() + limits.wall_seconds
        worker = self._worker_for(job, limits)
        try:
            send_frame(worker.channel, {**job, "limits": asdict(limits)}, descriptors=documents)
            self._settle()
            ended = self._listen(worker, limits, deadline, take)
        except BrokenPipeError:
            self._settle()
            ended = None  # gone before it took the job
        worker.jobs += 1
        if ended is not None and ended.reason is None:
            if worker.failed or not job["alone"] or worker.jobs >= self._jobs_per_worker:
                self._retire()
                self._start(limits)  # while the caller looks at the answer, the next worker gets ready
            return ended
        _kill_group(worker.group)
        self._retire()
        self._settle()
        self._start(limits)
        return ended or _judged(*self._last_end, limits)

    def _worker_for(self, job: dict[str, Any], limits: Limits) -> _Worker:
        """The worker at hand, unless it is bound otherwise or has read before and this job needs other programs."""
        worker = self._worker
        if worker is not None and worker.bounds == _bounds(limits) and (job["alone"] or not worker.jobs):
            return worker
        self._retire()
        return self._start(limits)

    def _start(self, limits: Limits) -> _Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            self._control.settimeout(_END_SECONDS)
            send_frame(self._control, {"limits": asdict(limits)}, descriptors=(theirs.fileno(),))
        self._worker = _Worker(ours, _bounds(limits))
        self._awaited += ["worker"]
        return self._worker

    def _retire(self) -> None:
        """Let the worker go; the child ends what it left behind and says how it ended."""
        if self._worker is not None:
            self._worker.channel.close()
            self._worker = None
            self._awaited += ["status"]

    def _settle(self) -> None:
        """Take in what the child has still to report: each worker's start and end, in that order."""
        while self._awaited:
            report = self._report()
            if self._awaited.pop(0) == "status":
                self._last_end = (int(report["status"]), int(report["peak_bytes"]))
            elif self._worker is not None:
                self._worker.group = int(report["worker"])

    def _listen(self, worker: _Worker, limits: Limits, deadline: float, take: Take) -> Ended | None:
        """Take frames until the job ends, a limit is passed or a frame is malformed. None: the worker is gone."""
        frames = FrameReader(limits.text_bytes + (1 << 20))
        watched = select.poll()
        watched.register(worker.channel, select.POLLIN)
        before: float | None = None if worker.jobs else 0.0
        next_look = time.monotonic() + _TICK_SECONDS
        while True:
            ready = watched.poll(_TICK_SECONDS * 1000)
            now = time.monotonic()
            if now >= deadline:
                return Ended(NoTextReason.TIME_LIMIT, f"{limits.wall_seconds} s")
            if now >= next_look:
                if before is None:  # what earlier jobs used, to a tick: one process uses no more than passes
                    before = max(0.0, use_of_group(worker.group).cpu_seconds - 2 * _TICK_SECONDS)
                if (passed := passed_limit(worker.group, self._base / "job", limits, before)) is not None:
                    return Ended(passed, "seen by the parent")
                next_look = time.monotonic() + _TICK_SECONDS
            if not ready:
                continue
            data = _received(worker.channel)
            if not data:
                return None
            try:
                for message, binary in frames.feed(data):
                    if (reason := take(message, binary)) is not None:
                        return Ended(reason, "more than allowed")
                    if "end" in message:
                        worker.failed = message["end"] == "failed"
                        return Ended(None)
            except WireError as error:
                return Ended(NoTextReason.CRASHED, f"child broke the protocol: {error}")

    def _report(self) -> dict[str, Any]:
        received = receive_with_descriptors(self._control, _MAX_CONTROL_BYTES)
        if received is None:
            raise WireError("child is gone")
        return received[0]

    def belongs_here(self) -> bool:
        """False in a process forked after the start: the child serves its first owner only."""
        return self._owner == os.getpid()

    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """End the child and all it started, and remove its folder."""
        if not self.belongs_here():
            return
        self._control.close()
        if self._worker is not None:
            self._worker.channel.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            _kill_group(self._process.pid)
            self._process.wait()
        shutil.rmtree(self._base, ignore_errors=True)


def _bounds(limits: Limits) -> tuple[int, ...]:
    """What a worker is bound to for good when it starts."""
    return limits.memory_bytes, limits.file_bytes, limits.processes


def _received(channel: socket.socket) -> bytes:
    try:
        return channel.recv(1 << 18)
    except ConnectionResetError:
        return b""  # killed with something unread


def _judged(status: int, peak_bytes: int, limits: Limits) -> Ended:
    """Why a worker ended before its time, from its wait status."""
    code = os.waitstatus_to_exitcode(status)
    if code in (-signal.SIGXCPU, -signal.SIGALRM):
        return Ended(NoTextReason.TIME_LIMIT, f"{limits.cpu_seconds} s of CPU")
    if code == -signal.SIGKILL or (code < 0 and peak_bytes > 0.6 * limits.memory_bytes):
        return Ended(NoTextReason.MEMORY_LIMIT, f"ended with {peak_bytes >> 20} MiB")
    return Ended(NoTextReason.CRASHED, f"signal {-code}" if code < 0 else f"exit code {code}")


def _kill_group(group: int) -> None:
    if group <= 1:
        return  # not known: 0 would be our own
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _environment(base: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX") if name in os.environ}
    return {
        **kept, "LANG": "C.UTF-8", "HOME": str(base), "TMPDIR": str(base), "OMP_THREAD_LIMIT": "1",
    }  # fmt: skip


def _unprivileged_user() -> int | None:
    """Whom root should become: nobody, if nobody can reach program and private folder. None: stay what we are."""
    if os.geteuid() != 0:
        return None
    needed = [Path(sys.executable).resolve(), Path(sys.prefix), Path(sys.base_prefix), _PROGRAM / "indexer"]
    needed.append(Path(tempfile.gettempdir()).resolve())
    folders = {folder for path in needed for folder in (path, *path.parents)}
    return NOBODY if all(folder.stat().st_mode & 0o001 for folder in folders) else None
