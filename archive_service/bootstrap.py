"""The one composition root: Settings in, Archive out. The only file that names engines."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive_service.catalog.sql import SqlCatalog
from archive_service.clamav import ClamdScanner
from archive_service.completeness_rules import load_completeness_rules
from archive_service.domain.access import Actor, Grant, Role
from archive_service.domain.errors import BadField, StoreCannotLock
from archive_service.key_files import key_in
from archive_service.ports import LockMode, ObjectStore, Scanner, StorageRoot
from archive_service.services import Archive
from archive_service.services.accepting import AcceptingService
from archive_service.services.accounts import AccountService
from archive_service.services.admission import Admission
from archive_service.services.audit import AuditService
from archive_service.services.carrying_out import Execution
from archive_service.services.chores import ChoreService
from archive_service.services.clocks import RetentionService
from archive_service.services.completeness import CompletenessService
from archive_service.services.consultations import ConsultationService
from archive_service.services.correction import CorrectionService
from archive_service.services.custody import CustodyService
from archive_service.services.deposit import DepositService
from archive_service.services.desk import DeskService
from archive_service.services.destruction import Destruction
from archive_service.services.disposition import DispositionService
from archive_service.services.disposition_register import DispositionRegister
from archive_service.services.dossier_contents import DossierContentsService
from archive_service.services.dossiers import DossierService
from archive_service.services.evidence import EvidenceService
from archive_service.services.excuses import ExcuseService
from archive_service.services.first_page import FirstPageService
from archive_service.services.fixity import FixityService
from archive_service.services.grants import GrantService
from archive_service.services.holds import HoldService
from archive_service.services.indexing import IndexingService
from archive_service.services.locking_away import LockingAwayService
from archive_service.services.office_copies import OfficeCopyService
from archive_service.services.passwords import Passwords
from archive_service.services.protecting import ProtectingService
from archive_service.services.receipts import ReceiptService
from archive_service.services.recognition import RecognitionService
from archive_service.services.record_story import RecordStoryService
from archive_service.services.remembering import RememberingService
from archive_service.services.result_lists import ResultListService
from archive_service.services.retrieve import RetrieveService
from archive_service.services.review import ReviewService
from archive_service.services.rules import RuleService
from archive_service.services.same_for_all import SameForAllService
from archive_service.services.saved_searches import SavedSearchService
from archive_service.services.sealing import SealService
from archive_service.services.search import SearchService
from archive_service.services.search_holds import SearchHoldService
from archive_service.services.second_factor import SecondFactorService
from archive_service.services.sessions import SessionService
from archive_service.services.sign_in import AttemptLimits, SignInService
from archive_service.services.units import UnitService
from archive_service.settings import Settings
from archive_service.storage.capabilities import ProbeResult
from archive_service.storage.derived import FolderDerivedStore
from archive_service.storage.destruction_ledger import FileLedger
from archive_service.storage.filesystem import FilesystemStore
from archive_service.storage.locking import LockingStorageRoot
from archive_service.storage.ocfl import OcflStorageRoot
from archive_service.storage.probe import probe
from archive_service.storage.s3 import S3Store
from archive_service.storage.s3_client import Credential, S3Settings
from archive_service.storage.s3_setup import set_up_bucket
from archive_service.type_lists import load_type_lists
from archive_service.worker import Worker
from indexer.engines.whoosh.index import WhooshIndex
from indexer.extraction.sandbox import SandboxExtractor
from indexer.extraction.scan import ScanRecogniser
from indexer.model import Limits

LOCAL_OPERATOR = "local-operator"
# A depositor waits for the head of a paper only; a longer text is the worker's, so that a door stays small.
DOOR_TEXT_BYTES = 4 << 20


class SystemClock:
    """The machine's own clock and source of randomness."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def random_bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)


def open_catalog(settings: Settings) -> SqlCatalog:
    """The catalog alone, for what has to work when nothing else does."""
    return SqlCatalog(settings.catalog_url, SystemClock())


def open_store(settings: Settings) -> ObjectStore:
    """The object store alone, for backups and copies."""
    if settings.store.kind == "s3":
        return S3Store(s3_settings(settings))
    return FilesystemStore(settings.data_dir / "store")


def open_ledger(settings: Settings) -> FileLedger:
    """The ledger of destructions alone, for backups."""
    return FileLedger(settings.ledger_path)


def store_at(settings: Settings, address: str) -> ObjectStore:
    """The store at an address: a folder, or s3://BUCKET with the endpoint and credentials of the settings."""
    if address.startswith("s3://"):
        bucket = address.removeprefix("s3://").strip("/")
        if not bucket or not settings.s3.endpoint:
            raise BadField(field="store", value=address)
        return S3Store(replace(s3_settings(settings), bucket=bucket))
    return FilesystemStore(Path(address))


