"""What lies in a dossier, in order, and what it lacks; closing it complete, or with a reason why not, and reopening it.

The order is that of a list of contents: by the day of the paper, then its number. A dossier of a month lacks what the
rules require of its cell for that month; every dossier lacks something while it is empty. Numbers that are missing in
between, papers without a day, drafts and papers without text are pointed out and keep nobody from closing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from archive_service.domain.access import Act, Actor, RecordFacts, VisibleScope, may, visible_scopes
from archive_service.domain.completeness import Paper, PeriodKind, Requirement, kind_of
from archive_service.domain.consultation import ConsultationState, named_papers
from archive_service.domain.errors import BadField, NotPermitted, UnknownUnit, WrongState
from archive_service.domain.local_time import local_day
from archive_service.domain.numbering import number_runs
from archive_service.domain.records import AccessLevel, Dossier, Lifecycle, TextState
from archive_service.ports import Catalog, KeptConsultation, RecordEntry, Transaction
from archive_service.services.completeness import CompletenessService
from archive_service.services.consultation_json import consultation_from_json
from archive_service.services.dossiers import LONGEST_REASON, DossierService

MOST_LISTED = 500


class Lack(StrEnum):
    EMPTY = "empty"
    MONTH = "month"
    NUMBERS = "numbers"
    UNDATED = "undated"
    DRAFTS = "drafts"
    UNREAD = "unread"


_IN_THE_WAY = frozenset({Lack.EMPTY, Lack.MONTH})


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that a dossier lacks: numbers or titles in words, or the requirements of its month."""

    lack: Lack
    what: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()

    @property
    def required(self) -> bool:
        """Whether closing needs a reason because of it."""
        return self.lack in _IN_THE_WAY


@dataclass(frozen=True, slots=True)
class DossierContents:
    """A dossier with its first 500 records in order. `consultation_id` where it belongs to a written consultation.

    `elsewhere` are papers that the consultation names and that are filed in another dossier or in none: a draft that
    lies among the papers of its year. They are part of the matter, and their period runs where they are filed.
    """

    dossier: Dossier
    entries: tuple[RecordEntry, ...]
    more: bool
    lacking: tuple[Lacking, ...]
    consultation_id: str | None
    elsewhere: tuple[RecordEntry, ...] = ()

    @property
    def incomplete(self) -> bool:
        return any(each.required for each in self.lacking)


