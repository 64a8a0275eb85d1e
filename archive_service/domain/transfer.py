"""Transfer (nộp lưu): permanent dossiers go to the historical archive, by a list, a handing over and a receipt.

Only what is kept for ever goes there (Thông tư 06/2025/TT-BNV). Into the current archive within a year after the year
in which the work ended, into the historical one within five years after the year of entry (Luật Lưu trữ 33/2024/QH15,
art. 17); the years are dated data. Two people confirm, each with a paper: who hands over, and who has the receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from archive_service.domain.errors import BadField, WrongState
from archive_service.domain.frozen_lists import frozen
from archive_service.domain.retention import LegalSource
from archive_service.domain.signed_steps import SignedStep

MOST_DOSSIERS = 500


@dataclass(frozen=True, slots=True)
class TransferTerm:
    """How many whole years there are until a dossier has to be handed over, from a day on."""

    effective_from: date
    to_current_years: int
    to_historical_years: int
    source: LegalSource

    def last_day(self, ended: date) -> date:
        """The last day on which a dossier whose work ended then is handed over in time."""
        return date(ended.year + self.to_current_years + self.to_historical_years, 12, 31)

    def ended_until(self, day: date) -> date:
        """The last day of work of the dossiers that have to be handed over by the end of the year of `day`."""
        return date(day.year - self.to_current_years - self.to_historical_years, 12, 31)


class TransferState(StrEnum):
    """In the order in which they follow; a step may not be left out."""

    TRANSFER_LISTED = "listed"
    PACKAGES_HANDED_OVER = "handed_over"
    PACKAGES_RECEIVED = "received"
    RECORDS_TRANSFERRED = "transferred"
    TRANSFER_DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class TransferItem:
    """One dossier as it stood when the list was frozen: its records with the version each one had.

    `files`, `bytes` and `digest` are there once its package was made. `digest` is the SHA-256 of its list of tag files,
    which pins every byte of it; `left` are the records that are gone from here, `withheld` those that stayed and why.
    """

    dossier_id: str
    title: str
    closed_at: date
    record_ids: tuple[str, ...]
    versions: tuple[int, ...]
    files: int = 0
    bytes: int = 0
    digest: str = ""
    left: tuple[str, ...] = ()
    withheld: tuple[tuple[str, str], ...] = ()


TransferStep: TypeAlias = SignedStep[TransferState]


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer at one version. `handed_by` and `received_by` are two people."""

    id: str
    unit_id: str
    title: str
    receiver: str
    items: tuple[TransferItem, ...]
    list_digest: str
    proposed_by: str
    proposed_at: datetime
    state: TransferState = TransferState.TRANSFER_LISTED
    steps: tuple[TransferStep, ...] = ()
    handed_by: str | None = None
    received_by: str | None = None
    version: int = 1

    @property
    def receipt(self) -> TransferStep | None:
        return next((step for step in self.steps if step.state is TransferState.PACKAGES_RECEIVED), None)


_FOLLOWS = {
    TransferState.PACKAGES_HANDED_OVER: TransferState.TRANSFER_LISTED,
    TransferState.PACKAGES_RECEIVED: TransferState.PACKAGES_HANDED_OVER,
    TransferState.RECORDS_TRANSFERRED: TransferState.PACKAGES_RECEIVED,
}


def check_transfer_step(now: TransferState, to: TransferState) -> None:
    """Raise WrongState unless `to` follows on `now`; what was received is dropped no more."""
    if to is TransferState.TRANSFER_DROPPED:
        if now not in {TransferState.TRANSFER_LISTED, TransferState.PACKAGES_HANDED_OVER}:
            raise WrongState(state=now.value)
    elif _FOLLOWS.get(to) is not now:
        raise WrongState(state=now.value)


def transfer_digest(items: Sequence[TransferItem]) -> str:
    """What freezes a list: the SHA-256 over the dossiers and their records with their versions, in order."""
    return frozen((item.dossier_id, *map("{}:{}".format, item.record_ids, item.versions)) for item in items)


def term_on(terms: Sequence[TransferTerm], day: date) -> TransferTerm:
    """The term that is in force on the day. Raises BadField (terms) for a day before the first."""
    in_force = [term for term in terms if term.effective_from <= day]
    if not in_force:
        raise BadField(field="terms", value=day.isoformat())
    return max(in_force, key=lambda term: term.effective_from)
