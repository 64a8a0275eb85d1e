"""Until when each record is kept: explained, listed, and decided anew when something changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from archive_service.domain.access import Act, Actor, may_anywhere, visible_scopes
from archive_service.domain.errors import NotFound, NotPermitted
from archive_service.domain.jobs import JobKind
from archive_service.domain.local_time import local_day
from archive_service.domain.retention import HoldFacts, RetentionFacts, RetentionRule, RuleState
from archive_service.domain.retention_clock import ClockState, RetentionDecision, decide
from archive_service.ports import Catalog, Clock, Transaction
from archive_service.services.missing import what_is_missing
from archive_service.services.units import UnitService

PAGE = 500
MOST_NAMES = 200
FROM_THE_START = "start"


@dataclass(frozen=True, slots=True)
class DueRecord:
    """A record whose period is over. `held` while a hold stands over it, `listed` the disposition it is in."""

    record_id: str
    unit_id: str
    title: str
    rule_id: str | None
    review_from: date
    held: bool
    listed: str | None


@dataclass(frozen=True, slots=True)
class Glance:
    """How a record stands, without the reasons; `held` while a hold stands over it."""

    state: ClockState
    review_from: date | None
    held: bool


@dataclass(frozen=True, slots=True)
class RetentionService:
    catalog: Catalog
    units: UnitService
    clock: Clock

    def explain(self, actor: Actor, record_id: str) -> RetentionDecision:
        """The decision on one record as of today, with its reasons. Raises NotFound, Destroyed.

        Other papers of its dossier count, but those out of sight are not named: their id is empty, and since
        when they are no longer in force is not told.
        """
        with self.catalog.read() as tx:
            if tx.records.get(record_id, visible_scopes(actor)) is None:
                raise what_is_missing(tx, actor, record_id)
            decision = decided(tx, record_id, approved(tx.retention.rules()), local_day(self.clock.now()))
            seen = tx.records.get_many([each.record_id for each in decision.reckonings], visible_scopes(actor))
        return _as_seen(decision, seen.keys())

    def glance(self, actor: Actor, record_id: str) -> Glance | None:
        """How a record stands, as it was last noted; None for one out of sight, or not decided yet."""
        with self.catalog.read() as tx:
            noted = tx.retention.noted([record_id], visible_scopes(actor)).get(record_id)
            held = bool(tx.holds.over([record_id]))
        if noted is None:
            return None
        state, day = ClockState(noted[0]), noted[1]
        if state is ClockState.RUNNING_CLOCK and day is not None and day <= local_day(self.clock.now()):
            state = ClockState.REVIEW_DUE
        return Glance(state, day, held)

    def due(
        self,
        actor: Actor,
        *,
        unit: str | None = None,
        year: int | None = None,
        within_days: int = 0,
        after: tuple[date, str] | None = None,
        limit: int = 50,
    ) -> Sequence[DueRecord]:
        """Records whose period is over, or will be in some days, the longest overdue first: a list for review.

        `unit` is a code or id and takes along what is below it; `year` is that of the day of review. Raises
        NotPermitted, UnknownUnit.
        """
        if not may_anywhere(actor, Act.SEE_RETENTION):
            raise NotPermitted
        until, since = local_day(self.clock.now()) + timedelta(days=within_days), None
        if year is not None:
            since, until = date(year, 1, 1), min(date(year, 12, 31), until)
        below = self.units.register().below(self.units.named(actor, unit).id) if unit else None
        with self.catalog.read() as tx:
            found = tx.retention.due(
                visible_scopes(actor), until, since=since, unit_ids=below, after=after, limit=min(limit, 200)
            )
            ids = [each.record_id for each in found]
            holds, lists = tx.holds.over(ids), tx.dispositions.listed(ids)
        return [
            DueRecord(
                each.record_id, each.unit_id, each.title, each.rule_id, each.review_from, each.record_id in holds,
                lists.get(each.record_id),
            )
            for each in found
        ]  # fmt: skip

    def names_of(self, actor: Actor, user_ids: Collection[str | None]) -> dict[str, str]:
        """The names of people who took steps, as far as they still have accounts. Raises NotPermitted."""
        if not may_anywhere(actor, Act.SEE_RETENTION):
            raise NotPermitted
        with self.catalog.read() as tx:
            found = [tx.accounts.by_id(each) for each in sorted({each for each in user_ids if each})[:MOST_NAMES]]
        return {each.id: each.name for each in found if each is not None}

    def redecide_from(self, after: str) -> None:
        """Decide a page of all records anew and queue the next one."""
        with self.catalog.write() as tx:
            page = tx.records.list(None, after=None if after == FROM_THE_START else after, limit=PAGE)
            redecide(tx, [entry.record.id for entry in page.entries], local_day(self.clock.now()))
            if page.more:
                tx.jobs.enqueue(JobKind.REDECIDE, page.entries[-1].record.id)


def _as_seen(decision: RetentionDecision, seen: Collection[str]) -> RetentionDecision:
    reckonings = tuple(
        each if each.record_id in seen else replace(each, record_id="", event_on=None) for each in decision.reckonings
    )
    return replace(decision, reckonings=reckonings, deciding=reckonings[0])


def approved(rules: Collection[RetentionRule]) -> list[RetentionRule]:
    """The rules that speak."""
    return [rule for rule in rules if rule.state is RuleState.RULE_APPROVED]


def decided(tx: Transaction, record_id: str, rules: Sequence[RetentionRule], today: date) -> RetentionDecision:
    """The decision on one record from what the catalog says now. Raises NotFound."""
    facts = tx.retention.facts([record_id]).get(record_id)
    if facts is None:
        raise NotFound
    return decide(facts, rules, tx.holds.over([record_id]).get(record_id, ()), today)


def decisions_of(
    facts: Collection[RetentionFacts], rules: Sequence[RetentionRule], today: date, holds: Collection[HoldFacts] = ()
) -> dict[str, RetentionDecision]:
    """The decisions on these records and on all members of their dossiers; each dossier is reckoned once."""
    found: dict[str, RetentionDecision] = {}
    for each in facts:
        if each.paper.record_id in found:
            continue
        decision = decide(each, rules, holds, today)
        found[each.paper.record_id] = decision
        for member in each.dossier.members if each.dossier else ():
            found[member.record_id] = replace(decision, record_id=member.record_id)
    return found


def redecide(tx: Transaction, record_ids: Sequence[str], today: date) -> None:
    """Note anew until when these records and their dossiers are kept, in the caller's transaction."""
    facts = tx.retention.facts(record_ids)
    decisions = decisions_of(list(facts.values()), approved(tx.retention.rules()), today)
    tx.retention.keep_decisions(list(decisions.values()))
