"""Until when each record is kept: explained, listed, and decided anew when something changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from archive_service.domain.access import Act, Actor, may_anywhere, visible_scopes
from archive_service.domain.errors import NotFound, NotPermitted
from archive_service.domain.jobs import JobKind
from archive_service.domain.retention import HoldFacts, RetentionFacts, RetentionRule, RuleState
from archive_service.domain.retention_clock import RetentionDecision, decide
from archive_service.ports import Catalog, Clock, Transaction
from archive_service.services.missing import what_is_missing
from archive_service.services.units import UnitService

PAGE = 500
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
class RetentionService:
    catalog: Catalog
    units: UnitService
    clock: Clock

    def explain(self, actor: Actor, record_id: str) -> RetentionDecision:
        """The decision on one record as of today, with its reasons. Raises NotFound, Destroyed."""
        with self.catalog.read() as tx:
            if tx.records.get(record_id, visible_scopes(actor)) is None:
                raise what_is_missing(tx, actor, record_id)
            return decided(tx, record_id, approved(tx.retention.rules()), self.clock.now().date())

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
        until, since = self.clock.now().date() + timedelta(days=within_days), None
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

    def redecide_from(self, after: str) -> None:
        """Decide a page of all records anew and queue the next one."""
        with self.catalog.write() as tx:
            page = tx.records.list(None, after=None if after == FROM_THE_START else after, limit=PAGE)
            redecide(tx, [entry.record.id for entry in page.entries], self.clock.now().date())
            if page.more:
                tx.jobs.enqueue(JobKind.REDECIDE, page.entries[-1].record.id)


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
