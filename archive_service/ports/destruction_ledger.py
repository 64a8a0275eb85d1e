"""What left the archive for good, kept apart from catalog and store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from archive_service.domain.destruction_ledger import LedgerLine, LogPlace


class DestructionLedger(Protocol):
    """A chain of lines that is only ever appended to.

    Every method raises StoreUnavailable when the place does not answer, LedgerDamaged for a chain that does not hold.
    """

    def append(self, record_id: str, tombstone: Mapping[str, object], log: LogPlace) -> None:
        """Write a line behind the last one, durable on return; a record that has one already gets no second."""
        ...

    def lines(self) -> Iterator[LedgerLine]:
        """All lines in their order, checked while they are read; none when nothing was destroyed yet."""
        ...

    def last(self) -> LedgerLine | None:
        """The newest line, found without reading the others."""
        ...

    def check(self) -> None:
        """See that a line could be written now."""
        ...

    def take_over(self, lines: Iterable[LedgerLine]) -> None:
        """Become these lines in one step: those that are here, and what follows them. Raises LedgerDiffers."""
        ...
