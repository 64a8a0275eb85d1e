"""Where the searches that people keep are written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from archive_service.domain.saved_searches import SavedSearch


class SavedSearches(Protocol):
    """Every question names the owner: what another person keeps is as if it were not."""

    def add(self, search: SavedSearch, most: int) -> None:
        """Keep it. Raises Conflict when the owner has the name already, or `most` searches."""
        ...

    def of(self, owner: str) -> Sequence[SavedSearch]:
        """All of one person's, in order of name."""
        ...

    def get(self, owner: str, search_id: str) -> SavedSearch | None: ...

    def seen(self, owner: str, search_id: str, until: datetime) -> None:
        """Note up to when the owner knows what there is. Raises NotFound."""
        ...

    def remove(self, owner: str, search_id: str) -> None:
        """Raises NotFound."""
        ...
