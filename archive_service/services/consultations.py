"""Written consultations: who may do which step, the records each step rests on, and who may read names.

Every step is a version of one object in the store; draft, letter, synthesis and resolution are records of the
consultation's dossier.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from archive_service.domain import consultation_steps as steps
from archive_service.domain.access import Act, Actor, may, visible_scopes
from archive_service.domain.consultation import (
    Channel,
    Consultation,
    Member,
    Opinion,
    Reminder,
    Round,
    Taken,
)
from archive_service.domain.errors import BadField, NotFound, NotPermitted, VersionConflict
from archive_service.domain.identifiers import CONSULTATION, new_id
from archive_service.domain.links import LinkKind
from archive_service.domain.local_time import local_day
from archive_service.domain.logged_acts import LoggedAct
from archive_service.domain.records import AccessLevel, Lifecycle, Record, parse_period
from archive_service.ports import Catalog, Clock, StorageRoot
from archive_service.services.consultation_json import (
    CONSULTATION_PREFIX,
    consultation_from_json,
    consultation_to_json,
    kept,
)
from archive_service.services.consultation_seen import Seen, facts_of, readable_units, responsible, seen_by
from archive_service.services.dossiers import DossierService
from archive_service.services.links import LinkService
from archive_service.services.trace import traced
from archive_service.services.units import UnitService

MOST_MEMBERS = 2000
LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class Sending:
    """What a round needs: the draft and the letter (records), the members, until when and how."""

    draft_id: str
    letter_id: str | None
    members: tuple[Member, ...]
    deadline: datetime
    channel: Channel = Channel.PAPER
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConsultationService:
    catalog: Catalog
    storage: StorageRoot
    units: UnitService
    dossiers: DossierService
    links: LinkService
    clock: Clock

    def open(
        self,
        actor: Actor,
        unit: str,
        title: str,
        reason: str,
        period: str | None = None,
        draft_id: str | None = None,
        *,
        opened_at: date | None = None,
    ) -> Consultation:
        """Begin a consultation with a dossier of its own; `draft_id` is the draft it is about, of the same cell.

        `opened_at` is the day the matter began, where it is entered afterwards from its papers; else today.

        Raises UnknownUnit, NotPermitted, BadField.
        """
        if not reason.strip() or len(reason) > LONGEST_TEXT:
            raise BadField(field="reason", value=reason[:60])
        unit_id = self.units.named(actor, unit).id
        when = parse_period(period) if period else None
        if draft_id is not None:
            self._draft(actor, unit_id, draft_id)
        dossier = self.dossiers.open(actor, unit_id, title, kind="consultation", opened_at=opened_at)
        consultation = Consultation(
            id=new_id(CONSULTATION, self.clock.now(), self.clock.random_bytes(10)),
            unit_id=unit_id,
            dossier_id=dossier.id,
            title=title.strip(),
            reason=reason.strip(),
            period=when,
            draft_id=draft_id,
        )
        self._keep(actor, consultation, "open_consultation")
        return consultation

    def see(self, actor: Actor, consultation_id: str) -> Seen:
        """The consultation; without the names of opinions for who may not read restricted records of the cell.

        Raises NotFound.
        """
        return seen_by(actor, self._found(actor, consultation_id), self.clock.now())

    def list(
        self, actor: Actor, *, after: str | None = None, limit: int = 50, open_only: bool = False
    ) -> tuple[Sequence[Seen], bool]:
        """Consultations one may read, newest first, and whether more follow."""
        with self.catalog.read() as tx:
            found, more = tx.consultations.list(
                readable_units(actor), after=after, limit=min(limit, 200), open_only=open_only
            )
        now = self.clock.now()
        return [seen_by(actor, consultation_from_json(each.body, each.version), now) for each in found], more

    def send(self, actor: Actor, consultation_id: str, sending: Sending, expected: int) -> Consultation:
        """Begin a round: draft and members are frozen. Raises NotFound, NotPermitted, BadField, Conflict."""
        if len(sending.members) > MOST_MEMBERS:
            raise BadField(field="members", value=len(sending.members))
        current = self._changeable(actor, consultation_id, expected)
        draft = self._draft(actor, current.unit_id, sending.draft_id)
        if sending.letter_id is not None:
            self._record(actor, current.unit_id, sending.letter_id, "letter")
        opened = Round(
            number=0,
            draft_id=draft.id,
            draft_sha512=draft.files[0].sha512,
            letter_id=sending.letter_id,
            channel=sending.channel,
            members=sending.members,
            sent_at=sending.sent_at or self.clock.now(),
            deadline=sending.deadline,
        )
        sent = self._move(actor, current, lambda c: steps.begin_round(c, opened), "send_consultation")
        if current.round is not None:
            self.links.join(actor, current.round.draft_id, LinkKind.REPLACED_BY, draft.id)
        return sent

    def record_opinions(
        self, actor: Actor, consultation_id: str, opinions: Sequence[Opinion], expected: int
    ) -> Consultation:
        """Add replies, one or many. Raises NotFound, NotPermitted, BadField, Conflict."""
        current = self._changeable(actor, consultation_id, expected)
        for opinion in opinions:
            if len(opinion.text) > LONGEST_TEXT:
                raise BadField(field="text", value=opinion.text[:60])
            if opinion.document_id is not None:
                self._record(actor, current.unit_id, opinion.document_id, "document")
        return self._move(actor, current, lambda c: steps.record_opinions(c, opinions), "record_opinions")

    def remind(self, actor: Actor, consultation_id: str, reminder: Reminder, expected: int) -> Consultation:
        """Note that members without a reply were reminded. Raises NotFound, NotPermitted, BadField, Conflict."""
        current = self._changeable(actor, consultation_id, expected)
        return self._move(actor, current, lambda c: steps.remind(c, reminder), "remind_members")

    def end_replies(self, actor: Actor, consultation_id: str, expected: int) -> Consultation:
        current = self._changeable(actor, consultation_id, expected)
        return self._move(actor, current, lambda c: steps.end_replies(c, self.clock.now()), "end_replies")

    def synthesise(
        self, actor: Actor, consultation_id: str, synthesis_id: str, taken: Sequence[Taken], expected: int
    ) -> Consultation:
        """The synthesis, a record of the dossier, with what was taken up and what not."""
        current = self._changeable(actor, consultation_id, expected)
        self._record(actor, current.unit_id, synthesis_id, "synthesis")
        return self._move(actor, current, lambda c: steps.synthesise(c, synthesis_id, taken), "synthesise")

    def issue(self, actor: Actor, consultation_id: str, resolution_id: str, expected: int) -> Consultation:
        """Link the issued resolution, with the draft it came from too."""
        current = self._changeable(actor, consultation_id, expected)
        resolution = self._record(actor, current.unit_id, resolution_id, "resolution")
        if resolution.description.lifecycle is not Lifecycle.ISSUED:
            raise BadField(field="resolution", value=resolution_id)
        issued = self._move(actor, current, lambda c: steps.issue(c, resolution_id), "issue_after_consultation")
        if current.round is not None:
            self.links.join(actor, current.round.draft_id, LinkKind.BECAME, resolution_id)
        return issued

    def reject(self, actor: Actor, consultation_id: str, expected: int) -> Consultation:
        current = self._changeable(actor, consultation_id, expected)
        return self._move(actor, current, steps.reject, "reject_after_consultation")

    def close(
        self,
        actor: Actor,
        consultation_id: str,
        expected: int,
        *,
        notice_id: str | None = None,
        although_incomplete: str = "",
    ) -> Consultation:
        """Close the consultation and its dossier, on the day of its last paper. Only who may describe records."""
        current = self._changeable(actor, consultation_id, expected)
        if not may(actor, Act.DESCRIBE, facts_of(current.unit_id, AccessLevel.INTERNAL)):
            raise NotPermitted
        if notice_id is not None:
            self._record(actor, current.unit_id, notice_id, "notice")
        closed = self._move(
            actor,
            current,
            lambda c: steps.close(c, notice_id=notice_id, although_incomplete=although_incomplete),
            "close_consultation",
        )
        if self.dossiers.get(actor, closed.dossier_id).closed_at is None:
            reason = closed.closed_incomplete_because
            self.dossiers.close(actor, closed.dossier_id, self._last_day(actor, closed), reason)
        return closed

    def _last_day(self, actor: Actor, closed: Consultation) -> date:
        """The day of the newest paper the consultation names; today when none bears a day."""
        named = [each for each in (closed.synthesis_id, closed.resolution_id, closed.notice_id) if each is not None]
        with self.catalog.read() as tx:
            found = tx.records.get_many(named, visible_scopes(actor)).values()
        days = [entry.record.description.date for entry in found if entry.record.description.date is not None]
        return max(days, default=local_day(self.clock.now()))

    def _found(self, actor: Actor, consultation_id: str) -> Consultation:
        with self.catalog.read() as tx:
            found = tx.consultations.get(consultation_id, readable_units(actor))
        if found is None:
            raise NotFound
        return consultation_from_json(found.body, found.version)

    def _changeable(self, actor: Actor, consultation_id: str, expected: int) -> Consultation:
        current = self._found(actor, consultation_id)
        if not responsible(actor, current.unit_id):
            raise NotPermitted
        if current.version != expected:
            raise VersionConflict(expected=expected, current=current.version)
        return current

    def _draft(self, actor: Actor, unit_id: str, record_id: str) -> Record:
        """A draft, or one that a later draft has replaced, where a consultation of the past is entered."""
        draft = self._record(actor, unit_id, record_id, "draft")
        if draft.description.lifecycle is Lifecycle.ISSUED:
            raise BadField(field="draft", value=record_id)
        return draft

    def _record(self, actor: Actor, unit_id: str, record_id: str, field: str) -> Record:
        """A record of the same cell that the actor may read. Raises BadField naming the field."""
        with self.catalog.read() as tx:
            entry = tx.records.get(record_id, visible_scopes(actor))
        if entry is None or entry.record.description.unit_id != unit_id:
            raise BadField(field=field, value=record_id[:40])
        return entry.record

    def _move(
        self, actor: Actor, current: Consultation, step: Callable[[Consultation], Consultation], act: LoggedAct
    ) -> Consultation:
        moved = replace(step(current), version=current.version + 1)
        self._keep(actor, moved, act)
        return moved

    def _keep(self, actor: Actor, consultation: Consultation, act: LoggedAct) -> None:
        """Into the store, then the catalog. Raises VersionConflict when somebody else was first."""
        self.storage.put_version(
            CONSULTATION_PREFIX + consultation.id,
            expected_head=consultation.version - 1,
            metadata=consultation_to_json(consultation),
            user=actor.user_id,
            message=act.replace("_", " "),
            created=self.clock.now(),
        )
        with self.catalog.write() as tx:
            tx.consultations.keep(kept(consultation))
            tx.audit.append(
                traced(
                    self.clock, actor, act, consultation.id, unit=consultation.unit_id, state=consultation.state.value
                )
            )
