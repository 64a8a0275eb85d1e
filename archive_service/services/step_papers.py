"""Signed papers of steps: they come in by the door of every deposit, and no scan of one is taken unread.

A deposit is recognised by the worker and locked away when a mark shows; a paper of a step cannot be locked away from
those who have to act on it. So its first page, where such marks stand, is read before anything is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from archive_service.domain.access import Actor
from archive_service.domain.errors import BadField, Refused, SecrecyMark
from archive_service.domain.logged_acts import LoggedAct
from archive_service.ports import Catalog, Clock, IncomingFile
from archive_service.services.admission import Admission
from archive_service.services.reading import reading_child
from archive_service.services.spool import SpooledFile
from archive_service.services.trace import trace_refusal
from indexer.model import ExtractedText, ScannedFile, page_numbers
from indexer.ports import Recogniser
from indexer.text.secrecy import find_secrecy_mark

LONGEST_NUMBER = 100


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper that shows a step: its file as it lies in the spool, its number and its day."""

    file: SpooledFile
    number: str
    day: date

    @contextmanager
    def opened(self, name: str) -> Iterator[IncomingFile]:
        """The file on its way into the store, under this name."""
        with self.file.path.open("rb") as content:
            yield IncomingFile(name, content, self.file.size, self.file.sha512)


@dataclass(frozen=True, slots=True)
class StepPaperGate:
    catalog: Catalog
    clock: Clock
    admission: Admission
    recogniser: Recogniser

    def let_in(self, actor: Actor, act: LoggedAct, subject: str, paper: Paper) -> None:
        """Look at a paper before it is kept; what is refused leaves its trace under `act` and `subject`.

        Raises BadField for its number, UnsupportedType, Infected, SecrecyMark; ScannerUnavailable where a scan for
        viruses is required; Unavailable when no child can be started.
        """
        number = paper.number.strip()
        if not number or len(number) > LONGEST_NUMBER:
            raise BadField(field="number", value=paper.number[:60])
        try:
            admitted = self.admission.admit([paper.file])
            ((_, text),) = self.admission.first_texts(admitted)
            ((_, media_type),) = admitted.typed
            self._look_at_scan(paper.file, media_type, text)
        except Refused as refusal:
            trace_refusal(self.catalog, self.clock, actor, act, subject, refusal)
            raise

    def _look_at_scan(self, file: SpooledFile, media_type: str, text: ExtractedText) -> None:
        """Recognise the first page of a scan, in the spool, where Tesseract is installed. Raises SecrecyMark."""
        if 1 not in page_numbers(text.properties.get("needs_ocr", "")) or not self.recogniser.ready():
            return
        scan = ScannedFile(file.path, media_type, file.path.with_name(f"{file.path.name}-pages"))
        with reading_child():
            self.recogniser.recognise(scan, [1], lambda _: True)
        if find_secrecy_mark(self.recogniser.pages_read(scan.folder)) is not None:
            raise SecrecyMark
