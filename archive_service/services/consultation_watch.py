"""What is due and late in written consultations, for who is responsible; and the members to be reminded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_service.domain.access import Actor, visible_scopes
from archive_service.domain.consultation import Consultation, ConsultationState, Duty, Member, Round
from archive_service.domain.errors import NotPermitted, WrongState
from archive_service.ports import Catalog, Clock
from archive_service.services.consultation_json import consultation_from_json
from archive_service.services.consultation_seen import Seen, responsible, seen_by
from archive_service.services.consultations import ConsultationService

MOST_WAITING = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """A consultation whose next step is somebody's to do. `overdue` when its deadline is past and it is not closed."""

    seen: Seen
    step: Duty
    deadline: datetime | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The round that is being asked, and its members without a reply."""

    consultation: Consultation
    asked: Round
    members: tuple[Member, ...]
    overdue: bool


@dataclass(frozen=True, slots=True)
class ConsultationWatchService:
    catalog: Catalog
    consultations: ConsultationService
    clock: Clock

    def waiting(self, actor: Actor, limit: int = MOST_WAITING) -> Sequence[Waiting]:
        """What the actor is responsible for and is not closed, the earliest deadline first."""
        reach = frozenset[str]().union(*(scope.unit_ids for scope in visible_scopes(actor)))
        units = frozenset(each for each in reach if responsible(actor, each))
        if not units:
            return ()
        with self.catalog.read() as tx:
            found = tx.consultations.waiting(units, min(limit, 200))
        now, told = self.clock.now(), []
        for each in found:
            seen = seen_by(actor, consultation_from_json(each.body, each.version), now)
            if seen.step is not None:
                overdue = each.due_at is not None and each.due_at <= now
                told.append(Waiting(seen, seen.step, each.due_at, overdue))
        return told

    def unanswered(self, actor: Actor, consultation_id: str) -> Unanswered:
        """Who is to be reminded. Raises NotFound, NotPermitted for who may not see names, WrongState unless members are
        being asked.
        """
        seen = self.consultations.see(actor, consultation_id)
        if not seen.named:
            raise NotPermitted
        consultation, asked = seen.consultation, seen.consultation.round
        if consultation.state is not ConsultationState.ASKING or asked is None:
            raise WrongState(state=consultation.state.value)
        return Unanswered(consultation, asked, asked.without_reply(), self.clock.now() >= asked.deadline)
