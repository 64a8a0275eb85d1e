"""The shapes of saved searches, one for REST and `--json`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from archive_service.domain.holds import Hold
from archive_service.domain.saved_searches import SavedSearch
from archive_service.domain.units import UnitRegister
from archive_service.services.saved_searches import News
from archive_service.services.search import SearchResult
from archive_service.wire_json import search_body, unit_name
from archive_service.wire_shapes import Body, SearchBody, UnitName


class SavedSearchBody(Body):
    """A search that its owner keeps; `filters` and `unit` are what it is narrowed to.

    `new` counts the records handed in since `seen_until` that it finds: null while that cannot be told, and a lower
    bound when `new_at_least` is true.
    """

    id: str
    name: str
    query: str
    filters: dict[str, str | tuple[str, ...]]
    unit: UnitName | None
    lineage: bool
    sort: str
    created_at: datetime
    seen_until: datetime
    new: int | None
    new_at_least: bool


class SearchHoldBody(Body):
    """A hold over what a search found: so many records, under this receipt of the log. `list_sha256` is over their ids,
    one to a line; `unread` more had no words yet and could not be found by their text.
    """

    hold: str
    records: int
    receipt: int
    list_sha256: str
    unread: int


class SavedSearchList(Body):
    """One's own, in order of name."""

    saved_searches: tuple[SavedSearchBody, ...]


class SavedSearchRun(Body):
    """The search as it stood before this run, and its answer of now."""

    saved_search: SavedSearchBody
    answer: SearchBody


def saved_search_body(news: News, register: UnitRegister) -> SavedSearchBody:
    kept = news.search
    return SavedSearchBody(
        id=kept.id,
        name=kept.name,
        query=kept.query,
        filters=_plain(kept.filters),
        unit=unit_name(kept.unit_id, register) if kept.unit_id else None,
        lineage=kept.lineage,
        sort=kept.sort,
        created_at=kept.created_at,
        seen_until=kept.seen_until,
        new=news.new,
        new_at_least=news.at_least,
    )


def kept_body(kept: SavedSearch, register: UnitRegister) -> SavedSearchBody:
    """A search that was just kept: nothing is new in it."""
    return saved_search_body(News(kept, 0), register)


def run_body(news: News, result: SearchResult, register: UnitRegister) -> SavedSearchRun:
    return SavedSearchRun(saved_search=saved_search_body(news, register), answer=search_body(result, register))


def _plain(filters: Mapping[str, object]) -> dict[str, str | tuple[str, ...]]:
    return {
        name: tuple(map(str, value)) if isinstance(value, list | tuple) else str(value)
        for name, value in filters.items()
    }


def search_hold_body(hold: Hold) -> SearchHoldBody:
    """The body for a hold over a search. Raises ValueError for any other."""
    frozen = hold.frozen
    if frozen is None:
        raise ValueError(f"{hold.id} is over no search")
    return SearchHoldBody(
        hold=hold.id,
        records=len(hold.targets),
        receipt=frozen.receipt,
        list_sha256=frozen.list_sha256,
        unread=frozen.unread,
    )
