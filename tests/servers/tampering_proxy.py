"""Stands between client and server on loopback and spoils what passes: stalls, or breaks off."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class TamperingProxy:
    """Passes bytes to the port until told otherwise; it does not look into TLS."""

    def __init__(self, target_port: int) -> None:
        self._target = target_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.stalls = False
        self.answer_bytes_left: int | None = None
        self.request_bytes_left: int | None = None
        """After so many more bytes to the server the line is dead, until this is None again."""
        self.break_once = False
        self.broken_off = 0
        self._open: list[socket.socket] = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"https://localhost:{self._listener.getsockname()[1]}"

    @property
    def address(self) -> str:
        """For a server without TLS."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        for each in self._open:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._target))
            self._open += [client, server]
            threading.Thread(target=self._pump, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client, True), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(16_384):
                if not answers and self.request_bytes_left is not None:
                    self.request_bytes_left = max(self.request_bytes_left - len(piece), 0)
                    if self.request_bytes_left == 0:
                        self.broken_off += 1
                        break
                if answers and self.stalls:
                    continue
                if answers and self.answer_bytes_left is not None:
                    self.answer_bytes_left -= len(piece)
                    if self.answer_bytes_left < 0:
                        self.broken_off += 1
                        self.answer_bytes_left = None if self.break_once else 0
                        break
                target.sendall(piece)
        for each in (source, target):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def tampering(target_port: int) -> Iterator[TamperingProxy]:
    """A proxy before the port, which ends with the context."""
    proxy = TamperingProxy(target_port)
    try:
        yield proxy
    finally:
        proxy.close()
