"""The shapes of rules, clocks and holds, one for REST and `--json`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from archive_service.domain.holds import Hold, HoldTargetKind
from archive_service.domain.records import RecordClass
from archive_service.domain.retention import FinalAction, KeepKind, RetentionRule, RuleState, SourceMark
from archive_service.domain.retention_clock import ClockState, NextStep, RetentionDecision
from archive_service.domain.units import UnitRegister
from archive_service.retention_words import explained
from archive_service.sentences import Language
from archive_service.services.clocks import DueRecord
from archive_service.services.rules import WhatIf
from archive_service.wire_json import unit_name
from archive_service.wire_shapes import Body, UnitName


class RuleBody(Body):
    """A rule: what it applies to (an empty list does not narrow), how long, on whose word, since when.

    `mark` is `inferred` for what this archive made up: it is no rule of law. `supersedes` is the id of an older one.
    """

    id: str
    code: str
    name: str
    state: RuleState
    classes: tuple[RecordClass, ...]
    types: tuple[str, ...]
    period_kinds: tuple[str, ...]
    unit_kinds: tuple[str, ...]
    dossier_kinds: tuple[str, ...]
    keeps: KeepKind
    years: int | None
    action: FinalAction
    source: str
    article: str
    mark: SourceMark
    effective_from: date | None
    effective_to: date | None
    supersedes: str | None
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None


class RuleList(Body):
    """Rules by code and id."""

    rules: tuple[RuleBody, ...]


class MovedBody(Body):
    """A record whose day of review or state would be another."""

    id: str
    state_before: ClockState
    review_from_before: date | None
    state_after: ClockState
    review_from_after: date | None


class WhatIfBody(Body):
    """What would move among `weighed` records; ask again with `after` set to `next` until it is null."""

    moved: tuple[MovedBody, ...]
    weighed: int
    next: str | None


class HoldFactsBody(Body):
    """A hold that stands over a record."""

    id: str
    reason: str
    authority: str
    document: str
    placed_on: date


class RetentionBody(Body):
    """Until when a record is kept, and why: `because` says it in sentences, the most important first.

    `decided_by` is the record of the dossier that is kept longest, null when the reader may not see it; `base_year` the
    year in which the work ended, or in which that record ceased to be in force (on `event_on`) if that was later.
    """

    id: str
    state: ClockState
    eligible: bool
    review_from: date | None
    base_year: int | None
    event_on: date | None
    rule: str | None
    decided_by: str | None
    dossier: str | None
    holds: tuple[HoldFactsBody, ...]
    next_step: NextStep
    because: tuple[str, ...]


class DueBody(Body):
    """A record whose period is over. `disposition` is the open list it stands on."""

    id: str
    title: str
    unit: UnitName
    rule: str | None
    review_from: date
    held: bool
    disposition: str | None


class DueList(Body):
    """The longest overdue first; ask again with `after` set to `next` until it is null."""

    due: tuple[DueBody, ...]
    next: str | None


class HoldTargetBody(Body):
    """A record, a dossier, or what a unit wrote from the first day to the last (both count; null: no end)."""

    kind: HoldTargetKind
    id: str
    first_day: date | None = None
    last_day: date | None = None


class HoldBody(Body):
    """A hold. `lift_asked_by` and `lifted_by` are two people; `targets` counts what it names."""

    id: str
    reason: str
    authority: str
    document: str
    stands: bool
    targets: int
    placed_by: str
    placed_at: datetime
    lift_reason: str
    lift_asked_by: str | None
    lifted_by: str | None
    lifted_at: datetime | None


class HoldList(Body):
    """Holds, oldest first; ask again with `after` set to `next` until it is null."""

    holds: tuple[HoldBody, ...]
    next: str | None


def rule_body(rule: RetentionRule) -> RuleBody:
    to = rule.applies_to
    return RuleBody(
        id=rule.id, code=rule.code, name=rule.name, state=rule.state, classes=tuple(sorted(to.record_classes)),
        types=tuple(sorted(to.type_codes)), period_kinds=tuple(sorted(to.period_kinds)),
        unit_kinds=tuple(sorted(to.unit_kinds)), dossier_kinds=tuple(sorted(to.dossier_kinds)),
        keeps=rule.period.kind, years=rule.period.years, action=rule.action, source=rule.source.title,
        article=rule.source.article, mark=rule.source.mark, effective_from=rule.effective_from,
        effective_to=rule.effective_to, supersedes=rule.supersedes, proposed_by=rule.proposed_by,
        proposed_at=rule.proposed_at, decided_by=rule.decided_by, decided_at=rule.decided_at,
    )  # fmt: skip


def what_if_body(found: WhatIf) -> WhatIfBody:
    moved = tuple(
        MovedBody(
            id=each.record_id, state_before=each.state_before, review_from_before=each.before,
            state_after=each.state_after, review_from_after=each.after,
        )
        for each in found.moved
    )  # fmt: skip
    return WhatIfBody(moved=moved, weighed=found.weighed, next=found.next)


def retention_body(decision: RetentionDecision, language: Language) -> RetentionBody:
    deciding = decision.deciding
    return RetentionBody(
        id=decision.record_id,
        state=decision.state,
        eligible=decision.eligible,
        review_from=decision.review_from,
        base_year=deciding.base_year,
        event_on=deciding.event_on,
        rule=deciding.rule.code if deciding.rule else None,
        decided_by=deciding.record_id or None,
        dossier=decision.dossier_id,
        holds=tuple(
            HoldFactsBody(
                id=hold.hold_id, reason=hold.reason, authority=hold.authority, document=hold.document,
                placed_on=hold.placed_on,
            )
            for hold in decision.holds
        ),
        next_step=decision.next_step,
        because=tuple(line.en if language == "en" else line.vi for line in explained(decision)),
    )  # fmt: skip


def due_body(found: Sequence[DueRecord], register: UnitRegister, limit: int) -> DueList:
    """A page of the list; `next` where it was full."""
    listed = tuple(
        DueBody(
            id=each.record_id, title=each.title, unit=unit_name(each.unit_id, register), rule=each.rule_id,
            review_from=each.review_from, held=each.held, disposition=each.listed,
        )
        for each in found
    )  # fmt: skip
    return DueList(due=listed, next=due_cursor(found[-1]) if len(found) == limit else None)


def due_cursor(entry: DueRecord) -> str:
    """Where the next page goes on: after this day and record."""
    return f"{entry.review_from.isoformat()}_{entry.record_id}"


def read_due_cursor(text: str) -> tuple[date, str]:
    """The day and the record of a cursor. Raises ValueError."""
    day, _, record_id = text.partition("_")
    return date.fromisoformat(day), record_id


def hold_body(hold: Hold) -> HoldBody:
    return HoldBody(
        id=hold.id, reason=hold.reason, authority=hold.authority, document=hold.document, stands=hold.stands,
        targets=len(hold.targets), placed_by=hold.placed_by, placed_at=hold.placed_at, lift_reason=hold.lift_reason,
        lift_asked_by=hold.lift_asked_by, lifted_by=hold.lifted_by, lifted_at=hold.lifted_at,
    )  # fmt: skip
