"""The extraction child. It loads the parsers once, then forks the workers that read documents.

The child itself never looks into a document: it gives up what it does not need, starts workers, clears up
behind them and reports how they ended. Started by `indexer.extraction.warm`.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import shutil
import signal
import socket
import time
from pathlib import Path

from PIL import Image

from indexer.extraction import confine
from indexer.extraction.source import Extract
from indexer.extraction.wire import WireError, receive_with_descriptors, send_frame
from indexer.extraction.worker import serve
from indexer.model import Limits
from indexer.text.syllables import is_syllable

_MAX_FRAME = 1 << 16
_LEFTOVER_SECONDS = 5


def main(control: socket.socket, registry: str, base: str, uid: int | None) -> None:
    """Start a worker for each request on `control` until it is closed. `base` is a folder of ours for private files."""
    extractors: dict[str, Extract] = importlib.import_module(registry).EXTRACTORS
    is_syllable("")  # builds its table: workers inherit it, as they do the image formats
    Image.init()
    measures = _confine_child(uid)
    gc.collect()
    gc.freeze()  # keeps the collector from touching, and so copying, the pages shared with workers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    own_namespace = measures[1][1]
    send_frame(control, {"measures": measures})
    try:
        while (received := receive_with_descriptors(control, _MAX_FRAME)) is not None:
            request, [channel] = received
            _run_worker(control, channel, Limits(**request["limits"]), Path(base) / "job", own_namespace, extractors)
    except (WireError, OSError, ValueError):
        pass  # the parent is gone; there is nobody to tell
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _confine_child(uid: int | None) -> list[confine.Measure]:
    user, network = confine.drop_root(uid), confine.enter_namespaces()
    confine.forbid_new_privileges()
    confine.adopt_orphans()
    version, filtered = confine.landlock_version(), confine.seccomp_available()
    if not user[1]:
        counted = "root is not bound by it; the parent watches and kills"
    else:
        counted = "counted per child" if network[1] else "counted per user"
    no_calls = "seccomp: no network, no leaving the process group" if filtered else "no filter for this machine"
    return [
        user,
        network,
        ("file access", bool(version), f"Landlock {version}" if version else "no Landlock in this kernel"),
        ("system calls", filtered, no_calls),
        ("process count", user[1], counted),
    ]


def _run_worker(
    control: socket.socket,
    channel: int,
    limits: Limits,
    folder: Path,
    own_namespace: bool,
    extractors: dict[str, Extract],
) -> None:
    """Fork a worker, wait until it has ended with all it started, clear up and report."""
    folder.mkdir(mode=0o700)
    processes = limits.processes + (1 if own_namespace else confine.tasks_of_user())
    worker = os.fork()
    if worker == 0:
        control.close()  # a worker must not be able to speak in the child's name
        serve(socket.socket(fileno=channel), limits, folder, processes, extractors)
    os.close(channel)
    with contextlib.suppress(OSError):  # the worker does the same; whoever is first wins
        os.setpgid(worker, worker)
    send_frame(control, {"worker": worker})
    status, peak = _wait(control, worker)
    try:
        folder.rmdir()
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
    send_frame(control, {"status": status, "peak_bytes": peak})


def _wait(control: socket.socket, worker: int) -> tuple[int, int]:
    """Wait for the worker and for all it started; when the parent goes away, end them."""
    handle = os.pidfd_open(worker)
    watched = select.poll()
    watched.register(handle, select.POLLIN)
    watched.register(control, select.POLLHUP)
    orphaned = any(fd == control.fileno() for fd, _ in watched.poll())
    os.close(handle)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(worker, signal.SIGKILL)  # whatever the worker left behind in its group
    _, status, usage = os.wait4(worker, 0)
    deadline = time.monotonic() + _LEFTOVER_SECONDS
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < deadline:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.002)
    if orphaned:
        raise WireError("the parent is gone")
    return status, usage.ru_maxrss * 1024
