"""What must exist for a cell and a month, and whether it does. Pure: requirements and papers in, slots out.

A slot is one cell in one period. Papers count for the period they are *for* (kỳ), not for the day they were
written or handed in: the resolution for March may be dated 28 February. Requirements are dated data
(config/completeness.toml); each says whether a rule or only the custom of the archive stands behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from archive_service.domain.periods import months_of, period_end
from archive_service.domain.records import Lifecycle


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Basis(StrEnum):
    """What stands behind a requirement: a rule that was read, or the custom of this archive."""

    RULE = "rule"
    CUSTOM = "custom"


class SlotState(StrEnum):
    """đủ · thiếu · chỉ có dự thảo · thay bằng xin ý kiến · có lý do · không áp dụng · chưa đến hạn."""

    COMPLETE = "complete"
    MISSING = "missing"
    DRAFT_ONLY = "draft_only"
    REPLACED = "replaced"
    EXCUSED = "excused"
    NOT_APPLICABLE = "not_applicable"
    NOT_DUE = "not_due"


class FindingState(StrEnum):
    PRESENT = "present"
    DRAFT_ONLY = "draft_only"
    REPLACED = "replaced"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class PaperKind:
    """Which papers serve: one of the types, any of `with_words` in the folded title (if any are given), none of
    `without_words`; `lifecycle` says in which state.
    """

    type_codes: frozenset[str]
    with_words: tuple[str, ...] = ()
    without_words: tuple[str, ...] = ()
    lifecycle: Lifecycle = Lifecycle.ISSUED

    def fits(self, type_code: str, folded_title: str) -> bool:
        """Whether a paper of this type and title is of this kind, whatever its lifecycle."""
        return (
            type_code in self.type_codes
            and (not self.with_words or any(words in folded_title for words in self.with_words))
            and not any(words in folded_title for words in self.without_words)
        )


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must exist for each unit of these kinds and each period while it is in force.

    `due_days` are the days after the end of the period until it must be in the archive.
    """

    code: str
    name_vi: str
    name_en: str
    period_kind: PeriodKind
    paper: PaperKind
    unit_kinds: frozenset[str]
    source: str
    basis: Basis
    due_days: int = 10
    replaced_by_consultation: bool = False
    effective_from: date | None = None
    effective_to: date | None = None

    def applies(self, period: str, unit_kind: str) -> bool:
        """Whether a unit of this kind needs it for this period: in force on the period's last day."""
        return (
            unit_kind in self.unit_kinds
            and kind_of(period) is self.period_kind
            and (self.effective_from is None or self.effective_from <= period_end(period))
            and (self.effective_to is None or period_end(period) <= self.effective_to)
        )


@dataclass(frozen=True, slots=True)
class ConsultationPart:
    """A paper without which a written consultation is not complete."""

    code: str
    name_vi: str
    name_en: str
    paper: PaperKind


@dataclass(frozen=True, slots=True)
class CompletenessRules:
    """All requirements and the parts of a complete written consultation."""

    requirements: tuple[Requirement, ...] = ()
    consultation: tuple[ConsultationPart, ...] = ()

    def for_period(self, period: str, unit_kind: str) -> tuple[Requirement, ...]:
        return tuple(each for each in self.requirements if each.applies(period, unit_kind))


