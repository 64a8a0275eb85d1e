"""Which records have pages to be recognised, and how far each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from archive_service.domain.recognition import Recognition


class Recognitions(Protocol):
    """At most one recognition a record. Rights are the caller's task."""

    def want(self, record_id: str, pages: int) -> None:
        """Wait for the recognition of so many pages, from the start or again. Raises NotFound without the record."""
        ...

    def progress(self, record_id: str, wanted: int, read: int, failed: int) -> bool:
        """Note how far it is; whether to go on. It is not when a person stopped it or nobody wants it any more."""
        ...

    def stop(self, record_id: str) -> bool:
        """Stop it before its next page; whether there was anything to stop."""
        ...

    def done(self, record_id: str) -> None:
        """Forget it; an unknown one is no error."""
        ...

    def get_many(self, record_ids: Sequence[str]) -> Mapping[str, Recognition]:
        """Those of the records that have one, in one query."""
        ...

    def list(self, *, after: str | None = None, limit: int = 50) -> Sequence[Recognition]:
        """In order of record id, after the given one; never more than 1,000."""
        ...

    def count(self) -> int:
        """How many there are."""
        ...
