"""The first page of each desk: what lies on it, how one's own cells stand, what waits for a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from archive_service.domain.access import Act, Actor, Grant, Role, may_anywhere, visible_scopes
from archive_service.domain.batches import DeskState
from archive_service.domain.completeness import Slot, SlotState
from archive_service.domain.disposition import Disposition, DispositionState
from archive_service.domain.excuses import ExcusedGap
from archive_service.domain.local_time import local_day
from archive_service.domain.retention import RetentionRule, RuleState
from archive_service.domain.unit_events import Unit
from archive_service.ports import Catalog, Clock, TextCoverage
from archive_service.services.completeness import CompletenessService
from archive_service.services.consultation_watch import ConsultationWatchService
from archive_service.services.consultation_watch import Waiting as WaitingConsultation
from archive_service.services.desk import DeskService, DeskView
from archive_service.services.disposition import DispositionService
from archive_service.services.rules import RuleService

MOST_CELLS = 3
MOST_ASKING = 8
MOST_WAITING = 20
NOT_DONE = frozenset(DeskState) - {DeskState.DONE}
_WANTING = frozenset({SlotState.MISSING, SlotState.DRAFT_ONLY})


@dataclass(frozen=True, slots=True)
class CellStanding:
    """One cell in the months up to now. `slots` in order of time, quarters and years after their last month."""

    unit: Unit
    slots: tuple[Slot, ...]

    @property
    def wanting(self) -> tuple[Slot, ...]:
        """Periods past their day that lack something, the newest first."""
        return tuple(slot for slot in reversed(self.slots) if slot.state in _WANTING)

    @property
    def coming(self) -> tuple[Slot, ...]:
        """Periods whose day is still to come and that lack something yet, the nearest day first."""
        open_slots = (slot for slot in self.slots if slot.state is SlotState.NOT_DUE and slot.missing and slot.due)
        return tuple(sorted(open_slots, key=lambda slot: slot.due or date.max))


@dataclass(frozen=True, slots=True)
class OwnCells:
    """The cells of a secretary, at most three of `total`."""

    cells: tuple[CellStanding, ...]
    total: int
    first_month: str
    last_month: str
    today: date


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for this person, each list at most twenty long: nothing in it was proposed by them."""

    excuses: tuple[ExcusedGap, ...]
    dispositions: tuple[Disposition, ...]
    rules: tuple[RetentionRule, ...]

    def __bool__(self) -> bool:
        return bool(self.excuses or self.dispositions or self.rules)


@dataclass(frozen=True, slots=True)
class OnTheDesk:
    """How many files are in which state that is not done: everybody's for who describes them, else one's own."""

    everybodys: bool
    counts: Mapping[DeskState, int]


@dataclass(frozen=True, slots=True)
class FirstPageService:
    catalog: Catalog
    completeness: CompletenessService
    rules: RuleService
    dispositions: DispositionService
    desk: DeskService
    consultations: ConsultationWatchService
    clock: Clock

    def on_the_desk(self, actor: Actor) -> OnTheDesk | None:
        """What lies on the desk; None for who hands in nothing."""
        if not may_anywhere(actor, Act.DEPOSIT):
            return None
        everybodys = may_anywhere(actor, Act.DESCRIBE)
        return OnTheDesk(everybodys, self.desk.counts(actor, DeskView(everybodys, states=NOT_DONE)))

    def asking(self, actor: Actor) -> Sequence[WaitingConsultation]:
        """Consultations the actor is responsible for, at most eight, the earliest deadline first."""
        return self.consultations.waiting(actor, MOST_ASKING)

    def own_cells(self, actor: Actor) -> OwnCells:
        """The cells in which one is secretary, in the last twelve months and the one that runs."""
        today = local_day(self.clock.now())
        first, last = f"{today.year - 1}-{today.month:02d}", f"{today:%Y-%m}"
        as_secretary = replace(actor, grants=_held(actor, Role.SECRETARY))
        matrix = self.completeness.matrix(as_secretary, None, first, last, limit=MOST_CELLS, trace=False)
        cells = tuple(CellStanding(row.unit, row.slots) for row in matrix.rows)
        return OwnCells(cells, matrix.cells, first, last, today)

    def assignments(self, actor: Actor) -> tuple[Grant, ...]:
        """What an auditor may look at today: unit, years of the papers, and until when."""
        return _held(actor, Role.AUDITOR)

    def waiting(self, actor: Actor) -> Waiting:
        """What others proposed and this person may decide."""
        return Waiting(
            self._excuses(actor) if may_anywhere(actor, Act.APPROVE_EXCUSE) else (),
            self._dispositions(actor) if may_anywhere(actor, Act.DECIDE_DISPOSITION) else (),
            self._rules(actor) if may_anywhere(actor, Act.APPROVE_RETENTION) else (),
        )

    def coverage(self, actor: Actor) -> TextCoverage:
        """How many of the records one may read have text, and why the others have none."""
        with self.catalog.read() as tx:
            return tx.records.coverage(visible_scopes(actor))

    def _excuses(self, actor: Actor) -> tuple[ExcusedGap, ...]:
        approving = (*_held(actor, Role.ARCHIVIST), *_held(actor, Role.LEADER))
        units = frozenset[str]().union(*(grant.unit_ids for grant in approving))
        with self.catalog.read() as tx:
            found = tx.completeness.proposed_excuses(units, MOST_WAITING)
        return tuple(each for each in found if each.proposed_by != actor.user_id)

    def _dispositions(self, actor: Actor) -> tuple[Disposition, ...]:
        found = self.dispositions.list(actor, limit=MOST_WAITING)
        ready = (each for each in found if each.state is DispositionState.SUPERIOR_OPINION)
        return tuple(each for each in ready if each.proposed_by != actor.user_id)

    def _rules(self, actor: Actor) -> tuple[RetentionRule, ...]:
        proposed = (each for each in self.rules.list(actor) if each.state is RuleState.RULE_PROPOSED)
        return tuple(each for each in proposed if each.proposed_by != actor.user_id)[:MOST_WAITING]


def _held(actor: Actor, role: Role) -> tuple[Grant, ...]:
    return tuple(grant for grant in actor.holding() if grant.role is role)
