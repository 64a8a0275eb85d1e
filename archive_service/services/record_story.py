"""What became of a record and what belongs to it: versions with what changed, its consultation, its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from archive_service.domain.access import Act, Actor, VisibleScope, may_anywhere, visible_scopes
from archive_service.domain.audit import AuditEvent
from archive_service.domain.consultation import Consultation
from archive_service.domain.errors import NotFound
from archive_service.domain.records import Record
from archive_service.ports import METADATA_NAME, Catalog, ObjectVersion, RecordEntry, StorageRoot, Transaction
from archive_service.services.audit import AuditQuestion, AuditService
from archive_service.services.consultation_json import consultation_from_json
from archive_service.services.correction import written
from archive_service.services.record_json import RECORD_PREFIX, record_from_json

MOST_VERSIONS = 20
MOST_NEIGHBOURS = 8
MOST_EVENTS = 10


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of the description before and after, as somebody would write it; empty for none."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionStory:
    """A version of a record, and what it changed in the one before; nothing for the first and for the oldest shown."""

    version: ObjectVersion
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Belonging:
    """Records that belong to one, among those its reader may see.

    `consultation` is the written consultation whose dossier it lies in, with the records of its steps by what they are
    (draft, letter, synthesis, resolution, notice); `neighbours` are others of the dossier.
    """

    consultation_id: str | None
    steps: tuple[tuple[str, RecordEntry], ...]
    neighbours: tuple[RecordEntry, ...]


@dataclass(frozen=True, slots=True)
class RecordStory:
    """Versions and events newest first, at most twenty and ten. Events only for who may read the log."""

    versions: tuple[VersionStory, ...]
    belonging: Belonging
    events: tuple[AuditEvent, ...]


@dataclass(frozen=True, slots=True)
class RecordStoryService:
    catalog: Catalog
    storage: StorageRoot
    audit: AuditService

    def tell(self, actor: Actor, record_id: str) -> RecordStory:
        """What became of the record and what belongs to it. Raises NotFound, also for one out of sight."""
        scopes = visible_scopes(actor)
        with self.catalog.read() as tx:
            entry = tx.records.get(record_id, scopes)
            if entry is None:
                raise NotFound
            belonging = self._belonging(tx, scopes, entry.record)
        return RecordStory(self._versions(record_id), belonging, self._events(actor, record_id))

    def _versions(self, record_id: str) -> tuple[VersionStory, ...]:
        versions = self.storage.versions(RECORD_PREFIX + record_id)[-MOST_VERSIONS:]
        written_in = [written(self._at(record_id, version.number).description) for version in versions]
        stories = [VersionStory(versions[0], ())]
        for place, version in enumerate(versions[1:], start=1):
            before, after = written_in[place - 1], written_in[place]
            changes = (FieldChange(name, before[name], after[name]) for name in after if before[name] != after[name])
            stories.append(VersionStory(version, tuple(changes)))
        return tuple(reversed(stories))

    def _belonging(self, tx: Transaction, scopes: Sequence[VisibleScope], record: Record) -> Belonging:
        dossier_id = record.description.dossier_id
        if dossier_id is None:
            return Belonging(None, (), ())
        units = frozenset[str]().union(*(scope.unit_ids for scope in scopes))
        kept = tx.consultations.of_dossier(dossier_id, units)
        steps = _steps(consultation_from_json(kept.body, kept.version)) if kept else {}
        seen = tx.records.get_many(list(steps), scopes) if steps else {}
        page = tx.records.list(scopes, dossier_id=dossier_id, limit=MOST_NEIGHBOURS + len(steps) + 1)
        others = (entry for entry in page.entries if entry.record.id != record.id and entry.record.id not in steps)
        return Belonging(
            kept.id if kept else None,
            tuple((name, seen[record_id]) for record_id, name in steps.items() if record_id in seen),
            tuple(islice(others, MOST_NEIGHBOURS)),
        )

    def _events(self, actor: Actor, record_id: str) -> tuple[AuditEvent, ...]:
        if not may_anywhere(actor, Act.READ_AUDIT):
            return ()
        return tuple(self.audit.page(actor, AuditQuestion(subject=record_id), limit=MOST_EVENTS))

    def _at(self, record_id: str, version: int) -> Record:
        with self.storage.read(RECORD_PREFIX + record_id, METADATA_NAME, version=version) as content:
            return record_from_json(content.read(), version)


def _steps(consultation: Consultation) -> dict[str, str]:
    """The records of a consultation's steps, each with what it is, in the order they come about."""
    steps: dict[str, str] = {}
    for asked in consultation.rounds:
        if asked.letter_id:
            steps[asked.letter_id] = "letter"
        steps[asked.draft_id] = "draft"
    later = (
        (consultation.synthesis_id, "synthesis"),
        (consultation.resolution_id, "resolution"),
        (consultation.notice_id, "notice"),
    )
    return steps | {record_id: name for record_id, name in later if record_id}
