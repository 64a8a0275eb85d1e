"""Extractors that do what hostile content might make a parser do. Loaded by the child instead of the real ones."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from indexer.extraction.source import Facts, Piece, Source
from indexer.model import PageText


def loop(_source: Source) -> Iterator[Piece]:
    yield PageText(1, "before the loop")
    while True:
        pass


def loop_in_silence(_source: Source) -> Iterator[Piece]:
    while True:
        pass


def sleep(_source: Source) -> Iterator[Piece]:
    time.sleep(3600)
    yield Facts()


def crash(_source: Source) -> Iterator[Piece]:
    ctypes.string_at(8)
    yield Facts()


def abort(_source: Source) -> Iterator[Piece]:
    yield PageText(1, "before the end")
    os.kill(os.getpid(), signal.SIGABRT)


def memory_bomb(_source: Source) -> Iterator[Piece]:
    held = []
    while True:
        held.append(bytearray(16 << 20))


def fork_bomb(_source: Source) -> Iterator[Piece]:
    while True:
        try:
            os.fork()
        except OSError:
            time.sleep(0.01)


def leave_children(_source: Source) -> Iterator[Piece]:
    """Starts a process that tries to outlive it, in a session of its own."""
    started = subprocess.Popen(["sleep", "4711"])
    try:
        os.setpgid(started.pid, started.pid)
        moved = "left the group"
    except OSError:
        moved = "stayed in the group"
    yield PageText(1, f"{started.pid} {moved}")


def fill_disk(source: Source) -> Iterator[Piece]:
    with (source.folder / "big").open("wb") as file:
        while True:
            file.write(b"x" * (1 << 20))


def flood(_source: Source) -> Iterator[Piece]:
    number = 0
    while True:
        number += 1
        yield PageText(number, "x" * (1 << 20))


def garbage(_source: Source) -> Iterator[Piece]:
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"\xff\x00garbage" * 400)
        except OSError:
            continue
    yield Facts()


def raise_odd(_source: Source) -> Iterator[Piece]:
    raise LookupError("text of the document")


def _try(what: str, act: object) -> str:
    assert callable(act)
    try:
        act()
    except OSError as error:
        return f"{what}: {type(error).__name__}"
    return f"{what}: done"


def explore(source: Source) -> Iterator[Piece]:
    """Tries to reach what it must not; `source` holds the path of a file nobody gave it."""
    forbidden = Path(source.read(4096).decode())
    local = socket.socket(socket.AF_UNIX)
    attempts = {
        "internet": lambda: socket.socket(socket.AF_INET),
        "internet 6": lambda: socket.socket(socket.AF_INET6),
        "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
        "local server": lambda: local.connect(str(forbidden.parent / "socket")),
        "read": forbidden.read_bytes,
        "write": lambda: forbidden.write_text("mine"),
        "create": lambda: (forbidden.parent / "new").write_text("mine"),
        "environment": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
        "session": os.setsid,
        "signal": lambda: os.kill(os.getppid(), 0),
        "private": lambda: (source.folder / "mine").write_text("mine"),
    }
    yield PageText(1, "\n".join(_try(what, act) for what, act in attempts.items()))


def start_something(_source: Source) -> Iterator[Piece]:
    """Tries to start processes; says which process it is itself."""
    attempts = {"fork": os.fork, "program": lambda: subprocess.run(["true"], check=True)}
    tried = [_try(what, act) for what, act in attempts.items()]
    yield PageText(1, "\n".join([str(os.getpid()), *tried]))


EXTRACTORS = {
    f"test/{extract.__name__}": extract
    for extract in (
        loop, loop_in_silence, sleep, crash, abort, memory_bomb, fork_bomb, leave_children, fill_disk, flood,
        garbage, raise_odd, explore,
    )
} | {"text/csv": start_something, "text/html": raise_odd}  # fmt: skip
