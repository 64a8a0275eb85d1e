"""The clock: until when a record is kept, decided from facts alone, with every reason for it.

Whole years are counted from the year in which the work ended (Luật Lưu trữ 33/2024/QH15, art. 15): work that ended
in 2022 and is kept 20 years stays through 2042 and may be reviewed from 1 January 2043. Of several rules the one that
keeps longest decides, and a dossier is kept as long as its longest member. What is not known stops the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from archive_service.domain.retention import (
    DossierFacts,
    HoldFacts,
    KeepKind,
    PaperFacts,
    RetentionFacts,
    RetentionRule,
    applies,
)


class ClockState(StrEnum):
    """Where a record stands. The later of two in this order decides for a dossier that has members in both."""

    REVIEW_DUE = "due"
    RUNNING_CLOCK = "running"
    EVENT_PENDING = "event_pending"
    UNKNOWN_DATE = "unknown_date"
    NO_RULE = "no_rule"
    OPEN_DOSSIER = "open_dossier"
    KEPT_FOR_EVER = "permanent"


class RetentionStanding(StrEnum):
    """What a search may be narrowed to. Every record stands in one of the first five; a hold comes on top of it.

    `kept` has no day of review within 90 days, or none yet because the dossier is open or the paper in force;
    `undetermined` lacks a date or a rule.
    """

    STILL_KEPT = "kept"
    ENDS_SOON = "ends_soon"
    UP_FOR_REVIEW = "due"
    KEPT_FOR_EVER = "permanent"
    UNDETERMINED = "undetermined"
    UNDER_HOLD = "held"


SOON_DAYS = 90


class NextStep(StrEnum):
    KEEP_FOR_EVER = "keep"
    WAIT_FOR_THE_DAY = "wait"
    PUT_TO_REVIEW = "review"
    LIFT_HOLDS_FIRST = "lift_holds"
    CLOSE_THE_DOSSIER = "close_dossier"
    STATE_THE_DATE = "state_date"
    RECORD_THE_EVENT = "record_event"
    FIND_A_RULE = "find_rule"


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What one rule makes of one paper. `rule` is None where none applies or a review decided.

    `base_year` is the year the work ended, or the paper ceased to be in force on `event_on` if that was later;
    `review_from` the first day on which it may be reviewed.
    """

    record_id: str
    state: ClockState
    rule: RetentionRule | None = None
    base_year: int | None = None
    review_from: date | None = None
    event_on: date | None = None


@dataclass(frozen=True, slots=True)
class RetentionDecision:
    """Until when a record is kept and why. `deciding` keeps longest; `reckonings` are all that were weighed.

    `papers` counts the papers of the dossier, the record among them.
    """

    record_id: str
    state: ClockState
    deciding: Reckoning
    reckonings: tuple[Reckoning, ...]
    holds: tuple[HoldFacts, ...]
    dossier_id: str | None
    next_step: NextStep
    papers: int = 1

    @property
    def review_from(self) -> date | None:
        return self.deciding.review_from

    @property
    def ends_with_force(self) -> bool:
        """Whether a rule keeps this very record until it is no longer in force, noted already or not."""
        own = (each.rule for each in self.reckonings if each.record_id == self.record_id)
        return any(rule is not None and rule.period.kind is KeepKind.UNTIL_EVENT for rule in own)

    @property
    def eligible(self) -> bool:
        """Whether it may be destroyed today, by the whole procedure."""
        return self.state is ClockState.REVIEW_DUE and not self.holds


_RANK = {state: number for number, state in enumerate(ClockState)}
_STEPS = {
    ClockState.KEPT_FOR_EVER: NextStep.KEEP_FOR_EVER,
    ClockState.RUNNING_CLOCK: NextStep.WAIT_FOR_THE_DAY,
    ClockState.REVIEW_DUE: NextStep.PUT_TO_REVIEW,
    ClockState.OPEN_DOSSIER: NextStep.CLOSE_THE_DOSSIER,
    ClockState.UNKNOWN_DATE: NextStep.STATE_THE_DATE,
    ClockState.EVENT_PENDING: NextStep.RECORD_THE_EVENT,
    ClockState.NO_RULE: NextStep.FIND_A_RULE,
}


