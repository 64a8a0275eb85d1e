"""The `Index` port on Whoosh: one folder, one writer at a time, any number of readers."""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import index as whoosh_index
from whoosh.index import FileIndex
from whoosh.index import IndexError as WhooshIndexError

from indexer import snippets
from indexer.engines.whoosh.generations import Generations, fingerprint_of
from indexer.engines.whoosh.plan import plan
from indexer.engines.whoosh.schema import (
    FACET_FIELDS,
    NONE,
    document_fields,
    fingerprint,
    new_schema,
    unpack_pages,
)
from indexer.engines.whoosh.snapshot import Mask, Snapshot
from indexer.errors import IndexUnavailable
from indexer.model import (
    Hit,
    IndexDocument,
    IndexState,
    IndexStatus,
    PageText,
    SearchAnswer,
    SearchRequest,
    Sort,
    Visibility,
)
from indexer.snippets import within_one_edit
from indexer.text.normalise import fold, nfc

# What opening meets when a commit removes or a fault destroys the files underneath.
_UNREADABLE = (OSError, WhooshIndexError, struct.error, ValueError, EOFError, TypeError, KeyError)
_OPEN_ATTEMPTS = 20


class WhooshIndex:
    """An index in a folder. Safe to share between threads; other processes may read while one writes."""

    def __init__(self, folder: Path, lock_timeout: float = 30.0) -> None:
        self._generations = Generations(Path(folder))
        self._lock_timeout = lock_timeout
        self._opened: tuple[tuple[Path, int], Snapshot] | None = None
        self._opening = threading.Lock()

    def search(self, request: SearchRequest) -> SearchAnswer:
        snapshot = self._snapshot()
        compiled = plan(request.query)
        visible = snapshot.visible(request.visible)
        matched = snapshot.matching(compiled.match) & visible & snapshot.filtered(request.filters)
        complete = snapshot.matching(compiled.all_words) & matched
        scores = snapshot.scores(compiled.scored, visible)
        order = _order(snapshot, request.sort, matched, complete, scores)
        page = order[request.offset : request.offset + request.limit]
        return SearchAnswer(
            total=int(matched.sum()),
            all_words=int(complete.sum()),
            hits=tuple(self._hit(snapshot, int(document), scores, request) for document in page),
            facets={name: snapshot.counts(FACET_FIELDS[name], matched) for name in request.facets},
            as_of=snapshot.as_of,
        )

    def suggest(self, word: str, visible: Visibility, limit: int = 5) -> tuple[str, ...]:
        snapshot = self._snapshot()
        wanted = fold(nfc(word))
        mask = snapshot.visible(visible)
        reader = snapshot.searcher.reader()
        counted: list[tuple[int, str]] = []
        for name in reader.lexicon("text_folded"):
            term = name.decode("utf-8")
            if term != wanted and within_one_edit(term, wanted):
                postings = reader.postings("text_folded", term)
                count = int(mask[list(postings.all_ids())].sum())
                if count:
                    counted.append((-count, term))
        return tuple(term for _, term in sorted(counted)[:limit])

    def pages_of(self, record_id: str) -> tuple[PageText, ...]:
        stored = self._snapshot().searcher.document(record_id=record_id)
        return unpack_pages(stored["pages"]) if stored else ()

    def add(self, documents: Iterable[IndexDocument]) -> int:
        with self._generations.lock(self._lock_timeout):
            return self._write(self._writable(), documents)

    def remove(self, record_ids: Iterable[str]) -> int:
        with self._generations.lock(self._lock_timeout):
            index = self._open_index(self._writable())
            writer = index.writer()
            count = sum(writer.delete_by_term("record_id", record_id) for record_id in set(record_ids))
            writer.commit()
        return count

    def rebuild(self, documents: Iterable[IndexDocument]) -> int:
        with self._generations.lock(self._lock_timeout):
            building = self._generations.begin()
            whoosh_index.create_in(str(building), new_schema())
            count = self._write(building, documents)
            self._generations.publish(building, fingerprint())
        return count

    def record_ids(self) -> Iterator[str]:
        snapshot = self._snapshot()
        for document in np.flatnonzero(snapshot.alive):
            yield snapshot.stored(int(document))["record_id"]

    def status(self) -> IndexStatus:
        generation = self._generations.current()
        if generation is None:
            state = IndexState.DAMAGED if self._generations.ever_built() else IndexState.MISSING
            return IndexStatus(state, 0, fingerprint(), None)
        built_with = fingerprint_of(generation) or ""
        size = sum(path.stat().st_size for path in generation.glob("*") if path.is_file())
        if built_with != fingerprint():
            return IndexStatus(IndexState.OUTDATED if built_with else IndexState.DAMAGED, 0, built_with, None, size)
        try:
            snapshot = self._snapshot()
        except IndexUnavailable as error:
            return IndexStatus(IndexState.DAMAGED, 0, built_with, None, size, str(error))
        return IndexStatus(IndexState.READY, int(snapshot.alive.sum()), built_with, snapshot.as_of, size)

    def _write(self, generation: Path, documents: Iterable[IndexDocument]) -> int:
        writer = self._open_index(generation).writer()
        count, seen = 0, set[str]()
        try:
            for document in documents:
                if document.record_id in seen:
                    # The writer replaces what was committed, not what it holds itself.
                    writer.commit()
                    writer = self._open_index(generation).writer()
                    seen.clear()
                writer.update_document(**document_fields(document))
                seen.add(document.record_id)
                count += 1
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        return count

    def _writable(self) -> Path:
        """The current generation, or a first empty one. Needs the lock."""
        generation = self._generations.current()
        if generation is None and not self._generations.ever_built():
            building = self._generations.begin()
            whoosh_index.create_in(str(building), new_schema())
            return self._generations.publish(building, fingerprint())
        if generation is None or fingerprint_of(generation) != fingerprint():
            raise IndexUnavailable("the index is damaged or outdated and must be rebuilt")
        return generation

    def _open_index(self, generation: Path) -> FileIndex:
        try:
            return whoosh_index.open_dir(str(generation))
        except _UNREADABLE as error:
            raise IndexUnavailable(f"the index cannot be opened: {error}") from error

    def _snapshot(self) -> Snapshot:
        """The newest whole commit; opening is tried again when a commit goes by."""
        with self._opening:
            failure: Exception | None = None
            for _attempt in range(_OPEN_ATTEMPTS):
                generation = self._generations.current()
                if generation is None:
                    raise IndexUnavailable("the index has not been built")
                if fingerprint_of(generation) != fingerprint():
                    failure = IndexUnavailable("the index is damaged or outdated and must be rebuilt")
                    continue
                try:
                    return self._newest(generation)
                except _UNREADABLE as error:
                    failure = error
            raise IndexUnavailable(f"the index cannot be opened: {failure}") from failure

    def _newest(self, generation: Path) -> Snapshot:
        index = whoosh_index.open_dir(str(generation))
        key = (generation, index.latest_generation())
        if self._opened is None or self._opened[0] != key:
            toc = generation / f"_MAIN_{key[1]}.toc"
            as_of = datetime.fromtimestamp(toc.stat().st_mtime, UTC)
            self._opened = (key, Snapshot(index.searcher(), as_of))
        return self._opened[1]

    def _hit(self, snapshot: Snapshot, document: int, scores: Any, request: SearchRequest) -> Hit:
        stored = snapshot.stored(document)
        found = snippets.find(unpack_pages(stored["pages"]), request.query)
        return Hit(stored["record_id"], round(float(scores[document]), 4), found.pages, found.snippet)


def _order(snapshot: Snapshot, sort: Sort, matched: Mask, complete: Mask, scores: Any) -> Any:
    """The matched documents, those with all the words first; ties by date, then by record id."""
    documents = np.flatnonzero(matched)
    dates = np.where(snapshot.numbers["date"] == NONE, 0, snapshot.numbers["date"])[documents]
    oldest = np.where(dates == 0, NONE, dates)
    by = {Sort.RELEVANCE: -scores[documents], Sort.NEWEST: -dates, Sort.OLDEST: oldest}[sort]
    return documents[np.lexsort((snapshot.numbers["order"][documents], -dates, by, ~complete[documents]))]
