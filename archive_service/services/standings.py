"""Searches narrowed to how records stand in retention.

Who stands how is asked of the catalog, with the rights of who asks, and goes to the index as a set of ids: so totals,
facets and lists are exact, and the index never decides about retention.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from archive_service.domain.access import Actor, VisibleScope, retention_scopes
from archive_service.domain.errors import NotPermitted, TooManyStandSo
from archive_service.domain.retention_clock import RetentionStanding
from archive_service.ports import Catalog
from indexer.model import Filters

RETENTION_FACT = "retention"
MOST_STANDING = 50_000
"""A search is narrowed to no more records than this; past it, to a unit as well."""


def narrowed(
    catalog: Catalog, actor: Actor, filters: Filters, standing: RetentionStanding | None, today: date
) -> Filters:
    """The filters with the records that stand so. Raises NotPermitted, TooManyStandSo."""
    if standing is None:
        return filters
    scopes = retention_scopes(actor)
    if not scopes:
        raise NotPermitted
    with catalog.read() as tx:
        found = tx.standings.ids(standing, scopes, today, unit_ids=filters.unit_ids, limit=MOST_STANDING + 1)
    if len(found) > MOST_STANDING:
        raise TooManyStandSo(most=MOST_STANDING, field="retention")
    ids = frozenset(found)
    return replace(filters, record_ids=ids if filters.record_ids is None else ids & filters.record_ids)


def counted(
    catalog: Catalog, scopes: Sequence[VisibleScope], record_ids: Collection[str], today: date
) -> tuple[tuple[str, int], ...]:
    """How many of the records in the scopes stand how, most frequent first."""
    with catalog.read() as tx:
        counts = tx.standings.counts(record_ids, scopes, today)
    return tuple(sorted(((each.value, count) for each, count in counts.items() if count), key=lambda pair: -pair[1]))


def standing_of(filters: Mapping[str, object]) -> RetentionStanding | None:
    """What a search was narrowed to, from the words of its receipt."""
    value = filters.get(RETENTION_FACT)
    return RetentionStanding(value) if isinstance(value, str) else None
