"""The outside world: what stores, catalogs, scanners and clocks promise, in sentences.

One file for each side of it; everybody imports the names from here. Each port has one contract suite in
tests/contracts that every engine passes.
"""

from __future__ import annotations

from archive_service.ports.audit_log import AuditFilter, AuditLog
from archive_service.ports.batches import Batches, DeskQuestion
from archive_service.ports.catalog import Catalog, IdempotencyNote, Transaction
from archive_service.ports.completeness import Completeness
from archive_service.ports.consultations import Consultations, KeptConsultation
from archive_service.ports.custody import CustodyNotes
from archive_service.ports.destruction_ledger import DestructionLedger
from archive_service.ports.figures import Figures
from archive_service.ports.job_queue import JobQueue
from archive_service.ports.links import Links
from archive_service.ports.machine import Clock, Scanner
from archive_service.ports.object_store import LockMode, LockState, ObjectStore, StoredKey
from archive_service.ports.people import AccessToken, Account, Accounts, StoredGrant
from archive_service.ports.recognitions import Recognitions
from archive_service.ports.records import Dossiers, RecordEntry, RecordPage, Records, TextCoverage, Units
from archive_service.ports.retention import Dispositions, DueEntry, Holds, Retention, Standings
from archive_service.ports.saved_searches import SavedSearches
from archive_service.ports.seals import Seals
from archive_service.ports.sign_in import (
    Identities,
    Identity,
    IdentityProvider,
    ProvedIdentity,
    SecondFactor,
    SecondFactors,
    Session,
    Sessions,
    SignInBegun,
)
from archive_service.ports.storage_root import (
    METADATA_NAME,
    DerivedStore,
    IncomingFile,
    ObjectVersion,
    StorageRoot,
    StoredFile,
)
from archive_service.ports.transfers import Transfers

__all__ = [
    "METADATA_NAME",
    "AccessToken",
    "Account",
    "Accounts",
    "AuditFilter",
    "AuditLog",
    "Batches",
    "Catalog",
    "Clock",
    "Completeness",
    "Consultations",
    "CustodyNotes",
    "DerivedStore",
    "DeskQuestion",
    "DestructionLedger",
    "Dispositions",
    "Dossiers",
    "DueEntry",
    "Figures",
    "Holds",
    "IdempotencyNote",
    "Identities",
    "Identity",
    "IdentityProvider",
    "IncomingFile",
    "JobQueue",
    "KeptConsultation",
    "Links",
    "LockMode",
    "LockState",
    "ObjectStore",
    "ObjectVersion",
    "ProvedIdentity",
    "Recognitions",
    "RecordEntry",
    "RecordPage",
    "Records",
    "Retention",
    "SavedSearches",
    "Scanner",
    "Seals",
    "SecondFactor",
    "SecondFactors",
    "Session",
    "Sessions",
    "SignInBegun",
    "Standings",
    "StorageRoot",
    "StoredFile",
    "StoredGrant",
    "StoredKey",
    "TextCoverage",
    "Transaction",
    "Transfers",
    "Units",
]
