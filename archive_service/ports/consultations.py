"""Written consultations as the catalog keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from archive_service.domain.consultation import ConsultationState


@dataclass(frozen=True, slots=True)
class KeptConsultation:
    """A consultation at a version: the facts that are asked for, and the whole as the JSON that lies in the store.

    `due_at` is the deadline of its newest round while it is open; `papers` are pairs of a record it names and the part
    that record plays.
    """

    id: str
    version: int
    unit_id: str
    dossier_id: str
    state: ConsultationState
    body: str
    due_at: datetime | None = None
    papers: tuple[tuple[str, str], ...] = ()


class Consultations(Protocol):
    """Consultations by unit. `unit_ids` restricts to what somebody may see; None means everything.

    What is read comes without `papers`: they are asked by, and stand in the body.
    """

    def keep(self, consultation: KeptConsultation) -> None:
        """Insert or replace, as it stands in the store. Raises UnknownUnit."""
        ...

    def get(self, consultation_id: str, unit_ids: frozenset[str] | None) -> KeptConsultation | None: ...

    def list(
        self, unit_ids: frozenset[str] | None, *, after: str | None = None, limit: int = 50, open_only: bool = False
    ) -> tuple[Sequence[KeptConsultation], bool]:
        """Consultations, newest first, and whether more follow; `open_only` leaves out the closed ones."""
        ...

    def waiting(self, unit_ids: frozenset[str], limit: int) -> Sequence[KeptConsultation]:
        """Those that are not closed, the earliest deadline first, then those without one, the oldest first."""
        ...

    def of_record(self, record_id: str, unit_ids: frozenset[str] | None) -> KeptConsultation | None:
        """The newest consultation that names this record."""
        ...

    def of_dossier(self, dossier_id: str, unit_ids: frozenset[str] | None) -> KeptConsultation | None: ...