@dataclass(frozen=True, slots=True)
class Paper:
    """What a slot looks at of a record. `period_assumed`: the paper states none, its month of writing stands in."""

    record_id: str
    unit_id: str
    type_code: str
    lifecycle: Lifecycle
    title: str
    folded_title: str
    period: str
    deposited_on: date
    symbol: str | None = None
    number: int | None = None
    date: date | None = None
    dossier_id: str | None = None
    period_assumed: bool = False

    @property
    def is_final(self) -> bool:
        """Issued, or issued once and replaced since; a draft that a later draft replaced bears no number."""
        return self.lifecycle is Lifecycle.ISSUED or (
            self.lifecycle is Lifecycle.SUPERSEDED and self.number is not None
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """How one requirement stands in a slot, and the records that serve it (drafts, where there is nothing else)."""

    requirement: Requirement
    state: FindingState
    papers: tuple[Paper, ...] = ()
    late: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell in one period. `late`: something that is there came after its day."""

    unit_id: str
    period: str
    state: SlotState
    findings: tuple[Finding, ...] = ()
    due: date | None = None

    @property
    def late(self) -> bool:
        return any(finding.late for finding in self.findings)

    @property
    def missing(self) -> tuple[Requirement, ...]:
        """What is not there in its final form."""
        open_states = (FindingState.MISSING, FindingState.DRAFT_ONLY)
        return tuple(finding.requirement for finding in self.findings if finding.state in open_states)


@dataclass(frozen=True, slots=True)
class PapersByPeriod:
    """The papers of one unit by the period they are for; a quarter and a year also see the papers of their months."""

    by_period: Mapping[str, tuple[Paper, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, papers: Iterable[Paper]) -> PapersByPeriod:
        gathered: dict[str, list[Paper]] = {}
        for paper in papers:
            gathered.setdefault(paper.period, []).append(paper)
        return cls({period: tuple(listed) for period, listed in gathered.items()})

    def within(self, period: str) -> tuple[Paper, ...]:
        """Papers for the period itself, and for the shorter periods inside it."""
        found = list(self.by_period.get(period, ()))
        if kind_of(period) is not PeriodKind.MONTH:
            quarters = [f"{period}-Q{number}" for number in range(1, 5)] if kind_of(period) is PeriodKind.YEAR else []
            for each in (*quarters, *months_of(period)):
                found.extend(self.by_period.get(each, ()))
        return tuple(found)


def kind_of(period: str) -> PeriodKind:
    """The kind of a period in its written form: 2022-03, 2022-Q1, 2022."""
    if len(period) == 4:
        return PeriodKind.YEAR
    return PeriodKind.QUARTER if "Q" in period else PeriodKind.MONTH


def judge(
    unit_id: str,
    unit_kind: str,
    period: str,
    rules: CompletenessRules,
    papers: PapersByPeriod,
    *,
    there: bool,
    excused: bool,
    complete_consultations: frozenset[str],
    today: date,
) -> Slot:
    """How a unit stands in a period. `there`: the unit existed in it; `excused`: an approved reason covers it.

    A written consultation took place when all its parts are here, or when the resolution lies in a consultation
    dossier that was closed complete: who may not read the members' names still learns that it was. One closed with a
    reason why something is missing is no consultation; what the reason covers is for an excused gap to say.
    """
    requirements = rules.for_period(period, unit_kind) if there else ()
    if not requirements:
        return Slot(unit_id, period, SlotState.NOT_APPLICABLE)
    found = papers.within(period)
    consulted = not missing_parts(rules, found) or any(
        paper.dossier_id in complete_consultations for paper in found if paper.is_final
    )
    findings = tuple(_finding(each, period, found, consulted=consulted) for each in requirements)
    due = max(period_end(period) + timedelta(days=each.due_days) for each in requirements)
    return Slot(unit_id, period, _state(findings, excused=excused, not_due=today <= due), findings, due)


def missing_parts(rules: CompletenessRules, papers: Sequence[Paper]) -> tuple[ConsultationPart, ...]:
    """The parts a written consultation lacks; every part when none took place."""
    return tuple(
        part
        for part in rules.consultation
        if not any(
            paper.lifecycle is part.paper.lifecycle and part.paper.fits(paper.type_code, paper.folded_title)
            for paper in papers
        )
    )


def _finding(requirement: Requirement, period: str, papers: Sequence[Paper], *, consulted: bool) -> Finding:
    fitting = [paper for paper in papers if requirement.paper.fits(paper.type_code, paper.folded_title)]
    final = tuple(paper for paper in fitting if paper.is_final)
    if final:
        due = period_end(period) + timedelta(days=requirement.due_days)
        late = min(paper.deposited_on for paper in final) > due
        return Finding(requirement, FindingState.PRESENT, final, late)
    if consulted and requirement.replaced_by_consultation:
        return Finding(requirement, FindingState.REPLACED)
    if fitting:
        return Finding(requirement, FindingState.DRAFT_ONLY, tuple(fitting))
    return Finding(requirement, FindingState.MISSING)


def _state(findings: Sequence[Finding], *, excused: bool, not_due: bool) -> SlotState:
    states = {finding.state for finding in findings}
    if states <= {FindingState.PRESENT, FindingState.REPLACED}:
        return SlotState.REPLACED if FindingState.REPLACED in states else SlotState.COMPLETE
    if excused:
        return SlotState.EXCUSED
    if not_due:
        return SlotState.NOT_DUE
    return SlotState.MISSING if FindingState.MISSING in states else SlotState.DRAFT_ONLY
