"""What the catalog tells about the papers of cells by period, and the reasons for gaps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from archive_service.domain.access import VisibleScope
from archive_service.domain.completeness import Paper
from archive_service.domain.excuses import ExcusedGap
from archive_service.domain.terms import CongressPaper


class Completeness(Protocol):
    """Asked for one screenful of units at a time; a question costs as many rows as those units have papers."""

    def papers(
        self, unit_ids: Collection[str], first_year: int, last_year: int, scopes: Sequence[VisibleScope] | None
    ) -> Sequence[Paper]:
        """The papers of these units for periods in these years, in order of id.

        A paper without a period stands under its month of writing, marked as assumed; one with neither is left out.
        """
        ...

    def congress_papers(
        self, unit_ids: Collection[str], scopes: Sequence[VisibleScope] | None
    ) -> Sequence[CongressPaper]:
        """The dated, issued papers of these units that bear the body of a congress, oldest first, at most 10,000."""
        ...

    def complete_consultations(self, dossier_ids: Collection[str]) -> frozenset[str]:
        """Those of the dossiers that are written consultations and were closed complete.

        One that was closed although something was missing, with whatever reason, stands in for no meeting.
        """
        ...

    def excuses(self, unit_ids: Collection[str], first_period: str, last_period: str) -> Sequence[ExcusedGap]:
        """The reasons of these units for periods from the first to the last in written order, oldest first."""
        ...

    def proposed_excuses(self, unit_ids: Collection[str], limit: int) -> Sequence[ExcusedGap]:
        """The reasons of these units that nobody has decided on yet, oldest first."""
        ...

    def excuse(self, excuse_id: str) -> ExcusedGap | None: ...

    def keep_excuse(self, excuse: ExcusedGap) -> None:
        """Insert or replace, as it stands in the store. Raises UnknownUnit."""
        ...
