"""A worker: one confined process that answers jobs about a document and is gone."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import socket
import sys
import time
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from indexer.errors import ExtractionFailed
from indexer.extraction import confine, detect, package, reading_copy, recognise, render
from indexer.extraction.media_types import EXTENSIONS
from indexer.extraction.office import converted_by_libreoffice
from indexer.extraction.source import Extract, Piece, Source
from indexer.extraction.wire import WireError, frame_of, receive_with_descriptors, send_frame
from indexer.model import ImageForm, Limits, NoTextReason, PageText

_MAX_JOB = 1 << 20
# Debian keeps the list of LibreOffice's own extensions below /var; without it the program does not start.
_SYSTEM_TREES = (
    "/usr", "/bin", "/lib", "/lib64", "/etc", "/opt", "/dev/urandom", "/var/lib/libreoffice", "/var/spool/libreoffice",
)  # fmt: skip
_SEND_EVERY_SECONDS, _SEND_BYTES = 0.02, 1 << 16
_PACKAGE_FOLDERS = ("site-packages", "dist-packages")
_WALL_ALLOWANCE = 5  # the parent's wall limit is the rule, the worker's own the net


def serve(
    channel: socket.socket, limits: Limits, folder: Path, processes: int, extractors: Mapping[str, Extract]
) -> NoReturn:
    """Answer jobs from `channel` until it is closed, then end. Never returns: this is a forked process."""
    code = 1
    try:
        os.setpgid(0, 0)
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 2):  # parsers print what they read; the log is no place for it
            os.dup2(silence, stream)
        confine.die_with_parent()
        folder = _confine(limits, folder, processes)
        alone = False
        while (received := receive_with_descriptors(channel, _MAX_JOB)) is not None:
            if received[0]["alone"] and not alone:
                confine.forbid_new_processes()
                alone = True
            _work(channel, *received, folder=folder, extractors=extractors)
        code = 0
    except (BrokenPipeError, ConnectionResetError):
        pass  # the parent has stopped listening: it knows why
    except MemoryError:
        send_frame(channel, {"end": "failed", "reason": NoTextReason.MEMORY_LIMIT, "detail": "out of memory"})
    except (OSError, WireError) as error:
        send_frame(channel, {"end": "failed", "reason": NoTextReason.CRASHED, "detail": f"worker: {error}"})
    finally:
        os._exit(code)


def _confine(limits: Limits, folder: Path, processes: int) -> Path:
    """Give up everything but reading the system and writing the private folder, whose path is returned."""
    program = Path(__file__).resolve().parents[2]
    packages = {folder for folder in sys.path if Path(folder).name in _PACKAGE_FOLDERS}
    readable = {*_SYSTEM_TREES, *packages, sys.prefix, sys.base_prefix, str(program / "indexer")}
    folder = confine.own_tmp(folder, readable)
    os.chdir(folder)
    os.environ.update(TMPDIR=str(folder), HOME=str(folder))
    confine.restrict_files(readable, str(folder))
    confine.restrict_system_calls()
    confine.set_limits(memory_bytes=limits.memory_bytes, file_bytes=limits.file_bytes, processes=processes)
    return folder


def _work(
    channel: socket.socket,
    job: dict[str, Any],
    descriptors: list[int],
    *,
    folder: Path,
    extractors: Mapping[str, Extract],
) -> None:
    """One job: its time is counted from here."""
    limits = Limits(**job["limits"])
    used = resource.getrusage(resource.RUSAGE_SELF)
    confine.limit_cpu(int(used.ru_utime + used.ru_stime) + limits.cpu_seconds + 1)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds + _WALL_ALLOWANCE)
    source = Source.of_descriptors(descriptors, job["media_type"], folder, limits)
    try:
        _answer(channel, job, source, extractors)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        with contextlib.suppress(OSError):  # a memory map may still hold it; it ends with the worker
            source.file.close()
        for left in folder.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def _answer(channel: socket.socket, job: dict[str, Any], source: Source, extractors: Mapping[str, Extract]) -> None:
    try:
        match job["kind"]:
            case "detect":
                send_frame(channel, {"end": "detected", "media_type": detect.media_type(source)})
            case "render":
                image = render.page_image(
                    source, job["page"], job["width"], tuple(job["marks"]), ImageForm(job["form"])
                )
                send_frame(channel, {"end": "rendered"}, binary=image)
            case "recognise":
                _recognise(channel, source, job["page"])
            case "unpack":
                _unpack(channel, source)
            case "office_copy":
                _write_office_copy(channel, source)
            case "reading_copy":
                _write_reading_copy(channel, source, pdfa=job["pdfa"])
            case "join_copies":
                _join_copies(channel, source)
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


def _extract(channel: socket.socket, source: Source, extractors: Mapping[str, Extract]) -> None:
    extract = extractors.get(source.media_type)
    if extract is None:
        raise ExtractionFailed(NoTextReason.UNSUPPORTED, source.media_type)
    waiting, sent_at = bytearray(), 0.0
    try:
        for piece in extract(source):
            waiting += frame_of(_message_of(piece))
            # Few and large sends wake the parent less often; a limit costs at most the last moment's pages.
            if time.monotonic() - sent_at > _SEND_EVERY_SECONDS or len(waiting) > _SEND_BYTES:
                channel.sendall(waiting)
                waiting.clear()
                sent_at = time.monotonic()
        waiting += frame_of({"end": "extracted"})  # one send with the last pages
    finally:
        channel.sendall(waiting)


def _message_of(piece: Piece) -> dict[str, Any]:
    if isinstance(piece, PageText):
        return {"page": piece.number, "text": piece.text, "source": piece.source, "confidence": piece.confidence}
    facts = {
        "page_count": piece.page_count,
        "no_text": piece.no_text,
        "detail": piece.detail,
        "properties": dict(piece.properties),
        "attachments": piece.attachments,
        "signatures": [asdict(signature) for signature in piece.signatures],
    }
    return {"facts": facts}


def _recognise(channel: socket.socket, source: Source, number: int) -> None:
    read = recognise.recognise_page(source, number)
    end = {
        "end": "recognised",
        "text": read.text,
        "confidence": read.confidence,
        "doubtful": read.doubtful,
        "skew": read.skew,
    }
    send_frame(channel, end, binary=read.layer)


def _unpack(channel: socket.socket, source: Source) -> None:
    for name, block in package.unpacked(source):
        send_frame(channel, {"file": name} if name else {"more": True}, binary=block)
    send_frame(channel, {"end": "unpacked"})


def _write_reading_copy(channel: socket.socket, source: Source, *, pdfa: bool) -> None:
    """The first companion holds the layers, the second takes the reading copy."""
    layers, target = source.companions
    made = source.folder / "copy.pdf"
    with os.fdopen(layers, "rb") as file, zipfile.ZipFile(file) as opened:
        reading_copy.write_reading_copy(source, opened, made)
    _hand_over(channel, reading_copy.as_pdfa(made) if pdfa else made, target)


def _join_copies(channel: socket.socket, source: Source) -> None:
    """The companion takes the PDF."""
    [target] = source.companions
    made = source.folder / "copy.pdf"
    with zipfile.ZipFile(source.file) as opened:
        reading_copy.join_copies(opened, made)
    _hand_over(channel, reading_copy.as_pdfa(made), target)


def _hand_over(channel: socket.socket, made: Path, target: int) -> None:
    with made.open("rb") as finished, os.fdopen(target, "wb") as out:
        shutil.copyfileobj(finished, out, 1 << 20)
    send_frame(channel, {"end": "written", "pdfa": made.name == reading_copy.PDFA_NAME})


def _write_office_copy(channel: socket.socket, source: Source) -> None:
    """The companion takes the PDF."""
    path = source.as_path(f"document.{EXTENSIONS[source.media_type]}")
    made = converted_by_libreoffice(path, "pdf")
    if made is None:
        raise ExtractionFailed(NoTextReason.UNSUPPORTED, "LibreOffice is missing or cannot read it")
    [target] = source.companions
    with made.open("rb") as finished, os.fdopen(target, "wb") as out:
        shutil.copyfileobj(finished, out, 1 << 20)
    send_frame(channel, {"end": "written", "pdfa": False})


def _damaged(error: BaseException) -> dict[str, Any]:
    """Name the error and where it arose; its message may hold text of the document and stays here."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        place = f" in {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return {"end": "failed", "reason": NoTextReason.DAMAGED, "detail": f"{type(error).__name__}{place}"}
