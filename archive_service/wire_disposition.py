"""The shapes of dispositions and tombstones, one for REST and `--json`."""

from __future__ import annotations

from datetime import date, datetime

from archive_service.domain.disposition import (
    Disposition,
    DispositionReason,
    DispositionState,
    ItemOutcome,
    ItemState,
    Tombstone,
)
from archive_service.domain.units import UnitRegister
from archive_service.services.disposition_register import SeenDisposition
from archive_service.wire_json import unit_name
from archive_service.wire_shapes import Body, UnitName
from archive_service.wire_steps import StepBody


class DispositionStepBody(StepBody):
    """A step of a disposition that was taken."""

    state: DispositionState


class DispositionItemBody(Body):
    """One record as it stood when the list was frozen; `withheld_because` says why it did not go after all."""

    id: str
    title: str
    type: str
    symbol: str | None
    unit: UnitName
    date: date | None
    dossier: str | None
    grounds: str
    outcome: ItemOutcome
    extend_years: int | None
    dissent: str
    overruled: str
    kept_copy: str | None
    state: ItemState
    withheld_because: str


class CouncilBody(Body):
    """Who weighs the list, each by name and office."""

    chair: str
    secretary: str
    members: tuple[str, ...]


class HandingOverBody(Body):
    """Who keeps the store and gave, who took and destroys, each by name and office: two people."""

    keeper: str
    destroyer: str


class DispositionSummary(Body):
    """A disposition without its items. `list_digest` freezes the list; who decides is never who proposed."""

    id: str
    unit: UnitName
    title: str
    reason: DispositionReason
    state: DispositionState
    list_digest: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    executed_at: datetime | None
    backups_until: date | None


class DispositionBody(DispositionSummary):
    """A disposition as this reader sees it: `hidden` items are not for this reader; `gone` are destroyed by now."""

    account: str
    council: CouncilBody | None
    handing_over: HandingOverBody | None
    steps: tuple[DispositionStepBody, ...]
    items: tuple[DispositionItemBody, ...]
    hidden: int
    gone: int


class DispositionList(Body):
    """Newest first; ask again with `after` set to `next` until it is null."""

    dispositions: tuple[DispositionSummary, ...]
    next: str | None


class TombstoneBody(Body):
    """What stays of a destroyed record: that it was, its digests, and by whose decision it went."""

    id: str
    title: str
    type: str
    symbol: str | None
    unit: UnitName
    date: date | None
    files: tuple[str, ...]
    disposition: str
    decision: str
    destroyed_at: datetime


class TombstoneList(Body):
    """In order of the records' deposit; ask again with `after` set to `next` until it is null."""

    tombstones: tuple[TombstoneBody, ...]
    next: str | None


def summary_body(found: Disposition, register: UnitRegister) -> DispositionSummary:
    return DispositionSummary(
        id=found.id, unit=unit_name(found.unit_id, register), title=found.title, reason=found.reason,
        state=found.state, list_digest=found.list_digest, proposed_by=found.proposed_by,
        proposed_at=found.proposed_at, decided_by=found.decided_by, executed_at=found.executed_at,
        backups_until=found.backups_until,
    )  # fmt: skip


def disposition_body(seen: SeenDisposition, gone: int, register: UnitRegister) -> DispositionBody:
    found = seen.disposition
    items = tuple(
        DispositionItemBody(
            id=item.record_id, title=item.title, type=item.type_code, symbol=item.symbol,
            unit=unit_name(item.unit_id, register, item.day), date=item.day, dossier=item.dossier_id,
            grounds=item.grounds, outcome=item.outcome, extend_years=item.extend_years, dissent=item.dissent,
            overruled=item.overruled, kept_copy=item.kept_copy, state=item.state,
            withheld_because=item.withheld_because,
        )
        for item in found.items
    )  # fmt: skip
    council, sides = found.council, found.handing_over
    return DispositionBody(
        **dict(summary_body(found, register)), account=found.account,
        council=CouncilBody(chair=council.chair, secretary=council.secretary, members=council.members)
        if council
        else None,
        handing_over=HandingOverBody(keeper=sides.keeper, destroyer=sides.destroyer) if sides else None,
        steps=tuple(map(DispositionStepBody.of, found.steps)), items=items, hidden=seen.hidden, gone=gone,
    )  # fmt: skip


def tombstone_body(stone: Tombstone, register: UnitRegister) -> TombstoneBody:
    return TombstoneBody(
        id=stone.record_id, title=stone.title, type=stone.type_code, symbol=stone.symbol,
        unit=unit_name(stone.unit_id, register, stone.day), date=stone.day, files=stone.files,
        disposition=stone.disposition_id, decision=stone.decision, destroyed_at=stone.destroyed_at,
    )  # fmt: skip
