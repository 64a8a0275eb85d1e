"""What was destroyed or handed over, found by the words of its title: all that is left of it to search."""

from __future__ import annotations

from dataclasses import dataclass

from archive_service.domain.access import Act, Actor, may_anywhere, visible_scopes
from archive_service.domain.disposition import Tombstone
from archive_service.domain.errors import NotPermitted
from archive_service.ports import Catalog
from archive_service.services.units import UnitService
from indexer.text.normalise import fold

MOST_LOOKED_AT = 5_000
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class TombstonePage:
    """Some of them in order of their records; ask again from `next` until it is None, also after an empty page."""

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

        No more than 5,000 are looked at for one page. Raises NotPermitted, UnknownUnit.
        """
        if not may_anywhere(actor, Act.SEE_RETENTION):
            raise NotPermitted
        wanted, size = fold(words).split(), max(1, min(limit, _AT_ONCE))
        meant = None
        if unit:
            meant = self.units.register().meant(self.units.named(actor, unit).id, None, None, lineage=True)
        found: list[Tombstone] = []
        for _ in range(MOST_LOOKED_AT // _AT_ONCE):
            with self.catalog.read() as tx:
                page = tx.dispositions.tombstones(visible_scopes(actor), unit_ids=meant, after=after, limit=_AT_ONCE)
            for stone in page:
                after = stone.record_id
                if _says(stone, wanted):
                    found.append(stone)
                if len(found) == size:
                    return TombstonePage(tuple(found), after)
            if len(page) < _AT_ONCE:
                return TombstonePage(tuple(found), None)
        return TombstonePage(tuple(found), after)


def _says(stone: Tombstone, wanted: list[str]) -> bool:
    told = fold(f"{stone.type_code} {stone.symbol or ''} {stone.title}")
    return all(word in told for word in wanted)
