"""Deposit: bytes and a description become a record, or nothing at all.

The order is fixed: rights, names, types, duplicates, secrecy; then the store; then one catalog
transaction with the record, its audit event and its indexing job; then the acknowledgement. The
record's id is claimed under the digest of its content before the store is written, so that a retry
after a crash finds the same object and never makes a second copy.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from archive_service.domain.access import Act, Actor, RecordFacts, may, may_anywhere, visible_scopes
from archive_service.domain.errors import (
    IdempotencyConflict,
    NotPermitted,
    Refused,
    SecrecyMark,
    UnknownDossier,
    VersionConflict,
)
from archive_service.domain.identifiers import RECORD, new_id
from archive_service.domain.jobs import JobKind
from archive_service.domain.local_time import local_day
from archive_service.domain.records import Description, Record, RecordFile
from archive_service.domain.types import TypeLists
from archive_service.ports import (
    METADATA_NAME,
    Catalog,
    Clock,
    DerivedStore,
    IdempotencyNote,
    IncomingFile,
    StorageRoot,
    Transaction,
)
from archive_service.services.admission import Admission, Admitted, was_read
from archive_service.services.clocks import redecide
from archive_service.services.describing import DescribedFields, describe
from archive_service.services.proposals import propose
from archive_service.services.record_json import RECORD_PREFIX, record_from_json, record_to_json
from archive_service.services.spool import Spool, SpooledFile
from archive_service.services.text_json import TEXT_NAME, RecordText, gather
from archive_service.services.trace import trace_refusal, traced
from archive_service.services.units import UnitService
from indexer.model import ExtractedText

EVERYBODY = ""
NO_DEFAULTS: Mapping[str, str] = {}
Note: TypeAlias = Callable[[Transaction, Record], None]
"""What is written in the transaction that keeps a new record, and so is there exactly when the record is."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a deposit: `created` is false when the same content was already kept."""

    record: Record
    created: bool


@dataclass(frozen=True, slots=True)
class _Keeping:
    """What goes along with a record when it is kept: the key of the request and the caller's note."""

    key: str | None
    note: Note | None


