"""Recognition: the words of scans, read page by page by the worker; told, stopped and taken up again by people."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive_service.domain.access import Act, Actor, RecordFacts, may, may_anywhere, visible_scopes
from archive_service.domain.errors import NotFound, NotPermitted
from archive_service.domain.jobs import JobKind
from archive_service.domain.recognition import Recognition, RecognitionState
from archive_service.domain.records import Record
from archive_service.ports import Catalog, Clock, DerivedStore, StorageRoot, Transaction
from archive_service.services.locking_away import WORKER, LockingAwayService
from archive_service.services.missing import what_is_missing
from archive_service.services.reading import reading_child
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.services.text_json import (
    COPY_NAME,
    TEXT_NAME,
    FileText,
    RecognisedFile,
    RecordText,
    in_reading_copy,
    with_recognised,
)
from archive_service.services.trace import traced
from indexer.errors import ExtractionFailed
from indexer.model import PageText, ScannedFile, ScanProgress
from indexer.ports import Recogniser
from indexer.text.secrecy import find_secrecy_mark

KeepGoing = Callable[[bool], bool]
"""Told after each page whether one was read since the last call; answers whether to go on."""


@dataclass(frozen=True, slots=True)
class RecognitionService:
    catalog: Catalog
    storage: StorageRoot
    derived: DerivedStore
    recogniser: Recogniser
    locking_away: LockingAwayService
    clock: Clock
    work_folder: Path

    def want(self, tx: Transaction, record_id: str, text: RecordText) -> None:
        """Note the pages of a record that wait for recognition, and queue it where it can be done.

        What waits, runs or was stopped already stays as it is.
        """
        if text.wanting and record_id not in tx.recognitions.get_many([record_id]):
            tx.recognitions.want(record_id, text.wanting)
            if self.recogniser.ready():
                tx.jobs.enqueue(JobKind.RECOGNISE, record_id)

    def resume(self, tx: Transaction, record_id: str) -> bool:
        """Queue what waits or was stopped; whether there was such."""
        found = tx.recognitions.get_many([record_id]).get(record_id)
        if found is None or found.state is RecognitionState.RUNNING:
            return False
        tx.recognitions.want(record_id, found.wanted)
        tx.jobs.enqueue(JobKind.RECOGNISE, record_id)
        return True

    def resume_all(self, tx: Transaction, after: str | None, limit: int) -> tuple[Sequence[str], str | None]:
        """Queue those that wait for their turn or for Tesseract, from one id on: which, and where to go on."""
        page = tx.recognitions.list(after=after, limit=limit)
        waiting = [each.record_id for each in page if each.state is RecognitionState.WAITING]
        for record_id in waiting:
            tx.jobs.enqueue(JobKind.RECOGNISE, record_id)
        return waiting, page[-1].record_id if len(page) == limit else None

    def stop(self, actor: Actor, record_id: str) -> None:
        """Stop the recognition of a record before its next page. Raises NotFound where there is none, NotPermitted."""
        with self.catalog.write() as tx:
            entry = tx.records.get(record_id, visible_scopes(actor))
            if entry is None:
                raise what_is_missing(tx, actor, record_id)
            if not may(actor, Act.RETRY_EXTRACTION, RecordFacts.of(entry.record.description)):
                raise NotPermitted
            if not tx.recognitions.stop(record_id):
                raise NotFound
            tx.audit.append(traced(self.clock, actor, "stop_recognition", record_id))

    def of_record(self, record_id: str) -> Recognition | None:
        """How far the recognition of a record is, None when there is none. Rights are the caller's task."""
        with self.catalog.read() as tx:
            return tx.recognitions.get_many([record_id]).get(record_id)

    def list(self, actor: Actor, *, after: str | None = None, limit: int = 50) -> Sequence[Recognition]:
        """What waits, runs or was stopped. Raises NotPermitted."""
        if not may_anywhere(actor, Act.OPERATE):
            raise NotPermitted
        with self.catalog.read() as tx:
            return tx.recognitions.list(after=after, limit=min(limit, 200))

    def recognise(self, record_id: str, keep_going: KeepGoing) -> bool:
        """Read what is wanting of a record; whether that came to an end.

        Pages read are kept in the work folder: broken off at any point it is simply called again. Raises
        NotFound, StoreUnavailable, CatalogUnavailable, Unavailable.
        """
        with self.catalog.read() as tx:
            entry = tx.records.get(record_id, None)
        if entry is None or entry.text.locked:
            return self._nothing_to_do(record_id)
        content = self.derived.get(record_id, TEXT_NAME)
        text = RecordText.model_validate_json(content) if content else RecordText()
        if not text.wanting:
            return self._nothing_to_do(record_id)
        if not self.recogniser.ready():
            return True
        work = _Work(self, entry.record, text, self.work_folder / record_id, keep_going)
        try:
            ended = work.read_pages()
            if ended == "marked":
                self.locking_away.lock_away(record_id)
                return True
            if ended == "stopped":
                return False
            self._keep(entry.record, work)
        finally:
            work.drop_originals()
        shutil.rmtree(work.folder, ignore_errors=True)
        return True

    def _nothing_to_do(self, record_id: str) -> bool:
        """Finished before, up to a crash at the very end; or the record or its text is to be read anew first."""
        with self.catalog.write() as tx:
            tx.recognitions.done(record_id)
            tx.jobs.enqueue(JobKind.INDEX_RECORD, record_id)
        shutil.rmtree(self.work_folder / record_id, ignore_errors=True)
        return True

    def _keep(self, record: Record, work: _Work) -> None:
        """Keep the reading copy, then the text, then queue what follows: in this order it can be done twice."""
        text = with_recognised(work.text, work.recognised())
        scans = [work.scanned(place) for place, file in enumerate(work.text.files) if file.wanting]
        target = work.folder / COPY_NAME
        try:
            pdfa = self.recogniser.write_reading_copy(scans, target)
        except ExtractionFailed:  # a file that shows pages and yet cannot be taken apart; its text is what counts
            pass
        else:
            self.derived.put(record.id, COPY_NAME, target.read_bytes())
            text = in_reading_copy(text, [file.name for file in work.text.files if file.wanting], pdfa=pdfa)
        self.derived.put(record.id, TEXT_NAME, text.model_dump_json().encode())
        with self.catalog.write() as tx:
            tx.recognitions.done(record.id)
            tx.jobs.enqueue(JobKind.INDEX_RECORD, record.id)
            tx.audit.append(traced(self.clock, WORKER, "recognise", record.id, pages=work.text.wanting))


