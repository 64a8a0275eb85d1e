"""Transfer to the historical archive: what is due, the list, the packages, both confirmations, and the leaving.

The bytes leave only after both sides confirmed, record by record through the gate of every destruction: a hold, a
newer version or a clock that says otherwise keeps a record here, and the stub that stays names the archive that has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO

from archive_service.domain.access import Act, Actor, RecordFacts, may, may_anywhere
from archive_service.domain.audit import AuditEntry
from archive_service.domain.errors import BadField, Conflict, NotFound, NothingChosen, NotPermitted, SamePerson
from archive_service.domain.identifiers import TRANSFER, new_id
from archive_service.domain.local_time import local_day
from archive_service.domain.logged_acts import LoggedAct
from archive_service.domain.records import AccessLevel, Dossier, Lifecycle
from archive_service.domain.transfer import (
    MOST_DOSSIERS,
    Transfer,
    TransferItem,
    TransferState,
    TransferStep,
    TransferTerm,
    check_transfer_step,
    term_on,
    transfer_digest,
)
from archive_service.ports import Catalog, Clock, IncomingFile, RecordEntry, StorageRoot, Transaction
from archive_service.services.destruction import Destruction
from archive_service.services.disposition_register import reach
from archive_service.services.retention_json import TRANSFERS
from archive_service.services.retrieve import RetrieveService
from archive_service.services.step_papers import Paper, StepPaperGate
from archive_service.services.trace import traced
from archive_service.services.transfer_packages import DossierPackage
from archive_service.services.units import UnitService

State = TransferState
_CHUNK = 1 << 20
_MOST_RECORDS = 1000
_STEPS: dict[State, LoggedAct] = {
    State.PACKAGES_HANDED_OVER: "transfer_handed_over",
    State.PACKAGES_RECEIVED: "transfer_received",
}


@dataclass(frozen=True, slots=True)
class DueDossier:
    """A dossier that has to be handed over by `last_day`, by the term in force."""

    dossier: Dossier
    last_day: date
    term: TransferTerm


@dataclass(frozen=True, slots=True)
class TransferService:
    catalog: Catalog
    storage: StorageRoot
    units: UnitService
    retrieve: RetrieveService
    destruction: Destruction
    terms: Sequence[TransferTerm]
    gate: StepPaperGate
    clock: Clock

    def due(self, actor: Actor, *, after: tuple[date, str] | None = None, limit: int = 50) -> Sequence[DueDossier]:
        """Permanent dossiers that have to go by the end of next year, the longest closed first. Raises NotPermitted."""
        if not may_anywhere(actor, Act.SEE_RETENTION):
            raise NotPermitted
        today = self.units.today()
        term = term_on(self.terms, today)
        until = term.ended_until(date(today.year + 1, 1, 1))
        with self.catalog.read() as tx:
            found = tx.transfers.due(reach(actor), until, after=after, limit=min(limit, 200))
        return [DueDossier(each, term.last_day(each.closed_at), term) for each in found if each.closed_at]

    def left_with(self, actor: Actor, dossier_id: str) -> tuple[Transfer, TransferStep] | None:
        """The transfer with which a dossier left and its receipt, for who may see the dossier. Raises NotFound."""
        with self.catalog.read() as tx:
            if tx.dossiers.get(dossier_id, reach(actor)) is None:
                raise NotFound
            transfer = tx.transfers.of_dossier(dossier_id)
        return (transfer, transfer.receipt) if transfer is not None and transfer.receipt is not None else None

    def propose(self, actor: Actor, title: str, receiver: str, dossier_ids: Sequence[str]) -> Transfer:
        """Freeze a list of closed permanent dossiers of one unit. Raises NotPermitted, NotFound, BadField,
        NothingChosen, Conflict for a dossier that is not closed, not permanent, held, too large, or on another list.
        """
        for name, words in (("title", title), ("receiver", receiver)):
            if not words.strip() or len(words) > 300:
                raise BadField(field=name, value=words[:60])
        if not dossier_ids:
            raise NothingChosen
        if len(dossier_ids) > MOST_DOSSIERS or len(set(dossier_ids)) < len(dossier_ids):
            raise BadField(field="dossiers", value=len(dossier_ids))
        now = self.clock.now()
        with self.catalog.read() as tx:
            found = [self._listed(tx, actor, dossier_id) for dossier_id in dossier_ids]
        if len({dossier.unit_id for dossier, _ in found}) > 1:
            raise BadField(field="unit", value="")
        items = tuple(item for _, item in found)
        transfer = Transfer(
            new_id(TRANSFER, now, self.clock.random_bytes(10)), found[0][0].unit_id, title.strip(), receiver.strip(),
            items, transfer_digest(items), actor.user_id, now,
        )  # fmt: skip
        with self.catalog.write() as tx:
            tx.transfers.keep(transfer)
            self._store(actor, transfer, "propose_transfer", None)
            tx.audit.append(self._trace(actor, transfer, "propose_transfer"))
        return transfer

    def _listed(self, tx: Transaction, actor: Actor, dossier_id: str) -> tuple[Dossier, TransferItem]:
        dossier = tx.dossiers.get(dossier_id, reach(actor))
        if dossier is None:
            raise NotFound
        if not may(actor, Act.DISPOSE, RecordFacts(dossier.unit_id, AccessLevel.RESTRICTED, Lifecycle.ISSUED)):
            raise NotPermitted
        members = list(tx.retention.members(dossier_id))
        records = tx.records.get_many(members, None)
        noted = tx.retention.noted(members)
        permanent = members and all(noted.get(each, ("", None))[0] == "permanent" for each in members)
        if dossier.closed_at is None or not permanent or len(members) > _MOST_RECORDS or tx.holds.over(members):
            raise Conflict(dossier=dossier_id)
        return dossier, TransferItem(
            dossier_id, dossier.title, dossier.closed_at, tuple(members),
            tuple(records[each].record.version for each in members),
        )  # fmt: skip

    def package(self, actor: Actor, transfer_id: str, dossier_id: str) -> DossierPackage:
        """The package of a dossier of a list, made while it is read. Raises NotFound, NotPermitted, Conflict when its
        records are not those of the list any more.
        """
        transfer = self._for_act(actor, transfer_id, Act.DISPOSE)
        item = next((each for each in transfer.items if each.dossier_id == dossier_id), None)
        if item is None:
            raise NotFound
        with self.catalog.read() as tx:
            dossier = tx.dossiers.get(dossier_id, None)
            entries = tx.records.get_many(item.record_ids, None)
            listed = dict(zip(item.record_ids, item.versions, strict=True))
            now = {record_id: entry.record.version for record_id, entry in entries.items()}
            changed = now != listed or list(tx.retention.members(dossier_id)) != list(item.record_ids)
        if dossier is None or changed or not all(self._reads(actor, entry) for entry in entries.values()):
            raise Conflict(dossier=dossier_id)
        chosen = [entries[record_id] for record_id in item.record_ids]

        def read(record_id: str, name: str | None) -> Iterator[bytes]:
            if name is None:
                yield self.retrieve.metadata(actor, record_id)
                return
            with self.retrieve.file(actor, record_id, name) as (_, content):
                while chunk := content.read(_CHUNK):
                    yield chunk

        return DossierPackage(
            dossier, chosen, self.units.register(), transfer.receiver, transfer.proposed_at.replace(microsecond=0), read
        )

    def _reads(self, actor: Actor, entry: RecordEntry) -> bool:
        return may(actor, Act.READ, RecordFacts.of(entry.record.description))

    def hand_over(self, actor: Actor, transfer_id: str, paper: Paper) -> Transfer:
        """Our side: every package is made once, counted and pinned by its digest; `paper` is the signed record.

        Raises NotFound, NotPermitted, WrongState, BadField, BytesDamaged.
        """
        transfer = self._for_act(actor, transfer_id, Act.DISPOSE)
        check_transfer_step(transfer.state, State.PACKAGES_HANDED_OVER)
        items = tuple(_counted(item, self.package(actor, transfer_id, item.dossier_id)) for item in transfer.items)
        handed = replace(transfer, items=items, handed_by=actor.user_id)
        return self._step(actor, handed, State.PACKAGES_HANDED_OVER, paper)

    def receive(self, actor: Actor, transfer_id: str, paper: Paper, digests: Sequence[str]) -> Transfer:
        """The other side: its signed receipt, entered by another person, with the digests it counted itself.

        Raises NotFound, NotPermitted, SamePerson, WrongState, BadField when a digest is not the one handed over.
        """
        transfer = self._for_act(actor, transfer_id, Act.DECIDE_DISPOSITION)
        if transfer.handed_by == actor.user_id:
            raise SamePerson
        check_transfer_step(transfer.state, State.PACKAGES_RECEIVED)
        handed = [item.digest for item in transfer.items]
        if sorted(digests) != sorted(handed):
            other = next((each for each in digests if each not in handed), f"{len(digests)}/{len(handed)}")
            raise BadField(field="digests", value=other[:64])
        return self._step(actor, replace(transfer, received_by=actor.user_id), State.PACKAGES_RECEIVED, paper)

    def release(self, actor: Actor, transfer_id: str) -> Transfer:
        """Let the records go, one by one; interrupted, it goes on. What may not go stays and is named.

        Raises NotFound, NotPermitted, WrongState, StoreUnavailable.
        """
        transfer = self._for_act(actor, transfer_id, Act.DISPOSE)
        check_transfer_step(transfer.state, State.RECORDS_TRANSFERRED)
        items = []
        for item in transfer.items:
            kept = {
                record_id: self.destruction.transfer_out(actor, transfer, record_id, version)
                for record_id, version in zip(item.record_ids, item.versions, strict=True)
            }
            left = tuple(each for each, why in kept.items() if not why)
            items.append(replace(item, left=left, withheld=tuple((each, why) for each, why in kept.items() if why)))
        return self._moved(
            actor, replace(transfer, items=tuple(items), state=State.RECORDS_TRANSFERRED), "transfer_out"
        )

    def drop(self, actor: Actor, transfer_id: str) -> Transfer:
        """Give a list up before it was received; its dossiers may be listed again."""
        transfer = self._for_act(actor, transfer_id, Act.DISPOSE)
        check_transfer_step(transfer.state, State.TRANSFER_DROPPED)
        return self._moved(actor, replace(transfer, state=State.TRANSFER_DROPPED), "drop_transfer")

    def get(self, actor: Actor, transfer_id: str) -> Transfer:
        """Raises NotFound, NotPermitted."""
        return self._for_act(actor, transfer_id, Act.SEE_RETENTION)

    def paper(self, actor: Actor, transfer_id: str, document: str) -> AbstractContextManager[BinaryIO]:
        """The bytes of the paper of a step, checked. Raises NotFound, NotPermitted, BytesDamaged."""
        transfer = self.get(actor, transfer_id)
        if document not in {step.document for step in transfer.steps}:
            raise NotFound
        with self.catalog.write() as tx:
            tx.audit.append(traced(self.clock, actor, "read_transfer_paper", transfer_id, document=document))
        return self.storage.read(TRANSFERS.prefix + transfer_id, document)

    def list(self, actor: Actor, *, after: str | None = None, limit: int = 50) -> Sequence[Transfer]:
        """Those of units in reach, newest first. Raises NotPermitted."""
        if not may_anywhere(actor, Act.SEE_RETENTION):
            raise NotPermitted
        with self.catalog.read() as tx:
            return tx.transfers.list(reach(actor), after=after, limit=min(limit, 200))

    # ------------------------------------------------------------------------ keeping

    def _for_act(self, actor: Actor, transfer_id: str, act: Act) -> Transfer:
        with self.catalog.read() as tx:
            transfer = tx.transfers.get(transfer_id)
        if transfer is None or transfer.unit_id not in reach(actor):
            raise NotFound
        facts = RecordFacts(transfer.unit_id, AccessLevel.RESTRICTED, Lifecycle.ISSUED)
        if not (may_anywhere(actor, act) if act is Act.SEE_RETENTION else may(actor, act, facts)):
            raise NotPermitted
        return transfer

    def _step(self, actor: Actor, transfer: Transfer, state: State, paper: Paper) -> Transfer:
        today = self.units.today()
        if not local_day(transfer.proposed_at) <= paper.day <= today:
            raise BadField(field="day", value=paper.day.isoformat())
        self.gate.let_in(actor, _STEPS[state], transfer.id, paper)
        name = f"{len(transfer.steps) + 1:02d}-{state.value}-{paper.file.name}"
        step = TransferStep(
            state, name, paper.file.sha512, paper.number.strip(), paper.day, actor.user_id, self.clock.now()
        )
        moved = replace(transfer, state=state, steps=(*transfer.steps, step))
        with paper.opened(name) as file:
            return self._moved(actor, moved, _STEPS[state], file)

    def _moved(self, actor: Actor, transfer: Transfer, act: LoggedAct, paper: IncomingFile | None = None) -> Transfer:
        moved = replace(transfer, version=transfer.version + 1)
        self._store(actor, moved, act, paper)
        with self.catalog.write() as tx:
            tx.transfers.keep(moved)
            tx.audit.append(self._trace(actor, moved, act))
        return moved

    def _trace(self, actor: Actor, transfer: Transfer, act: LoggedAct) -> AuditEntry:
        return traced(self.clock, actor, act, transfer.id, unit_id=transfer.unit_id, list=transfer.list_digest)

    def _store(self, actor: Actor, transfer: Transfer, act: LoggedAct, paper: IncomingFile | None) -> None:
        self.storage.put_version(
            TRANSFERS.prefix + transfer.id,
            expected_head=transfer.version - 1,
            metadata=TRANSFERS.to_json(transfer),
            files=[paper] if paper else [],
            user=actor.user_id,
            message=act.replace("_", " "),
            created=self.clock.now(),
        )


def _counted(item: TransferItem, package: DossierPackage) -> TransferItem:
    """Make a package once and keep nothing of it: files and bytes of its payload, and the digest of its last list."""
    files = size = 0
    digest = hashlib.sha256()
    for name, content in package.course():
        digest = hashlib.sha256()
        for chunk in content:
            digest.update(chunk)
            size += len(chunk) if name.startswith("data/") else 0
        files += name.startswith("data/")
    return replace(item, files=files, bytes=size, digest=digest.hexdigest())
