"""Reading copies of office files: the PDF that LibreOffice lays out, where installed. Derived, never the original."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archive_service.domain.jobs import JobKind
from archive_service.domain.records import Record
from archive_service.ports import Catalog, Clock, DerivedStore, StorageRoot, Transaction
from archive_service.services.locking_away import WORKER, LockingAwayService
from archive_service.services.reading import reading_child
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.services.text_json import (
    COPY_NAME,
    NO_COPY,
    TEXT_NAME,
    FileText,
    RecordText,
    laid_out,
    without_copy,
)
from archive_service.services.trace import traced
from indexer.errors import ExtractionFailed
from indexer.ports import CopyMaker
from indexer.text.secrecy import find_secrecy_mark

_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class OfficeCopyService:
    catalog: Catalog
    storage: StorageRoot
    derived: DerivedStore
    copier: CopyMaker
    locking_away: LockingAwayService
    clock: Clock
    scratch_folder: Path

    def want(self, tx: Transaction, record_id: str, text: RecordText) -> None:
        """Queue the reading copy of a record with office files, where it can be made and was not tried yet."""
        if self._to_lay_out(text):
            tx.jobs.enqueue(JobKind.OFFICE_COPY, record_id)

    def _to_lay_out(self, text: RecordText) -> Sequence[FileText]:
        """The files to lay out; none where scans make up the copy, or where a copy was made or failed before."""
        if text.wanting or any(file.has_copy or NO_COPY in file.properties for file in text.files):
            return ()
        return [file for file in text.files if file.page_count and self.copier.can_lay_out(file.media_type)]

    def make(self, record_id: str) -> None:
        """Make the reading copy of a record, or note that there can be none. Doing it twice does no harm.

        A mark of secrecy that shows only in print locks the record away. Raises StoreUnavailable,
        CatalogUnavailable, Unavailable.
        """
        with self.catalog.read() as tx:
            entry = tx.records.get(record_id, None)
        content = self.derived.get(record_id, TEXT_NAME)
        if entry is None or entry.text.locked or content is None:
            return
        text = RecordText.model_validate_json(content)
        wanted = self._to_lay_out(text)
        if not wanted:
            return
        self.scratch_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=self.scratch_folder, prefix="copy-") as folder:
            try:
                with reading_child():
                    copy, pages = self._laid_out(entry.record, wanted, Path(folder))
            except ExtractionFailed as failure:
                self._keep(record_id, without_copy(text, [file.name for file in wanted], failure.reason.value), None)
                return
            if copy is None:
                self.locking_away.lock_away(record_id)
                return
            self._keep(record_id, laid_out(text, pages), copy.read_bytes())

    def _laid_out(self, record: Record, files: Sequence[FileText], folder: Path) -> tuple[Path | None, dict[str, int]]:
        """One PDF of the files in order, and how many of its pages each has; no PDF for one with a mark of secrecy."""
        pages: dict[str, int] = {}
        copies = []
        for place, file in enumerate(files):
            original, copy = folder / f"original-{place}", folder / f"{place:04}.pdf"
            with self.storage.read(RECORD_PREFIX + record.id, file.name) as content, original.open("wb") as local:
                shutil.copyfileobj(content, local)
            self.copier.write_office_copy(original, file.media_type, copy)
            original.unlink()
            printed = self.copier.extract(copy, _PDF)
            if find_secrecy_mark(printed.pages) is not None:
                return None, {}
            pages[file.name] = printed.page_count
            copies.append(copy)
        if len(copies) == 1:
            return copies[0], pages
        together = folder / "copies.zip"
        with zipfile.ZipFile(together, "w") as package:
            for copy in copies:
                package.write(copy, copy.name)
        self.copier.join_copies(together, folder / COPY_NAME)
        return folder / COPY_NAME, pages

    def _keep(self, record_id: str, text: RecordText, copy: bytes | None) -> None:
        """The copy first, then the text that tells of it, then the index: in this order it can be done twice."""
        if copy is not None:
            self.derived.put(record_id, COPY_NAME, copy)
        self.derived.put(record_id, TEXT_NAME, text.model_dump_json().encode())
        if copy is None:
            return
        with self.catalog.write() as tx:
            tx.jobs.enqueue(JobKind.INDEX_RECORD, record_id)
            tx.audit.append(traced(self.clock, WORKER, "make_copy", record_id))
