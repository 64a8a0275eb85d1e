"""Retrieve: a record, its files, its text, pages as images. Every read is checked and leaves a trace.

A record that is not for this reader answers exactly as one that never was, in the trace too.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive_service.domain.access import Actor, visible_scopes
from archive_service.domain.errors import BytesDamaged, NotFound
from archive_service.domain.logged_acts import LoggedAct
from archive_service.domain.records import RecordFile
from archive_service.ports import (
    METADATA_NAME,
    Catalog,
    Clock,
    DerivedStore,
    ObjectVersion,
    RecordEntry,
    RecordPage,
    StorageRoot,
)
from archive_service.services.missing import what_is_missing
from archive_service.services.proposals import evidence_in, proposals_for
from archive_service.services.reading import reading_child
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.services.text_json import COPY_NAME, TEXT_NAME, RecordText
from archive_service.services.trace import traced
from indexer.errors import ExtractionFailed
from indexer.model import ImageForm
from indexer.ports import Extractor
from indexer.text.evidence_model import EvidencePaper
from indexer.text.header_model import Field

PAGE_WIDTHS = (240, 480, 720, 900, 1080, 1400)
DEFAULT_WIDTH = 900


@dataclass(frozen=True, slots=True)
class RetrieveService:
    catalog: Catalog
    storage: StorageRoot
    derived: DerivedStore
    extractor: Extractor
    clock: Clock
    scratch_folder: Path

    def record(self, actor: Actor, record_id: str, *, trace: bool = True) -> RecordEntry:
        """The record. Raises NotFound for one that is not, or not for this reader; Destroyed for who may know."""
        entry = self._find(actor, record_id)
        if trace:
            self._trace(actor, "read", record_id, "done" if entry else "refused")
        if entry is None:
            raise self._missing(actor, record_id)
        return entry

    def list(
        self,
        actor: Actor,
        *,
        after: str | None = None,
        limit: int = 50,
        dossier_id: str | None = None,
        text_reason: str | None = None,
        newest_first: bool = False,
    ) -> RecordPage:
        """The records this actor may read, in order of deposit."""
        with self.catalog.read() as tx:
            return tx.records.list(
                visible_scopes(actor),
                after=after,
                limit=min(limit, 200),
                dossier_id=dossier_id,
                text_reason=text_reason,
                newest_first=newest_first,
            )

    def list_some(self, actor: Actor, record_ids: Sequence[str]) -> Mapping[str, RecordEntry]:
        """Those of the records that this actor may read, in one query."""
        with self.catalog.read() as tx:
            return tx.records.get_many(record_ids, visible_scopes(actor))

    def versions(self, actor: Actor, record_id: str) -> Sequence[ObjectVersion]:
        """All versions of the record, oldest first: who, when and why."""
        self.record(actor, record_id, trace=False)
        return self.storage.versions(RECORD_PREFIX + record_id)

    @contextmanager
    def file(self, actor: Actor, record_id: str, name: str | None = None) -> Iterator[tuple[RecordFile, BinaryIO]]:
        """An original (the first one without a name), as a seekable stream over checked bytes.

        Raises NotFound, BytesDamaged (also written to the log) before any byte is handed out.
        """
        entry = self._find(actor, record_id)
        file = _file_named(entry, name) if entry else None
        if file is None:
            self._trace(actor, "download", record_id, "refused")
            raise NotFound if entry else self._missing(actor, record_id)
        try:
            with self.storage.read(RECORD_PREFIX + record_id, file.name) as content:
                self._trace(actor, "download", record_id, "done", sha512=file.sha512)
                yield file, content
        except BytesDamaged as damage:
            self._trace(actor, "download", record_id, "failed", sha512=file.sha512, code=damage.code)
            raise

    def text(self, actor: Actor, record_id: str) -> RecordText:
        """The text of the record, page by page; without pages while it is still to be read."""
        self.record(actor, record_id, trace=False)
        content = self.derived.get(record_id, TEXT_NAME)
        return RecordText.model_validate_json(content) if content else RecordText()

    def metadata(self, actor: Actor, record_id: str, version: int | None = None) -> bytes:
        """metadata.json as it stands in the store, of one version or the newest."""
        self.record(actor, record_id, trace=False)
        with self.storage.read(RECORD_PREFIX + record_id, METADATA_NAME, version=version) as content:
            return content.read()

    def page_image(
        self,
        actor: Actor,
        record_id: str,
        number: int,
        *,
        width: int = DEFAULT_WIDTH,
        marks: tuple[str, ...] = (),
        form: ImageForm = ImageForm.PNG,
    ) -> bytes:
        """A picture of one page, the given words marked. Raises NotFound past the end or where none can be made.

        The width is the nearest of PAGE_WIDTHS. A small picture (WebP) without marks is kept among what is derived, so
        that it is drawn once.
        """
        text = self.text(actor, record_id)
        place = text.place_of(number)
        if place is None:
            raise NotFound
        width = min(PAGE_WIDTHS, key=lambda known: abs(known - width))
        in_copy = text.page_in_copy(number)
        kept_as = f"page-{number}-{width}{'' if in_copy is None else '-copy'}.webp"
        keeping = form is ImageForm.WEBP and not marks
        image = self.derived.get(record_id, kept_as) if keeping else None
        if image is None:
            image = self._drawn(actor, record_id, place, in_copy, width, marks, form)
            if keeping:
                self._keep(actor, record_id, kept_as, image)
        self._trace(actor, "view_page", record_id, "done", page=number)
        return image

    def _drawn(
        self,
        actor: Actor,
        record_id: str,
        place: tuple[str, str, int],
        in_copy: int | None,
        width: int,
        marks: tuple[str, ...],
        form: ImageForm,
    ) -> bytes:
        name, media_type, page = place
        opened = self._local_copy(actor, record_id, name) if in_copy is None else self._local_reading_copy(record_id)
        if in_copy is not None:
            media_type, page = "application/pdf", in_copy
        with opened as path, reading_child():
            try:
                return self.extractor.render_page(path, media_type, page, width, marks, form)
            except (ExtractionFailed, IndexError):
                raise NotFound from None

    def _keep(self, actor: Actor, record_id: str, name: str, image: bytes) -> None:
        """Keep a picture, but not of a record that went away while it was drawn."""
        self.derived.put(record_id, name, image)
        if self._find(actor, record_id) is None:
            self.derived.remove(record_id, name)

    def reading_copy(self, actor: Actor, record_id: str) -> bytes:
        """The two-layer PDF made of a scan, for reading and copying words out of. Raises NotFound where there is none.

        It is derived: the originals are what the archive keeps.
        """
        self.record(actor, record_id, trace=False)
        content = self.derived.get(record_id, COPY_NAME)
        self._trace(actor, "read_copy", record_id, "done" if content else "refused")
        if content is None:
            raise NotFound
        return content

    def proposals(self, actor: Actor, record_id: str) -> Mapping[str, Field[object]]:
        """What the head of a recognised paper says about the fields its description leaves empty, with the evidence."""
        about = self.record(actor, record_id, trace=False).record.description
        text = self.text(actor, record_id)
        return proposals_for(about, text)

    def evidence(self, actor: Actor, record_id: str) -> EvidencePaper | None:
        """What a supporting paper (an award, a list of gifts, a photo …) says, each value with its line."""
        return evidence_in(self.text(actor, record_id))

    @contextmanager
    def _local_reading_copy(self, record_id: str) -> Iterator[Path]:
        content = self.derived.get(record_id, COPY_NAME)
        if content is None:
            raise NotFound
        with tempfile.NamedTemporaryFile(dir=self._scratch(), prefix="page-") as copy:
            copy.write(content)
            copy.flush()
            yield Path(copy.name)

    def _scratch(self) -> Path:
        self.scratch_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.scratch_folder

    @contextmanager
    def _local_copy(self, actor: Actor, record_id: str, name: str) -> Iterator[Path]:
        """The checked bytes as a file that the child process can open. Raises BytesDamaged, written to the log."""
        with tempfile.NamedTemporaryFile(dir=self._scratch(), prefix="page-") as copy:
            try:
                with self.storage.read(RECORD_PREFIX + record_id, name) as content:
                    shutil.copyfileobj(content, copy)
            except BytesDamaged as damage:
                self._trace(actor, "view_page", record_id, "failed", code=damage.code)
                raise
            copy.flush()
            yield Path(copy.name)

    def _find(self, actor: Actor, record_id: str) -> RecordEntry | None:
        with self.catalog.read() as tx:
            return tx.records.get(record_id, visible_scopes(actor))

    def _missing(self, actor: Actor, record_id: str) -> NotFound:
        with self.catalog.read() as tx:
            return what_is_missing(tx, actor, record_id)

    def _trace(self, actor: Actor, act: LoggedAct, record_id: str, outcome: str, **details: object) -> None:
        with self.catalog.write() as tx:
            tx.audit.append(traced(self.clock, actor, act, record_id[:64], outcome, **details))


def _file_named(entry: RecordEntry, name: str | None) -> RecordFile | None:
    files = entry.record.files
    if name is None:
        return files[0]
    return next((file for file in files if file.name == name), None)
