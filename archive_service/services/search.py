"""Search: what the actor may see of what they ask for, how complete the answer is, and a receipt."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive_service.domain.access import Actor, retention_scopes, visible_scopes
from archive_service.domain.audit import UNIT_FACT
from archive_service.domain.errors import IndexNotReady
from archive_service.domain.local_time import local_day
from archive_service.domain.periods import period_end, period_start
from archive_service.domain.retention_clock import RetentionStanding
from archive_service.domain.units import UnitRegister
from archive_service.ports import Catalog, Clock, RecordEntry, TextCoverage
from archive_service.services.missing import what_is_missing
from archive_service.services.standings import RETENTION_FACT, counted, narrowed
from archive_service.services.term_groups import TermGroup, by_term
from archive_service.services.trace import traced
from archive_service.services.units import UnitService
from indexer.errors import IndexUnavailable
from indexer.model import Filters, Hit, IndexState, SearchAnswer, SearchRequest, Sort, Visibility, VisibilityClause
from indexer.ports import Index
from indexer.query import parse
from indexer.query_items import OPERATORS
from indexer.query_tree import only_number
from indexer.text.normalise import nfc

MAX_LIMIT = 200
MOST_SIMILAR = 50
MOST_WORDS_PUT_RIGHT = 6
# Past so many hits nobody reads a count, and finding it would take long.
MOST_COUNTED = 10_000
# In a receipt: "no" where the unit alone was asked for, without those before and after it.
LINEAGE_FACT = "lineage"
NO_FILTERS = Filters()
_LETTERS = re.compile(r"""(?P<before>(?:\w+:)?["“(-]*)(?P<word>[^\W\d_]{2,})(?P<behind>[")”,.;?!]*)""")


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A hit together with the record it is about."""

    hit: Hit
    entry: RecordEntry


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`coverage` tells what was searched; `degraded` that an older state of the index answered. `groups` say which
    of `found` stand together where nothing but a document number was asked for."""

    total: int
    all_words: int
    found: tuple[FoundRecord, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    coverage: TextCoverage
    as_of: datetime
    notes: tuple[tuple[str, str], ...]
    suggestions: tuple[str, ...]
    degraded: bool
    receipt: int
    groups: tuple[TermGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchService:
    catalog: Catalog
    index: Index
    units: UnitService
    clock: Clock

    def search(
        self,
        actor: Actor,
        text: str,
        filters: Filters = NO_FILTERS,
        *,
        unit_id: str | None = None,
        lineage: bool = True,
        retention: RetentionStanding | None = None,
        sort: Sort = Sort.RELEVANCE,
        offset: int = 0,
        limit: int = 20,
    ) -> SearchResult:
        """Search as this actor. A unit stands for itself with what stood below it in the time asked about; `lineage`
        takes along those they came from and became. Who may see retention can narrow to how records stand in it, and
        gets a facet of it where no more than 10,000 are found.

        Raises IndexNotReady while no index can answer, NotPermitted, TooManyStandSo.
        """
        now = self.clock.now()
        if unit_id is not None:
            filters = replace(filters, unit_ids=units_meant(self.units.register(), unit_id, filters, lineage=lineage))
        asked = told(replace(filters, unit_ids=None) if unit_id else filters, retention)
        if unit_id and not lineage:
            asked[LINEAGE_FACT] = "no"
        request = SearchRequest(
            visible=visibility(actor),
            query=parse(text, local_day(now)),
            filters=narrowed(self.catalog, actor, filters, retention, local_day(now)),
            sort=sort,
            offset=max(offset, 0),
            limit=min(max(limit, 1), MAX_LIMIT),
        )
        try:
            answer = self.index.search(request)
            suggestions = self._suggestions(text, request, answer)
            answer = self._with_standings(actor, request, answer)
        except IndexUnavailable as error:
            raise IndexNotReady from error
        return self._checked(actor, request, answer, suggestions, asked, unit_id)

    def similar(self, actor: Actor, record_id: str, limit: int = 8) -> tuple[FoundRecord, ...]:
        """Records about the same that this actor may see, the nearest first.

        Raises NotFound for a record that is not, or not for this reader, IndexNotReady.
        """
        scopes = visible_scopes(actor)
        with self.catalog.read() as tx:
            entry = tx.records.get(record_id, scopes)
            if entry is None:
                raise what_is_missing(tx, actor, record_id)
        try:
            hits = self.index.similar(
                record_id, entry.record.description.title, visibility(actor), min(max(limit, 1), MOST_SIMILAR)
            )
        except IndexUnavailable as error:
            raise IndexNotReady from error
        with self.catalog.read() as tx:
            entries = tx.records.get_many([hit.record_id for hit in hits], scopes)
        with self.catalog.write() as tx:
            tx.audit.append(traced(self.clock, actor, "similar", record_id, listed=len(entries)))
        return tuple(FoundRecord(hit, entries[hit.record_id]) for hit in hits if hit.record_id in entries)

    def _suggestions(self, text: str, request: SearchRequest, answer: SearchAnswer) -> tuple[str, ...]:
        """The query with the first word that no visible record holds put right, in several ways."""
        words = text.split()
        if answer.all_words or not 0 < len(words) <= MOST_WORDS_PUT_RIGHT:
            return ()
        for at, (before, word, behind) in _words_to_put_right(words):
            asked = parse(word, local_day(self.clock.now()))
            alone = SearchRequest(visible=request.visible, query=asked, limit=0, facets=(), extracts=False)
            if len(words) == 1 or self.index.search(alone).total == 0:
                near = self.index.suggest(word, request.visible)
                return tuple(" ".join([*words[:at], f"{before}{each}{behind}", *words[at + 1 :]]) for each in near)
        return ()

    def _with_standings(self, actor: Actor, request: SearchRequest, answer: SearchAnswer) -> SearchAnswer:
        """The answer with how what was found stands in retention, for who may see that: the catalog counts it."""
        if not 0 < answer.total <= MOST_COUNTED or not retention_scopes(actor):
            return answer
        every = replace(request, offset=0, limit=MOST_COUNTED, facets=(), extracts=False)
        ids = [hit.record_id for hit in self.index.search(every).hits]
        standings = counted(self.catalog, retention_scopes(actor), ids, local_day(self.clock.now()))
        return replace(answer, facets={**answer.facets, RETENTION_FACT: standings})

    def _checked(
        self,
        actor: Actor,
        request: SearchRequest,
        answer: SearchAnswer,
        suggestions: tuple[str, ...],
        asked: dict[str, object],
        unit_id: str | None,
    ) -> SearchResult:
        """Hits re-checked against the catalog before they leave, with the completeness line and the receipt."""
        scopes = visible_scopes(actor)
        with self.catalog.read() as tx:
            entries = tx.records.get_many([hit.record_id for hit in answer.hits], scopes)
            coverage = tx.records.coverage(scopes)
            found = tuple(FoundRecord(hit, entries[hit.record_id]) for hit in answer.hits if hit.record_id in entries)
            number = only_number(request.query)
            shown = [item.entry for item in found]
            groups = by_term(tx, scopes, self.units.register(), number, shown) if number is not None else ()
        with self.catalog.write() as tx:
            receipt = tx.audit.append(
                traced(
                    self.clock,
                    actor,
                    "search",
                    "",
                    query=request.query.text,
                    filters=asked,
                    sort=request.sort.value,
                    limit=request.limit,
                    total=answer.total,
                    offset=request.offset,
                    listed=len(found),
                    list_sha256=list_digest(found),
                    **({UNIT_FACT: unit_id} if unit_id else {}),
                )
            )
        return SearchResult(
            total=answer.total,
            all_words=answer.all_words,
            found=found,
            facets=answer.facets,
            coverage=coverage,
            as_of=answer.as_of or self.clock.now(),
            notes=request.query.notes,
            suggestions=suggestions,
            degraded=self.index.status().state is IndexState.DEGRADED,
            receipt=receipt.number,
            groups=groups,
        )


def _words_to_put_right(words: Sequence[str]) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """The words of a query that are letters alone, with what stands before and behind each: a field, quotation marks.

    Signs of the query language, numbers and single letters are left as they are.
    """
    for at, typed in enumerate(words):
        found = _LETTERS.fullmatch(nfc(typed))
        if found and found["word"] not in OPERATORS:
            yield at, (found["before"], found["word"], found["behind"])


def list_digest(found: Sequence[FoundRecord]) -> str:
    """SHA-256 over the ids of the hits in their order, one to a line."""
    return hashlib.sha256("\n".join(item.hit.record_id for item in found).encode()).hexdigest()


def units_meant(register: UnitRegister, unit_id: str, filters: Filters, *, lineage: bool) -> frozenset[str]:
    """The units a search for this one is about, in the time the filters ask about: periods, else dates, else years."""
    first, last = filters.period_from, filters.period_to
    if filters.years and not (first or last or filters.date_from or filters.date_to):
        first, last = min(filters.years), max(filters.years)
    begins = period_start(first) if first else filters.date_from
    ends = period_end(last) if last else filters.date_to
    return register.meant(unit_id, begins, ends, lineage=lineage)


def visibility(actor: Actor) -> Visibility:
    """The actor's scopes in the words of the index: the same grants that `may` decides on."""
    return Visibility(
        tuple(
            VisibilityClause(
                scope.unit_ids,
                frozenset(level.value for level in scope.access_levels),
                date_from=scope.records_from,
                date_to=scope.records_to,
            )
            for scope in visible_scopes(actor)
        )
    )


def told(filters: Filters, retention: RetentionStanding | None = None) -> dict[str, object]:
    """The filters that were set, as facts for the receipt."""
    told: dict[str, object] = {}
    for name in Filters.__slots__:
        value = getattr(filters, name)
        if value:
            told[name] = sorted(value) if isinstance(value, frozenset) else str(value)
    if retention is not None:
        told[RETENTION_FACT] = retention.value
    return told
