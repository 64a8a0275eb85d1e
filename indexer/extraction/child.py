"""The extraction child. It loads the parsers once, then forks a worker for each document.

The first process never looks into a document: it gives up what it does not need, waits for jobs and
reports how their workers ended. A worker is confined further, reads one document and is gone, so that
one document can neither harm nor falsify the next. Started by `indexer.extraction.warm`.
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
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

from indexer.errors import ExtractionFailed
from indexer.extraction import confine, detect, package, reading_copy, recognise, render
from indexer.extraction.source import Facts, Source
from indexer.extraction.wire import WireError, receive_with_descriptors, send_frame
from indexer.model import Limits, NoTextReason, PageText

_MAX_JOB_BYTES = 1 << 20
_SYSTEM_TREES = ("/usr", "/bin", "/lib", "/lib64", "/etc", "/opt", "/dev/urandom")


def main(control: socket.socket, registry: str, base: str, uid: int | None) -> None:
    """Serve jobs from `control` until it is closed. `base` is a folder of ours for private files."""
    extractors = importlib.import_module(registry).EXTRACTORS
    measures = [confine.drop_root(uid), confine.enter_namespaces()]
    confine.forbid_new_privileges()
    confine.adopt_orphans()
    version = confine.landlock_version()
    measures += [
        ("file access", bool(version), f"Landlock {version}" if version else "no Landlock in this kernel"),
        (
            "system calls",
            confine.seccomp_available(),
            "seccomp: no network, no leaving the process group"
            if confine.seccomp_available()
            else "no filter for this machine",
        ),
    ]
    own_namespace = measures[1][1]
    measures.append(_process_measure(measures[0][1], own_namespace))
    gc.collect()
    gc.freeze()  # keeps the collector from touching, and so copying, the pages shared with workers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    send_frame(control, {"measures": measures})
    try:
        while (received := receive_with_descriptors(control, _MAX_JOB_BYTES)) is not None:
            _run_job(control, *received, extractors=extractors, base=Path(base), own_namespace=own_namespace)
    except (WireError, OSError):
        pass  # the parent is gone; there is nobody to tell
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _process_measure(ordinary_user: bool, own_namespace: bool) -> confine.Measure:
    if not ordinary_user:
        return ("process count", False, "root is not bound by it; the parent watches and kills")
    return ("process count", True, "counted per child" if own_namespace else "counted per user")


def _run_job(
    control: socket.socket,
    job: dict[str, Any],
    descriptors: list[int],
    *,
    extractors: dict[str, Any],
    base: Path,
    own_namespace: bool,
) -> None:
    folder = base / "job"
    folder.mkdir(mode=0o700)
    taken = 1 if own_namespace else confine.tasks_of_user()
    worker = os.fork()
    if worker == 0:
        control.close()  # a worker must not be able to speak in the child's name
        _work(job, descriptors, folder, extractors, taken)
    for descriptor in descriptors:
        os.close(descriptor)
    with contextlib.suppress(OSError):  # the worker does the same; whoever is first wins
        os.setpgid(worker, worker)
    send_frame(control, {"worker": worker})
    status, peak = _wait(control, worker)
    shutil.rmtree(folder, ignore_errors=True)
    send_frame(control, {"status": status, "peak_bytes": peak, "left_over": folder.exists()})


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
    deadline = time.monotonic() + 5
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < deadline:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.002)
    if orphaned:
        raise WireError("the parent is gone")
    return status, usage.ru_maxrss * 1024


def _work(job: dict[str, Any], descriptors: list[int], folder: Path, extractors: dict[str, Any], taken: int) -> None:
    """The worker: confine, answer one job, end. Never returns."""
    channel = socket.socket(fileno=descriptors[0])
    code = 1
    try:
        os.setpgid(0, 0)
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 2):  # parsers print what they read; the log is no place for it
            os.dup2(silence, stream)
        confine.die_with_parent()
        limits = Limits(**job["limits"])
        _confine(limits, folder, taken)
    except OSError as error:
        send_frame(channel, {"end": "failed", "reason": NoTextReason.CRASHED, "detail": f"not confined: {error}"})
        os._exit(code)
    try:
        source = Source.of_descriptors(descriptors[1:], job["media_type"], folder, limits)
        _answer(channel, job, source, extractors)
        code = 0
    except MemoryError:
        send_frame(channel, {"end": "failed", "reason": NoTextReason.MEMORY_LIMIT, "detail": "out of memory"})
        code = 0
    except BrokenPipeError:
        pass  # the parent has stopped listening: it knows why
    finally:
        os._exit(code)


def _confine(limits: Limits, folder: Path, taken: int) -> None:
    os.chdir(folder)
    os.environ.update(TMPDIR=str(folder), HOME=str(folder))
    program = Path(__file__).resolve().parents[2]
    readable = {*_SYSTEM_TREES, sys.prefix, sys.base_prefix, str(program / "indexer")}
    confine.restrict_files(readable, str(folder))
    confine.restrict_system_calls()
    confine.set_limits(
        cpu_seconds=limits.cpu_seconds,
        memory_bytes=limits.memory_bytes,
        file_bytes=limits.file_bytes,
        processes=taken + limits.processes,
    )
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds + 5)  # the parent's limit is the rule, this the net


def _answer(channel: socket.socket, job: dict[str, Any], source: Source, extractors: dict[str, Any]) -> None:
    try:
        match job["kind"]:
            case "detect":
                send_frame(channel, {"end": "detected", "media_type": detect.media_type(source)})
            case "render":
                image = render.page_image(source, job["page"], job["width"], tuple(job["marks"]))
                send_frame(channel, {"end": "rendered"}, binary=image)
            case "recognise":
                _recognise(channel, source, job["page"])
            case "unpack":
                _unpack(channel, source)
            case "reading_copy":
                _write_reading_copy(channel, source)
            case _:
                _extract(channel, source, extractors)
    except ExtractionFailed as failure:
        send_frame(channel, {"end": "failed", "reason": failure.reason, "detail": failure.detail})
    except IndexError:
        send_frame(channel, {"end": "no_such_page"} if "page" in job else _damaged(IndexError()))
    except (MemoryError, BrokenPipeError):
        raise
    except Exception as error:  # noqa: BLE001 - hostile input: parsers raise whatever they please, and it is an answer
        send_frame(channel, _damaged(error))


def _extract(channel: socket.socket, source: Source, extractors: dict[str, Any]) -> None:
    extract = extractors.get(source.media_type)
    if extract is None:
        raise ExtractionFailed(NoTextReason.UNSUPPORTED, source.media_type)
    for piece in extract(source):
        match piece:
            case PageText():
                send_frame(
                    channel,
                    {"page": piece.number, "text": piece.text, "source": piece.source, "confidence": piece.confidence},
                )
            case Facts():
                send_frame(
                    channel,
                    {
                        "facts": {
                            "page_count": piece.page_count,
                            "no_text": piece.no_text,
                            "detail": piece.detail,
                            "properties": dict(piece.properties),
                            "attachments": piece.attachments,
                        }
                    },
                )
    send_frame(channel, {"end": "extracted"})


def _recognise(channel: socket.socket, source: Source, number: int) -> None:
    read = recognise.recognise_page(source, number)
    end = {"end": "recognised", "text": read.text, "confidence": read.confidence, "skew": read.skew}
    send_frame(channel, end, binary=read.layer)


def _unpack(channel: socket.socket, source: Source) -> None:
    for name, block in package.unpacked(source):
        send_frame(channel, {"file": name} if name else {"more": True}, binary=block)
    send_frame(channel, {"end": "unpacked"})


def _write_reading_copy(channel: socket.socket, source: Source) -> None:
    """The first companion holds the layers, the second takes the reading copy."""
    layers, target = source.companions
    made = source.folder / "copy.pdf"
    with os.fdopen(layers, "rb") as file, zipfile.ZipFile(file) as opened:
        reading_copy.write_reading_copy(source, opened, made)
    made = reading_copy.as_pdfa(made)
    with made.open("rb") as finished, os.fdopen(target, "wb") as out:
        shutil.copyfileobj(finished, out, 1 << 20)
    send_frame(channel, {"end": "written", "pdfa": made.name == reading_copy.PDFA_NAME})


def _damaged(error: BaseException) -> dict[str, Any]:
    """Name the error and where it arose; its message may hold text of the document and stays here."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f" in {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return {"end": "failed", "reason": NoTextReason.DAMAGED, "detail": f"{type(error).__name__}{place}"}
