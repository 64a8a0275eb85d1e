"""Holds: an order that something must be kept whatever its clock says, until another order lifts it.

A hold can be placed at any moment. Several may lie over one record; each is lifted by itself, by two people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from archive_service.domain.errors import BadField, NothingChosen
from archive_service.domain.local_time import local_day
from archive_service.domain.retention import HoldFacts

MOST_TARGETS = 10_000
"""How many records one hold may list; what is more is held by its unit and time."""


class HoldTargetKind(StrEnum):
    HELD_RECORD = "record"
    HELD_DOSSIER = "dossier"
    HELD_UNIT = "unit"


@dataclass(frozen=True, slots=True)
class HoldTarget:
    """What is held: a record, a dossier with whatever lies in it, or what a unit wrote from one day to another.

    Days narrow a unit only; both count. A record of the unit without a date is held too.
    """

    kind: HoldTargetKind
    id: str
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class FrozenSearch:
    """The search whose answer a hold lists: what was asked, and the receipt in the log that carries the digest.

    `list_sha256` is over the ids in their order, one to a line, without a line break at the end. `unread` records that
    the person might see had no words yet at that moment, so that no search could find them by their text.
    """

    query: str
    filters: Mapping[str, object]
    asked_at: datetime
    receipt: int
    list_sha256: str
    unread: int


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold at one version. `document` names the order; `lift_asked_by` and `lifted_by` are two people.

    `frozen` is there when the records are those that a search found; they stay these ones whatever it finds later.
    """

    id: str
    reason: str
    authority: str
    document: str
    targets: tuple[HoldTarget, ...]
    placed_by: str
    placed_at: datetime
    lift_reason: str = ""
    lift_asked_by: str | None = None
    lift_asked_at: datetime | None = None
    lifted_by: str | None = None
    lifted_at: datetime | None = None
    version: int = 1
    frozen: FrozenSearch | None = None

    @property
    def stands(self) -> bool:
        return self.lifted_at is None

    def facts(self) -> HoldFacts:
        return HoldFacts(self.id, self.reason, self.authority, self.document, local_day(self.placed_at))


def check_hold(hold: Hold) -> None:
    """Raise BadField for a hold that says too little or too much, NothingChosen for one over nothing."""
    for name, text in (("reason", hold.reason), ("authority", hold.authority), ("document", hold.document)):
        if not text.strip() or len(text) > 500:
            raise BadField(field=name, value=text[:60])
    if not hold.targets:
        raise NothingChosen
    if len(hold.targets) > MOST_TARGETS:
        raise BadField(field="targets", value=len(hold.targets))
    for target in hold.targets:
        if target.first_day and target.last_day and target.first_day > target.last_day:
            raise BadField(field="last_day", value=target.last_day.isoformat())
