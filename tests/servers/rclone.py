"""A real S3 server that lies: rclone serves a folder, answers 200 to locks and keeps none."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive_service.storage.s3_client import Credential

CREDENTIAL = Credential("rclone-access", "rclone-secret")


def program() -> str | None:
    """Where rclone is: beside the Python that runs, or on the path."""
    beside = Path(sys.executable).with_name("rclone")
    return str(beside) if beside.exists() else shutil.which("rclone")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server over the folder, which ends with the context."""
    binary = program()
    assert binary is not None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [binary, "serve", "s3", str(folder), "--addr", f"127.0.0.1:{port}", "--config", "/dev/null"]
    command += ["--auth-key", f"{CREDENTIAL.access_key},{CREDENTIAL.secret_key}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
