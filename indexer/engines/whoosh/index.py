"""The `Index` port on Whoosh: one folder, one writer at a time, any number of readers."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer import snippets
from indexer.engines.whoosh.array_index import ArrayIndex
from indexer.engines.whoosh.building import build, commit
from indexer.engines.whoosh.generations import Generations, fingerprint_of, noted_commit
from indexer.engines.whoosh.plan import plan
from indexer.engines.whoosh.ranking_weights import WEIGHTING
from indexer.engines.whoosh.rights import both_of, narrowed_to, visible_to
from indexer.engines.whoosh.schema import FACET_FIELDS, document_fields, fingerprint, pages_from
from indexer.engines.whoosh.searcher import ALL, ArraySearcher, By
from indexer.engines.whoosh.similar import similar_to
from indexer.engines.whoosh.suggestions import near_visible_words
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

_OPEN_ATTEMPTS = 20
# Equal scores go by date, and what is still equal by an order that is the same in every index.
_TIES = (By("date"), By("order"))
_SORTS = {
    Sort.RELEVANCE: (By(), *_TIES),
    Sort.NEWEST: _TIES,
    Sort.OLDEST: (By("date", descending=False), By("order")),
}


@dataclass(frozen=True, slots=True)
class _Opened:
    """A commit that answers: the folder of its generation, its number, and when it was committed."""

    folder: Path
    index: ArrayIndex
    searcher: ArraySearcher
    number: int
    as_of: datetime

    def damage(self, noted: int | None) -> tuple[str, ...]:
        """What is wrong with the commit that should answer, which is `noted`, if another one does."""
        if self.index.damage:
            return self.index.damage
        if noted is None:
            return ("the number of the last commit is not to be read",)
        return (f"commit {noted} is gone, {self.number} answers",) if self.number < noted else ()


class WhooshIndex:
    """An index in a folder. Safe to share between threads; other processes may read while one writes."""

    def __init__(self, folder: Path, lock_timeout: float = 30.0) -> None:
        self._generations = Generations(Path(folder))
        self._lock_timeout = lock_timeout
        self._opened: _Opened | None = None
        self._opening = threading.Lock()
        self._known_status: tuple[_Opened, tuple[str, ...], IndexStatus] | None = None

    def search(self, request: SearchRequest) -> SearchAnswer:
        opened = self._newest()
        searcher = opened.searcher
        compiled = plan(request.query)
        found = searcher.find(
            both_of([compiled.match, *narrowed_to(request.filters)]),
            allow=visible_to(request.visible),
            score=compiled.score,
            first=None if compiled.question and request.sort is Sort.RELEVANCE else compiled.all_words,
            sort=_SORTS[request.sort],
            offset=request.offset,
            limit=request.limit,
            facets=[FACET_FIELDS[name] for name in request.facets],
            count=[compiled.all_words],
            visible_statistics=True,
        )
        return SearchAnswer(
            total=found.total,
            all_words=found.counts[0],
            hits=tuple(_hits(searcher, found.hits, request)),
            facets={name: found.facets[FACET_FIELDS[name]] for name in request.facets},
            as_of=opened.as_of,
        )

    def suggest(self, word: str, visible: Visibility, limit: int = 5) -> tuple[str, ...]:
        return near_visible_words(self._newest().searcher, word, visible_to(visible), limit)

    def similar(self, record_id: str, title: str, visible: Visibility, limit: int = 8) -> tuple[Hit, ...]:
        return similar_to(self._newest().searcher, record_id, title, visible_to(visible), limit)

    def pages_of(self, record_id: str) -> tuple[PageText, ...]:
        stored = self._newest().searcher.document(record_id=record_id)
        return pages_from(stored["pages"]) if stored else ()

    def add(self, documents: Iterable[IndexDocument]) -> int:
        with self._generations.lock(self._lock_timeout):
            return _write(self._writable(), documents)

    def remove(self, record_ids: Iterable[str]) -> int:
        with self._generations.lock(self._lock_timeout):
            index = self._writable()
            writer = index.writer()
            count = writer.delete_values("record_id", set(record_ids))
            commit(index, writer)
            return count

    def rebuild(self, documents: Iterable[IndexDocument]) -> int:
        with self._generations.lock(self._lock_timeout):
            building = self._generations.begin(fingerprint())
            count = build(building, documents)
            self._generations.publish(building)
            return count

    def record_ids(self) -> Iterator[str]:
        return self._newest().searcher.column_values("record_id")

    def status(self) -> IndexStatus:
        generation = self._generations.current()
        if generation is None:
            state = IndexState.DAMAGED if self._generations.ever_built() else IndexState.MISSING
            return IndexStatus(state, 0, fingerprint(), None)
        built_with = fingerprint_of(generation) or ""
        if built_with != fingerprint():
            return IndexStatus(IndexState.OUTDATED if built_with else IndexState.DAMAGED, 0, built_with, None)
        noted = noted_commit(generation)  # before opening: a commit may come in between
        try:
            opened = self._newest()
        except IndexUnavailable as error:
            return IndexStatus(IndexState.DAMAGED, 0, built_with, None, detail=str(error))
        damage = self._damage(opened, noted) if opened.folder == generation else ()
        known = self._known_status
        if known is not None and known[0] is opened and known[1] == damage:
            return known[2]
        status = IndexStatus(
            state=IndexState.DEGRADED if damage else IndexState.READY,
            documents=opened.searcher.find(ALL, allow=ALL, limit=0).total,
            fingerprint=built_with,
            committed_at=opened.as_of,
            bytes_on_disk=opened.index.bytes_on_disk(),
            detail="; ".join(damage),
        )
        self._known_status = (opened, damage, status)  # asked for with every search
        return status

    def _writable(self) -> ArrayIndex:
        """The current generation, or a first empty one. Needs the lock.

        Refuses to write on top of an older commit: that would hide what the newest has lost.
        """
        generation = self._generations.current()
        if generation is None and not self._generations.ever_built():
            building = self._generations.begin(fingerprint())
            build(building, ())
            self._generations.publish(building)
        opened = self._newest()  # what this process has checked before is not read again
        damage = self._damage(opened, noted_commit(opened.folder))
        if damage:
            raise IndexUnavailable("; ".join(damage))
        return opened.index

    def _damage(self, opened: _Opened, noted: int | None) -> tuple[str, ...]:
        lost = ("CURRENT names no index, the newest answers",) if self._generations.pointer_lost() else ()
        return (*opened.damage(noted), *lost)

    def _newest(self) -> _Opened:
        """The newest whole commit of the current generation; tried again when a rebuild goes by."""
        failure: Exception | None = None
        with self._opening:
            for _attempt in range(_OPEN_ATTEMPTS):
                generation = self._generations.current()
                if generation is None:
                    raise IndexUnavailable("the index has not been built")
                try:
                    self._opened = _reopened(generation, self._opened)
                    return self._opened
                except (IndexUnavailable, FileNotFoundError) as error:
                    failure, self._opened = error, None
        raise IndexUnavailable(f"the index cannot be opened: {failure}") from failure


def _reopened(generation: Path, opened: _Opened | None) -> _Opened:
    if opened is None or opened.folder != generation:
        if fingerprint_of(generation) != fingerprint():
            raise IndexUnavailable("the index is damaged or outdated and must be rebuilt")
        index = ArrayIndex.open(generation)
    else:
        index = opened.index
    searcher = index.searcher(WEIGHTING)
    if opened is not None and opened.searcher is searcher:
        return opened
    number = searcher.reader().generation() or searcher.generation
    toc = generation / f"_{index.indexname}_{number}.toc"
    return _Opened(generation, index, searcher, number, datetime.fromtimestamp(toc.stat().st_mtime, UTC))


def _write(index: ArrayIndex, documents: Iterable[IndexDocument]) -> int:
    writer = index.writer()
    count = 0
    try:
        for document in documents:
            writer.update_document(**document_fields(document))
            count += 1
    except BaseException:
        writer.cancel()
        raise
    commit(index, writer)
    return count


def _hits(searcher: ArraySearcher, found: Sequence[tuple[int, float]], request: SearchRequest) -> Iterator[Hit]:
    if not request.extracts:
        ids = searcher.column_values("record_id", [document for document, _ in found])
        yield from (Hit(record_id, round(score, 4)) for record_id, (_, score) in zip(ids, found, strict=True))
        return
    for document, score in found:
        stored = searcher.stored_fields(document)
        extract = snippets.find(pages_from(stored["pages"]), request.query)
        yield Hit(stored["record_id"], round(score, 4), extract.pages, extract.snippet)