def open_storage_root(settings: Settings) -> StorageRoot:
    """The storage root, locking what it writes as the settings say.

    Raises StoreCannotLock for a bucket that was not shown to keep locks.
    """
    root = OcflStorageRoot(open_store(settings))
    mode = _lock_mode(settings)
    if mode is None:
        return root
    if settings.store.kind == "s3":
        _require_worm(settings)
    return LockingStorageRoot(root, mode, SystemClock())


def _lock_mode(settings: Settings) -> LockMode | None:
    return None if settings.store.lock_mode == "none" else LockMode(settings.store.lock_mode)


def s3_settings(settings: Settings) -> S3Settings:
    """The settings of the bucket in the words of the store."""
    s3 = settings.s3
    return S3Settings(
        endpoint=s3.endpoint,
        bucket=s3.bucket,
        region=s3.region,
        ca_file=Path(s3.ca_file) if s3.ca_file else None,
        writer=Credential(s3.writer_access_key, s3.writer_secret_key),
        hold_manager=_credential(s3.hold_manager_access_key, s3.hold_manager_secret_key),
        disposer=_credential(s3.disposer_access_key, s3.disposer_secret_key),
        default_lock_mode=LockMode.COMPLIANCE if settings.store.lock_mode == "compliance" else LockMode.GOVERNANCE,
    )


def _require_worm(settings: Settings) -> None:
    result = last_probe(settings) or probe_store(settings)
    if missing := result.missing_for_worm():
        raise StoreCannotLock(missing=", ".join(missing))


def _credential(access_key: str, secret_key: str) -> Credential | None:
    return Credential(access_key, secret_key) if access_key else None


def probe_note(settings: Settings) -> Path:
    """Where the dated result of the last probe of the store lies."""
    return settings.data_dir / "store-probe.json"


def probe_store(settings: Settings) -> ProbeResult:
    """Try the store out and keep the dated result. Raises StoreUnavailable when it does not answer."""
    s3 = settings.s3
    result = probe(s3_settings(settings), owner=_credential(s3.owner_access_key, s3.owner_secret_key))
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    probe_note(settings).write_text(result.as_json(), encoding="utf-8")
    return result