class _Work:
    """One record being recognised. `folder` holds, for each of its files, an original and the pages read."""

    def __init__(
        self, service: RecognitionService, record: Record, text: RecordText, folder: Path, keep_going: KeepGoing
    ) -> None:
        self.text = text
        self.folder = folder
        self._service = service
        self._record = record
        self._keep_going = keep_going
        self._progress: dict[int, ScanProgress] = {}
        self._known = -1
        self._ended = ""

    def read_pages(self) -> str:
        """Read file after file: "read" when all is, "stopped", or "marked" as soon as a mark of secrecy is seen."""
        for place, file in enumerate(self.text.files):
            if not file.wanting:
                continue
            scan = self._fetched(place)
            with reading_child():
                self._progress[place] = self._service.recogniser.recognise(
                    scan,
                    file.wanting,
                    lambda progress, place=place: self._go_on(place, progress),  # type: ignore[misc]
                )
            if self._ended:
                return self._ended
        return "read"

    def scanned(self, place: int) -> ScannedFile:
        file = self.text.files[place]
        return ScannedFile(self.folder / f"original-{place}", file.media_type, self.folder / str(place))

    def _fetched(self, place: int) -> ScannedFile:
        """The original, checked, as a file that the child process can open."""
        scan = self.scanned(place)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = self.text.files[place].name
        with self._service.storage.read(RECORD_PREFIX + self._record.id, name) as content, scan.path.open("wb") as copy:
            shutil.copyfileobj(content, copy)
        return scan

    def _go_on(self, place: int, progress: ScanProgress) -> bool:
        """Look for a mark, tell how far it is, ask whether to go on."""
        self._progress[place] = progress
        if self._marked(place):
            self._ended = "marked"
            return False
        read = sum(each.read for each in self._progress.values())
        failed = sum(len(each.failed) for each in self._progress.values())
        with self._service.catalog.write() as tx:
            wanted = tx.recognitions.progress(self._record.id, self.text.wanting, read, failed)
        got_on, self._known = 0 <= self._known < read, read
        if not (wanted and self._keep_going(got_on)):
            self._ended = "stopped"
            return False
        return True

    def _scans(self) -> Sequence[int]:
        return [place for place, file in enumerate(self.text.files) if file.wanting]

    def _marked(self, place: int) -> bool:
        """Whether the pages of this file read so far bear a mark; asked once the first of them is there."""
        file = self.text.files[place]
        pages = self._pages(place, file)
        return bool(pages) and pages[0].number == 1 and find_secrecy_mark(pages) is not None

    def _pages(self, place: int, file: FileText) -> tuple[PageText, ...]:
        there = [page for page in self.text.pages if page.file == file.name]
        kept = {page.page: PageText(page.page, page.text, page.source) for page in there}
        kept |= {page.number: page for page in self._service.recogniser.pages_read(self.scanned(place).folder)}
        return tuple(kept[number] for number in sorted(kept))

    def recognised(self) -> Mapping[str, RecognisedFile]:
        """What was made of each file that wanted it."""
        found = {}
        for place in self._scans():
            folder = self.scanned(place).folder
            pages = self._service.recogniser.pages_read(folder)
            doubtful = {page.number: self._service.recogniser.doubtful(folder, page.number) for page in pages}
            found[self.text.files[place].name] = RecognisedFile(pages, doubtful, self._progress[place].failed)
        return found

    def drop_originals(self) -> None:
        """A copy of the original is fetched again when it is needed again."""
        for place in self._scans():
            self.scanned(place).path.unlink(missing_ok=True)