@dataclass(frozen=True, slots=True)
class DepositService:
    catalog: Catalog
    storage: StorageRoot
    derived: DerivedStore
    admission: Admission
    units: UnitService
    types: TypeLists
    clock: Clock
    spool_folder: Path
    max_file_bytes: int

    def open_spool(self) -> Spool:
        """A place for the files of one request; close it whatever happens."""
        return Spool(self.spool_folder, self.max_file_bytes)

    def deposit(
        self,
        actor: Actor,
        files: Sequence[SpooledFile],
        fields: DescribedFields,
        *,
        idempotency_key: str | None = None,
        otherwise: Mapping[str, str] = NO_DEFAULTS,
        note: Note | None = None,
    ) -> Receipt:
        """Keep the files as one record.

        `otherwise` are values for fields that neither the person nor surely the paper fills; `note` is written in
        the transaction that keeps the record. Raises a Refused (nothing is kept), NotPermitted, IdempotencyConflict,
        StoreUnavailable, CatalogUnavailable. The same content that the actor may read is answered, not kept again.
        """
        try:
            return self._deposit(actor, files, fields, otherwise, _Keeping(idempotency_key, note))
        except (Refused, NotPermitted) as refusal:
            trace_refusal(self.catalog, self.clock, actor, "deposit", "", refusal)
            raise

    def _deposit(
        self,
        actor: Actor,
        files: Sequence[SpooledFile],
        fields: DescribedFields,
        otherwise: Mapping[str, str],
        keeping: _Keeping,
    ) -> Receipt:
        if not may_anywhere(actor, Act.DEPOSIT):
            raise NotPermitted
        self.admission.check_together(files)
        admitted = self.admission.admit(files)
        register = self.units.register()
        if (kept := self._already_kept(actor, files)) is not None:
            self._check_key(actor, keeping.key, kept)
            return Receipt(kept, created=False)
        texts = self.admission.first_texts(admitted)
        proposed, reach = propose(texts, files[0].name, register), actor.units()
        unit = register.by_code(proposed.get("unit", ""))
        if unit is None or unit.id not in reach:  # whatever the head of the paper says
            proposed.pop("unit", None)
        described = fields.with_proposals({**otherwise, **proposed})
        description = describe(described, register, self.types, local_day(self.clock.now()), within=reach)
        if not may(actor, Act.DEPOSIT, RecordFacts.of(description)):
            raise NotPermitted
        self._check_dossier(actor, description)
        return self._keep(actor, admitted, description, gather(texts), keeping)

    def first_texts(self, files: Sequence[SpooledFile]) -> list[tuple[str, ExtractedText]]:
        """What files say that are not to be kept yet, read at the same door. Raises a Refused, Unavailable."""
        return self.admission.first_texts(self.admission.admit(files))

    def _check_key(self, actor: Actor, key: str | None, kept: Record) -> None:
        """A key that came with other content before is not answered with this record. Raises IdempotencyConflict."""
        if key is None:
            return
        with self.catalog.read() as tx:
            note = tx.recall(key, actor.user_id)
        if note is not None and note.record_id != kept.id:
            raise IdempotencyConflict

    def _already_kept(self, actor: Actor, files: Sequence[SpooledFile]) -> Record | None:
        """A record this actor may read that holds exactly these contents."""
        wanted = {file.sha512 for file in files}
        with self.catalog.read() as tx:
            candidates = [
                record
                for record in tx.records.with_digest(files[0].sha512)
                if {file.sha512 for file in record.files} == wanted
            ]
            visible = tx.records.get_many([record.id for record in candidates], visible_scopes(actor))
        return next((record for record in candidates if record.id in visible), None)

    def _check_dossier(self, actor: Actor, description: Description) -> None:
        if description.dossier_id is None:
            return
        units = frozenset().union(*(scope.unit_ids for scope in visible_scopes(actor)))
        with self.catalog.read() as tx:
            if tx.dossiers.get(description.dossier_id, units) is None:
                raise UnknownDossier(dossier=description.dossier_id, field="dossier")

    def _keep(
        self, actor: Actor, admitted: Admitted, description: Description, text: RecordText, keeping: _Keeping
    ) -> Receipt:
        now = self.clock.now()
        kept_files = tuple(RecordFile(file.name, file.sha512, file.size, media) for file, media in admitted.typed)
        record = Record("", description, kept_files, 1, now, actor.user_id)
        record_id, existing = self._claim(actor, _content_digest(record), keeping.key)
        if existing is not None:
            return Receipt(existing, created=False)
        record = replace(record, id=record_id)
        record = self._store(record, [file for file, _ in admitted.typed], actor)
        if was_read(text):
            self.derived.put(record.id, TEXT_NAME, text.model_dump_json().encode())
        return self._catalogue(record, actor, admitted.scanned, keeping.note)

    def _claim(self, actor: Actor, content_digest: str, key: str | None) -> tuple[str, Record | None]:
        """The record id for this content: a new one, or the one an earlier attempt took."""
        now = self.clock.now()
        with self.catalog.write() as tx:
            content_note = tx.recall(content_digest, EVERYBODY)
            note = tx.recall(key, actor.user_id) if key else None
            if note is not None and note.request_digest != content_digest:
                raise IdempotencyConflict
            known = note or content_note
            record_id = known.record_id if known else new_id(RECORD, now, self.clock.random_bytes(10))
            if content_note is None:
                tx.remember(IdempotencyNote(content_digest, EVERYBODY, content_digest, record_id, now))
            if key and note is None:
                tx.remember(IdempotencyNote(key, actor.user_id, content_digest, record_id, now))
            if known and (kept := tx.records.get(record_id, None)) is not None and kept.text.locked:
                raise SecrecyMark
            entry = tx.records.get(record_id, visible_scopes(actor)) if known else None
        return record_id, entry.record if entry else None

    def _store(self, record: Record, files: Sequence[SpooledFile], actor: Actor) -> Record:
        object_id = RECORD_PREFIX + record.id
        try:
            with ExitStack() as opened:
                self.storage.put_version(
                    object_id,
                    expected_head=0,
                    metadata=record_to_json(record),
                    files=[
                        IncomingFile(file.name, opened.enter_context(file.path.open("rb")), file.size, file.sha512)
                        for file in files
                    ],
                    user=actor.user_id,
                    message="deposit",
                    created=record.deposited_at,
                )
        except VersionConflict:
            # An attempt before this one got as far as the store: the object is whole, only its row is missing.
            return self._stored_earlier(record)
        return record

    def _stored_earlier(self, record: Record) -> Record:
        head = self.storage.head(RECORD_PREFIX + record.id)
        with self.storage.read(head.object_id, METADATA_NAME) as content:
            return record_from_json(content.read(), head.number)

    def _catalogue(self, record: Record, actor: Actor, scanned: Mapping[str, str], note: Note | None) -> Receipt:
        with self.catalog.write() as tx:
            if record.description.dossier_id is not None:
                tx.retention.guard()  # it may move the clock of the whole dossier
            earlier = tx.records.get(record.id, None)
            if earlier is not None:
                return Receipt(earlier.record, created=False)
            tx.records.add(record)
            if note is not None:
                note(tx, record)
            redecide(tx, [record.id], local_day(self.clock.now()))
            tx.jobs.enqueue(JobKind.INDEX_RECORD, record.id)
            if tx.holds.over([record.id]):
                tx.jobs.enqueue(JobKind.SETTLE_HOLD, record.id)
            tx.audit.append(
                traced(
                    self.clock,
                    actor,
                    "deposit",
                    record.id,
                    unit=record.description.unit_id,
                    **scanned,
                    files=[{"sha512": file.sha512, "size": file.size} for file in record.files],
                )
            )
        return Receipt(record, created=True)


def _content_digest(record: Record) -> str:
    """What makes two deposits the same: the unit they are for and the bytes of their files."""
    parts = [record.description.unit_id, *sorted(file.sha512 for file in record.files)]
    return "sha256:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()
