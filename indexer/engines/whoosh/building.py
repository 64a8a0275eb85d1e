"""Filling a new generation, in steps that a killed build carries on from.

    done.log    record id and digest of every document in the commits of a build under way

A step is a commit and then its lines in the log. What a kill leaves between the two is written again,
which replaces it. A document that changed meanwhile has another digest and is written anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from indexer.engines.whoosh.array_index import ArrayIndex
from indexer.engines.whoosh.generations import note_commit, noted_commit
from indexer.engines.whoosh.schema import document_fields, new_schema
from indexer.engines.whoosh.writer import ArrayWriter
from indexer.errors import IndexUnavailable
from indexer.model import IndexDocument

_LOG = "done.log"
STEP = 20_000
"""Documents in one commit of a build: at most so many are lost to a kill."""


def build(folder: Path, documents: Iterable[IndexDocument], step: int = STEP) -> int:
    """Fill a generation with these documents and no others, from where an earlier try got to. Count of documents."""
    index, done = _begun(folder)
    writer = index.writer()
    seen: set[str] = set()
    fresh: dict[str, str] = {}
    try:
        for document in documents:
            digest = hashlib.blake2b(repr(document).encode("utf-8", "replace"), digest_size=16).hexdigest()
            if document.record_id in seen or done.get(document.record_id) != digest:
                writer.update_document(**document_fields(document))
                fresh[document.record_id] = digest
            seen.add(document.record_id)
            if len(fresh) >= step:
                commit(index, writer)
                _log(folder, fresh)
                fresh = {}
                writer = index.writer()
        writer.delete_values("record_id", done.keys() - seen)
    except BaseException:
        writer.cancel()
        raise
    commit(index, writer)
    (folder / _LOG).unlink(missing_ok=True)
    return len(seen)


def commit(index: ArrayIndex, writer: ArrayWriter) -> None:
    """Commit, and note the number of the commit beside the index."""
    writer.commit()
    note_commit(index.folder, writer.generation)


def _begun(folder: Path) -> tuple[ArrayIndex, dict[str, str]]:
    """The index that was begun in the folder with what it holds, or an empty one."""
    done = _logged(folder / _LOG)
    index = _whole(folder) if done else None
    if index is not None:
        return index, done
    (folder / _LOG).unlink(missing_ok=True)
    return ArrayIndex.create(folder, new_schema()), {}


def _whole(folder: Path) -> ArrayIndex | None:
    """The index in the folder, if its last commit is the one that was noted and nothing of it is damaged."""
    try:
        index = ArrayIndex.open(folder)
    except IndexUnavailable:
        return None
    noted, number = noted_commit(folder), index.searcher().reader().generation()
    return index if not index.damage and noted is not None and (number or 0) >= noted else None


def _log(folder: Path, fresh: dict[str, str]) -> None:
    with (folder / _LOG).open("a", encoding="ascii") as stream:
        stream.writelines(f"{json.dumps(item)}\n" for item in fresh.items())
        stream.flush()
        os.fsync(stream.fileno())


def _logged(path: Path) -> dict[str, str]:
    done: dict[str, str] = {}
    if not path.exists():
        return done
    with path.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            try:
                record_id, digest = json.loads(line)
            except ValueError:
                break  # the line the kill cut off
            done[record_id] = digest
    return done
