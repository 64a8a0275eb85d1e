"""Where dispositions are kept: found with the rights of who asks, kept step by step in store and catalog."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import BinaryIO

from archive_service.domain.access import Act, Actor, RecordFacts, may, may_anywhere, visible_scopes
from archive_service.domain.disposition import Disposition, DispositionItem
from archive_service.domain.errors import NotFound, NotPermitted
from archive_service.domain.jobs import JobKind
from archive_service.domain.logged_acts import LoggedAct
from archive_service.domain.records import Lifecycle
from archive_service.ports import Catalog, Clock, IncomingFile, StorageRoot
from archive_service.services.retention_json import DISPOSITIONS
from archive_service.services.trace import traced


@dataclass(frozen=True, slots=True)
class SeenDisposition:
    """A disposition as one reader sees it: items that are not for this reader are left out and counted."""

    disposition: Disposition
    hidden: int


@dataclass(frozen=True, slots=True)
class DispositionRegister:
    catalog: Catalog
    storage: StorageRoot
    clock: Clock

    def seen(self, actor: Actor, disposition_id: str) -> SeenDisposition:
        """For who may see the retention of the unit. Raises NotFound, NotPermitted."""
        if not may_anywhere(actor, Act.SEE_RETENTION):
            raise NotPermitted
        disposition = self._within_reach(actor, disposition_id)
        items = tuple(item for item in disposition.items if may(actor, Act.READ, item_facts(item)))
        return SeenDisposition(replace(disposition, items=items), len(disposition.items) - len(items))

    def for_act(self, actor: Actor, disposition_id: str, act: Act) -> Disposition:
        """For who may do this to every item of it. Raises NotFound, NotPermitted."""
        disposition = self._within_reach(actor, disposition_id)
        if not all(may(actor, act, item_facts(item)) for item in disposition.items):
            raise NotPermitted
        return disposition

    def list(self, actor: Actor, *, after: str | None = None, limit: int = 50) -> Sequence[Disposition]:
        """Those of units in reach, newest first, without their items. Raises NotPermitted."""
        if not may_anywhere(actor, Act.SEE_RETENTION):
            raise NotPermitted
        with self.catalog.read() as tx:
            return tx.dispositions.list(reach(actor), after=after, limit=min(limit, 200))

    def read_paper(self, actor: Actor, disposition_id: str, document: str) -> AbstractContextManager[BinaryIO]:
        """The bytes of a paper of a step, checked, for who sees every item. Raises NotFound, NotPermitted."""
        seen = self.seen(actor, disposition_id)
        if seen.hidden:
            raise NotPermitted
        if document not in {step.document for step in seen.disposition.steps}:
            raise NotFound
        with self.catalog.write() as tx:
            tx.audit.append(traced(self.clock, actor, "read_disposition_paper", disposition_id, document=document))
        return self.storage.read(DISPOSITIONS.prefix + disposition_id, document)

    def moved(
        self,
        actor: Actor,
        disposition: Disposition,
        act: LoggedAct,
        *,
        paper: IncomingFile | None = None,
        job: JobKind | None = None,
        **changes: object,
    ) -> Disposition:
        """The next version, kept: the store first, then the catalog with the job that follows from it.

        Raises VersionConflict when somebody else was first.
        """
        moved = replace(disposition, version=disposition.version + 1, **changes)  # type: ignore[arg-type]
        self._store(actor, moved, act, paper)
        with self.catalog.write() as tx:
            tx.dispositions.keep(moved)
            if job is not None:
                tx.jobs.enqueue(job, moved.id)
            tx.audit.append(traced(self.clock, actor, act, moved.id, unit_id=moved.unit_id, list=moved.list_digest))
        return moved

    def begin(self, actor: Actor, disposition: Disposition) -> None:
        """Keep a new one. The catalog knows best whether a record is on another list: it is asked before the store
        is written. Raises OnAnotherList.
        """
        act: LoggedAct = "propose_disposition"
        with self.catalog.write() as tx:
            tx.dispositions.keep(disposition)
            self._store(actor, disposition, act, None)
            facts = {"unit_id": disposition.unit_id, "list": disposition.list_digest}
            tx.audit.append(traced(self.clock, actor, act, disposition.id, **facts))

    def _within_reach(self, actor: Actor, disposition_id: str) -> Disposition:
        with self.catalog.read() as tx:
            disposition = tx.dispositions.get(disposition_id, reach(actor))
        if disposition is None:
            raise NotFound
        return disposition

    def _store(self, actor: Actor, disposition: Disposition, act: LoggedAct, paper: IncomingFile | None) -> None:
        self.storage.put_version(
            DISPOSITIONS.prefix + disposition.id,
            expected_head=disposition.version - 1,
            metadata=DISPOSITIONS.to_json(disposition),
            files=[paper] if paper is not None else [],
            user=actor.user_id,
            message=act.replace("_", " "),
            created=self.clock.now(),
        )


def item_facts(item: DispositionItem) -> RecordFacts:
    """What rights over an item depend on; it is a record, or was one."""
    return RecordFacts(item.unit_id, item.access_level, Lifecycle.ISSUED, item.day)


def reach(actor: Actor) -> frozenset[str]:
    """The units in which the actor reads records."""
    return frozenset[str]().union(*(scope.unit_ids for scope in visible_scopes(actor)))
