"""Disposition: the steps from a frozen list to a destruction, each with its paper, its day and its person.

The papers are those of the law: the founding of the council, its minutes, the opinion of the superior, the decision of
the head, the record of handing over to whoever destroys, the record of the destruction (Thông tư 06/2025/TT-BNV). The
submission of the list and the request for the opinion stand in the dossier of Luật Lưu trữ 01/2011/QH13, art. 28, but
not in that of the law now in force: they may be entered and may be left out. The dossier is kept for at least 20 years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from archive_service.domain.errors import BadField, NothingChosen, WrongState
from archive_service.domain.frozen_lists import frozen
from archive_service.domain.records import AccessLevel
from archive_service.domain.signed_steps import SignedStep

MOST_ITEMS = 5_000
MOST_MEMBERS = 30


class DispositionReason(StrEnum):
    PERIOD_OVER = "expired"
    DUPLICATE_COPY = "duplicate"


class DispositionState(StrEnum):
    """In the order in which they follow. `LIST_SUBMITTED` and `OPINION_ASKED` may be left out, no other."""

    LIST_PROPOSED = "proposed"
    LIST_SUBMITTED = "submitted"
    COUNCIL_FOUNDED = "council_founded"
    COUNCIL_DONE = "council_done"
    OPINION_ASKED = "opinion_asked"
    SUPERIOR_OPINION = "superior_opinion"
    DECISION_MADE = "decided"
    PAPERS_HANDED_OVER = "handed_over"
    EXECUTION_BEGUN = "executing"
    BACKUPS_AGING = "pending"
    DISPOSITION_CLOSED = "closed"
    DISPOSITION_DROPPED = "dropped"


class ItemOutcome(StrEnum):
    """What the council proposes for one item."""

    DESTROY_ITEM = "destroy"
    KEEP_ITEM = "keep"
    EXTEND_ITEM = "extend"
    MAKE_PERMANENT = "permanent"


class ItemState(StrEnum):
    ITEM_LISTED = "listed"
    ITEM_KEPT = "kept"
    ITEM_WITHHELD = "withheld"
    ITEM_GOING = "going"
    ITEM_DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class DispositionItem:
    """One record as it stood when the list was frozen. `files` are its digests (sha512, hex).

    `dissent` is what a member of the council thought otherwise, `overruled` why its chair decided against a view.
    `kept_copy` is the record that stays of a duplicate; `withheld_because` says why it did not go after all.
    """

    record_id: str
    title: str
    type_code: str
    symbol: str | None
    unit_id: str
    access_level: AccessLevel
    day: date | None
    dossier_id: str | None
    files: tuple[str, ...]
    grounds: str
    outcome: ItemOutcome = ItemOutcome.DESTROY_ITEM
    extend_years: int | None = None
    dissent: str = ""
    overruled: str = ""
    kept_copy: str | None = None
    state: ItemState = ItemState.ITEM_LISTED
    withheld_because: str = ""


DispositionStep: TypeAlias = SignedStep[DispositionState]


@dataclass(frozen=True, slots=True)
class Council:
    """Who weighs a list (hội đồng xét hủy), each by name and office as the founding decision prints them."""

    chair: str
    secretary: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HandingOver:
    """Who keeps the store and who takes its papers to destroy them, each by name and office: two people.

    The record of handing over is one between them (Thông tư 06/2025/TT-BNV; Luật Lưu trữ 01/2011/QH13, art. 28). They
    need not have accounts. Raises BadField for a name that is missing or too long, and for one that stands for both.
    """

    keeper: str
    destroyer: str

    def __post_init__(self) -> None:
        for field, name in (("keeper", self.keeper), ("destroyer", self.destroyer)):
            if not name.strip() or len(name) > 200:
                raise BadField(field=field, value=name[:60])
        if " ".join(self.keeper.split()).casefold() == " ".join(self.destroyer.split()).casefold():
            raise BadField(field="destroyer", value=self.destroyer[:60])


@dataclass(frozen=True, slots=True)
class Disposition:
    """A disposition at one version. `list_digest` freezes the list; `decided_by` is never `proposed_by`.

    `account` says how the papers came about and how they were put in order, as the explanation (bản thuyết minh) asks;
    `council` is there from its founding on, `handing_over` from the record of it on; `executed_by` is who gave the word
    to carry the decision out.
    """

    id: str
    unit_id: str
    title: str
    reason: DispositionReason
    items: tuple[DispositionItem, ...]
    list_digest: str
    proposed_by: str
    proposed_at: datetime
    state: DispositionState = DispositionState.LIST_PROPOSED
    steps: tuple[DispositionStep, ...] = ()
    decided_by: str | None = None
    account: str = ""
    executed_by: str | None = None
    executed_at: datetime | None = None
    backups_until: date | None = None
    version: int = 1
    council: Council | None = None
    handing_over: HandingOver | None = None

    @property
    def decision(self) -> DispositionStep | None:
        return self.step(DispositionState.DECISION_MADE)

    @property
    def certificate(self) -> DispositionStep | None:
        """The signed record of the destruction (biên bản hủy), entered after it was carried out."""
        return self.step(DispositionState.BACKUPS_AGING)

    def step(self, state: DispositionState) -> DispositionStep | None:
        return next((step for step in self.steps if step.state is state), None)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays of a destroyed record: that it was, its digests, and by whose decision it went. Never its words.

    `transferred_to` is the archive that has it now; then `disposition_id` is the transfer and `decision` the number of
    the receipt. Empty for what was destroyed.
    """

    record_id: str
    title: str
    type_code: str
    symbol: str | None
    unit_id: str
    access_level: AccessLevel
    day: date | None
    files: tuple[str, ...]
    disposition_id: str
    decision: str
    destroyed_by: str
    destroyed_at: datetime
    transferred_to: str = ""


