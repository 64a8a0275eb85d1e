"""What the machine gives: time, randomness, an antivirus scanner."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO, Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The time, UTC and aware."""
        ...

    def random_bytes(self, count: int) -> bytes:
        """Bytes nobody can guess."""
        ...


class Scanner(Protocol):
    """An antivirus scanner."""

    def infected_with(self, source: BinaryIO) -> str | None:
        """The name of what was found, or None for a clean file. Raises ScannerUnavailable when it cannot."""
        ...

    def answers(self) -> bool:
        """Whether it is there now."""
        ...