def decide(
    facts: RetentionFacts, rules: Sequence[RetentionRule], holds: Iterable[HoldFacts], today: date
) -> RetentionDecision:
    """Until when the record is kept. Pure; the order of rules, members and holds does not matter."""
    dossier = facts.dossier
    members = {paper.record_id: paper for paper in (*(dossier.members if dossier else ()), facts.paper)}
    ended = _work_ended(dossier, members.values())
    reckonings = sorted(
        (each for paper in members.values() for each in _reckon(paper, dossier, ended, rules, today)),
        key=_longest_first,
    )
    deciding = reckonings[0]
    standing = tuple(sorted(holds, key=lambda hold: (hold.placed_on, hold.hold_id)))
    step = _STEPS[deciding.state]
    return RetentionDecision(
        record_id=facts.paper.record_id,
        state=deciding.state,
        deciding=deciding,
        reckonings=tuple(reckonings),
        holds=standing,
        dossier_id=dossier.id if dossier else None,
        next_step=NextStep.LIFT_HOLDS_FIRST if standing and step is NextStep.PUT_TO_REVIEW else step,
        papers=len(members),
    )


def _work_ended(dossier: DossierFacts | None, papers: Iterable[PaperFacts]) -> date | None:
    """The day the work ended: the last paper, or the closing of the dossier if that was later.

    None while the dossier is open, or when one of the papers bears no date: it might be the last.
    """
    if dossier is not None and dossier.closed_at is None:
        return None
    days = [paper.day for paper in papers]
    known = [day for day in days if day is not None]
    if len(known) < len(days):
        return None
    return max([*known, dossier.closed_at] if dossier and dossier.closed_at else known)


def _reckon(
    paper: PaperFacts, dossier: DossierFacts | None, ended: date | None, rules: Sequence[RetentionRule], today: date
) -> list[Reckoning]:
    """What every rule that applies makes of one paper; at least one answer."""
    if paper.made_permanent:
        return [Reckoning(paper.record_id, ClockState.KEPT_FOR_EVER)]
    kind = dossier.kind if dossier else None
    day = ended or paper.day or today
    speaking = [rule for rule in rules if applies(rule, paper, kind, day)]
    found = [_by_rule(paper, dossier, ended, rule, today) for rule in speaking]
    if not found:
        found = [Reckoning(paper.record_id, ClockState.NO_RULE)]
    if paper.not_before is not None:
        found.append(Reckoning(paper.record_id, _due(paper.not_before, today), review_from=paper.not_before))
    return found


def _by_rule(
    paper: PaperFacts, dossier: DossierFacts | None, ended: date | None, rule: RetentionRule, today: date
) -> Reckoning:
    if rule.period.kind is KeepKind.PERMANENT:
        return Reckoning(paper.record_id, ClockState.KEPT_FOR_EVER, rule)
    if ended is None:
        is_open = dossier is not None and dossier.closed_at is None
        return Reckoning(paper.record_id, ClockState.OPEN_DOSSIER if is_open else ClockState.UNKNOWN_DATE, rule)
    base_year, event_on = ended.year, None
    if rule.period.kind is KeepKind.UNTIL_EVENT:
        if paper.event_on is None:
            return Reckoning(paper.record_id, ClockState.EVENT_PENDING, rule)
        base_year, event_on = max(base_year, paper.event_on.year), paper.event_on
    review_from = date(base_year + (rule.period.years or 0) + 1, 1, 1)
    return Reckoning(paper.record_id, _due(review_from, today), rule, base_year, review_from, event_on)


def _due(review_from: date, today: date) -> ClockState:
    return ClockState.REVIEW_DUE if review_from <= today else ClockState.RUNNING_CLOCK


def _longest_first(reckoning: Reckoning) -> tuple[int, int, str, str]:
    """Whatever stops the clock outweighs a date; of dates the latest; then by name, so that order never matters."""
    day = reckoning.review_from.toordinal() if reckoning.review_from else 0
    return -_RANK[reckoning.state], -day, reckoning.rule.code if reckoning.rule else "", reckoning.record_id
