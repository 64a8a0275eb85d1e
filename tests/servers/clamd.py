"""A real clamd of Debian with signatures of our own: one harmless string is its whole list of viruses."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

# The test file of EICAR, in two parts so that no scanner finds it here.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + r"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
SIGNATURE = "House-Eicar-Test"


@dataclass(slots=True)
class Clamd:
    """A daemon on a socket in `folder`, with a limit of 1 MB for a stream."""

    folder: Path
    _process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"unix:{self.folder / 'socket'}"

    def start(self) -> None:
        signatures = self.folder / "signatures"
        signatures.mkdir(exist_ok=True)
        # name : any type : anywhere : hex
        (signatures / "house.ndb").write_text(f"{SIGNATURE}:0:*:{EICAR.hex()}\n")
        (self.folder / "clamd.conf").write_text(
            f"LocalSocket {self.folder / 'socket'}\nDatabaseDirectory {signatures}\nForeground true\n"
            f"StreamMaxLength 1M\nOfficialDatabaseOnly false\nLogFile {self.folder / 'log'}\nUser {_user()}\n"
        )
        self._process = subprocess.Popen(
            ["clamd", "--config-file", str(self.folder / "clamd.conf")],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while not _listens(self.folder / "socket"):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text() if (self.folder / "log").exists() else "clamd")
            time.sleep(0.1)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None


def missing() -> bool:
    return shutil.which("clamd") is None


def _user() -> str:
    import pwd

    return pwd.getpwuid(os.geteuid()).pw_name


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as attempt:
        try:
            attempt.connect(str(path))
        except OSError:
            return False
    return True
