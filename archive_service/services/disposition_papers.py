"""The papers of a disposition to print and sign, each as .docx and PDF, as far as it has got."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive_service.domain.access import Actor
from archive_service.domain.disposition import Disposition, DispositionState
from archive_service.domain.errors import NotFound, NotPermitted
from archive_service.domain.local_time import local_day
from archive_service.services.council_forms import decision, founding, minutes, request, submission
from archive_service.services.disposition_forms import (
    PaperFacts,
    certificate,
    explanation,
    handing_over,
    listed_papers,
)
from archive_service.services.disposition_register import DispositionRegister
from archive_service.services.party_paper import PartyPaper, party_paper
from archive_service.services.party_pdf import party_pdf
from archive_service.services.sealing import SealService
from archive_service.services.trace import traced
from archive_service.services.units import UnitService

WRITERS: dict[str, Callable[[PartyPaper], bytes]] = {"docx": party_paper, "pdf": party_pdf}


@dataclass(frozen=True, slots=True)
class DispositionPaperService:
    register: DispositionRegister
    units: UnitService
    seals: SealService

    def printed(self, actor: Actor, disposition_id: str, paper: str, kind: str) -> bytes:
        """A paper as docx or pdf, for who sees every item. Raises NotFound, NotPermitted, WrongState."""
        if paper not in PAPERS or kind not in WRITERS:
            raise NotFound
        seen = self.register.seen(actor, disposition_id)
        if seen.hidden:
            raise NotPermitted
        known = self.units.register().units
        unit = known.get(seen.disposition.unit_id)
        above = known.get(unit.parent_id or "") if unit else None
        facts = PaperFacts(
            issuer=unit.name if unit else seen.disposition.unit_id,
            superior=above.name if above else "",
            names={unit_id: each.name for unit_id, each in known.items()},
            today=local_day(self.register.clock.now()),
            head=self.seals.head(),
        )
        content = WRITERS[kind](PAPERS[paper](seen.disposition, facts))
        with self.register.catalog.write() as tx:
            about = {"paper": paper, "kind": kind, "unit_id": seen.disposition.unit_id}
            tx.audit.append(traced(self.register.clock, actor, "print_disposition_paper", disposition_id, **about))
        return content


PAPERS: dict[str, Callable[[Disposition, PaperFacts], PartyPaper]] = {
    "list": listed_papers,
    "explanation": explanation,
    "submission": submission,
    "founding": founding,
    "minutes": minutes,
    "request": request,
    "decision": decision,
    "handover": handing_over,
    "certificate": certificate,
}

_AFTER = {
    "minutes": DispositionState.COUNCIL_FOUNDED,
    "request": DispositionState.COUNCIL_DONE,
    "decision": DispositionState.SUPERIOR_OPINION,
    "handover": DispositionState.DECISION_MADE,
}
"""The step after which a form has what it tells; those that are not named can be printed from the beginning."""


def printable(disposition: Disposition) -> tuple[str, ...]:
    """The papers that can be printed as far as the disposition has got, in the order of its steps."""
    taken = {step.state for step in disposition.steps}
    executed = disposition.executed_at is not None
    return tuple(
        name for name in PAPERS if (_AFTER[name] in taken if name in _AFTER else executed or name != "certificate")
    )
