"""What the catalog tells of transfers to the historical archive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from archive_service.domain.records import Dossier
from archive_service.domain.transfer import Transfer


class Transfers(Protocol):
    def due(
        self, unit_ids: frozenset[str] | None, ended_until: date, *, after: tuple[date, str] | None, limit: int
    ) -> Sequence[Dossier]:
        """Closed dossiers of these units that are kept for ever, whose work ended until then, and that are on no open
        list; the longest closed first, after the given day and id, at most 1,000.
        """
        ...

    def keep(self, transfer: Transfer) -> None:
        """Insert or replace, as it stands in the store.

        Raises SamePerson when who handed over has the receipt; Conflict when a dossier is on another open list.
        """
        ...

    def get(self, transfer_id: str) -> Transfer | None: ...

    def of_dossier(self, dossier_id: str) -> Transfer | None:
        """The last transfer with which records of the dossier left; None while none did."""
        ...

    def list(self, unit_ids: frozenset[str] | None, *, after: str | None, limit: int) -> Sequence[Transfer]:
        """Newest first; at most 1,000."""
        ...
