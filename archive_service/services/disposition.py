"""Disposition: a frozen list goes from step to step, each with its paper, to a decision and its execution."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from archive_service.domain.access import Act, Actor, RecordFacts, may, may_anywhere, visible_scopes
from archive_service.domain.disposition import (
    Disposition,
    DispositionItem,
    DispositionReason,
    DispositionState,
    DispositionStep,
    ItemOutcome,
    ItemState,
    Tombstone,
    check_items,
    check_step,
    list_digest,
)
from archive_service.domain.errors import BadField, Conflict, NotFound, NotPermitted, SamePerson
from archive_service.domain.identifiers import DISPOSITION, new_id
from archive_service.domain.records import AccessLevel, Lifecycle
from archive_service.domain.retention_clock import RetentionDecision, decide
from archive_service.ports import Catalog, Clock, IncomingFile, RecordEntry, StorageRoot, Transaction
from archive_service.services.clocks import approved, redecide
from archive_service.services.destruction import Destruction
from archive_service.services.retention_json import DISPOSITIONS
from archive_service.services.trace import traced

State = DispositionState


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper that shows a step: its bytes, the name of its file, its number and its day."""

    content: bytes
    name: str
    number: str
    day: date


@dataclass(frozen=True, slots=True)
class ItemView:
    """What the council says of one item."""

    outcome: ItemOutcome
    extend_years: int | None = None
    dissent: str = ""


