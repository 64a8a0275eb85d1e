"""Bags after BagIt 1.0 (RFC 8493), made while they are sent: files first, then the lists of their digests.

A bag is a course of entries, each a name and its bytes; the same course becomes a folder or a zip.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from archive_service.domain.local_time import local_day

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_ESCAPED = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
Entry = tuple[str, Iterable[bytes]]


@dataclass(slots=True)
class Bag:
    """Notes the digest of each file that passes. `modified` is the time that all entries bear."""

    modified: datetime
    payload: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    payload_bytes: int = 0

    def file(self, name: str, content: Iterable[bytes]) -> Entry:
        """A file of the payload; `name` is a path below data/."""
        path = f"data/{name}"
        if path in self.payload or ".." in PurePosixPath(path).parts:
            raise ValueError(f"not a name for a file of a bag: {name}")
        return path, self._noted(path, content, self.payload)

    def tag(self, name: str, content: bytes) -> Entry:
        """A file beside the payload."""
        return name, self._noted(name, [content], self.tags)

    def _noted(self, path: str, content: Iterable[bytes], digests: dict[str, str]) -> Iterator[bytes]:
        digest = hashlib.sha512()
        for chunk in content:
            digest.update(chunk)
            if digests is self.payload:
                self.payload_bytes += len(chunk)
            yield chunk
        digests[path] = digest.hexdigest()

    def end(self, info: Mapping[str, str]) -> Iterator[Entry]:
        """The declaration, the description and the lists, after all other entries were taken."""
        yield self.tag("bagit.txt", DECLARATION)
        oxum = f"{self.payload_bytes}.{len(self.payload)}"
        described = {**info, "Bagging-Date": local_day(self.modified).isoformat(), "Payload-Oxum": oxum}
        lines = (f"{name}: {' '.join(value.split())}\n" for name, value in described.items())
        yield self.tag("bag-info.txt", "".join(lines).encode())
        yield self.tag("manifest-sha512.txt", _listed(self.payload))
        yield "tagmanifest-sha512.txt", [_listed(self.tags)]


def _listed(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {path.translate(_ESCAPED)}\n" for path, digest in sorted(digests.items())).encode()


def as_folder(entries: Iterable[Entry], folder: Path) -> int:
    """Write the entries into a new folder; how many. Raises FileExistsError."""
    folder.mkdir(parents=True)
    count = 0
    for count, (name, content) in enumerate(entries, start=1):  # noqa: B007 - answered at the end
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            for chunk in content:
                file.write(chunk)
    return count


class _Outbox(io.RawIOBase):
    """What was written and not sent yet. It cannot be rewound, so the zip is written as a stream."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        taken = bytes(memoryview(data))  # type: ignore[arg-type]
        self._waiting.append(taken)
        return len(taken)

    def take(self) -> Iterator[bytes]:
        waiting, self._waiting = self._waiting, []
        yield from waiting


def as_zip(entries: Iterable[Entry], folder: str, modified: datetime) -> Iterator[bytes]:
    """The entries below one folder in a zip, sent as it is made: nothing is held in memory but a chunk."""
    outbox = _Outbox()
    with zipfile.ZipFile(outbox, "w", zipfile.ZIP_STORED) as package:
        for name, content in entries:
            described = zipfile.ZipInfo(f"{folder}/{name}", modified.timetuple()[:6])
            with package.open(described, "w", force_zip64=True) as file:
                for chunk in content:
                    file.write(chunk)
                    yield from outbox.take()
    yield from outbox.take()
