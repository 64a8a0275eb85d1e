"""The one composition root: Settings in, Archive out. With stores.py the only file that names engines."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from archive_service.bootstrap_sign_in import open_sign_in
from archive_service.catalog.sql import SqlCatalog
from archive_service.clamav import ClamdScanner
from archive_service.completeness_rules import load_completeness_rules
from archive_service.domain.access import LOCAL_OPERATOR, Actor, Grant, Role
from archive_service.ports import Scanner
from archive_service.services import Archive
from archive_service.services.accepting import AcceptingService
from archive_service.services.admission import Admission
from archive_service.services.audit import AuditService
from archive_service.services.carrying_out import Execution
from archive_service.services.chores import ChoreService
from archive_service.services.clocks import RetentionService
from archive_service.services.completeness import CompletenessService
from archive_service.services.consultation_papers import ConsultationPaperService
from archive_service.services.consultation_watch import ConsultationWatchService
from archive_service.services.consultations import ConsultationService
from archive_service.services.correction import CorrectionService
from archive_service.services.custody import CustodyService
from archive_service.services.deposit import DepositService
from archive_service.services.desk import DeskService
from archive_service.services.destruction import Destruction
from archive_service.services.disposition import DispositionService
from archive_service.services.disposition_papers import DispositionPaperService
from archive_service.services.disposition_register import DispositionRegister
from archive_service.services.dossier_contents import DossierContentsService
from archive_service.services.dossiers import DossierService
from archive_service.services.ends_of_force import EndOfForceService
from archive_service.services.evidence import EvidenceService
from archive_service.services.excuses import ExcuseService
from archive_service.services.figures import FiguresService
from archive_service.services.first_page import FirstPageService
from archive_service.services.fixity import FixityService
from archive_service.services.grants import GrantService
from archive_service.services.holds import HoldService
from archive_service.services.indexing import IndexingService
from archive_service.services.links import LinkService
from archive_service.services.locking_away import LockingAwayService
from archive_service.services.office_copies import OfficeCopyService
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
from archive_service.services.step_papers import StepPaperGate
from archive_service.services.tombstones import TombstoneService
from archive_service.services.transfers import TransferService
from archive_service.services.units import UnitService
from archive_service.services.waiting_pages import WaitingPageService
from archive_service.settings import Settings
from archive_service.storage.derived import FolderDerivedStore
from archive_service.stores import lock_mode, open_ledger, open_storage_root, store_proof
from archive_service.transfer_terms import load_transfer_terms
from archive_service.type_lists import load_type_lists
from archive_service.worker import Worker
from indexer.engines.whoosh.index import WhooshIndex
from indexer.extraction.sandbox import SandboxExtractor
from indexer.extraction.scan import ScanRecogniser
from indexer.model import Limits

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
    storage = open_storage_root(settings, clock)
    derived = FolderDerivedStore(data / "derived")
    index = WhooshIndex(data / "index")
    limits = _limits(settings)
    extractor = SandboxExtractor(limits, workers=settings.extraction.children)
    types = load_type_lists()
    units = UnitService(catalog, storage, clock)
    dossiers = DossierService(catalog, storage, units, clock)
    seals = SealService(
        catalog, storage, clock, settings.audit.seal_events, timedelta(minutes=settings.audit.seal_minutes)
    )
    grants = GrantService(catalog, units, clock, timedelta(minutes=settings.signin.emergency_minutes))
    people = open_sign_in(settings, catalog, grants, clock)
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
    links = LinkService(catalog, storage, clock)
    consultations = ConsultationService(catalog, storage, units, dossiers, links, clock)
    watch = ConsultationWatchService(catalog, consultations, clock)
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
    gate = StepPaperGate(catalog, clock, deposit.admission, recognition.recogniser)
    disposing = DispositionService(dispositions, execution, gate)
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
        search_holds=SearchHoldService(catalog, search, result_lists, holds),
        indexing=IndexingService(
            catalog, storage, derived, extractor, index, units, recognition, office_copies, locking_away, clock, scratch
        ),
        recognition=recognition,
        locking_away=locking_away,
        units=units,
        dossiers=dossiers,
        dossier_contents=DossierContentsService(catalog, dossiers, completeness),
        accounts=people.accounts,
        sessions=people.sessions,
        second_factor=people.second_factor,
        sign_in=people.sign_in,
        provider_sign_in=people.provider_sign_in,
        grants=grants,
        audit=audit,
        record_story=RecordStoryService(catalog, storage, audit),
        links=links,
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
        protecting=ProtectingService(catalog, storage, clock, lock_mode(settings)),
        retention=RetentionService(catalog, units, clock),
        ends_of_force=EndOfForceService(catalog, clock, correction),
        rules=rules,
        holds=holds,
        transfers=TransferService(catalog, storage, units, retrieve, destruction, load_transfer_terms(), gate, clock),
        dispositions=disposing,
        tombstones=TombstoneService(catalog, units),
        figures=FiguresService(catalog, clock, data, lambda: store_proof(settings)),
        first_page=FirstPageService(catalog, completeness, rules, disposing, desk, watch, clock),
        disposition_papers=DispositionPaperService(dispositions, units, seals),
        excuses=ExcuseService(catalog, storage, units, clock),
        consultations=consultations,
        consultation_papers=ConsultationPaperService(deposit),
        consultation_watch=watch,
        correction=correction,
        desk=desk,
        review=ReviewService(desk, retrieve, correction),
        same_for_all=SameForAllService(desk, correction, dossiers),
        accepting=AcceptingService(retrieve, correction),
        waiting_pages=WaitingPageService(data / "waiting", settings.deposit.max_files, clock),
        types=types,
        close=close,
    )


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
