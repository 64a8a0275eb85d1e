"""Custody: the state of the archive, rebuilding it from the store alone, and what a crash left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from archive_service.domain.access import Act, Actor, may_anywhere
from archive_service.domain.errors import ArchiveError, NotFound, NotPermitted
from archive_service.domain.fixity import Comparison
from archive_service.domain.jobs import Job, JobKind
from archive_service.ports import METADATA_NAME, Catalog, Clock, DerivedStore, StorageRoot
from archive_service.services.clocks import FROM_THE_START
from archive_service.services.record_json import RECORD_PREFIX
from archive_service.services.remembering import RememberingService
from archive_service.services.restoring import KINDS, RECORDS, Kind, Restoring, kind_of
from archive_service.services.retention_json import TOMBSTONES
from archive_service.services.sealing import SealService
from archive_service.services.trace import traced
from archive_service.services.unit_json import UNIT_REGISTER_ID
from indexer.errors import IndexUnavailable
from indexer.model import IndexStatus
from indexer.ports import Index

SWEEP_GRACE = timedelta(hours=24)
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild brought back, by kind ("units", "dossiers", "records" …); `unknown` are objects of the store that
    are not ours. `events` of the log came from its sealed parts.
    """

    counts: Mapping[str, int]
    unknown: tuple[str, ...]
    events: int


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How store, catalog and index differed. `adopted` records were in the store without a row."""

    records: int
    adopted: tuple[str, ...]
    missing_from_store: tuple[str, ...]
    missing_from_index: tuple[str, ...]
    orphans_in_index: tuple[str, ...]
    swept: tuple[str, ...]
    wrong_counts: int


@dataclass(frozen=True, slots=True)
class ArchiveStatus:
    """The state of the parts: `store` and `catalog` are empty when all is well, else the error code."""

    store: str
    catalog: str
    index: IndexStatus
    jobs: Mapping[str, int]

    @property
    def ready(self) -> bool:
        return not self.store and not self.catalog


@dataclass(frozen=True, slots=True)
class CustodyService:
    catalog: Catalog
    storage: StorageRoot
    derived: DerivedStore
    index: Index
    seals: SealService
    remembering: RememberingService
    clock: Clock

    def status(self) -> ArchiveStatus:
        """Look at store, catalog and index. Never raises."""
        jobs: Mapping[str, int] = {}
        store = catalog = ""
        try:
            with self.catalog.read() as tx:
                jobs = tx.jobs.counts()
        except ArchiveError as error:
            catalog = error.code
        try:
            next(iter(self.storage.object_ids()), None)
        except ArchiveError as error:
            store = error.code
        return ArchiveStatus(store, catalog, self.index.status(), jobs)

    def rebuild(self, actor: Actor, progress: Progress = lambda count: None) -> Rebuilt:
        """Restore the sealed log, the registers and the records from the store alone; then queue the index.

        Rows that are there already are set to what the store says; what the ledger names does not come back. Raises
        NotPermitted, StoreUnavailable, LedgerDamaged, Conflict when a log was begun in the catalog that goes on
        otherwise than the sealed one.
        """
        if not may_anywhere(actor, Act.OPERATE):
            raise NotPermitted
        events = self.seals.take_back()
        self.remembering.catch_up()
        counts = {kind.name: 0 for kind in KINDS}
        unknown: list[str] = []
        for number, object_id in enumerate(self._registers_first(), start=1):
            restored = self._restore(object_id)
            if restored is None:
                unknown.append(object_id)
            else:
                counts[restored.name] += 1
            progress(number)
        with self.catalog.write() as tx:
            tx.jobs.enqueue(JobKind.REBUILD_INDEX, "index")
            tx.jobs.enqueue(JobKind.REDECIDE, FROM_THE_START)
            tx.audit.append(
                traced(self.clock, actor, "rebuild", "", counts=counts, unknown=len(unknown), events=events)
            )
        return Rebuilt(counts, tuple(unknown), events)

    def _registers_first(self) -> Iterator[str]:
        """Registers in the order in which rows point at each other, then the records, then what is not ours."""
        registers: list[tuple[int, str]] = []
        others: list[str] = []
        for object_id in self.storage.object_ids():
            kind = kind_of(object_id)
            if kind is None:
                others.append(object_id)
            elif kind is not RECORDS:
                registers.append((KINDS.index(kind), object_id))
        yield from (object_id for _, object_id in sorted(registers))
        yield from (object_id for object_id in self.storage.object_ids() if kind_of(object_id) is RECORDS)
        yield from others

    def _restore(self, object_id: str) -> Kind | None:
        """Bring one object back into the catalog: what it was, or None for an object that is not ours."""
        head = self.storage.head(object_id)
        kind = kind_of(object_id)
        if kind is None:
            return None
        with self.storage.read(object_id, METADATA_NAME) as content:
            metadata = content.read()
        with self.catalog.write() as tx:
            kind.restore(Restoring(tx, self.derived), metadata, head.number)
        return kind

    def reconcile(self, actor: Actor) -> Reconciled:
        """Compare store, catalog and index; adopt what only the store has; mend the index; sweep leftovers.

        The dated result is kept, and what the store holds is noted for the checks of its bytes. Raises NotPermitted.
        """
        if not may_anywhere(actor, Act.OPERATE):
            raise NotPermitted
        swept = self.storage.sweep(self.clock.now() - SWEEP_GRACE)
        self._catch_up_register()
        self.remembering.catch_up()
        objects = list(self.storage.object_ids())
        self._catch_up_tombstones(objects)
        unwritten = self.remembering.state().unknown
        stored = {each.removeprefix(RECORD_PREFIX) for each in objects if each.startswith(RECORD_PREFIX)}
        listed = set(self._catalogued())
        indexed = self._indexed()
        with self.catalog.read() as tx:
            buried = tx.dispositions.buried(stored - listed)
        adopted = sorted(stored - listed - buried)
        for record_id in adopted:
            self._restore(RECORD_PREFIX + record_id)
        present = listed | set(adopted)
        unindexed = sorted(present & stored - indexed) if indexed is not None else []
        orphans = sorted(indexed - present) if indexed is not None else []
        missing = sorted(listed - stored)
        with self.catalog.write() as tx:
            wrong_counts = tx.records.recount()
            tx.custody.know([*objects, *(RECORD_PREFIX + record_id for record_id in missing)])
            tx.custody.keep(
                Comparison(
                    self.clock.now(), len(present), len(adopted), len(missing), len(unindexed), len(orphans),
                    len(swept), wrong_counts,
                )
            )  # fmt: skip
            for record_id in sorted({*buried, *unwritten}):
                tx.jobs.enqueue(JobKind.FINISH_DESTRUCTION, record_id)
            if indexed is None:
                tx.jobs.enqueue(JobKind.REBUILD_INDEX, "index")
            for record_id in unindexed:
                tx.jobs.enqueue(JobKind.INDEX_RECORD, record_id)
            for record_id in orphans:
                tx.jobs.enqueue(JobKind.REMOVE_FROM_INDEX, record_id)
            tx.audit.append(
                traced(
                    self.clock, actor, "reconcile", "", "failed" if missing else "done",
                    records=len(present), adopted=len(adopted), missing_from_store=len(missing),
                    missing_from_index=len(unindexed), orphans_in_index=len(orphans), swept=len(swept),
                    wrong_counts=wrong_counts,
                )
            )  # fmt: skip
        return Reconciled(
            len(present), tuple(adopted), tuple(missing), tuple(unindexed), tuple(orphans), tuple(swept), wrong_counts
        )

    def _catch_up_register(self) -> None:
        """Take over a register of units that a crash left in the store only."""
        with self.catalog.read() as tx:
            known = tx.units.version()
        try:
            stored = self.storage.head(UNIT_REGISTER_ID).number
        except NotFound:
            return
        if stored > known:
            self._restore(UNIT_REGISTER_ID)

    def _catch_up_tombstones(self, objects: Sequence[str]) -> None:
        """Bury what the store has a tombstone for and an older catalog still knows."""
        stones = [each for each in objects if each.startswith(TOMBSTONES.prefix)]
        with self.catalog.read() as tx:
            buried = tx.dispositions.buried({each.removeprefix(TOMBSTONES.prefix) for each in stones})
        for object_id in stones:
            if object_id.removeprefix(TOMBSTONES.prefix) not in buried:
                self._restore(object_id)

    def _indexed(self) -> set[str] | None:
        """The records of the index; None while it cannot answer and has to be built as a whole."""
        try:
            return set(self.index.record_ids())
        except IndexUnavailable:
            return None

    def _catalogued(self) -> Iterator[str]:
        after: str | None = None
        while True:
            with self.catalog.read() as tx:
                page = tx.records.list(None, after=after, limit=1000)
            for entry in page.entries:
                yield entry.record.id
            if not page.more:
                return
            after = page.entries[-1].record.id

    def parked_jobs(self, actor: Actor) -> Sequence[Job]:
        """Jobs that were given up, with their reasons. Raises NotPermitted."""
        if not may_anywhere(actor, Act.OPERATE):
            raise NotPermitted
        with self.catalog.read() as tx:
            return tx.jobs.parked()

    def retry_job(self, actor: Actor, job_id: str) -> None:
        """Make a parked job due again. Raises NotPermitted."""
        if not may_anywhere(actor, Act.OPERATE):
            raise NotPermitted
        with self.catalog.write() as tx:
            tx.jobs.retry(job_id)
            tx.audit.append(traced(self.clock, actor, "retry_job", job_id))