def last_probe(settings: Settings) -> ProbeResult | None:
    """The result of the last probe of this endpoint, or None."""
    try:
        result = ProbeResult.from_json(probe_note(settings).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return result if result.endpoint == settings.s3.endpoint else None


def prepare_bucket(settings: Settings) -> None:
    """Make the bucket with versions, Object Lock and default retention, with its owner's credential."""
    s3 = settings.s3
    set_up_bucket(s3_settings(settings), Credential(s3.owner_access_key, s3.owner_secret_key))


def open_archive(settings: Settings, *, caught_up: bool = True) -> Archive:
    """Put the archive together and bring the catalog's schema up to date.

    A catalog from before a destruction learns of it before anybody can ask, unless the caller sees to that
    (`caught_up`). Raises StoreUnavailable, CatalogUnavailable, LedgerDamaged.
    """
    data = settings.data_dir
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    clock = SystemClock()
    catalog = SqlCatalog(settings.catalog_url, clock)
    catalog.upgrade()
    storage = open_storage_root(settings)
    derived = FolderDerivedStore(data / "derived")
    index = WhooshIndex(data / "index")
    limits = _limits(settings)
    extractor = SandboxExtractor(limits, workers=settings.extraction.children)
    types = load_type_lists()
    units = UnitService(catalog, storage, clock)
    dossiers = DossierService(catalog, storage, units, clock)
    log = settings.audit
    seals = SealService(catalog, storage, clock, log.seal_events, timedelta(minutes=log.seal_minutes))
    grants = GrantService(catalog, units, clock, timedelta(minutes=settings.signin.emergency_minutes))
    passwords = Passwords(settings.signin.password_minimum)
    accounts = AccountService(catalog, grants, clock, passwords)
    lives = settings.session
    second_factor = SecondFactorService(
        catalog, accounts, clock, bytes.fromhex(key_in(data, "second-factor.key")), settings.signin.second_factor_roles
    )
    sessions = SessionService(
        catalog,
        accounts,
        second_factor,
        clock,
        timedelta(minutes=lives.idle_minutes),
        timedelta(hours=lives.absolute_hours),
    )  # fmt: skip
    scratch = data / "spool"
    retrieve = RetrieveService(catalog, storage, derived, extractor, clock, scratch)
    search = SearchService(catalog, index, units, clock)
    deposit = DepositService(
        catalog=catalog,
        storage=storage,
        derived=derived,
        admission=Admission(
            extractor,
            types,
            settings.deposit.max_files,
            replace(_limits(settings, seconds=settings.deposit.reading_seconds), text_bytes=DOOR_TEXT_BYTES),
            _scanner(settings),
            settings.antivirus.required,
        ),
        units=units,
        types=types,
        clock=clock,
        spool_folder=scratch,
        max_file_bytes=settings.deposit.max_file_bytes,
    )
    correction = CorrectionService(catalog, storage, units, types, clock)
    desk = DeskService(catalog, deposit, clock)

    recogniser = SandboxExtractor(limits, workers=os.cpu_count() or 1)
    work = data / "recognition"
    locking_away = LockingAwayService(catalog, derived, index, clock, work)
    recognition = RecognitionService(
        catalog, storage, derived, ScanRecogniser(recogniser, os.cpu_count() or 1), locking_away, clock, work
    )
    office_copies = OfficeCopyService(catalog, storage, derived, extractor, locking_away, clock, scratch)

    dispositions = DispositionRegister(catalog, storage, clock)
    ledger = open_ledger(settings)
    remembering = RememberingService(catalog, ledger, seals, clock)
    if caught_up and remembering.is_behind():
        remembering.catch_up()
    destruction = Destruction(catalog, storage, derived, index, ledger, clock)
    execution = Execution(dispositions, destruction, settings.retention.backup_days)
    disposing = DispositionService(dispositions, execution)
    audit = AuditService(catalog, units, seals, clock)
    completeness = CompletenessService(catalog, units, load_completeness_rules(), clock)
    rules = RuleService(catalog, storage, clock)

    holds = HoldService(catalog, storage, units, clock)
    saved_searches = SavedSearchService(catalog, search, clock)
    result_lists = ResultListService(catalog, index, units, clock)

    def close() -> None:
        recogniser.close()
        extractor.close()
        catalog.close()

    return Archive(
        deposit=deposit,
        retrieve=retrieve,
        evidence=EvidenceService(catalog, retrieve, seals, units, clock),
        search=search,
        saved_searches=saved_searches,
        result_lists=result_lists,
        search_holds=SearchHoldService(saved_searches, result_lists, holds),
        indexing=IndexingService(
            catalog, storage, derived, extractor, index, units, recognition, office_copies, locking_away, clock, scratch
        ),
        recognition=recognition,
        locking_away=locking_away,
        units=units,
        dossiers=dossiers,
        dossier_contents=DossierContentsService(catalog, dossiers, completeness),
        accounts=accounts,
        sessions=sessions,
        second_factor=second_factor,
        sign_in=SignInService(catalog, sessions, passwords, clock, _attempt_limits(settings)),
        grants=grants,
        audit=audit,
        record_story=RecordStoryService(catalog, storage, audit),
        seals=seals,
        receipts=ReceiptService(catalog, search),
        fixity=FixityService(
            catalog,
            storage,
            clock,
            settings.fixity.run_seconds,
            settings.fixity.run_bytes,
            timedelta(days=settings.fixity.again_days),
        ),
        custody=CustodyService(catalog, storage, derived, index, seals, remembering, clock),
        remembering=remembering,
        completeness=completeness,
        protecting=ProtectingService(catalog, storage, clock, _lock_mode(settings)),
        retention=RetentionService(catalog, units, clock),
        rules=rules,
        holds=holds,
        dispositions=disposing,
        first_page=FirstPageService(catalog, completeness, rules, disposing, clock),
        excuses=ExcuseService(catalog, storage, units, clock),
        consultations=ConsultationService(catalog, storage, units, dossiers, clock),
        correction=correction,
        desk=desk,
        review=ReviewService(desk, retrieve, correction),
        same_for_all=SameForAllService(desk, correction, dossiers),
        accepting=AcceptingService(retrieve, correction),
        types=types,
        close=close,
    )


def _attempt_limits(settings: Settings) -> AttemptLimits:
    most = settings.signin
    return AttemptLimits(most.attempts_per_address, most.attempts_per_login, most.attempts_per_login_anywhere)


def _scanner(settings: Settings) -> Scanner | None:
    antivirus = settings.antivirus
    return ClamdScanner(antivirus.address, antivirus.seconds) if antivirus.address else None


def open_worker(settings: Settings, archive: Archive) -> Worker:
    """The worker over the same archive."""
    return Worker(
        catalog=archive.indexing.catalog,
        indexing=archive.indexing,
        recognition=archive.recognition,
        office_copies=archive.indexing.office_copies,
        seals=archive.seals,
        chores=ChoreService(
            archive.custody.catalog,
            archive.custody.clock,
            archive.seals,
            timedelta(minutes=settings.fixity.every_minutes),
            settings.fixity.compare_hour,
        ),
        fixity=archive.fixity,
        custody=archive.custody,
        acting=lambda: replace(local_operator(archive), user_id="worker", door="worker"),
        retention=archive.retention,
        holds=archive.holds,
        execution=archive.dispositions.execution,
        lease_seconds=settings.worker.lease_seconds,
        batch=settings.worker.batch,
        poll_seconds=settings.worker.poll_seconds,
        protecting=archive.protecting,
        page_seconds=settings.extraction.wall_seconds,
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
    return Actor(LOCAL_OPERATOR, "Local operator", grants, "cli", SystemClock().now())


def _limits(settings: Settings, seconds: int | None = None) -> Limits:
    most = settings.extraction
    return Limits(
        cpu_seconds=min(most.cpu_seconds, seconds or most.cpu_seconds),
        wall_seconds=min(most.wall_seconds, seconds or most.wall_seconds),
        memory_bytes=most.memory_bytes,
    )
