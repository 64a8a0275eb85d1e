"""Execution: a decision carried out item by item, resumably; holds and the clock win up to the last moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from archive_service.domain.access import Act, Actor
from archive_service.domain.disposition import (
    Disposition,
    DispositionItem,
    DispositionState,
    ItemOutcome,
    ItemState,
    check_step,
)
from archive_service.domain.jobs import JobKind
from archive_service.domain.local_time import local_day
from archive_service.ports import Transaction
from archive_service.services.clocks import redecide
from archive_service.services.destruction import Destruction
from archive_service.services.disposition_register import DispositionRegister

State = DispositionState
_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Execution:
    """`backup_days` is how long old backups may still hold what was destroyed."""

    register: DispositionRegister
    destruction: Destruction
    backup_days: int

    def go_on(self, worker: Actor, disposition_id: str, keep_going: Callable[[], bool]) -> None:
        """Carry out what somebody gave the word for, in their name; `keep_going` is asked now and then.

        Does nothing for a disposition that waits for no execution. Raises StoreUnavailable.
        """
        with self.register.catalog.read() as tx:
            disposition = tx.dispositions.get(disposition_id)
        if disposition is not None and disposition.state is State.EXECUTION_BEGUN:
            self.carry_out(replace(worker, user_id=disposition.executed_by or worker.user_id), disposition, keep_going)

    def gone(self, disposition: Disposition) -> int:
        """How many of its records are destroyed by now."""
        with self.register.catalog.read() as tx:
            return len(tx.dispositions.buried([item.record_id for item in disposition.items]))

    def begun(self, actor: Actor, disposition_id: str, job: JobKind | None) -> Disposition:
        """The disposition while it is carried out, with a job for the worker where one is wanted.

        Raises NotFound, NotPermitted, WrongState.
        """
        disposition = self.register.for_act(actor, disposition_id, Act.DISPOSE)
        if disposition.state is not State.EXECUTION_BEGUN:
            check_step(disposition.state, State.EXECUTION_BEGUN)
        elif job is None:
            return disposition
        return self.register.moved(
            actor, disposition, "begin_destruction", job=job, state=State.EXECUTION_BEGUN, executed_by=actor.user_id
        )

    def carry_out(self, actor: Actor, disposition: Disposition, keep_going: Callable[[], bool]) -> Disposition:
        """Item by item; holds and the clock win. Stopped in between, nothing is noted but what is gone."""
        items = []
        for number, item in enumerate(disposition.items):
            if number % _AT_ONCE == _AT_ONCE - 1 and not keep_going():
                return disposition
            items.append(self._carried_out(actor, disposition, item))
        now = self.register.clock.now()
        done = replace(disposition, items=tuple(items), executed_at=now)
        with self.register.catalog.write() as tx:
            tx.retention.guard()
            note_outcomes(tx, done)
            redecide(tx, [item.record_id for item in items], local_day(now))
        return self.register.moved(
            actor, disposition, "finish_destruction", state=State.BACKUPS_AGING, items=done.items, executed_at=now,
            backups_until=local_day(now) + timedelta(days=self.backup_days),
        )  # fmt: skip

    def _carried_out(self, actor: Actor, disposition: Disposition, item: DispositionItem) -> DispositionItem:
        if item.outcome is not ItemOutcome.DESTROY_ITEM:
            return replace(item, state=ItemState.ITEM_KEPT)
        withheld = self.destruction.destroy(actor, disposition, item)
        state = ItemState.ITEM_WITHHELD if withheld else ItemState.ITEM_DESTROYED
        return replace(item, state=state, withheld_because=withheld)


def note_outcomes(tx: Transaction, disposition: Disposition) -> None:
    """Let the clock know what a review decided to keep longer; repeatable, and part of a restore from the store."""
    if disposition.executed_at is None:
        return
    for item in disposition.items:
        if item.outcome is ItemOutcome.MAKE_PERMANENT:
            tx.retention.note_outcome(item.record_id, None, True)
        elif item.outcome is ItemOutcome.EXTEND_ITEM:
            year = local_day(disposition.executed_at).year + (item.extend_years or 0) + 1
            tx.retention.note_outcome(item.record_id, date(year, 1, 1), False)
