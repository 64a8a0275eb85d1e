"""The one composition root: Settings in, Archive out. The only file that names engines."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from archive_service.catalog.sql import SqlCatalog
from archive_service.domain.access import Actor, Grant, Role
from archive_service.services import Archive
from archive_service.services.accounts import AccountService
from archive_service.services.audit import AuditService
from archive_service.services.custody import CustodyService
from archive_service.services.deposit import DepositService
from archive_service.services.dossiers import DossierService
from archive_service.services.indexing import IndexingService
from archive_service.services.retrieve import RetrieveService
from archive_service.services.search import SearchService
from archive_service.services.units import UnitService
from archive_service.settings import Settings
from archive_service.storage.derived import FolderDerivedStore
from archive_service.storage.filesystem import FilesystemStore
from archive_service.storage.ocfl import OcflStorageRoot
from archive_service.type_lists import load_type_lists
from archive_service.worker import Worker
from indexer.engines.whoosh.index import WhooshIndex
from indexer.extraction.sandbox import SandboxExtractor
from indexer.model import Limits

LOCAL_OPERATOR = "local-operator"


class SystemClock:
    """The machine's own clock and source of randomness."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def random_bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)


def open_catalog(settings: Settings) -> SqlCatalog:
    """The catalog alone, for what has to work when nothing else does."""
    return SqlCatalog(settings.catalog_url, SystemClock())


def open_store(settings: Settings) -> FilesystemStore:
    """The object store alone, for backups and copies."""
    return FilesystemStore(settings.data_dir / "store")


def open_archive(settings: Settings) -> Archive:
    """Put the archive together and bring the catalog's schema up to date.

    Raises StoreUnavailable, CatalogUnavailable.
    """
    data = settings.data_dir
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    clock = SystemClock()
    catalog = SqlCatalog(settings.catalog_url, clock)
    catalog.upgrade()
    storage = OcflStorageRoot(open_store(settings))
    derived = FolderDerivedStore(data / "derived")
    index = WhooshIndex(data / "index")
    limits = _limits(settings)
    extractor = SandboxExtractor(limits, workers=settings.extraction.children)
    types = load_type_lists()
    units = UnitService(catalog, storage, clock)
    scratch = data / "spool"
    deposit = DepositService(
        catalog=catalog,
        storage=storage,
        derived=derived,
        extractor=extractor,
        units=units,
        types=types,
        clock=clock,
        spool_folder=scratch,
        max_file_bytes=settings.deposit.max_file_bytes,
        max_files=settings.deposit.max_files,
        reading=_limits(settings, seconds=settings.deposit.reading_seconds),
    )

    def close() -> None:
        extractor.close()
        catalog.close()

    return Archive(
        deposit=deposit,
        retrieve=RetrieveService(catalog, storage, derived, extractor, clock, scratch),
        search=SearchService(catalog, index, units, clock),
        indexing=IndexingService(catalog, storage, derived, extractor, index, units, clock, scratch),
        units=units,
        dossiers=DossierService(catalog, storage, units, clock),
        accounts=AccountService(catalog, units, clock, settings.signin.password_minimum),
        audit=AuditService(catalog, clock),
        custody=CustodyService(catalog, storage, derived, index, clock),
        types=types,
        close=close,
    )


def open_worker(settings: Settings, archive: Archive) -> Worker:
    """The worker over the same archive."""
    return Worker(
        catalog=archive.indexing.catalog,
        indexing=archive.indexing,
        lease_seconds=settings.worker.lease_seconds,
        batch=settings.worker.batch,
        poll_seconds=settings.worker.poll_seconds,
    )


def child_isolation(settings: Settings) -> Sequence[tuple[str, bool, str]]:
    """What the reading child is kept from on this machine, as it measures it itself."""
    with SandboxExtractor(_limits(settings)) as extractor:
        return [(name, holds, detail) for name, holds, detail in extractor.isolation()]


def local_operator(archive: Archive) -> Actor:
    """Who works at the command line of the machine itself: every role, everywhere.

    Whoever can read the data directory can do anything to it; the trace still says it was done there.
    """
    everywhere = frozenset(archive.units.register().units)
    grants = tuple(Grant(role, "", everywhere) for role in Role)
    return Actor(LOCAL_OPERATOR, "Local operator", grants, "cli")


def _limits(settings: Settings, seconds: int | None = None) -> Limits:
    most = settings.extraction
    return Limits(
        cpu_seconds=min(most.cpu_seconds, seconds or most.cpu_seconds),
        wall_seconds=min(most.wall_seconds, seconds or most.wall_seconds),
        memory_bytes=most.memory_bytes,
    )
