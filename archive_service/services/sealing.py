"""Sealing the log: so many events at a time go into the store, where they are locked like every other object.

The catalog gives each seal its number first; then the events are written, then the seal is noted as stored. Whoever
comes after a crash, or at the same time, writes the same bytes again.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, islice

from archive_service.checker.verify_bundle import EVENTS, SEALED_OBJECT, Chain, Fault, check_log
from archive_service.domain.access import Act, Actor, may_anywhere
from archive_service.domain.audit import AuditEvent
from archive_service.domain.errors import BytesDamaged, Conflict, NotFound, NotPermitted
from archive_service.domain.seals import ChainHead, Seal, event_line, event_of, seal_events, seal_line, seal_of
from archive_service.ports import METADATA_NAME, Catalog, Clock, IncomingFile, StorageRoot

_SEALER = "worker"
# How many seals in a row may be lost for the walk through the store to find the next one.
_LOOK_AHEAD = 100


@dataclass(frozen=True, slots=True)
class StoredLog:
    """What the store alone says of the log: `head` is the digest of its last seal, empty for a log without any."""

    events: int
    head: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class SealService:
    """`most_events` go under one seal; `after` is how long an event waits for one."""

    catalog: Catalog
    storage: StorageRoot
    clock: Clock
    most_events: int
    after: timedelta

    def due(self) -> bool:
        """Whether there is something to seal now: enough events, or one that has waited long enough."""
        with self.catalog.read() as tx:
            head, last = tx.audit.head(), tx.seals.last()
            if tx.seals.not_stored() is not None:
                return True
            end = last.last if last else 0
            if head is None or head[0] <= end:
                return False
            oldest = next(iter(tx.audit.events(after=end)))
        return head[0] - end >= self.most_events or self.clock.now() - oldest.entry.at >= self.after

    def seal(self) -> ChainHead:
        """Seal everything up to the end of the log.

        Raises Conflict when the store holds another log than the catalog.
        """
        while (seal := self._next()) is not None:
            self._store(seal)
        return self.head()

    def head(self) -> ChainHead:
        """Where the sealed log ends; seal 0 before the first."""
        with self.catalog.read() as tx:
            last = tx.seals.last()
        return ChainHead(last.number, last.digest, last.last) if last else ChainHead(0, "", 0)

    def _next(self) -> Seal | None:
        """The seal to be stored next: one that was begun, or a new one; None when all is sealed."""
        with self.catalog.read() as tx:
            begun, last = tx.seals.not_stored(), tx.seals.last()
            if begun is not None:
                return begun
            events = list(islice(tx.audit.events(after=last.last if last else 0), self.most_events))
        if not events:
            return None
        seal = seal_events(events, last, self.clock.now())
        try:
            with self.catalog.write() as tx:
                tx.seals.add(seal)
        except Conflict:  # somebody else sealed at this moment: theirs counts
            with self.catalog.read() as tx:
                return tx.seals.not_stored()
        return seal

    def _store(self, seal: Seal) -> None:
        with self.catalog.read() as tx:
            lines = b"".join(event_line(event) for event in _under(seal, tx.audit.events(after=seal.first - 1)))
        self.storage.put_version(
            object_of(seal.number),
            expected_head=0,
            metadata=seal.json() + b"\n",
            files=[IncomingFile(EVENTS, io.BytesIO(lines), len(lines), hashlib.sha512(lines).hexdigest())],
            user=_SEALER,
            message=f"seal events {seal.first} to {seal.last}",
            created=self.clock.now(),
        )
        with self.catalog.write() as tx:
            tx.seals.mark_stored(seal.number)

    def verify_store(self, actor: Actor) -> StoredLog:
        """Walk the log as it lies in the store, without the catalog, part by part. Raises NotPermitted."""
        if not may_anywhere(actor, Act.READ_AUDIT):
            raise NotPermitted
        damaged: list[Fault] = []
        faults, head, events = check_log(self._stored(damaged))
        return StoredLog(events, head if events else "", (*damaged, *faults))

    def _stored(self, damaged: list[Fault]) -> Iterator[tuple[bytes, Iterator[bytes]]]:
        """The sealed parts that the store holds, in order, as lines; what cannot be read is noted and left out."""
        lost = 0
        for number in count(1):
            try:
                with self.storage.read(object_of(number), METADATA_NAME) as content:
                    seal = seal_of(content.read())
                with self.storage.read(object_of(number), EVENTS) as content:
                    yield seal_line(seal), iter(content)
                lost = 0
            except NotFound:
                lost += 1
                if lost >= _LOOK_AHEAD:
                    return
            except (BytesDamaged, ValueError):
                damaged.append(Fault(object_of(number), "changed"))

    def take_back(self) -> int:
        """Give the catalog back the sealed events and seals that only the store has, after a rebuild or a restore.

        Count of events. Raises Conflict when the log of the catalog goes on otherwise than the sealed one.
        """
        taken = 0
        for number in count(self.head().seal + 1):
            try:
                with self.storage.read(object_of(number), METADATA_NAME) as content:
                    seal = seal_of(content.read())
                with self.storage.read(object_of(number), EVENTS) as content:
                    taken += self._take(seal, list(content))
            except NotFound:
                return taken
        return taken

    def _take(self, seal: Seal, lines: list[bytes]) -> int:
        events = [event_of(line) for line in lines]
        with self.catalog.write() as tx:
            head = tx.audit.head() or (0, "")
            known = {event.number: event.digest for event in _under(seal, tx.audit.events(after=seal.first - 1))}
            if any(known.get(event.number, event.digest) != event.digest for event in events):
                raise Conflict(seal=seal.number)
            fresh = [event for event in events if event.number > head[0]]
            walk = Chain(number=seal.first - 1, digest=events[0].previous if events else "")
            for line in lines:
                walk.feed(line)
            if walk.end((seal.last, seal.head)):
                raise BytesDamaged(record=object_of(seal.number))
            for event in fresh:
                tx.audit.adopt(event)
            tx.seals.add(seal, stored=True)
        return len(fresh)


def object_of(number: int) -> str:
    """The object of the store under which the events of this seal lie."""
    return f"{SEALED_OBJECT}{number:010d}"


def _under(seal: Seal, events: Iterator[AuditEvent]) -> Iterator[AuditEvent]:
    return islice(events, seal.last - seal.first + 1)
