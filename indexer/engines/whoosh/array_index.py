"""An index in a folder: opened only when it is whole, written by one, read by any number."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from whoosh.fields import Schema
from whoosh.index import TOC, FileIndex
from whoosh.reading import IndexReader

from indexer.engines.whoosh.scoring import StreamBm25
from indexer.engines.whoosh.searcher import ArraySearcher
from indexer.engines.whoosh.toc import DurableStorage, Verifier, files_of, generations
from indexer.engines.whoosh.writer import ArrayWriter

NAME = "MAIN"
ATTEMPTS = 50  # how often a reader starts again because a commit removed what it was about to open


class ArrayIndex(FileIndex):
    """A Whoosh index whose segments are arrays.

    Opening reads and checks every file that this process has not checked before. Raises DamagedIndex
    when neither the newest commit nor the one before is whole.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._verifier = Verifier(folder)
        self._cached: ArraySearcher | None = None
        self.damage: tuple[str, ...] = ()
        # Not FileIndex.__init__: it would unpickle the newest table before it is known to be whole.
        self.storage = DurableStorage(str(folder))
        self.indexname = NAME
        self._schema = None
        self._read_toc()

    @classmethod
    def create(cls, folder: Path, schema: Schema) -> ArrayIndex:
        """An empty index; an older one in the folder is removed."""
        folder.mkdir(parents=True, exist_ok=True)
        TOC.create(DurableStorage(str(folder)), schema, NAME)
        return cls(folder)

    @classmethod
    def open(cls, folder: Path) -> ArrayIndex:
        """The index in a folder. Raises DamagedIndex."""
        return cls(folder)

    def _read_toc(self) -> TOC:
        for _ in range(ATTEMPTS):
            newest = generations(self.folder, NAME)[:1]
            toc, damage = self._verifier.newest_whole(self.storage, NAME)
            if not damage or generations(self.folder, NAME)[:1] == newest:
                break  # otherwise a commit came in between, and what looked damaged was removed by it
        self.damage = damage
        return toc

    @property
    def degraded(self) -> bool:
        """Whether an older generation answers because the newest is damaged, as of the last opening."""
        return bool(self.damage)

    def writer(self, timeout: float = 0.0, **options: Any) -> ArrayWriter:
        """The one writer. Raises whoosh.index.LockError when another holds the lock for `timeout` seconds."""
        return ArrayWriter(self, timeout=timeout, **options)

    def reader(self, reuse: IndexReader | None = None) -> IndexReader:
        """A reader of the newest whole generation. `reuse` is ignored: stock Whoosh keeps showing what was
        deleted when it reuses readers."""
        for _ in range(ATTEMPTS):
            toc = self._read_toc()
            try:
                return self._reader(self.storage, toc.schema, toc.segments, toc.generation)
            except FileNotFoundError:
                continue  # two commits came between reading the table and opening the files
        return self._reader(self.storage, toc.schema, toc.segments, toc.generation)

    def searcher(self, weighting: StreamBm25 | None = None, **options: Any) -> ArraySearcher:
        """A searcher of the newest whole generation; the same one until there is a newer commit."""
        cached = self._cached
        if cached is not None and (weighting is None or cached.weighting == weighting) and self._is_newest(cached):
            return cached
        newest = max(generations(self.folder, NAME), default=0)
        made = ArraySearcher(self.reader(), weighting=weighting or StreamBm25(), fromindex=self, **options)
        made.generation = newest
        made.own_table, made.following_table = (
            f"{self.folder}/{TOC._filename(NAME, newest + ahead)}" for ahead in (0, 1)
        )
        self._cached = made
        return made

    def _is_newest(self, searcher: ArraySearcher) -> bool:
        """Each commit takes the next number and keeps the one before: two looks tell whether there was another."""
        exists = os.access  # not pathlib: every query asks
        return not exists(searcher.following_table, os.F_OK) and exists(searcher.own_table, os.F_OK)

    def bytes_on_disk(self) -> int:
        """The size of the files of the current generation."""
        return sum(digest.size for digest in files_of(self._read_toc()).values())
