"""The desk: files handed in together, each kept or turned away by itself, until a person has looked at every one.

The queue lies in the catalog: a file is on it from the transaction that keeps its record, whatever becomes of the
browser.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from archive_service.domain.access import Act, Actor, RecordFacts, may, may_anywhere, visible_scopes
from archive_service.domain.batches import (
    LONGEST_NAME,
    OPEN_STATES,
    Batch,
    BatchFile,
    DeskState,
    Fate,
    OnDesk,
    announced_files,
    batch_of_day,
    handed_in_alone,
    shown_name,
)
from archive_service.domain.errors import ArchiveError, BadField, Conflict, NotFound, NotPermitted, SecrecyMark
from archive_service.domain.identifiers import BATCH, BATCH_FILE, new_id
from archive_service.domain.records import Record
from archive_service.ports import Catalog, Clock, DeskQuestion, RecordEntry, Transaction
from archive_service.services.batch import FileOutcome, deposit_package
from archive_service.services.deposit import NO_DEFAULTS, DepositService
from archive_service.services.describing import DescribedFields
from archive_service.services.spool import SpooledFile

EVERY_STATE = frozenset(DeskState)
WAITING_FOR_A_PERSON = frozenset(OPEN_STATES)
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class DeskView:
    """What part of the queue is looked at: one's own files, or everybody's that one may see with one's own refusals; of
    one batch, in some states."""

    everybodys: bool = False
    batch_id: str | None = None
    states: frozenset[DeskState] = EVERY_STATE


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """A file with its record, where it became one, and the name of who handed it in where that is somebody else."""

    on_desk: OnDesk
    entry: RecordEntry | None
    handed_in_by: str = ""


@dataclass(frozen=True, slots=True)
class DeskService:
    catalog: Catalog
    deposit: DepositService
    clock: Clock

    def open(self, actor: Actor, name: str, announced: int = 0) -> Batch:
        """Begin a batch. Raises NotPermitted, BadField (name, announced)."""
        if not may_anywhere(actor, Act.DEPOSIT):
            raise NotPermitted
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise BadField(field="name", value=name[:60])
        now = self.clock.now()
        opened = Batch(
            new_id(BATCH, now, self.clock.random_bytes(10)), actor.user_id, name, announced_files(announced), now
        )
        with self.catalog.write() as tx:
            tx.batches.open(opened)
        return opened

    def announce(self, actor: Actor, batch_id: str, announced: int) -> None:
        """Say how many files there will be. Raises NotFound, BadField."""
        with self.catalog.write() as tx:
            tx.batches.announce(actor.user_id, batch_id, announced_files(announced))

    def batch(self, actor: Actor, batch_id: str) -> Batch:
        """One's own batch. Raises NotFound."""
        with self.catalog.read() as tx:
            found = tx.batches.get(actor.user_id, batch_id)
        if found is None:
            raise NotFound
        return found

    def batches(self, actor: Actor, *, before: str | None = None, limit: int = 20) -> Sequence[Batch]:
        """One's own batches, the newest first."""
        with self.catalog.read() as tx:
            return tx.batches.list(actor.user_id, before=before, limit=min(limit, 200))

    def hand_in(
        self,
        actor: Actor,
        batch_id: str,
        name: str,
        files: Sequence[SpooledFile],
        fields: DescribedFields,
        otherwise: Mapping[str, str] = NO_DEFAULTS,
    ) -> Sequence[OnDesk]:
        """Keep the files as one record (each file of a .zip as one of its own); where each stands now.

        `name` is that in the sender's folder; `otherwise` as for a deposit. A file of this batch that comes again is
        answered as it stands. A refusal is remembered and answered, not raised. Raises NotFound, BadField (name),
        CatalogUnavailable.
        """
        batch = self.batch(actor, batch_id)
        name = shown_name(name)
        if (known := self._known(batch, files)) is not None:
            return self._standing(actor, [known.id])
        noted: list[str] = []
        try:
            if len(files) == 1 and self.deposit.admission.is_package(files[0]):
                package = DescribedFields({**otherwise, **fields.values})
                outcomes = deposit_package(self.deposit, actor, files[0], package, name)
                noted = [self._note_outcome(batch, outcome) for outcome in outcomes]
            else:
                noted = [self._keep(actor, batch, name, files, fields, otherwise)]
        except ArchiveError as error:
            noted = [self._turned_away(batch, name, error, files)]
        return self._standing(actor, noted)

    def note_alone(self, tx: Transaction, record: Record) -> None:
        """Put a record that was handed in by itself, at another door, onto the desk: in the depositor's batch of today.

        For `Deposit.deposit` as its note, so that neither is there without the other.
        """
        day = batch_of_day(record.deposited_by, record.deposited_at)
        if tx.batches.get(day.owner, day.id) is None:
            with suppress(Conflict):  # another deposit of this person was first
                tx.batches.open(day)
        tx.batches.add(handed_in_alone(self._new_id(), day, record))

    def turn_away(self, actor: Actor, batch_id: str, name: str, error: ArchiveError) -> Sequence[OnDesk]:
        """Remember a file that was refused before it had arrived whole. Raises NotFound, BadField (name)."""
        return self._standing(actor, [self._turned_away(self.batch(actor, batch_id), shown_name(name), error, ())])

    def queue(
        self, actor: Actor, view: DeskView, *, after: str | None = None, limit: int = 50, backwards: bool = False
    ) -> tuple[Sequence[DeskEntry], bool]:
        """Files in the order they came (or against it), and whether more follow. Raises NotPermitted."""
        question = self._question(actor, view)
        with self.catalog.read() as tx:
            found, more = tx.batches.files(question, after=after, limit=min(limit, 1000), backwards=backwards)
            return _with_records(tx, actor, found), more

    def nearest(self, actor: Actor, view: DeskView, after: str | None, *, backwards: bool = False) -> str | None:
        """The nearest file that has a record: one without has nothing to compare. Raises NotPermitted."""
        with self.catalog.read() as tx:
            found, _ = tx.batches.files(self._question(actor, view), after=after, limit=50, backwards=backwards)
        return next((each.file.id for each in found if each.file.record_id is not None), None)

    def counts(self, actor: Actor, view: DeskView) -> Mapping[DeskState, int]:
        """How many files are in which state. Raises NotPermitted."""
        with self.catalog.read() as tx:
            return tx.batches.counts(self._question(actor, view))

    def some(self, actor: Actor, file_ids: Collection[str]) -> Mapping[str, DeskEntry]:
        """Those of the files that are one's own or that one may describe. Raises BadField past 500."""
        if len(file_ids) > MOST_AT_ONCE:
            raise BadField(field="files", value=len(file_ids))
        with self.catalog.read() as tx:
            found = dict(tx.batches.some(self._question(actor, DeskView()), file_ids))
            if len(found) < len(file_ids) and may_anywhere(actor, Act.DESCRIBE):
                others = tx.batches.some(self._question(actor, DeskView(everybodys=True)), file_ids)
                found = {**others, **found}
            entries = _with_records(tx, actor, [found[each] for each in file_ids if each in found])
        return {
            each.on_desk.file.id: each
            for each in entries
            if each.on_desk.file.owner == actor.user_id or may_look_after(actor, each)
        }

    def one(self, actor: Actor, file_id: str) -> DeskEntry:
        """One file. Raises NotFound."""
        found = self.some(actor, [file_id])
        if file_id not in found:
            raise NotFound
        return found[file_id]

    def settle(self, actor: Actor, file_ids: Sequence[str], *, done: bool = True) -> int:
        """A person has dealt with the files; how many that were.

        What became a record is for who may describe it; what was turned away or was there already is its sender's own.
        """
        found = self.some(actor, file_ids)
        settled = [each for each in found if may_look_after(actor, found[each]) or not _is_record(found[each])]
        with self.catalog.write() as tx:
            tx.batches.settle(settled, done=done)
        return len(settled)

    def _question(self, actor: Actor, view: DeskView) -> DeskQuestion:
        if view.everybodys and not may_anywhere(actor, Act.DESCRIBE):
            raise NotPermitted
        owner = None if view.everybodys else actor.user_id
        return DeskQuestion(visible_scopes(actor), owner, view.batch_id, view.states, refused_of=actor.user_id)

    def _standing(self, actor: Actor, file_ids: Collection[str]) -> Sequence[OnDesk]:
        with self.catalog.read() as tx:
            found = tx.batches.some(self._question(actor, DeskView()), file_ids)
        return [found[each] for each in file_ids if each in found]

    def _known(self, batch: Batch, files: Sequence[SpooledFile]) -> BatchFile | None:
        """The file as it came before in this batch; a refusal is forgotten, for the file is tried again."""
        with self.catalog.read() as tx:
            known = tx.batches.known(batch.id, files[0].sha512) if files else None
        if known is None or known.fate is not Fate.TURNED_AWAY:
            return known
        with self.catalog.write() as tx:
            tx.batches.forget(known.id)
        return None

    def _keep(
        self,
        actor: Actor,
        batch: Batch,
        name: str,
        files: Sequence[SpooledFile],
        fields: DescribedFields,
        otherwise: Mapping[str, str],
    ) -> str:
        size, sha512 = sum(file.size for file in files), files[0].sha512 if files else None
        file_id = self._new_id()

        def note(tx: Transaction, record: Record, fate: Fate = Fate.KEPT) -> None:
            at = self.clock.now()
            tx.batches.add(BatchFile(file_id, batch.id, batch.owner, name, size, sha512, fate, record.id, at))

        receipt = self.deposit.deposit(actor, files, fields, otherwise=otherwise, note=note)
        if not receipt.created:
            with self.catalog.write() as tx:
                note(tx, receipt.record, Fate.EXISTS)
        return file_id

    def _note_outcome(self, batch: Batch, outcome: FileOutcome) -> str:
        """Remember what became of one file of a package, once."""
        if outcome.sha512 is not None:
            with self.catalog.read() as tx:
                known = tx.batches.known(batch.id, outcome.sha512)
            if known is not None:
                return known.id
        if outcome.error is not None or outcome.record_id is None:
            return self._turned_away(batch, outcome.file, outcome.error or ArchiveError(), ())
        fate = Fate.KEPT if outcome.status == "created" else Fate.EXISTS
        return self._add(batch, outcome.file[:1000], 0, outcome.sha512, fate, outcome.record_id)

    def _turned_away(self, batch: Batch, name: str, error: ArchiveError, files: Sequence[SpooledFile]) -> str:
        """Remember a refusal: of a paper with a mark of secrecy nothing but that it was refused."""
        secret = isinstance(error, SecrecyMark)
        size = 0 if secret else sum(file.size for file in files)
        sha512 = files[0].sha512 if files and not secret else None
        facts = {key: value if isinstance(value, int) else str(value)[:200] for key, value in error.facts.items()}
        return self._add(batch, "" if secret else name, size, sha512, Fate.TURNED_AWAY, None, error.code, facts)

    def _add(
        self,
        batch: Batch,
        name: str,
        size: int,
        sha512: str | None,
        fate: Fate,
        record_id: str | None,
        code: str | None = None,
        facts: Mapping[str, object] | None = None,
    ) -> str:
        file_id, at = self._new_id(), self.clock.now()
        file = BatchFile(file_id, batch.id, batch.owner, name, size, sha512, fate, record_id, at, code, facts)
        with self.catalog.write() as tx:
            tx.batches.add(file)
        return file_id

    def _new_id(self) -> str:
        return new_id(BATCH_FILE, self.clock.now(), self.clock.random_bytes(10))


def may_look_after(actor: Actor, desk_entry: DeskEntry) -> bool:
    """Whether the actor may compare the description of the record with the paper."""
    entry = desk_entry.entry
    return entry is not None and may(actor, Act.DESCRIBE, RecordFacts.of(entry.record.description))


def _is_record(desk_entry: DeskEntry) -> bool:
    return desk_entry.on_desk.file.fate is Fate.KEPT


def _with_records(tx: Transaction, actor: Actor, found: Sequence[OnDesk]) -> Sequence[DeskEntry]:
    wanted = [each.file.record_id for each in found if each.file.record_id is not None]
    entries = tx.records.get_many(wanted, visible_scopes(actor))
    others = {each.file.owner for each in found} - {actor.user_id}
    names = tx.accounts.names_of(others) if others else {}
    return [DeskEntry(each, entries.get(each.file.record_id or ""), names.get(each.file.owner, "")) for each in found]
