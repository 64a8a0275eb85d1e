"""Length-prefixed JSON frames between the archive and its extraction child.

A frame is four bytes (big-endian length of what follows) and a JSON object in UTF-8; a frame that
announces `binary` bytes is followed by exactly those. Descriptors travel with the first byte of a frame.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

_LENGTH = struct.Struct(">I")
MAX_DESCRIPTORS = 4


class WireError(Exception):
    """The other side broke the protocol: closed in mid-frame, a frame too long, or not a JSON object."""


def send_frame(
    channel: socket.socket, message: dict[str, Any], binary: bytes = b"", descriptors: tuple[int, ...] = ()
) -> None:
    """Send one frame, with the given descriptors attached."""
    if binary:
        message = {**message, "binary": len(binary)}
    frame = frame_of(message)
    if descriptors:
        sent = socket.send_fds(channel, [frame], list(descriptors))
        frame = frame[sent:]
    channel.sendall(frame)
    if binary:
        channel.sendall(binary)


def frame_of(message: dict[str, Any]) -> bytes:
    """A message as it goes over the wire."""
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return _LENGTH.pack(len(body)) + body


def receive_with_descriptors(channel: socket.socket, max_bytes: int) -> tuple[dict[str, Any], list[int]] | None:
    """The next frame with the descriptors that came along; None when the other side closed between frames."""
    data, descriptors, _, _ = socket.recv_fds(channel, _LENGTH.size, MAX_DESCRIPTORS)
    if not data:
        return None
    data += _exactly(channel, _LENGTH.size - len(data))
    return _decoded(_exactly(channel, _body_length(data, max_bytes))), descriptors


class FrameReader:
    """Puts frames together from whatever pieces a channel delivers; never blocks by itself."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[tuple[dict[str, Any], bytes]]:
        """All whole frames (message, binary) that are complete with this piece. Raises WireError."""
        self._buffer += data
        frames: list[tuple[dict[str, Any], bytes]] = []
        while (frame := self._next()) is not None:
            frames.append(frame)
        return frames

    def _next(self) -> tuple[dict[str, Any], bytes] | None:
        if len(self._buffer) < _LENGTH.size:
            return None
        end = _LENGTH.size + _body_length(self._buffer[: _LENGTH.size], self._max_bytes)
        if len(self._buffer) < end:
            return None
        message = _decoded(bytes(self._buffer[_LENGTH.size : end]))
        binary = message.get("binary", 0)
        if not isinstance(binary, int) or not 0 <= binary <= self._max_bytes:
            raise WireError("binary length out of bounds")
        if len(self._buffer) < end + binary:
            return None
        tail = bytes(self._buffer[end : end + binary])
        del self._buffer[: end + binary]
        return message, tail


def _body_length(prefix: bytes | bytearray, max_bytes: int) -> int:
    length: int = _LENGTH.unpack(prefix)[0]
    if length > max_bytes:
        raise WireError(f"frame of {length} bytes")
    return length


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WireError("not JSON") from error
    if not isinstance(message, dict):
        raise WireError("not an object")
    return message


def _exactly(channel: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = channel.recv(min(length - len(parts), 1 << 16))
        if not part:
            raise WireError("closed in mid-frame")
        parts += part
    return bytes(parts)
