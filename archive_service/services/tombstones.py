"""What was destroyed or handed over, found by the words of its title: all that is left of it to search."""

from __future__ import annotations

from dataclasses import dataclass

from archive_service.domain.access import Act, Actor, may_anywhere, visible_scopes
from archive_service.domain.disposition import Tombstone
from archive_service.domain.errors import NotPermitted
from archive_service.ports import Catalog
from archive_service.services.units import UnitService

_MOST = 200


@dataclass(frozen=True, slots=True)
class TombstonePage:
    """Some of them in order of their records; ask again from `next` until it is None."""

    stones: tuple[Tombstone, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class TombstoneService:
    catalog: Catalog
    units: UnitService

    def list(
        self, actor: Actor, *, words: str = "", unit: str | None = None, after: str | None = None, limit: int = 50
    ) -> TombstonePage:
        """Those whose kind, number and title hold every one of the words, marks or not, in a unit and its kin.

        Raises NotPermitted, UnknownUnit.
        """
        if not may_anywhere(actor, Act.SEE_RETENTION):
            raise NotPermitted
        meant, size = None, max(1, min(limit, _MOST))
        if unit:
            meant = self.units.register().meant(self.units.named(actor, unit).id, None, None, lineage=True)
        with self.catalog.read() as tx:
            scopes = visible_scopes(actor)
            stones = tx.dispositions.tombstones(scopes, words=words, unit_ids=meant, after=after, limit=size)
        return TombstonePage(tuple(stones), stones[-1].record_id if len(stones) == size else None)
