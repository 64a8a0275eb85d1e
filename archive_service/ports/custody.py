"""What the catalog keeps of looking after the store: checks, incidents, comparisons, and when what is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from archive_service.domain.fixity import Comparison, FileFault, FixityOverview, Incident


class CustodyNotes(Protocol):
    """Objects of the store with the time of their last check, and what was found."""

    def know(self, object_ids: Iterable[str]) -> int:
        """Note objects that are to be checked; those that are known stay as they are. How many are new."""
        ...

    def forget(self, object_id: str) -> None:
        """An object that is rightly gone; its incidents stay."""
        ...

    def longest_unchecked(self, before: datetime, limit: int) -> Sequence[str]:
        """Objects not checked since then, those never checked first, then the oldest check."""
        ...

    def checked(self, object_id: str, at: datetime, faults: Sequence[FileFault]) -> Sequence[Incident]:
        """Note a check. A fault opens an incident or renews the one that is open; others of the object are whole again.

        The incidents that are new.
        """
        ...

    def overview(self) -> FixityOverview: ...

    def incidents(self, *, resolved: bool = False, after: str | None = None, limit: int = 50) -> Sequence[Incident]:
        """Open or resolved incidents, oldest first."""
        ...

    def resolve(self, incident_id: str, at: datetime, by: str, note: str) -> Incident:
        """Close an incident. Raises NotFound when none with this id is open."""
        ...

    def keep(self, comparison: Comparison) -> None: ...

    def comparisons(self, limit: int = 10) -> Sequence[Comparison]:
        """Newest first."""
        ...

    def take_turn(self, chore: str, now: datetime, again_at: datetime) -> bool:
        """Whether the chore is due and this caller is the one who does it; it is due again then. Never for two."""
        ...