PAPER_STEPS = {
    "submission": DispositionState.LIST_SUBMITTED,
    "founding": DispositionState.COUNCIL_FOUNDED,
    "council": DispositionState.COUNCIL_DONE,
    "request": DispositionState.OPINION_ASKED,
    "superior": DispositionState.SUPERIOR_OPINION,
    "decision": DispositionState.DECISION_MADE,
    "handover": DispositionState.PAPERS_HANDED_OVER,
    "certificate": DispositionState.BACKUPS_AGING,
}
"""The steps that a signed paper shows, by the name they have at the doors."""

DAYS_TO_DESTROY = 15
"""From the decision on (Thông tư 06/2025/TT-BNV, which binds state bodies): shown, not enforced."""

_FOLLOWS = {
    DispositionState.LIST_SUBMITTED: {DispositionState.LIST_PROPOSED},
    DispositionState.COUNCIL_FOUNDED: {DispositionState.LIST_PROPOSED, DispositionState.LIST_SUBMITTED},
    DispositionState.COUNCIL_DONE: {DispositionState.COUNCIL_FOUNDED},
    DispositionState.OPINION_ASKED: {DispositionState.COUNCIL_DONE},
    DispositionState.SUPERIOR_OPINION: {DispositionState.COUNCIL_DONE, DispositionState.OPINION_ASKED},
    DispositionState.DECISION_MADE: {DispositionState.SUPERIOR_OPINION},
    DispositionState.PAPERS_HANDED_OVER: {DispositionState.DECISION_MADE},
    DispositionState.EXECUTION_BEGUN: {DispositionState.PAPERS_HANDED_OVER},
    DispositionState.BACKUPS_AGING: {DispositionState.EXECUTION_BEGUN},
    DispositionState.DISPOSITION_CLOSED: {DispositionState.BACKUPS_AGING},
}
BEFORE_DECISION = (
    DispositionState.LIST_PROPOSED,
    DispositionState.LIST_SUBMITTED,
    DispositionState.COUNCIL_FOUNDED,
    DispositionState.COUNCIL_DONE,
    DispositionState.OPINION_ASKED,
    DispositionState.SUPERIOR_OPINION,
)
MAY_BE_DROPPED = frozenset({*BEFORE_DECISION, DispositionState.DECISION_MADE, DispositionState.PAPERS_HANDED_OVER})


def check_step(now: DispositionState, to: DispositionState) -> None:
    """Raise WrongState unless `to` may follow on `now`."""
    if to is DispositionState.DISPOSITION_DROPPED:
        if now not in MAY_BE_DROPPED:
            raise WrongState(state=now.value)
    elif now not in _FOLLOWS.get(to, ()):
        raise WrongState(state=now.value)


def check_council(council: Council) -> None:
    """Raise BadField for a council without chair or secretary, with a name twice, or with names too long or many."""
    everybody = (council.chair, council.secretary, *council.members)
    for field, name in zip(("chair", "secretary", *("members" for _ in council.members)), everybody, strict=True):
        if not name.strip() or len(name) > 200:
            raise BadField(field=field, value=name[:60])
    if len(everybody) > MOST_MEMBERS or len(set(everybody)) < len(everybody):
        raise BadField(field="members", value=len(everybody))


def list_digest(items: Sequence[DispositionItem]) -> str:
    """What freezes a list: the SHA-256 over the ids and the digests of the files, in order."""
    return frozen((item.record_id, *item.files) for item in items)


def check_items(items: Sequence[DispositionItem]) -> None:
    """Raise NothingChosen, or BadField for a list that is too long, or says of an item what cannot be done."""
    if not items:
        raise NothingChosen
    if len(items) > MOST_ITEMS:
        raise BadField(field="items", value=len(items))
    if len({item.record_id for item in items}) != len(items):
        raise BadField(field="items", value="twice")
    for item in items:
        if (item.outcome is ItemOutcome.EXTEND_ITEM) != (item.extend_years is not None):
            raise BadField(field="extend_years", value=item.extend_years or "")
        if item.extend_years is not None and not 1 <= item.extend_years <= 70:
            raise BadField(field="extend_years", value=item.extend_years)
