"""Papers are found under every name of their unit: those of units that got a name or a successor are indexed anew."""

from __future__ import annotations

from archive_service.domain.access import VisibleScope
from archive_service.domain.jobs import JobKind
from archive_service.domain.records import AccessLevel
from archive_service.domain.units import UnitRegister
from archive_service.ports import Catalog

_PAGE = 1000


def name_again(catalog: Catalog, before: UnitRegister, after: UnitRegister) -> None:
    """Queue the papers of units that words find under other names now; rights and the search by unit do not wait."""
    moved = frozenset(
        unit_id
        for unit_id in after.units
        if after.searched_names(unit_id) != before.searched_names(unit_id) and unit_id in before.units
    )
    scope, last = [VisibleScope(moved, frozenset(AccessLevel))], None
    while moved:
        with catalog.write() as tx:
            page = tx.records.list(scope, after=last, limit=_PAGE)
            for entry in page.entries:
                tx.jobs.enqueue(JobKind.INDEX_RECORD, entry.record.id)
        if not page.more:
            return
        last = page.entries[-1].record.id
