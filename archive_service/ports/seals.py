"""What the catalog knows of the seals of the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from archive_service.domain.seals import Seal


class Seals(Protocol):
    """The seals, each with whether its events lie in the store already."""

    def add(self, seal: Seal, *, stored: bool = False) -> None:
        """Put a seal behind the last one. Raises Conflict when another one took its number."""
        ...

    def mark_stored(self, number: int) -> None:
        """Note that the events under this seal lie in the store."""
        ...

    def last(self) -> Seal | None:
        """The newest seal."""
        ...

    def not_stored(self) -> Seal | None:
        """The oldest seal whose events do not lie in the store yet."""
        ...

    def over(self, event: int) -> Seal | None:
        """The seal under which the event with this number lies."""
        ...

    def all(self) -> Iterator[Seal]:
        """All seals in order, streamed."""
        ...
