"""The antivirus scanner: ClamAV's daemon, asked over its own socket; the bytes go through it, it opens no file of ours.

The protocol is the INSTREAM command of clamd(8): pieces with their length before them, an empty one at the end, and one
line as the answer.
"""

from __future__ import annotations

import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from archive_service.domain.errors import ScannerUnavailable

_PIECE = 1 << 18
_MAX_ANSWER = 4_096
_LIMIT_WORDS = "size limit exceeded"


@dataclass(frozen=True, slots=True)
class ClamdScanner:
    """A `Scanner` over a running clamd.

    `address` is "unix:/path/of/the/socket" or "tcp:HOST:PORT"; `seconds` is how long one answer may take. Raises
    ValueError for another address.
    """

    address: str
    seconds: float = 60.0

    def __post_init__(self) -> None:
        kind, _, place = self.address.partition(":")
        if kind == "unix" and place:
            return
        host, _, port = place.rpartition(":")
        if kind != "tcp" or not host or not port.isdecimal():
            raise ValueError("unix:/path or tcp:HOST:PORT")

    def infected_with(self, source: BinaryIO) -> str | None:
        """The name of what was found, or None for a clean file. Raises ScannerUnavailable."""
        try:
            with self._connected() as connection:
                answer = self._streamed(connection, source)
        except OSError as error:
            raise ScannerUnavailable(cause="unreachable") from error
        text = answer.decode("utf-8", "replace").rstrip("\0\n ")
        if text.endswith(" FOUND"):
            return text.removeprefix("stream: ").removesuffix(" FOUND")[:120]
        if text == "stream: OK":
            return None
        raise ScannerUnavailable(cause="too_large" if _LIMIT_WORDS in text else "refused")

    def answers(self) -> bool:
        """Whether it is there: PING, PONG."""
        try:
            with self._connected() as connection:
                connection.sendall(b"zPING\0")
                return _line(connection).startswith(b"PONG")
        except OSError:
            return False

    def _connected(self) -> socket.socket:
        kind, _, place = self.address.partition(":")
        if kind == "tcp":
            host, _, port = place.rpartition(":")
            return socket.create_connection((host.strip("[]"), int(port)), timeout=self.seconds)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(self.seconds)
            connection.connect(place)
        except OSError:
            connection.close()
            raise
        return connection

    def _streamed(self, connection: socket.socket, source: BinaryIO) -> bytes:
        # When the stream grows past its limit clamd answers and hangs up in the middle: the answer counts.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(b"zINSTREAM\0")
            while piece := source.read(_PIECE):
                connection.sendall(struct.pack(">I", len(piece)) + piece)
            connection.sendall(struct.pack(">I", 0))
        return _line(connection)


def _line(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _MAX_ANSWER:
        part = connection.recv(_MAX_ANSWER)
        if not part:
            break
        answer += part
    return answer
