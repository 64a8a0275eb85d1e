"""Commits that last: tables of contents that carry their own digest, and the digests of all files.

A commit is `_MAIN_<n>.toc` as Whoosh writes it, with a trailer: a magic word and the SHA-256 of
everything before it. It names its segments, and each segment the size and SHA-256 of its files. So
one generation is a manifest of itself. Order of a commit: segment files are written and fsynced,
the folder is fsynced, the table is written aside, fsynced and renamed, the folder is fsynced again.
The generation before stays until the next commit, and serves when the newest is not whole.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from indexer.engines.whoosh.array_file import FileDigest, digest_of
from indexer.engines.whoosh.generations import sync_folder
from indexer.errors import IndexUnavailable

HASHED_AT_ONCE = min(4, os.cpu_count() or 1)
TRAILER_MAGIC = b"TOCSHA01"
TRAILER = len(TRAILER_MAGIC) + hashlib.sha256().digest_size


class DamagedIndex(IndexUnavailable):
    """No commit of the index is whole. `damage` names what is wrong with each one, newest first."""

    def __init__(self, damage: tuple[str, ...]) -> None:
        super().__init__("; ".join(damage) or "there is no table of contents")
        self.damage = damage


class DurableStorage(FileStorage):
    """Whoosh's file storage, with tables of contents that are sealed and on the disk before they count."""

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        folder = Path(self.folder)
        if newname.endswith(".toc"):
            seal(folder / oldname)
            sync_folder(folder)
        (folder / oldname).replace(folder / newname)
        sync_folder(folder)


def seal(path: Path) -> None:
    """Append the digest of a file to it and bring it to the disk."""
    with path.open("r+b") as stream:
        digest = hashlib.file_digest(stream, "sha256").digest()
        stream.seek(0, os.SEEK_END)
        stream.write(TRAILER_MAGIC + digest)
        stream.flush()
        os.fsync(stream.fileno())


def is_sealed(path: Path) -> bool:
    """Whether a table of contents is exactly what was written."""
    data = path.read_bytes()
    body, trailer = data[:-TRAILER], data[-TRAILER:]
    return trailer == TRAILER_MAGIC + hashlib.sha256(body).digest()


def commit_toc(
    storage: DurableStorage, name: str, schema: Schema, segments: list[Any], generation: int, before: int
) -> None:
    """Publish a generation and remove what neither it nor `before`, the one it came from, needs.

    Only under the write lock.
    """
    folder = Path(storage.folder)
    sync_folder(folder)
    TOC(schema, segments, generation).write(storage, name)
    needed = set()
    for kept in {generation, before} & set(generations(folder, name)):
        needed.add(TOC._filename(name, kept))
        needed.update(files_of(TOC.read(storage, name, gen=kept)))
    for file in os.listdir(folder):
        ours = file.startswith((f"{name}_", f"_{name}_")) and "." in file
        if ours and file not in needed:
            (folder / file).unlink(missing_ok=True)


def generations(folder: Path, name: str) -> list[int]:
    """The numbers of the generations in a folder, newest first."""
    pattern = TOC._pattern(name)
    return sorted((int(found[1]) for file in os.listdir(folder) if (found := pattern.match(file))), reverse=True)


def files_of(toc: TOC) -> dict[str, FileDigest]:
    """The files of a generation by name, each with its digest."""
    return {
        segment.make_filename(extension): digest
        for segment in toc.segments
        for extension, digest in segment.digests.items()
    }


class Verifier:
    """Checks files against their digests; a file is read again only after it changed on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, tuple[int, int, int]] = {}

    def newest_whole(self, storage: DurableStorage, name: str) -> tuple[TOC, tuple[str, ...]]:
        """The newest generation that is whole, and what is wrong with the newer ones.

        Raises DamagedIndex when there is none.
        """
        damage: list[str] = []
        for generation in generations(self._folder, name):
            file = TOC._filename(name, generation)
            try:
                if not is_sealed(self._folder / file):
                    damage.append(f"{file} is not what was written")
                    continue
                toc = TOC.read(storage, name, gen=generation)
                wrong = self._wrong(files_of(toc))
            except FileNotFoundError as gone:
                wrong = [str(gone.filename)]
            if not wrong:
                needed = files_of(toc)
                self._known = {file: state for file, state in self._known.items() if file in needed}
                return toc, tuple(damage)
            damage.extend(f"{found} of generation {generation} is missing or damaged" for found in wrong)
        raise DamagedIndex(tuple(damage))

    def _wrong(self, files: dict[str, FileDigest]) -> list[str]:
        """The files that are not what they must be. Raises FileNotFoundError.

        Hashing lets go of the interpreter lock, so several new files are read at a time: of a million documents
        there are gigabytes.
        """
        new = [file for file in files if file not in self._known]
        if len(new) > 2:
            with ThreadPoolExecutor(HASHED_AT_ONCE) as pool:
                list(pool.map(self.is_whole, new, map(files.__getitem__, new)))
        return [file for file, digest in files.items() if not self.is_whole(file, digest)]

    def is_whole(self, file: str, digest: FileDigest) -> bool:
        """Whether the file has the size and the bytes it must have. Raises FileNotFoundError."""
        with (self._folder / file).open("rb") as stream:
            state = os.fstat(stream.fileno())
            identity = (state.st_ino, state.st_size, state.st_mtime_ns)
            if self._known.get(file) == identity:
                return True
            if state.st_size != digest.size or digest_of(stream) != digest:
                return False
        self._known[file] = identity
        return True
