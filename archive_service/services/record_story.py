"""What became of a record and what belongs to it: versions with what changed, its consultation, its neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from archive_service.domain.access import Act, Actor, VisibleScope, may_anywhere, visible_scopes
from archive_service.domain.audit import AuditEvent
from archive_service.domain.consultation import named_papers
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

    `consultation_id` is the written consultation that names it or in whose dossier it lies, `part` what it is there
    (such as a reply, where it is named), `steps` the records of its steps by what they are (draft, letter, synthesis,
    resolution, notice); `neighbours` are others of the dossier.
    """

    consultation_id: str | None
    part: str | None
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
        dossier_id, units = record.description.dossier_id, frozenset[str]().union(*(each.unit_ids for each in scopes))
        kept = tx.consultations.of_record(record.id, units)
        if kept is None and dossier_id is not None:
            kept = tx.consultations.of_dossier(dossier_id, units)
        named = named_papers(consultation_from_json(kept.body, kept.version)) if kept else {}
        steps = {each: part for each, part in named.items() if part != "reply"}
        seen = tx.records.get_many(list(steps), scopes) if steps else {}
        return Belonging(
            kept.id if kept else None,
            named.get(record.id),
            tuple((name, seen[record_id]) for record_id, name in steps.items() if record_id in seen),
            self._neighbours(tx, scopes, record, named) if dossier_id is not None else (),
        )

    def _neighbours(
        self, tx: Transaction, scopes: Sequence[VisibleScope], record: Record, named: Mapping[str, str]
    ) -> tuple[RecordEntry, ...]:
        """Others of the dossier that the consultation does not name already."""
        limit = MOST_NEIGHBOURS + len(named) + 1
        page = tx.records.list(scopes, dossier_id=record.description.dossier_id, limit=limit)
        others = (entry for entry in page.entries if entry.record.id != record.id and entry.record.id not in named)
        return tuple(islice(others, MOST_NEIGHBOURS))

    def _events(self, actor: Actor, record_id: str) -> tuple[AuditEvent, ...]:
        if not may_anywhere(actor, Act.READ_AUDIT):
            return ()
        return tuple(self.audit.page(actor, AuditQuestion(subject=record_id), limit=MOST_EVENTS))

    def _at(self, record_id: str, version: int) -> Record:
        with self.storage.read(RECORD_PREFIX + record_id, METADATA_NAME, version=version) as content:
            return record_from_json(content.read(), version)