@dataclass(frozen=True, slots=True)
class DispositionService:
    catalog: Catalog
    storage: StorageRoot
    destruction: Destruction
    clock: Clock
    backup_days: int = field(default=90)

    def propose(
        self,
        actor: Actor,
        title: str,
        record_ids: Sequence[str],
        *,
        kept_copies: Mapping[str, str] | None = None,
    ) -> Disposition:
        """Freeze a list of records of one unit whose period is over, or of duplicates and the copies that stay.

        Raises NotPermitted, NotFound, BadField, Conflict for a record that may not be listed or is on another list.
        """
        if not title.strip() or len(title) > 300:
            raise BadField(field="title", value=title[:60])
        with self.catalog.read() as tx:
            items = self._items(tx, actor, record_ids, kept_copies)
        check_items(items)
        now = self.clock.now()
        reason = DispositionReason.PERIOD_OVER if kept_copies is None else DispositionReason.DUPLICATE_COPY
        disposition = Disposition(
            id=new_id(DISPOSITION, now, self.clock.random_bytes(10)),
            unit_id=items[0].unit_id,
            title=title.strip(),
            reason=reason,
            items=tuple(items),
            list_digest=list_digest(items),
            proposed_by=actor.user_id,
            proposed_at=now,
        )
        # The catalog knows best whether a record is on another list: it is asked before the store is written.
        self._keep(actor, disposition, "propose_disposition", catalog_first=True)
        return disposition

    def _items(
        self, tx: Transaction, actor: Actor, record_ids: Sequence[str], copies: Mapping[str, str] | None
    ) -> list[DispositionItem]:
        entries = tx.records.get_many(record_ids, visible_scopes(actor))
        facts, holds = tx.retention.facts(record_ids), tx.holds.over(record_ids)
        rules, today = approved(tx.retention.rules()), self.clock.now().date()
        items = []
        for record_id in record_ids:
            entry = entries.get(record_id)
            if entry is None:
                raise NotFound
            if not may(actor, Act.DISPOSE, RecordFacts.of(entry.record.description)):
                raise NotPermitted
            decision = decide(facts[record_id], rules, holds.get(record_id, ()), today)
            if decision.holds or (copies is None and not decision.eligible):
                raise Conflict(record=record_id, state=decision.state.value)
            items.append(_item(entry, decision, copies.get(record_id) if copies is not None else None))
        return items

    def council(
        self, actor: Actor, disposition_id: str, paper: Paper, views: Mapping[str, ItemView] | None = None
    ) -> Disposition:
        """Enter the council's minutes with its view of each item; what it says nothing of is to be destroyed.

        Raises NotFound, NotPermitted, Conflict (state), BadField.
        """
        disposition = self._found(actor, disposition_id, Act.DISPOSE)
        views = views or {}
        if unknown := sorted(set(views) - {item.record_id for item in disposition.items}):
            raise BadField(field="record", value=unknown[0][:40])
        items = tuple(
            replace(item, outcome=view.outcome, extend_years=view.extend_years, dissent=view.dissent[:1000])
            if (view := views.get(item.record_id)) is not None
            else item
            for item in disposition.items
        )
        check_items(items)
        return self._step(actor, replace(disposition, items=items), State.COUNCIL_DONE, paper)

    def superior(self, actor: Actor, disposition_id: str, paper: Paper) -> Disposition:
        """Enter the opinion of the superior archive. Raises NotFound, NotPermitted, Conflict (state)."""
        return self._step(actor, self._found(actor, disposition_id, Act.DISPOSE), State.SUPERIOR_OPINION, paper)

    def decide(self, actor: Actor, disposition_id: str, paper: Paper) -> Disposition:
        """The decision, by another person than who proposed. Raises NotFound, NotPermitted, SamePerson, Conflict."""
        disposition = self._found(actor, disposition_id, Act.DECIDE_DISPOSITION)
        if disposition.proposed_by == actor.user_id:
            raise SamePerson
        return self._step(actor, replace(disposition, decided_by=actor.user_id), State.DECISION_MADE, paper)

    def drop(self, actor: Actor, disposition_id: str) -> Disposition:
        """Give a list up before it is carried out: its records may be listed again."""
        disposition = self._found(actor, disposition_id, Act.DISPOSE)
        check_step(disposition.state, State.DISPOSITION_DROPPED)
        return self._moved(actor, disposition, "drop_disposition", state=State.DISPOSITION_DROPPED)

    def execute(self, actor: Actor, disposition_id: str) -> Disposition:
        """Carry the decision out, item by item; interrupted, it goes on where it stopped. Holds and clock win.

        Raises NotFound, NotPermitted, Conflict (state), StoreUnavailable.
        """
        disposition = self._found(actor, disposition_id, Act.DISPOSE)
        if disposition.state is State.DECISION_MADE:
            disposition = self._moved(actor, disposition, "begin_destruction", state=State.EXECUTION_BEGUN)
        check_step(disposition.state, State.BACKUPS_AGING)
        items = tuple(self._carried_out(actor, disposition, item) for item in disposition.items)
        now = self.clock.now()
        with self.catalog.write() as tx:
            tx.retention.guard()
            note_outcomes(tx, replace(disposition, items=items, executed_at=now))
            redecide(tx, [item.record_id for item in items], now.date())
        return self._moved(
            actor, disposition, "finish_destruction", state=State.BACKUPS_AGING, items=items, executed_at=now,
            backups_until=now.date() + timedelta(days=self.backup_days),
        )  # fmt: skip

    def _carried_out(self, actor: Actor, disposition: Disposition, item: DispositionItem) -> DispositionItem:
        if item.outcome is not ItemOutcome.DESTROY_ITEM:
            return replace(item, state=ItemState.ITEM_KEPT)
        withheld = self.destruction.destroy(actor, disposition, item)
        state = ItemState.ITEM_WITHHELD if withheld else ItemState.ITEM_DESTROYED
        return replace(item, state=state, withheld_because=withheld)

    def close(self, actor: Actor, disposition_id: str) -> Disposition:
        """Close it when the last backup that may hold its records is gone. Raises Conflict before that day."""
        disposition = self._found(actor, disposition_id, Act.DISPOSE)
        check_step(disposition.state, State.DISPOSITION_CLOSED)
        if disposition.backups_until is None or self.clock.now().date() < disposition.backups_until:
            raise Conflict(until=disposition.backups_until)
        return self._moved(actor, disposition, "close_disposition", state=State.DISPOSITION_CLOSED)

    def get(self, actor: Actor, disposition_id: str) -> Disposition:
        """Raises NotFound, NotPermitted."""
        return self._found(actor, disposition_id, Act.SEE_RETENTION)

    def list(self, actor: Actor, *, after: str | None = None, limit: int = 50) -> Sequence[Disposition]:
        """Dispositions of units in reach, newest first, without their items. Raises NotPermitted."""
        if not may_anywhere(actor, Act.SEE_RETENTION):
            raise NotPermitted
        reach = _reach(actor)
        with self.catalog.read() as tx:
            found = tx.dispositions.list(after=after, limit=min(limit, 200))
        return [each for each in found if each.unit_id in reach]

    def tombstone(self, actor: Actor, record_id: str) -> Tombstone | None:
        """What stays of a destroyed record, for those who could have read it and may know of destructions."""
        if not may_anywhere(actor, Act.SEE_RETENTION):
            return None
        with self.catalog.read() as tx:
            return tx.dispositions.tombstone(record_id, visible_scopes(actor))

    def tombstones(self, actor: Actor, *, after: str | None = None, limit: int = 50) -> Sequence[Tombstone]:
        """What was destroyed. Raises NotPermitted."""
        if not may_anywhere(actor, Act.SEE_RETENTION):
            raise NotPermitted
        with self.catalog.read() as tx:
            return tx.dispositions.tombstones(visible_scopes(actor), after=after, limit=min(limit, 200))

    # ------------------------------------------------------------------------ keeping

    def _found(self, actor: Actor, disposition_id: str, act: Act) -> Disposition:
        with self.catalog.read() as tx:
            disposition = tx.dispositions.get(disposition_id)
        if disposition is None or disposition.unit_id not in _reach(actor):
            raise NotFound
        facts = [RecordFacts(item.unit_id, item.access_level, Lifecycle.ISSUED) for item in disposition.items]
        system_act = act is Act.SEE_RETENTION
        if not (may_anywhere(actor, act) if system_act else all(may(actor, act, each) for each in facts)):
            raise NotPermitted
        return disposition

    def _step(self, actor: Actor, disposition: Disposition, state: State, paper: Paper) -> Disposition:
        check_step(disposition.state, state)
        if not paper.content or not paper.name.strip() or not paper.number.strip():
            raise BadField(field="document", value=paper.name[:60])
        if not disposition.proposed_at.date() - timedelta(days=3650) <= paper.day <= self.clock.now().date():
            raise BadField(field="day", value=paper.day.isoformat())
        name = f"{len(disposition.steps) + 1:02d}-{state.value}-{paper.name}"
        step = DispositionStep(
            state, name, hashlib.sha512(paper.content).hexdigest(), paper.number.strip()[:100], paper.day,
            actor.user_id, self.clock.now(),
        )  # fmt: skip
        return self._moved(
            actor, disposition, f"disposition_{state.value}", paper=paper.content, state=state,
            steps=(*disposition.steps, step),
        )  # fmt: skip

    def _moved(
        self, actor: Actor, disposition: Disposition, act: str, *, paper: bytes = b"", **changes: object
    ) -> Disposition:
        moved = replace(disposition, version=disposition.version + 1, **changes)  # type: ignore[arg-type]
        self._keep(actor, moved, act, paper)
        return moved

    def _keep(
        self, actor: Actor, disposition: Disposition, act: str, paper: bytes = b"", *, catalog_first: bool = False
    ) -> None:
        """Into the store, then the catalog. Raises VersionConflict when somebody else was first."""
        if catalog_first:
            with self.catalog.write() as tx:
                tx.dispositions.keep(disposition)
                self._store(actor, disposition, act, paper)
                tx.audit.append(traced(self.clock, actor, act, disposition.id, list=disposition.list_digest))
            return
        self._store(actor, disposition, act, paper)
        with self.catalog.write() as tx:
            tx.dispositions.keep(disposition)
            tx.audit.append(traced(self.clock, actor, act, disposition.id, list=disposition.list_digest))

    def _store(self, actor: Actor, disposition: Disposition, act: str, paper: bytes) -> None:
        files = []
        if paper:
            step = disposition.steps[-1]
            files = [IncomingFile(step.document, io.BytesIO(paper), len(paper), step.sha512)]
        self.storage.put_version(
            DISPOSITIONS.prefix + disposition.id,
            expected_head=disposition.version - 1,
            metadata=DISPOSITIONS.to_json(disposition),
            files=files,
            user=actor.user_id,
            message=act.replace("_", " "),
            created=self.clock.now(),
        )


def note_outcomes(tx: Transaction, disposition: Disposition) -> None:
    """Let the clock know what a review decided to keep longer; repeatable, and part of a restore from the store."""
    if disposition.executed_at is None:
        return
    for item in disposition.items:
        if item.outcome is ItemOutcome.MAKE_PERMANENT:
            tx.retention.note_outcome(item.record_id, None, True)
        elif item.outcome is ItemOutcome.EXTEND_ITEM:
            year = disposition.executed_at.year + (item.extend_years or 0) + 1
            tx.retention.note_outcome(item.record_id, date(year, 1, 1), False)


def _reach(actor: Actor) -> frozenset[str]:
    return frozenset().union(*(scope.unit_ids for scope in visible_scopes(actor)))


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
