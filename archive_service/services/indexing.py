"""Indexing: from a record in the store to words in the index, and the whole index again from the catalog."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive_service.domain.access import Act, Actor, RecordFacts, may, may_anywhere
from archive_service.domain.errors import NotPermitted
from archive_service.domain.jobs import JobKind
from archive_service.domain.records import LOCKED_AWAY, Record, TextState
from archive_service.domain.units import UnitRegister
from archive_service.ports import Catalog, Clock, DerivedStore, RecordEntry, StorageRoot
from archive_service.services.locking_away import LockingAwayService
from archive_service.services.missing import what_is_missing
from archive_service.services.office_copies import OfficeCopyService
from archive_service.services.reading import read_file
from archive_service.services.recognition import RecognitionService
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.services.text_json import TEXT_NAME, RecordText, gather
from archive_service.services.trace import traced
from archive_service.services.units import UnitService
from indexer.model import IndexDocument, IndexState, IndexStatus
from indexer.ports import Extractor, Index
from indexer.text.secrecy import find_secrecy_mark

_PAGE = 200


@dataclass(frozen=True, slots=True)
class IndexingService:
    catalog: Catalog
    storage: StorageRoot
    derived: DerivedStore
    extractor: Extractor
    index: Index
    units: UnitService
    recognition: RecognitionService
    office_copies: OfficeCopyService
    locking_away: LockingAwayService
    clock: Clock
    scratch_folder: Path

    def index_records(self, record_ids: Sequence[str]) -> int:
        """Read and index these records in one commit; ids without a record are taken out of the index.

        Where the index is missing, outdated or damaged it is built from all records: one begun with these alone would
        pass for the whole, and thousands of jobs must not fail because the rebuild stands behind them in the queue.
        """
        if self.needs_rebuild():
            return self.rebuild()
        with self.catalog.read() as tx:
            entries = tx.records.get_many(record_ids, None)
        register = self.units.register()
        documents = []
        for record_id in record_ids:
            entry = entries.get(record_id)
            text = self._text_of(entry) if entry is not None else None
            if entry is not None and text is not None:
                documents.append(document_of(entry.record, text, register))
                with self.catalog.write() as tx:
                    tx.records.set_text(record_id, text.status())
                    self.recognition.want(tx, record_id, text)
                    self.office_copies.want(tx, record_id, text)
        indexed = {document.record_id for document in documents}
        self.index.remove([record_id for record_id in record_ids if record_id not in indexed])
        return self.index.add(documents)

    def _text_of(self, entry: RecordEntry) -> RecordText | None:
        """The text of the record: what is there already, else read from its files and kept.

        None for a paper with a mark of secrecy: the door may have seen less of it, and then it is locked away now.
        """
        record = entry.record
        if entry.text.locked:
            return None
        if (content := self.derived.get(record.id, TEXT_NAME)) is not None:
            return RecordText.model_validate_json(content)
        extracted = []
        self.scratch_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for file in record.files:
            with (
                self.storage.read(RECORD_PREFIX + record.id, file.name) as content_stream,
                tempfile.NamedTemporaryFile(dir=self.scratch_folder, prefix="read-") as copy,
            ):
                shutil.copyfileobj(content_stream, copy)
                copy.flush()
                extracted.append((file.name, read_file(self.extractor, Path(copy.name), file.media_type)))
                if find_secrecy_mark(extracted[-1][1].pages) is not None:
                    self.locking_away.lock_away(record.id)
                    return None
        text = gather(extracted)
        self.derived.put(record.id, TEXT_NAME, text.model_dump_json().encode())
        return text

    def rebuild(self) -> int:
        """Build the whole index again from catalog and store; readers keep the old one meanwhile."""
        return self.index.rebuild(self._all_documents())

    def _all_documents(self) -> Iterator[IndexDocument]:
        register = self.units.register()
        after: str | None = None
        while True:
            with self.catalog.read() as tx:
                page = tx.records.list(None, after=after, limit=_PAGE)
            for entry in page.entries:
                text = self._text_of(entry)
                if text is None:
                    continue
                if entry.text != text.status() or text.wanting:
                    with self.catalog.write() as tx:
                        tx.records.set_text(entry.record.id, text.status())
                        self.recognition.want(tx, entry.record.id, text)
                        self.office_copies.want(tx, entry.record.id, text)
                yield document_of(entry.record, text, register)
            if not page.more:
                return
            after = page.entries[-1].record.id

    def retry(self, actor: Actor, record_id: str) -> None:
        """Read one record again. Raises NotFound for one the actor may not read, NotPermitted."""
        with self.catalog.write() as tx:
            entry = tx.records.get(record_id, None)
            if entry is None or entry.text.locked or not may(actor, Act.READ, RecordFacts.of(entry.record.description)):
                raise what_is_missing(tx, actor, record_id)
            if not may(actor, Act.RETRY_EXTRACTION, RecordFacts.of(entry.record.description)):
                raise NotPermitted
            if not self.recognition.resume(tx, record_id):
                self.derived.remove(record_id)
                tx.jobs.enqueue(JobKind.INDEX_RECORD, record_id)
            tx.audit.append(traced(self.clock, actor, "retry_extraction", record_id))

    def retry_reason(self, actor: Actor, reason: str) -> int:
        """Queue every record without text for this reason again. Count of records. Raises NotPermitted."""
        if not (may_anywhere(actor, Act.OPERATE) or may_anywhere(actor, Act.RETRY_EXTRACTION)):
            raise NotPermitted
        if reason == LOCKED_AWAY:
            raise NotPermitted
        reason = "needs_ocr" if reason == "ocr" else reason
        queued, after = self._resume_recognitions() if reason == "needs_ocr" else 0, None
        while True:
            with self.catalog.write() as tx:
                page = tx.records.list(None, after=after, limit=_PAGE, text_reason=reason)
                begun = tx.recognitions.get_many([entry.record.id for entry in page.entries])
                for entry in page.entries:
                    if entry.record.id in begun:
                        continue
                    self.derived.remove(entry.record.id)
                    tx.jobs.enqueue(JobKind.INDEX_RECORD, entry.record.id)
                    queued += 1
            if not page.more:
                break
            after = page.entries[-1].record.id
        with self.catalog.write() as tx:
            tx.audit.append(traced(self.clock, actor, "retry_extraction", f"reason:{reason}", records=queued))
        return queued

    def _resume_recognitions(self) -> int:
        """Queue the scans that waited for Tesseract; how many."""
        queued = 0
        after: str | None = None
        while True:
            with self.catalog.write() as tx:
                resumed, after = self.recognition.resume_all(tx, after, _PAGE)
            queued += len(resumed)
            if after is None:
                return queued

    def status(self) -> IndexStatus:
        return self.index.status()

    def needs_rebuild(self) -> bool:
        """Whether the index cannot answer in full: missing, outdated, damaged, served by an older state, or empty
        though the catalog knows of texts.
        """
        status = self.index.status()
        if status.state is not IndexState.READY:
            return True
        if status.documents:
            return False
        with self.catalog.read() as tx:
            return tx.records.coverage(None).with_text > 0


def document_of(record: Record, text: RecordText, register: UnitRegister) -> IndexDocument:
    """A record in the words of the index."""
    about = record.description
    return IndexDocument(
        record_id=record.id,
        record_class=about.record_class.value,
        type_code=about.type_code,
        title=about.title,
        unit_id=about.unit_id,
        lifecycle=about.lifecycle.value,
        access_level=about.access_level.value,
        number=about.number,
        symbol=about.symbol,
        unit_names=register.searched_names(about.unit_id),
        issuer_printed=about.issuer_printed,
        date=about.date,
        period=about.period,
        dossier_id=about.dossier_id,
        pages=text.index_pages() if text.status().state is TextState.SEARCHABLE else (),
    )
