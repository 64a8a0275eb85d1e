"""Saved searches: what a person asks again and again, under a name. What is found is searched anew each time.

Nothing of an answer is kept: each run, and each count of what is new, has the rights of its moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive_service.domain.access import Actor, retention_scopes, visible_scopes
from archive_service.domain.errors import BadField, NotFound, NotPermitted, TooManyStandSo
from archive_service.domain.identifiers import RECORD, SAVED_SEARCH, new_id
from archive_service.domain.local_time import local_day
from archive_service.domain.records import TextState
from archive_service.domain.retention_clock import RetentionStanding
from archive_service.domain.saved_searches import LONGEST_NAME, MOST_SAVED, SavedSearch
from archive_service.ports import Catalog, Clock, RecordEntry
from archive_service.services.receipts import filters_of
from archive_service.services.search import SearchResult, SearchService, told, units_meant, visibility
from archive_service.services.standings import narrowed, standing_of
from archive_service.services.trace import traced
from indexer.errors import IndexUnavailable
from indexer.model import Filters, SearchRequest, Sort
from indexer.query import LONGEST_QUERY, parse

# News are looked for among this many newest records; more than that is "at least so many".
NEWEST = 1000


@dataclass(frozen=True, slots=True)
class News:
    """A saved search and how many records handed in since its last run it finds.

    `new` is None while no index answers, or where running it would be refused today; `at_least` is true when older new
    records were not counted.
    """

    search: SavedSearch
    new: int | None
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class SavedSearchService:
    catalog: Catalog
    search: SearchService
    clock: Clock

    def save(
        self,
        actor: Actor,
        name: str,
        text: str,
        filters: Filters,
        *,
        unit_id: str | None = None,
        lineage: bool = True,
        retention: RetentionStanding | None = None,
        sort: Sort = Sort.RELEVANCE,
    ) -> SavedSearch:
        """Keep a search under a name; what there is now counts as seen.

        Raises BadField (name, q), Conflict for a name that is taken or when 50 are kept, NotPermitted for a
        standing in retention that the actor may not see.
        """
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise BadField(field="name", value=name[:60])
        if len(text) > LONGEST_QUERY:
            raise BadField(field="q", value=text[:60])
        if retention is not None and not retention_scopes(actor):
            raise NotPermitted
        now = self.clock.now()
        kept = SavedSearch(
            id=new_id(SAVED_SEARCH, now, self.clock.random_bytes(10)),
            owner=actor.user_id,
            name=name,
            query=text,
            filters=told(filters, retention),
            unit_id=unit_id,
            lineage=lineage,
            sort=sort.value,
            created_at=now,
            seen_until=_seen_until(self._newest(actor), now),
        )
        with self.catalog.write() as tx:
            tx.saved_searches.add(kept, MOST_SAVED)
            tx.audit.append(traced(self.clock, actor, "save_search", kept.id))
        return kept

    def own(self, actor: Actor) -> Sequence[SavedSearch]:
        """One's own, in order of name: never more than 50."""
        with self.catalog.read() as tx:
            return tx.saved_searches.of(actor.user_id)

    def news(self, actor: Actor) -> Sequence[News]:
        """One's own with what is new in each, as far as this actor may see it now."""
        kept = self.own(actor)
        newest = self._newest(actor) if kept else []
        return [self._news(actor, each, newest) for each in kept]

    def opened(self, actor: Actor, search_id: str) -> SavedSearch:
        """One's own search, about to be run: what there is now counts as seen. Raises NotFound."""
        found = self._get(actor, search_id)
        until = _seen_until(self._newest(actor), self.clock.now())
        with self.catalog.write() as tx:
            tx.saved_searches.seen(actor.user_id, search_id, until)
            tx.audit.append(traced(self.clock, actor, "run_saved_search", search_id))
        return found

    def run(self, actor: Actor, search_id: str, *, offset: int = 0, limit: int = 20) -> tuple[News, SearchResult]:
        """Search again with the rights of today: what was new, and the answer. Raises NotFound, IndexNotReady,
        NotPermitted, TooManyStandSo.
        """
        kept = self._get(actor, search_id)
        news = self._news(actor, kept, self._newest(actor))
        result = self.search.search(
            actor, kept.query, filters_of(kept.filters), unit_id=kept.unit_id, lineage=kept.lineage,
            retention=standing_of(kept.filters), sort=Sort(kept.sort), offset=offset, limit=limit,
        )  # fmt: skip
        self.opened(actor, search_id)
        return news, result

    def remove(self, actor: Actor, search_id: str) -> None:
        """Forget one's own search. Raises NotFound."""
        with self.catalog.write() as tx:
            tx.saved_searches.remove(actor.user_id, search_id)
            tx.audit.append(traced(self.clock, actor, "remove_saved_search", search_id))

    def _get(self, actor: Actor, search_id: str) -> SavedSearch:
        with self.catalog.read() as tx:
            found = tx.saved_searches.get(actor.user_id, search_id)
        if found is None:
            raise NotFound
        return found

    def _newest(self, actor: Actor) -> Sequence[RecordEntry]:
        """The newest records that this actor may see, the newest first."""
        with self.catalog.read() as tx:
            return tx.records.list(visible_scopes(actor), newest_first=True, limit=NEWEST).entries

    def _news(self, actor: Actor, kept: SavedSearch, newest: Sequence[RecordEntry]) -> News:
        first = new_id(RECORD, kept.seen_until, bytes(10))
        ids = frozenset(entry.record.id for entry in newest if entry.record.id >= first)
        if not ids:
            return News(kept, 0)
        filters = replace(filters_of(kept.filters), record_ids=ids)
        if kept.unit_id is not None:
            meant = units_meant(self.search.units.register(), kept.unit_id, filters, lineage=kept.lineage)
            filters = replace(filters, unit_ids=meant)
        today = local_day(self.clock.now())
        try:
            filters = narrowed(self.catalog, actor, filters, standing_of(kept.filters), today)
        except (NotPermitted, TooManyStandSo):
            return News(kept, None)
        request = SearchRequest(
            visible=visibility(actor), query=parse(kept.query, today), filters=filters, limit=0,
            facets=(), extracts=False,
        )  # fmt: skip
        try:
            total = self.search.index.search(request).total
        except IndexUnavailable:
            return News(kept, None)
        return News(kept, total, len(ids) == NEWEST)


def _seen_until(newest: Sequence[RecordEntry], now: datetime) -> datetime:
    """Now, or where the oldest record begins whose words nobody could find yet: it must not be missed next time."""
    waiting = [entry.record.deposited_at for entry in newest if entry.text.state is TextState.PENDING]
    return min([now, *waiting])
