"""What the catalog tells about links between records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from archive_service.domain.links import RecordLink


class Links(Protocol):
    """Rows of links. Whether somebody may see their two ends is asked of the records."""

    def keep(self, link: RecordLink) -> None:
        """Insert or replace, as it stands in the store."""
        ...

    def get(self, link_id: str) -> RecordLink | None: ...

    def of(self, record_id: str, limit: int) -> Sequence[RecordLink]:
        """The links that stand from and to a record, oldest first."""
        ...
