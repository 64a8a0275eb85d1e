"""Holds: placed at any moment by one person, lifted by two; the store holds every version as well.

A hold counts from the moment it is committed to the catalog, however many records lie under it: the store follows,
record by record, resumably. Lifting goes the other way round: the store first, and the hold stands until it is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive_service.domain.access import Act, Actor, RecordFacts, may, may_anywhere, visible_scopes
from archive_service.domain.audit import AuditEntry
from archive_service.domain.errors import (
    BadField,
    GoneMeanwhile,
    LiftNotAsked,
    NotFound,
    NotPermitted,
    SamePerson,
)
from archive_service.domain.holds import FrozenSearch, Hold, HoldTarget, HoldTargetKind, check_hold
from archive_service.domain.identifiers import HOLD, new_id
from archive_service.domain.jobs import JobKind
from archive_service.domain.logged_acts import LoggedAct
from archive_service.domain.records import AccessLevel, Lifecycle
from archive_service.ports import Catalog, Clock, RecordEntry, StorageRoot, Transaction
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.services.retention_json import HOLDS
from archive_service.services.trace import traced
from archive_service.services.units import UnitService

PAGE = 500


@dataclass(frozen=True, slots=True)
class HoldPage:
    """Holds; ask again from `next` until it is None."""

    holds: tuple[Hold, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class HeldPage:
    """Records under a hold; ask again from `next` until it is None."""

    entries: tuple[RecordEntry, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class HoldService:
    catalog: Catalog
    storage: StorageRoot
    units: UnitService
    clock: Clock

    def place(
        self,
        actor: Actor,
        targets: Sequence[HoldTarget],
        *,
        reason: str,
        authority: str,
        document: str,
        frozen: FrozenSearch | None = None,
    ) -> Hold:
        """Hold records, dossiers, or what units wrote in a time; a unit stands for everything below it as well.

        Raises NotPermitted, BadField, NotFound for a record or dossier that is not, or no more.
        """
        now = self.clock.now()
        hold = Hold(
            id=new_id(HOLD, now, self.clock.random_bytes(10)),
            reason=reason.strip(),
            authority=authority.strip(),
            document=document.strip(),
            targets=self._spread(actor, targets),
            placed_by=actor.user_id,
            placed_at=now,
            frozen=frozen,
        )
        check_hold(hold)
        with self.catalog.read() as tx:
            self._check_rights(tx, actor, hold.targets)
        self._store(actor, hold, "place hold")
        with self.catalog.write() as tx:
            tx.retention.guard()
            tx.holds.keep(hold)
            tx.jobs.enqueue(JobKind.SETTLE_HOLD, hold.id)
            tx.audit.append(_placed(self.clock, actor, hold))
            gone = self._gone(tx, hold)
        if gone:
            # Destroyed between the look and the order: the hold stands for the rest, and who placed it learns of it.
            raise GoneMeanwhile(hold=hold.id, destroyed=", ".join(gone))
        return hold

    def ask_to_lift(self, actor: Actor, hold_id: str, reason: str) -> Hold:
        """The first of two people. Raises NotFound, NotPermitted, BadField, LiftNotAsked."""
        hold = self._for_act(actor, hold_id)
        if not reason.strip() or len(reason) > 500:
            raise BadField(field="reason", value=reason[:60])
        if not hold.stands or hold.lift_asked_by is not None:
            raise LiftNotAsked(hold=hold_id)
        asked = replace(
            hold, lift_reason=reason.strip(), lift_asked_by=actor.user_id, lift_asked_at=self.clock.now(),
            version=hold.version + 1,
        )  # fmt: skip
        self._keep(actor, asked, "ask_to_lift_hold")
        return asked

    def lift(self, actor: Actor, hold_id: str) -> Hold:
        """The second of two people. Raises NotFound, NotPermitted, SamePerson, LiftNotAsked."""
        hold = self._for_act(actor, hold_id)
        if not hold.stands or hold.lift_asked_by is None:
            raise LiftNotAsked(hold=hold_id)
        if hold.lift_asked_by == actor.user_id:
            raise SamePerson
        lifted = replace(hold, lifted_by=actor.user_id, lifted_at=self.clock.now(), version=hold.version + 1)
        self._keep(actor, lifted, "lift_hold")
        return lifted

    def list(self, actor: Actor, *, standing: bool = True, after: str | None = None, limit: int = 50) -> HoldPage:
        """Holds over something in reach, oldest first, a page of all at a time. Raises NotPermitted."""
        if not may_anywhere(actor, Act.SEE_RETENTION):
            raise NotPermitted
        size = min(limit, 200)
        with self.catalog.read() as tx:
            found = tx.holds.list(standing=standing, after=after, limit=size)
            seen = tuple(hold for hold in found if in_reach(tx, actor, hold))
        return HoldPage(seen, found[-1].id if len(found) == size else None)

    def get(self, actor: Actor, hold_id: str) -> Hold:
        """Raises NotFound, NotPermitted."""
        if not may_anywhere(actor, Act.SEE_RETENTION):
            raise NotPermitted
        return self._found(actor, hold_id)

    def under(self, actor: Actor, hold_id: str, *, after: str | None = None, limit: int = 50) -> HeldPage:
        """The records a hold lies over now that this actor may read, a page of all at a time.

        Raises NotFound, NotPermitted.
        """
        self.get(actor, hold_id)
        size = min(limit, 200)
        with self.catalog.read() as tx:
            ids = tx.holds.records_under(hold_id, after=after, limit=size)
            entries = tx.records.get_many(ids, visible_scopes(actor))
        return HeldPage(tuple(entries[each] for each in ids if each in entries), ids[-1] if len(ids) == size else None)

    def settle(self, hold_id: str) -> int:
        """Let the store follow: every version of every record under the hold is held, or free again.

        A record stays held while another hold lies over it. Resumable; count of records.
        """
        with self.catalog.read() as tx:
            hold = tx.holds.get(hold_id)
        if hold is None:
            return self._settle_record(hold_id)
        settled, after = 0, None
        while True:
            with self.catalog.read() as tx:
                page = tx.holds.records_under(hold_id, after=after, limit=PAGE)
                over = tx.holds.over(page)
            kept = {
                record_id
                for record_id in page
                if hold.stands or any(each.hold_id != hold_id for each in over.get(record_id, ()))
            }
            for record_id in page:
                self._set(record_id, record_id in kept)
            self._hold_again(hold_id, [record_id for record_id in page if record_id not in kept])
            settled += len(page)
            if len(page) < PAGE:
                break
            after = page[-1]
        if not hold.stands:
            with self.catalog.write() as tx:
                tx.holds.release(hold_id)
        return settled

    def _hold_again(self, hold_id: str, freed: Sequence[str]) -> None:
        """Hold what another hold came to lie over while it was let go: its own job may have run just before."""
        with self.catalog.read() as tx:
            over = tx.holds.over(freed)
        for record_id in freed:
            if any(each.hold_id != hold_id for each in over.get(record_id, ())):
                self._set(record_id, True)

    def _settle_record(self, record_id: str) -> int:
        with self.catalog.read() as tx:
            held = bool(tx.holds.over([record_id]))
        if held:
            self._set(record_id, held)
        return int(held)

    def _set(self, record_id: str, held: bool) -> None:
        try:
            self.storage.set_hold(RECORD_PREFIX + record_id, held)
        except NotFound:
            return  # destroyed before the hold was placed, or not in the store yet: its deposit settles it

    def _spread(self, actor: Actor, targets: Sequence[HoldTarget]) -> tuple[HoldTarget, ...]:
        """Units with everything below them, each target once. Raises UnknownUnit."""
        register = self.units.register()
        spread: dict[HoldTarget, None] = {}
        for target in targets:
            if target.kind is not HoldTargetKind.HELD_UNIT:
                spread[target] = None
                continue
            for unit_id in sorted(register.below(self.units.named(actor, target.id).id)):
                spread[replace(target, id=unit_id)] = None
        return tuple(spread)

    def _check_rights(self, tx: Transaction, actor: Actor, targets: Sequence[HoldTarget]) -> None:
        if not may_anywhere(actor, Act.HOLD_RECORDS):
            raise NotPermitted
        scopes = visible_scopes(actor)
        wanted = [target.id for target in targets if target.kind is HoldTargetKind.HELD_RECORD]
        seen = tx.records.get_many(wanted, scopes)
        if len(seen) < len(set(wanted)):
            raise NotFound
        units = {entry.record.description.unit_id for entry in seen.values()}
        for target in targets:
            if target.kind is HoldTargetKind.HELD_UNIT:
                units.add(target.id)
            elif target.kind is HoldTargetKind.HELD_DOSSIER:
                dossier = tx.dossiers.get(target.id, frozenset().union(*(scope.unit_ids for scope in scopes)))
                if dossier is None:
                    raise NotFound
                units.add(dossier.unit_id)
        facts = (RecordFacts(unit_id, AccessLevel.INTERNAL, Lifecycle.ISSUED) for unit_id in units)
        if not all(may(actor, Act.HOLD_RECORDS, each) for each in facts):
            raise NotPermitted

    def _gone(self, tx: Transaction, hold: Hold) -> Sequence[str]:
        ids = [target.id for target in hold.targets if target.kind is HoldTargetKind.HELD_RECORD]
        return sorted(tx.dispositions.buried(ids))

    def _for_act(self, actor: Actor, hold_id: str) -> Hold:
        if not may_anywhere(actor, Act.HOLD_RECORDS):
            raise NotPermitted
        return self._found(actor, hold_id)

    def _found(self, actor: Actor, hold_id: str) -> Hold:
        with self.catalog.read() as tx:
            hold = tx.holds.get(hold_id)
            reached = in_reach(tx, actor, hold)
        if hold is None or not reached:
            raise NotFound
        return hold

    def _keep(self, actor: Actor, hold: Hold, act: LoggedAct) -> None:
        self._store(actor, hold, act.replace("_", " "))
        with self.catalog.write() as tx:
            tx.retention.guard()
            tx.holds.keep(hold)
            if not hold.stands:
                tx.jobs.enqueue(JobKind.SETTLE_HOLD, hold.id)
            tx.audit.append(traced(self.clock, actor, act, hold.id))

    def _store(self, actor: Actor, hold: Hold, message: str) -> None:
        self.storage.put_version(
            HOLDS.prefix + hold.id,
            expected_head=hold.version - 1,
            metadata=HOLDS.to_json(hold),
            user=actor.user_id,
            message=message,
            created=self.clock.now(),
        )


def in_reach(tx: Transaction, actor: Actor, hold: Hold | None) -> bool:
    """Whether something the hold names lies where the actor reads; who placed it always knows of it.

    The catalog is asked the same for a hold that never was, so that the time it takes tells nothing.
    """
    targets = hold.targets if hold else ()
    scopes = visible_scopes(actor)
    units = frozenset[str]().union(*(scope.unit_ids for scope in scopes))
    named = {kind: [each.id for each in targets if each.kind is kind] for kind in HoldTargetKind}
    touched = tx.holds.touches(
        named[HoldTargetKind.HELD_RECORD], named[HoldTargetKind.HELD_DOSSIER], scopes, dossier_units=units
    )
    return touched or not units.isdisjoint(named[HoldTargetKind.HELD_UNIT]) or _is_own(hold, actor)


def _is_own(hold: Hold | None, actor: Actor) -> bool:
    return hold is not None and hold.placed_by == actor.user_id


def _placed(clock: Clock, actor: Actor, hold: Hold) -> AuditEntry:
    """The trace of a hold; of one over a search also the receipt of its list."""
    if hold.frozen is None:
        return traced(clock, actor, "place_hold", hold.id, targets=len(hold.targets))
    return traced(
        clock, actor, "place_hold", hold.id, targets=len(hold.targets), search_receipt=hold.frozen.receipt,
        list_sha256=hold.frozen.list_sha256,
    )  # fmt: skip
