"""Disposition: a frozen list goes from step to step, each with its paper, to a decision and its execution."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import BinaryIO

from archive_service.domain.access import Act, Actor, RecordFacts, may, may_anywhere, visible_scopes
from archive_service.domain.disposition import (
    PAPER_STEPS,
    Council,
    Disposition,
    DispositionItem,
    DispositionReason,
    DispositionState,
    DispositionStep,
    HandingOver,
    Tombstone,
    check_items,
    check_step,
    list_digest,
)
from archive_service.domain.errors import (
    BackupsRemain,
    BadField,
    CertificateMissing,
    NotDue,
    NotFound,
    NotPermitted,
    PaperOutOfOrder,
    SamePerson,
    UnderHold,
    WrongState,
)
from archive_service.domain.identifiers import DISPOSITION, new_id
from archive_service.domain.jobs import JobKind
from archive_service.domain.local_time import local_day
from archive_service.domain.logged_acts import LoggedAct
from archive_service.domain.records import AccessLevel
from archive_service.domain.retention_clock import RetentionDecision, decide
from archive_service.ports import RecordEntry, Transaction
from archive_service.services.carrying_out import Execution
from archive_service.services.clocks import approved
from archive_service.services.disposition_register import DispositionRegister, SeenDisposition
from archive_service.services.step_papers import Paper, StepPaperGate
from archive_service.services.weighing import ItemView, founded, weighed

State = DispositionState
LONGEST_ACCOUNT = 4000
_ENTERING: dict[State, LoggedAct] = {
    State.LIST_SUBMITTED: "disposition_submitted",
    State.COUNCIL_FOUNDED: "disposition_council_founded",
    State.COUNCIL_DONE: "disposition_council_done",
    State.OPINION_ASKED: "disposition_opinion_asked",
    State.SUPERIOR_OPINION: "disposition_superior_opinion",
    State.DECISION_MADE: "disposition_decided",
    State.PAPERS_HANDED_OVER: "disposition_handed_over",
    State.BACKUPS_AGING: "disposition_certificate",
}


@dataclass(frozen=True, slots=True)
class DispositionService:
    register: DispositionRegister
    execution: Execution
    gate: StepPaperGate

    def propose(
        self,
        actor: Actor,
        title: str,
        record_ids: Sequence[str],
        *,
        kept_copies: Mapping[str, str] | None = None,
        account: str = "",
    ) -> Disposition:
        """Freeze a list of records of one unit whose period is over, or of duplicates and the copies that stay.

        `account` says how the papers came about. Raises NotPermitted, NotFound, BadField, NotDue, UnderHold,
        OnAnotherList.
        """
        if not may_anywhere(actor, Act.DISPOSE):
            raise NotPermitted
        if not title.strip() or len(title) > 300:
            raise BadField(field="title", value=title[:60])
        if len(account) > LONGEST_ACCOUNT:
            raise BadField(field="account", value=account[:60])
        with self.register.catalog.read() as tx:
            items = self._items(tx, actor, record_ids, kept_copies)
        check_items(items)
        now = self.register.clock.now()
        reason = DispositionReason.PERIOD_OVER if kept_copies is None else DispositionReason.DUPLICATE_COPY
        disposition = Disposition(
            id=new_id(DISPOSITION, now, self.register.clock.random_bytes(10)),
            unit_id=items[0].unit_id,
            title=title.strip(),
            reason=reason,
            items=tuple(items),
            list_digest=list_digest(items),
            proposed_by=actor.user_id,
            proposed_at=now,
            account=account.strip(),
        )
        self.register.begin(actor, disposition)
        return disposition

    def _items(
        self, tx: Transaction, actor: Actor, record_ids: Sequence[str], copies: Mapping[str, str] | None
    ) -> list[DispositionItem]:
        entries = tx.records.get_many(record_ids, visible_scopes(actor))
        if len(entries) < len(set(record_ids)):
            raise NotFound
        facts, holds = tx.retention.facts(record_ids), tx.holds.over(record_ids)
        rules, today = approved(tx.retention.rules()), local_day(self.register.clock.now())
        items = []
        for record_id in record_ids:
            entry = entries[record_id]
            if not may(actor, Act.DISPOSE, RecordFacts.of(entry.record.description)):
                raise NotPermitted
            decision = decide(facts[record_id], rules, holds.get(record_id, ()), today)
            if decision.holds:
                raise UnderHold(record=record_id, document=decision.holds[0].document)
            if copies is None and not decision.eligible:
                raise NotDue(record=record_id, state=decision.state.value)
            items.append(_item(entry, decision, copies.get(record_id) if copies is not None else None))
        return items

    def weigh(self, actor: Actor, disposition_id: str, views: Mapping[str, ItemView]) -> Disposition:
        """Keep what the council thinks of items, so that its minutes can be printed and signed; as often as it likes.

        What it says nothing of stays as it was, to be destroyed at first. Raises NotFound, NotPermitted, WrongState,
        BadField.
        """
        disposition = self.register.for_act(actor, disposition_id, Act.DISPOSE)
        if disposition.state is not State.COUNCIL_FOUNDED:
            raise WrongState(state=disposition.state.value)
        items = weighed(disposition, views)
        return self.register.moved(actor, disposition, "weigh_disposition", items=items)

    def take_step(
        self,
        actor: Actor,
        disposition_id: str,
        step: str,
        paper: Paper,
        *,
        views: Mapping[str, ItemView] | None = None,
        council: Council | None = None,
        handing_over: HandingOver | None = None,
    ) -> Disposition:
        """Enter the signed paper of the step of that name (`PAPER_STEPS`).

        The founding names the `council`; its minutes may bring its `views`; the decision is by another person than
        who proposed; the record of handing over names both people. Raises NotFound for another name, NotPermitted,
        WrongState, SamePerson, PaperOutOfOrder, BadField, and what StepPaperGate.let_in raises.
        """
        state = PAPER_STEPS.get(step)
        if state is None:
            raise NotFound
        act = Act.DECIDE_DISPOSITION if state is State.DECISION_MADE else Act.DISPOSE
        disposition = self.register.for_act(actor, disposition_id, act)
        if state is State.DECISION_MADE and disposition.proposed_by == actor.user_id:
            raise SamePerson
        self._check_turn(disposition, state)
        if state is State.DECISION_MADE:
            disposition = replace(disposition, decided_by=actor.user_id)
        elif state is State.COUNCIL_FOUNDED:
            disposition = replace(disposition, council=founded(council))
        elif state is State.COUNCIL_DONE:
            disposition = replace(disposition, items=weighed(disposition, views or {}))
        elif state is State.PAPERS_HANDED_OVER:
            disposition = replace(disposition, handing_over=handing_over or HandingOver("", ""))
        return self._entered(actor, disposition, state, paper)

    def drop(self, actor: Actor, disposition_id: str) -> Disposition:
        """Give a list up before it is carried out: its records may be listed again."""
        disposition = self.register.for_act(actor, disposition_id, Act.DISPOSE)
        check_step(disposition.state, State.DISPOSITION_DROPPED)
        return self.register.moved(actor, disposition, "drop_disposition", state=State.DISPOSITION_DROPPED)

    def begin(self, actor: Actor, disposition_id: str) -> Disposition:
        """Give the word: the worker carries the decision out. Given again, it goes on where it stopped.

        Raises NotFound, NotPermitted, WrongState.
        """
        return self.execution.begun(actor, disposition_id, JobKind.CARRY_OUT)

    def execute(self, actor: Actor, disposition_id: str) -> Disposition:
        """Carry the decision out at once. Raises NotFound, NotPermitted, WrongState, StoreUnavailable."""
        return self.execution.carry_out(actor, self.execution.begun(actor, disposition_id, None), lambda: True)

    def close(self, actor: Actor, disposition_id: str) -> Disposition:
        """Close it when it has its certificate and the last backup that may hold its records is gone.

        Raises NotFound, NotPermitted, WrongState, CertificateMissing, BackupsRemain.
        """
        disposition = self.register.for_act(actor, disposition_id, Act.DISPOSE)
        check_step(disposition.state, State.DISPOSITION_CLOSED)
        if disposition.certificate is None:
            raise CertificateMissing
        if disposition.backups_until is None or local_day(self.register.clock.now()) < disposition.backups_until:
            raise BackupsRemain(until=disposition.backups_until)
        return self.register.moved(actor, disposition, "close_disposition", state=State.DISPOSITION_CLOSED)

    # ------------------------------------------------------------------------ reading

    def see(self, actor: Actor, disposition_id: str) -> SeenDisposition:
        """A disposition without the items that are not for this reader. Raises NotFound, NotPermitted."""
        return self.register.seen(actor, disposition_id)

    def get(self, actor: Actor, disposition_id: str) -> Disposition:
        """The same, without the count of what was left out. Raises NotFound, NotPermitted."""
        return self.register.seen(actor, disposition_id).disposition

    def gone(self, disposition: Disposition) -> int:
        """How many of its records are destroyed by now."""
        return self.execution.gone(disposition)

    def list(self, actor: Actor, *, after: str | None = None, limit: int = 50) -> Sequence[Disposition]:
        """Dispositions of units in reach, newest first, without their items. Raises NotPermitted."""
        return self.register.list(actor, after=after, limit=limit)

    def paper(self, actor: Actor, disposition_id: str, document: str) -> AbstractContextManager[BinaryIO]:
        """The bytes of a paper of a step, checked. Raises NotFound, NotPermitted, BytesDamaged."""
        return self.register.read_paper(actor, disposition_id, document)

    def tombstone(self, actor: Actor, record_id: str) -> Tombstone | None:
        """What stays of a destroyed record, for those who could have read it and may know of destructions."""
        if not may_anywhere(actor, Act.SEE_RETENTION):
            return None
        with self.register.catalog.read() as tx:
            return tx.dispositions.tombstone(record_id, visible_scopes(actor))

    # ------------------------------------------------------------------------ keeping

    def _check_turn(self, disposition: Disposition, state: State) -> None:
        """Whether the paper of that step is what comes now. The record of the destruction comes after it, once."""
        if state is not State.BACKUPS_AGING:
            check_step(disposition.state, state)
        elif disposition.state is not state or disposition.certificate is not None:
            raise WrongState(state=disposition.state.value)

    def _entered(self, actor: Actor, disposition: Disposition, state: State, paper: Paper) -> Disposition:
        clock = self.register.clock
        first, last = _first_day(disposition, state), local_day(clock.now())
        if not first <= paper.day <= last:
            raise PaperOutOfOrder(day=paper.day, first=first, last=last)
        self.gate.let_in(actor, _ENTERING[state], disposition.id, paper)
        name = f"{len(disposition.steps) + 1:02d}-{state.value}-{paper.file.name}"
        step = DispositionStep(
            state, name, paper.file.sha512, paper.number.strip(), paper.day, actor.user_id, clock.now()
        )
        with paper.opened(name) as file:
            return self.register.moved(
                actor, disposition, _ENTERING[state], paper=file, state=state, steps=(*disposition.steps, step)
            )


def _first_day(disposition: Disposition, state: State) -> date:
    """The first day that the paper of a step may bear: papers follow on each other. A council may stand for years."""
    long_ago = local_day(disposition.proposed_at) - timedelta(days=3650)
    days = [] if state is State.COUNCIL_FOUNDED else [step.day for step in disposition.steps]
    if state is State.BACKUPS_AGING and disposition.executed_at is not None:
        days.append(local_day(disposition.executed_at))
    return max(days, default=long_ago)


def _item(entry: RecordEntry, decision: RetentionDecision, kept_copy: str | None) -> DispositionItem:
    about = entry.record.description
    rule = decision.deciding.rule
    over = f"Hết thời hạn bảo quản ({rule.name if rule else 'xem xét lại'})"
    grounds = f"Trùng lặp với {kept_copy}" if kept_copy else over
    return DispositionItem(
        record_id=entry.record.id,
        title=about.title,
        type_code=about.type_code,
        symbol=about.symbol,
        unit_id=about.unit_id,
        access_level=AccessLevel(about.access_level),
        day=about.date,
        dossier_id=about.dossier_id,
        files=tuple(file.sha512 for file in entry.record.files),
        grounds=grounds,
        kept_copy=kept_copy,
    )
