"""The use cases, one family per file. `Archive` holds them all: it is what every door receives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive_service.domain.types import TypeLists
from archive_service.services.accepting import AcceptingService
from archive_service.services.accounts import AccountService
from archive_service.services.audit import AuditService
from archive_service.services.clocks import RetentionService
from archive_service.services.completeness import CompletenessService
from archive_service.services.consultation_papers import ConsultationPaperService
from archive_service.services.consultation_watch import ConsultationWatchService
from archive_service.services.consultations import ConsultationService
from archive_service.services.correction import CorrectionService
from archive_service.services.custody import CustodyService
from archive_service.services.deposit import DepositService
from archive_service.services.desk import DeskService
from archive_service.services.disposition import DispositionService
from archive_service.services.disposition_papers import DispositionPaperService
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
from archive_service.services.protecting import ProtectingService
from archive_service.services.provider_sign_in import ProviderSignInService
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
from archive_service.services.sign_in import SignInService
from archive_service.services.tombstones import TombstoneService
from archive_service.services.transfers import TransferService
from archive_service.services.units import UnitService
from archive_service.services.waiting_pages import WaitingPageService


@dataclass(frozen=True, slots=True)
class Archive:
    """Everything the archive can do. `close` ends child processes and connections."""

    deposit: DepositService
    retrieve: RetrieveService
    search: SearchService
    saved_searches: SavedSearchService
    result_lists: ResultListService
    indexing: IndexingService
    recognition: RecognitionService
    locking_away: LockingAwayService
    units: UnitService
    dossiers: DossierService
    dossier_contents: DossierContentsService
    accounts: AccountService
    sessions: SessionService
    second_factor: SecondFactorService
    sign_in: SignInService
    provider_sign_in: ProviderSignInService
    grants: GrantService
    audit: AuditService
    seals: SealService
    receipts: ReceiptService
    evidence: EvidenceService
    fixity: FixityService
    custody: CustodyService
    remembering: RememberingService
    protecting: ProtectingService
    completeness: CompletenessService
    excuses: ExcuseService
    first_page: FirstPageService
    figures: FiguresService
    record_story: RecordStoryService
    links: LinkService
    consultations: ConsultationService
    consultation_papers: ConsultationPaperService
    consultation_watch: ConsultationWatchService
    retention: RetentionService
    ends_of_force: EndOfForceService
    rules: RuleService
    holds: HoldService
    search_holds: SearchHoldService
    dispositions: DispositionService
    tombstones: TombstoneService
    transfers: TransferService
    disposition_papers: DispositionPaperService
    correction: CorrectionService
    desk: DeskService
    review: ReviewService
    same_for_all: SameForAllService
    accepting: AcceptingService
    waiting_pages: WaitingPageService
    types: TypeLists
    close: Callable[[], None]
