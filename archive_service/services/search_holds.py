"""Holds over what a saved search finds: asked once, completely, with the rights of that moment, and frozen to a list.

A later paper that fits the search is not held, and one that no longer fits stays held: who wants the first holds the
unit and its time instead.
"""

from __future__ import annotations

from dataclasses import dataclass

from archive_service.domain.access import Act, Actor, may_anywhere, visible_scopes
from archive_service.domain.errors import BadField, Conflict, FoundOtherwise, NotFound, NotPermitted
from archive_service.domain.holds import MOST_TARGETS, FrozenSearch, Hold, HoldTarget, HoldTargetKind
from archive_service.domain.saved_searches import SavedSearch
from archive_service.ports import Catalog
from archive_service.services.holds import HoldService
from archive_service.services.receipts import filters_of
from archive_service.services.result_lists import ResultListService
from archive_service.services.search import SearchResult, SearchService
from archive_service.services.standings import standing_of
from indexer.model import Sort


@dataclass(frozen=True, slots=True)
class SearchHoldPreview:
    """What would be frozen if the hold were placed now: a page of it, and how many in all."""

    search: SavedSearch
    result: SearchResult


@dataclass(frozen=True, slots=True)
class SearchHoldService:
    catalog: Catalog
    search: SearchService
    lists: ResultListService
    holds: HoldService

    def preview(self, actor: Actor, search_id: str, *, offset: int = 0, limit: int = 20) -> SearchHoldPreview:
        """What one's own saved search finds now; nothing is held by this. Raises NotFound, NotPermitted, IndexNotReady,
        TooManyStandSo.
        """
        kept, _ = self._own(actor, search_id)
        result = self.search.search(
            actor, kept.query, filters_of(kept.filters), unit_id=kept.unit_id, lineage=kept.lineage,
            retention=standing_of(kept.filters), sort=Sort(kept.sort), offset=offset, limit=limit,
        )  # fmt: skip
        return SearchHoldPreview(kept, result)

    def place(
        self, actor: Actor, search_id: str, *, reason: str, authority: str, document: str, seen: int | None = None
    ) -> Hold:
        """Hold every record that one's own saved search finds now; `Hold.frozen` tells the receipt and the digest.

        `seen` is how many the person saw before. Raises NotFound, NotPermitted, FoundOtherwise when there are more or
        fewer now, BadField when it finds nothing or more than 10,000, IndexNotReady, Conflict when a record went out
        of sight while the list was made, GoneMeanwhile.
        """
        kept, unread = self._own(actor, search_id)
        found = self.lists.found(
            actor, kept.query, filters_of(kept.filters), unit_id=kept.unit_id, lineage=kept.lineage,
            retention=standing_of(kept.filters), sort=Sort(kept.sort),
        )  # fmt: skip
        if seen is not None and found.total != seen:
            raise FoundOtherwise(before=seen, now=found.total)
        if not 0 < found.total <= MOST_TARGETS:
            raise BadField(field="targets", value=found.total)
        targets = [HoldTarget(HoldTargetKind.HELD_RECORD, entry.record.id) for entry in found.entries]
        if len(targets) != found.total:
            raise Conflict(search=search_id)
        frozen = FrozenSearch(found.query, found.filters, found.at, found.receipt, found.list_sha256, unread)
        return self.holds.place(actor, targets, reason=reason, authority=authority, document=document, frozen=frozen)

    def _own(self, actor: Actor, search_id: str) -> tuple[SavedSearch, int]:
        """One's own search, and how many records in sight have no words yet. Raises NotFound, NotPermitted."""
        if not may_anywhere(actor, Act.HOLD_RECORDS):
            raise NotPermitted
        with self.catalog.read() as tx:
            kept = tx.saved_searches.get(actor.user_id, search_id)
            if kept is None:
                raise NotFound
            return kept, tx.records.coverage(visible_scopes(actor)).pending
