"""The register of retention rules: one person proposes, another approves; what would move is shown before that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from archive_service.domain.access import Act, Actor, may_anywhere, visible_scopes
from archive_service.domain.errors import Conflict, NotFound, NotPermitted, SamePerson
from archive_service.domain.identifiers import RETENTION_RULE, new_id
from archive_service.domain.jobs import JobKind
from archive_service.domain.local_time import local_day
from archive_service.domain.logged_acts import LoggedAct
from archive_service.domain.retention import RetentionRule, RuleState, check_rule
from archive_service.domain.retention_clock import ClockState
from archive_service.ports import Catalog, Clock, StorageRoot
from archive_service.services.clocks import FROM_THE_START, approved, decisions_of
from archive_service.services.retention_json import RULES
from archive_service.services.trace import traced

MOST_WEIGHED = 1000


@dataclass(frozen=True, slots=True)
class Moved:
    """A record whose day of review or state would be another."""

    record_id: str
    state_before: ClockState
    before: date | None
    state_after: ClockState
    after: date | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a proposed rule would move among `weighed` records; ask again from `next` until it is None."""

    moved: tuple[Moved, ...]
    weighed: int
    next: str | None


@dataclass(frozen=True, slots=True)
class RuleService:
    catalog: Catalog
    storage: StorageRoot
    clock: Clock

    def list(self, actor: Actor) -> Sequence[RetentionRule]:
        """Every rule, with what it superseded. Anybody who may read records may read the rules they are kept by."""
        if not visible_scopes(actor) and not may_anywhere(actor, Act.OPERATE):
            raise NotPermitted
        with self.catalog.read() as tx:
            return tx.retention.rules()

    def propose(self, actor: Actor, rules: Sequence[RetentionRule]) -> Sequence[RetentionRule]:
        """Put rules before another person. One with the code of an approved rule is to supersede it.

        Rules that are in the register already, word for word, are not proposed again. Raises NotPermitted, BadField.
        """
        if not may_anywhere(actor, Act.PROPOSE_RETENTION):
            raise NotPermitted
        for rule in rules:
            check_rule(rule)
        known = {rule.code: rule for rule in approved(self.list(actor))}
        waiting = [rule for rule in self.list(actor) if rule.state is RuleState.RULE_PROPOSED]
        proposed = []
        for rule in rules:
            if any(_says(rule) == _says(other) for other in (*known.values(), *waiting)):
                continue
            now = self.clock.now()
            earlier = known.get(rule.code)
            new = replace(
                rule, id=new_id(RETENTION_RULE, now, self.clock.random_bytes(10)), proposed_by=actor.user_id,
                proposed_at=now, state=RuleState.RULE_PROPOSED, supersedes=earlier.id if earlier else None,
                decided_by=None, decided_at=None, version=1,
            )  # fmt: skip
            self._keep(actor, [new], "propose_rule")
            proposed.append(new)
        return proposed

    def decide(self, actor: Actor, rule_id: str, *, approve: bool) -> RetentionRule:
        """Approve or refuse what another person proposed; an approved one supersedes the one before it.

        Raises NotFound, NotPermitted, SamePerson, Conflict.
        """
        if not may_anywhere(actor, Act.APPROVE_RETENTION):
            raise NotPermitted
        rules = {rule.id: rule for rule in self.list(actor)}
        rule = rules.get(rule_id)
        if rule is None:
            raise NotFound
        if rule.proposed_by == actor.user_id:
            raise SamePerson
        if rule.state is not RuleState.RULE_PROPOSED:
            raise Conflict(state=rule.state.value)
        now = self.clock.now()
        state = RuleState.RULE_APPROVED if approve else RuleState.RULE_REFUSED
        new = replace(rule, state=state, decided_by=actor.user_id, decided_at=now, version=rule.version + 1)
        changed = [new]
        earlier = next((each for each in approved(rules.values()) if each.code == rule.code), None)
        if approve and earlier is not None:
            changed.insert(0, replace(earlier, state=RuleState.RULE_SUPERSEDED, version=earlier.version + 1))
        self._keep(actor, changed, "approve_rule" if approve else "refuse_rule", move=approve)
        return new

    def what_if(self, actor: Actor, rule_id: str, *, after: str | None = None, limit: int = MOST_WEIGHED) -> WhatIf:
        """Every record that a proposed rule would move, at most a thousand candidates at a time.

        A dossier moves as a whole: it is told of with each page that holds one of its papers. Raises NotFound,
        NotPermitted.
        """
        if not may_anywhere(actor, Act.SEE_RETENTION):
            raise NotPermitted
        today = local_day(self.clock.now())
        with self.catalog.read() as tx:
            rules = tx.retention.rules()
            new = next((rule for rule in rules if rule.id == rule_id), None)
            if new is None:
                raise NotFound
            now = approved(rules)
            then = [rule for rule in now if rule.code != new.code] + [replace(new, state=RuleState.RULE_APPROVED)]
            wanted = [rule.applies_to for rule in (new, *(rule for rule in now if rule.code == new.code))]
            page = tx.retention.touched_by(wanted, after=after, limit=min(limit, MOST_WEIGHED))
            facts = list(tx.retention.facts(page).values())
            before, later = decisions_of(facts, now, today), decisions_of(facts, then, today)
            seen = tx.records.get_many(list(before), visible_scopes(actor))
        moved = tuple(
            Moved(key, before[key].state, before[key].review_from, later[key].state, later[key].review_from)
            for key in sorted(before)
            if key in seen
            and (before[key].state, before[key].review_from) != (later[key].state, later[key].review_from)
        )
        return WhatIf(moved, len(page), page[-1] if len(page) == min(limit, MOST_WEIGHED) else None)

    def _keep(self, actor: Actor, rules: Sequence[RetentionRule], act: LoggedAct, *, move: bool = False) -> None:
        """Into the store, then the catalog. Raises VersionConflict when somebody else was first."""
        for rule in rules:
            self.storage.put_version(
                RULES.prefix + rule.id,
                expected_head=rule.version - 1,
                metadata=RULES.to_json(rule),
                user=actor.user_id,
                message=act.replace("_", " "),
                created=self.clock.now(),
            )
        with self.catalog.write() as tx:
            tx.retention.guard()
            for rule in rules:
                tx.retention.keep_rule(rule)
            if move:
                tx.jobs.enqueue(JobKind.REDECIDE, FROM_THE_START)
            tx.audit.append(traced(self.clock, actor, act, rules[-1].id, code=rules[-1].code))


def _says(rule: RetentionRule) -> tuple[object, ...]:
    """What a rule says, whoever said it when."""
    return (
        rule.code, rule.name, rule.applies_to, rule.period, rule.source, rule.action, rule.effective_from,
        rule.effective_to,
    )  # fmt: skip
