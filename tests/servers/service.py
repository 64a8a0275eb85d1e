"""The service as people run it, in processes of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive_service.settings import ROOT


@dataclass(frozen=True, slots=True)
class Service:
    """Its port on loopback, and the id of its first process."""

    port: int
    pid: int


@contextmanager
def running_service(data_dir: Path, **changed: str) -> Iterator[Service]:
    """`cli.py serve` over a closed data directory; `changed` are ARCHIVE_ variables without the prefix."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ARCHIVE_")}
    environment["ARCHIVE_DATA_DIR"] = str(data_dir)
    environment.update({f"ARCHIVE_{name}": value for name, value in changed.items()})
    command = [sys.executable, "cli.py", "serve", "--host", "127.0.0.1", "--port", str(port)]
    service = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Service(port, service.pid)
    finally:
        service.terminate()
        service.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the service does not start")
