"""The catalog: all its repositories over one transaction."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from archive_service.ports.audit_log import AuditLog
from archive_service.ports.batches import Batches
from archive_service.ports.completeness import Completeness
from archive_service.ports.consultations import Consultations
from archive_service.ports.custody import CustodyNotes
from archive_service.ports.figures import Figures
from archive_service.ports.job_queue import JobQueue
from archive_service.ports.links import Links
from archive_service.ports.people import Accounts
from archive_service.ports.recognitions import Recognitions
from archive_service.ports.records import Dossiers, Records, Units
from archive_service.ports.retention import Dispositions, Holds, Retention, Standings
from archive_service.ports.saved_searches import SavedSearches
from archive_service.ports.seals import Seals
from archive_service.ports.sign_in import Identities, SecondFactors, Sessions
from archive_service.ports.transfers import Transfers


@dataclass(frozen=True, slots=True)
class IdempotencyNote:
    """What a request with an Idempotency-Key was answered: its digest and the record it made."""

    key: str
    user_id: str
    request_digest: str
    record_id: str
    at: datetime


class Transaction(Protocol):
    """All repositories over one database transaction."""

    records: Records
    dossiers: Dossiers
    units: Units
    accounts: Accounts
    sessions: Sessions
    second_factors: SecondFactors
    identities: Identities
    audit: AuditLog
    jobs: JobQueue
    completeness: Completeness
    consultations: Consultations
    recognitions: Recognitions
    seals: Seals
    custody: CustodyNotes
    saved_searches: SavedSearches
    batches: Batches
    retention: Retention
    standings: Standings
    holds: Holds
    dispositions: Dispositions
    figures: Figures
    transfers: Transfers
    links: Links

    def remember(self, note: IdempotencyNote) -> None: ...

    def recall(self, key: str, user_id: str) -> IdempotencyNote | None: ...


class Catalog(Protocol):
    """The catalog: SQLite embedded, PostgreSQL for many machines.

    Raises CatalogUnavailable when the database does not answer or stays locked for too long.
    """

    def write(self) -> AbstractContextManager[Transaction]:
        """A transaction that commits durably on a clean exit and rolls back on an exception."""
        ...

    def read(self) -> AbstractContextManager[Transaction]:
        """A consistent view for reading; nothing written in it stays."""
        ...

    def upgrade(self) -> None:
        """Bring the schema to the newest version; idempotent."""
        ...

    def backup_to(self, path: str) -> None:
        """A consistent copy of the whole catalog in one file, while others work; the same form from every engine."""
        ...

    def restore_from(self, path: str) -> None:
        """Fill this catalog, which holds nothing but its schema, from such a copy, made on whatever engine.

        Raises Conflict when it holds anything, CatalogUnavailable for a copy that cannot be read.
        """
        ...