@dataclass(frozen=True, slots=True)
class DossierContentsService:
    catalog: Catalog
    dossiers: DossierService
    completeness: CompletenessService

    def look(self, actor: Actor, dossier_id: str) -> DossierContents:
        """The dossier as far as the actor may see it. Raises NotFound."""
        dossier = self.dossiers.get(actor, dossier_id)
        scopes = visible_scopes(actor)
        with self.catalog.read() as tx:
            page = tx.records.in_dossier(dossier_id, scopes, limit=MOST_LISTED)
            consultation = tx.consultations.of_dossier(dossier_id, None)
            inside = {entry.record.id for entry in page.entries}
            elsewhere = filed_elsewhere(tx, consultation, inside, scopes) if consultation else ()
        lacking = self._lacking(actor, dossier, (*page.entries, *elsewhere))
        found = consultation.id if consultation else None
        return DossierContents(dossier, page.entries, page.more, lacking, found, elsewhere)

    def may_settle(self, actor: Actor, dossier: Dossier) -> bool:
        """Whether the actor may close and reopen it."""
        return may(actor, Act.DESCRIBE, RecordFacts(dossier.unit_id, AccessLevel.INTERNAL, Lifecycle.ISSUED))

    def close(self, actor: Actor, dossier_id: str, closed_at: date, although_incomplete: str = "") -> Dossier:
        """Close the dossier on the day its work ended: complete, or with a reason why not.

        Raises NotFound, NotPermitted, VersionConflict, BadField (reason) without one for an incomplete dossier,
        WrongState for one that is closed, or whose written consultation is not over: that closes it.
        """
        found = self.look(actor, dossier_id)
        self._check(actor, found)
        if found.dossier.closed_at is not None:
            raise WrongState(state="closed")
        self._check_consultation(found)
        reason = although_incomplete.strip()
        if found.incomplete and not reason:
            raise BadField(field="reason", value="")
        return self.dossiers.close(actor, dossier_id, closed_at, reason if found.incomplete else "")

    def reopen(self, actor: Actor, dossier_id: str, reason: str) -> Dossier:
        """Open a closed dossier again, because a paper came to light; until it is closed anew its clock stands still.

        Raises NotFound, NotPermitted, VersionConflict, BadField (reason), WrongState for one that is open, or that
        belongs to a written consultation, which ends once.
        """
        found = self.look(actor, dossier_id)
        self._check(actor, found)
        if found.dossier.closed_at is None or found.consultation_id is not None:
            raise WrongState(state="open" if found.dossier.closed_at is None else ConsultationState.CLOSED.value)
        if not reason.strip() or len(reason) > LONGEST_REASON:
            raise BadField(field="reason", value=reason[:60])
        return self.dossiers.reopen(actor, dossier_id, reason.strip())

    def _check(self, actor: Actor, found: DossierContents) -> None:
        if not self.may_settle(actor, found.dossier):
            raise NotPermitted

    def _check_consultation(self, found: DossierContents) -> None:
        if found.consultation_id is None:
            return
        with self.catalog.read() as tx:
            consultation = tx.consultations.get(found.consultation_id, None)
        if consultation is not None and consultation.state is not ConsultationState.CLOSED:
            raise WrongState(state=consultation.state.value)

    def _lacking(self, actor: Actor, dossier: Dossier, entries: Sequence[RecordEntry]) -> tuple[Lacking, ...]:
        if not entries:
            return (Lacking(Lack.EMPTY),)
        undated = _titles(entry for entry in entries if entry.record.description.day is None)
        drafts = _titles(entry for entry in entries if entry.record.description.lifecycle is Lifecycle.DRAFT)
        unread = _titles(entry for entry in entries if entry.text.state is TextState.NO_TEXT)
        month = self._month(actor, dossier, entries)
        hints = ((Lack.NUMBERS, _missing_numbers(entries)), (Lack.UNDATED, undated), (Lack.UNREAD, unread))
        found = [Lacking(Lack.MONTH, requirements=month)] if month else []
        found += [Lacking(lack, what) for lack, what in hints if what]
        if drafts and len(drafts) == len(entries):
            found.append(Lacking(Lack.DRAFTS, drafts))
        return tuple(found)

    def _month(self, actor: Actor, dossier: Dossier, entries: Sequence[RecordEntry]) -> tuple[Requirement, ...]:
        """What the rules require for the month of a monthly dossier and nobody has handed in."""
        periods = {entry.record.description.period for entry in entries} - {None}
        months = {each for each in periods if each is not None and kind_of(each) is PeriodKind.MONTH}
        if dossier.kind != "monthly" or len(months) != 1:
            return ()
        try:
            slot = self.completeness.slot(actor, dossier.unit_id, months.pop()).slot
        except UnknownUnit:
            return ()
        return slot.missing


def filed_elsewhere(
    tx: Transaction, consultation: KeptConsultation, inside: Collection[str], scopes: Sequence[VisibleScope] | None
) -> tuple[RecordEntry, ...]:
    """The papers a consultation names that are not among those `inside` its dossier, in the order they came about."""
    about = consultation_from_json(consultation.body, consultation.version)
    named = [record_id for record_id in named_papers(about) if record_id not in inside][:MOST_LISTED]
    if not named:
        return ()
    found = tx.records.get_many(named, scopes)
    return tuple(found[record_id] for record_id in named if record_id in found)


def _missing_numbers(entries: Sequence[RecordEntry]) -> tuple[str, ...]:
    runs = number_runs(_paper(entry) for entry in entries)
    return tuple(f"{number:02d}{run.series}" for run in runs for number in run.missing)


def _paper(entry: RecordEntry) -> Paper:
    about = entry.record.description
    return Paper(
        record_id=entry.record.id, unit_id=about.unit_id, type_code=about.type_code, lifecycle=about.lifecycle,
        title=about.title, folded_title="", period=about.period or "",
        deposited_on=local_day(entry.record.deposited_at),
        symbol=about.symbol, number=about.number, date=about.date, dossier_id=about.dossier_id,
    )  # fmt: skip


def _titles(entries: Iterable[RecordEntry]) -> tuple[str, ...]:
    return tuple(entry.record.description.title for entry in entries)
