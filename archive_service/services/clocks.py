"""Until when each record is kept: explained, listed, and decided anew when something changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from archive_service.domain.access import Act, Actor, may_anywhere, visible_scopes
from archive_service.domain.errors import NotFound, NotPermitted
from archive_service.domain.jobs import JobKind
from archive_service.domain.retention import HoldFacts, RetentionFacts, RetentionRule, RuleState
from archive_service.domain.retention_clock import RetentionDecision, decide
from archive_service.ports import Catalog, Clock, DueEntry, Transaction

PAGE = 500
FROM_THE_START = "start"


@dataclass(frozen=True, slots=True)
class RetentionService:
    catalog: Catalog
    clock: Clock

    def explain(self, actor: Actor, record_id: str) -> RetentionDecision:
        """The decision on one record as of today, with its reasons. Raises NotFound for one out of sight."""
        with self.catalog.read() as tx:
            if tx.records.get(record_id, visible_scopes(actor)) is None:
                raise NotFound
            return decided(tx, record_id, approved(tx.retention.rules()), self.clock.now().date())

    def due(
        self, actor: Actor, *, unit_id: str | None = None, after: tuple[date, str] | None = None, limit: int = 50
    ) -> Sequence[DueEntry]:
        """Records whose period is over, the longest overdue first: a list for review. Raises NotPermitted."""
        if not may_anywhere(actor, Act.SEE_RETENTION):
            raise NotPermitted
        with self.catalog.read() as tx:
            return tx.retention.due(
                visible_scopes(actor), self.clock.now().date(), unit_id=unit_id, after=after, limit=min(limit, 200)
            )

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
