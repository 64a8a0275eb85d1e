"""What the catalog remembers of files that were handed in together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from archive_service.domain.access import VisibleScope
from archive_service.domain.batches import Batch, BatchFile, DeskState, OnDesk


@dataclass(frozen=True, slots=True)
class DeskQuestion:
    """Which files are asked for: of one person or (without `owner`) of everybody, of one batch, in some states.

    `scopes` are what the asker may see: a file whose record lies outside is as if it were not, and so is, without
    `owner`, one that has no record, unless it was `refused_of` (the asker).
    """

    scopes: Sequence[VisibleScope]
    owner: str | None
    batch_id: str | None = None
    states: frozenset[DeskState] = frozenset(DeskState)
    refused_of: str | None = None


class Batches(Protocol):
    def open(self, batch: Batch) -> None:
        """Raises Conflict when the id is taken."""
        ...

    def get(self, owner: str, batch_id: str) -> Batch | None: ...

    def list(self, owner: str, *, before: str | None = None, limit: int = 20) -> Sequence[Batch]:
        """One person's batches, the newest first; `before` is the id of the last one seen."""
        ...

    def announce(self, owner: str, batch_id: str, announced: int) -> None:
        """Set how many files there will be. Raises NotFound."""
        ...

    def add(self, file: BatchFile) -> None:
        """Remember a file. Raises NotFound for a batch or a record that is not."""
        ...

    def forget(self, file_id: str) -> None:
        """Forget a file that was turned away, because it came again. Raises NotFound."""
        ...

    def known(self, batch_id: str, sha512: str) -> BatchFile | None:
        """The file of this batch with this digest."""
        ...

    def files(
        self, question: DeskQuestion, *, after: str | None = None, limit: int = 50, backwards: bool = False
    ) -> tuple[Sequence[OnDesk], bool]:
        """Files in the order they came (or against it), after the given id, and whether more follow. At most 1,000."""
        ...

    def some(self, question: DeskQuestion, file_ids: Collection[str]) -> Mapping[str, OnDesk]:
        """Those of the files that the question reaches, in one query."""
        ...

    def counts(self, question: DeskQuestion) -> Mapping[DeskState, int]:
        """How many files are in which state; states without any are left out."""
        ...

    def settle(self, file_ids: Collection[str], *, done: bool = True) -> None:
        """A person has dealt with the files (or takes that back)."""
        ...

    def withhold(self, record_id: str) -> None:
        """The record was locked away for a mark of secrecy: forget name, size and digest of its file, and turn it away
        after all, for a person to act on."""
        ...
