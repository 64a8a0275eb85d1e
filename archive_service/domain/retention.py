"""Retention rules as dated data, and the facts on which a decision about a record depends.

A rule says for which papers how long, counted from when, on whose word, and what happens at the end. Rules are
proposed by one person, approved by another, and never edited: a newer one supersedes an older one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from archive_service.domain.errors import BadField
from archive_service.domain.records import RecordClass

SHORTEST_YEARS = 2
LONGEST_YEARS = 70
"""Luật Lưu trữ 33/2024/QH15, art. 15: a period in years is never shorter and never longer."""

PERIOD_KINDS = frozenset({"month", "quarter", "year", "none"})


class KeepKind(StrEnum):
    PERMANENT = "permanent"
    YEARS = "years"
    UNTIL_EVENT = "until_event"


class FinalAction(StrEnum):
    """What is due when the period has passed. Nothing is ever destroyed by itself."""

    REVIEW_TO_DESTROY = "review"
    TRANSFER_OUT = "transfer"


class SourceMark(StrEnum):
    """How well the source of a rule is known: the rule itself was read, somebody's account of it, or our inference."""

    READ_IN_THE_RULE = "read"
    SECONDARY_SOURCE = "secondary"
    INFERRED = "inferred"


class RuleState(StrEnum):
    RULE_PROPOSED = "proposed"
    RULE_APPROVED = "approved"
    RULE_REFUSED = "refused"
    RULE_SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class RetentionPeriod:
    """How long: for ever, `years` whole years (2 to 70), or until something happened."""

    kind: KeepKind
    years: int | None = None


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """For which papers; an empty set does not narrow. `period_kinds` holds month, quarter, year, none."""

    record_classes: frozenset[RecordClass] = frozenset()
    type_codes: frozenset[str] = frozenset()
    period_kinds: frozenset[str] = frozenset()
    unit_kinds: frozenset[str] = frozenset()
    dossier_kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LegalSource:
    """Where a rule is written. `article` is the row or article; `mark` says how well we know it."""

    title: str
    article: str
    mark: SourceMark


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """A rule at one version. Its clock counts whole years from the year in which the work ended.

    `effective_from` and `effective_to` are compared with the day the work ended. `supersedes` is the id of the rule
    that ends when this one is approved.
    """

    id: str
    code: str
    name: str
    applies_to: AppliesTo
    period: RetentionPeriod
    source: LegalSource
    proposed_by: str
    proposed_at: datetime
    action: FinalAction = FinalAction.REVIEW_TO_DESTROY
    effective_from: date | None = None
    effective_to: date | None = None
    supersedes: str | None = None
    state: RuleState = RuleState.RULE_PROPOSED
    decided_by: str | None = None
    decided_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What a rule looks at in one record. `day` is the paper's own date, never the day of its deposit.

    `event_on` is the day on which it ceased to be in force. `not_before` and `made_permanent` come from a review that
    kept it: they only ever lengthen.
    """

    record_id: str
    record_class: RecordClass
    type_code: str
    day: date | None
    period: str | None = None
    unit_kind: str = "cell"
    event_on: date | None = None
    not_before: date | None = None
    made_permanent: bool = False


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """A dossier with all its members. `closed_at` is the day its work ended; an open one has none."""

    id: str
    kind: str
    closed_at: date | None
    members: tuple[PaperFacts, ...]


@dataclass(frozen=True, slots=True)
class RetentionFacts:
    """A record, and the dossier it lies in."""

    paper: PaperFacts
    dossier: DossierFacts | None = None


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """A hold that stands over the record."""

    hold_id: str
    reason: str
    authority: str
    document: str
    placed_on: date


def check_rule(rule: RetentionRule) -> None:
    """Raise BadField for what no rule can say."""
    period = rule.period
    if (period.kind is KeepKind.YEARS) != (period.years is not None):
        raise BadField(field="years", value=period.years or "")
    if period.years is not None and not SHORTEST_YEARS <= period.years <= LONGEST_YEARS:
        raise BadField(field="years", value=period.years)
    for name, text in (("code", rule.code), ("name", rule.name), ("source", rule.source.title)):
        if not text.strip() or len(text) > 300:
            raise BadField(field=name, value=text[:60])
    if rule.applies_to.period_kinds - PERIOD_KINDS:
        raise BadField(field="period_kinds", value=", ".join(sorted(rule.applies_to.period_kinds)))
    if rule.effective_from and rule.effective_to and rule.effective_from > rule.effective_to:
        raise BadField(field="effective_to", value=rule.effective_to.isoformat())


def period_kind(period: str | None) -> str:
    """month, quarter, year, or none for a paper that is for no period."""
    if period is None:
        return "none"
    return "quarter" if "Q" in period else "month" if "-" in period else "year"


def applies(rule: RetentionRule, paper: PaperFacts, dossier_kind: str | None, ended: date) -> bool:
    """Whether an approved rule speaks about the paper of work that ended on that day."""
    wanted = rule.applies_to
    return (
        rule.state is RuleState.RULE_APPROVED
        and (rule.effective_from is None or rule.effective_from <= ended)
        and (rule.effective_to is None or ended <= rule.effective_to)
        and (not wanted.record_classes or paper.record_class in wanted.record_classes)
        and (not wanted.type_codes or paper.type_code in wanted.type_codes)
        and (not wanted.period_kinds or period_kind(paper.period) in wanted.period_kinds)
        and (not wanted.unit_kinds or paper.unit_kind in wanted.unit_kinds)
        and (not wanted.dossier_kinds or dossier_kind in wanted.dossier_kinds)
    )
