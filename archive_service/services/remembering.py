"""What left for good stays away: a catalog that came back from before a destruction learns of it from the ledger."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice

from archive_service.domain.access import Act, Actor, may_anywhere
from archive_service.domain.destruction_ledger import LedgerLine, check_archive
from archive_service.domain.disposition import Tombstone
from archive_service.domain.errors import NotPermitted
from archive_service.domain.local_time import local_day
from archive_service.ports import Catalog, Clock, DestructionLedger, Transaction
from archive_service.services.condemning import lay_to_rest
from archive_service.services.destruction import place_of
from archive_service.services.retention_json import TOMBSTONES
from archive_service.services.sealing import SealService
from archive_service.services.trace import traced

_AT_ONCE = 200
# Who acts when the archive itself carries a destruction out again.
LEDGER_KEEPER = Actor("ledger", "Sổ hủy", (), "system")


@dataclass(frozen=True, slots=True)
class LedgerState:
    """How many records the ledger names, the digest of its last line, and tombstones that it does not know."""

    lines: int
    digest: str
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RememberingService:
    catalog: Catalog
    ledger: DestructionLedger
    seals: SealService
    clock: Clock

    def is_behind(self) -> bool:
        """Whether the newest line of the ledger is unknown to the catalog: it came back from an older time."""
        newest = self.ledger.last()
        if newest is None:
            return False
        with self.catalog.read() as tx:
            return not tx.dispositions.buried([newest.record_id])

    def catch_up(self) -> list[Tombstone]:
        """Bury what the ledger names and the catalog still has or does not know; the worker removes the bytes.

        Those that were not buried before, in the order of the ledger. The sealed log is taken back first, so that the
        events of this go on where it ends. Raises LedgerDamaged, StoreUnavailable.
        """
        self.seals.take_back()
        missed: list[Tombstone] = []
        lines = self.ledger.lines()
        while page := list(islice(lines, _AT_ONCE)):
            with self.catalog.write() as tx:
                tx.retention.guard()
                known = tx.dispositions.buried([line.record_id for line in page])
                for stone in (_tombstone(line) for line in page if line.record_id not in known):
                    self._bury_again(tx, stone)
                    missed.append(stone)
        return missed

    def verify(self, actor: Actor) -> LedgerState:
        """Read the ledger from end to end and compare it with the archive. Raises NotPermitted, LedgerDamaged,
        LedgerDiffers for the ledger of another archive.
        """
        if not may_anywhere(actor, Act.OPERATE):
            raise NotPermitted
        with self.catalog.read() as tx:
            check_archive(self.ledger.lines(), place_of(tx).archive)
        return self.state()

    def state(self) -> LedgerState:
        """What the ledger names, and what it does not name and should. Raises LedgerDamaged."""
        named, digest = set[str](), ""
        for line in self.ledger.lines():
            named.add(line.record_id)
            digest = line.digest
        unknown, after = list[str](), None
        while True:
            with self.catalog.read() as tx:
                page = tx.dispositions.tombstones(None, after=after, limit=_AT_ONCE)
            unknown += [stone.record_id for stone in page if stone.record_id not in named]
            if len(page) < _AT_ONCE:
                return LedgerState(len(named), digest, tuple(unknown))
            after = page[-1].record_id

    def _bury_again(self, tx: Transaction, stone: Tombstone) -> None:
        entry = tx.records.get(stone.record_id, None)
        lay_to_rest(tx, stone, entry.record.description.dossier_id if entry else None, local_day(self.clock.now()))
        told = {"unit_id": stone.unit_id, "disposition": stone.disposition_id}
        tx.audit.append(traced(self.clock, LEDGER_KEEPER, "destroy_again", stone.record_id, **told))


def _tombstone(line: LedgerLine) -> Tombstone:
    return TOMBSTONES.from_json(json.dumps(line.tombstone).encode())
