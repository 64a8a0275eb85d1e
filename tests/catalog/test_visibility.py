"""What the catalog shows and what the rights say are the same, for whatever actor and whatever records."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import create_engine, insert

from archive_service.catalog.mapping import record_values, text_values
from archive_service.catalog.records import WINDOW
from archive_service.catalog.sql import SqlCatalog
from archive_service.catalog.tables import records
from archive_service.domain.access import (
    Act,
    Actor,
    Grant,
    Reach,
    RecordFacts,
    Role,
    VisibleScope,
    may,
    visible_scopes,
)
from archive_service.domain.records import AccessLevel, Lifecycle, Record, TextStatus
from archive_service.domain.unit_events import Unit
from archive_service.ports import RecordEntry
from archive_service.services.search import visibility
from indexer.engines.whoosh.index import WhooshIndex
from indexer.model import IndexDocument, SearchRequest
from tests.contracts.specimens import START, ManualClock, a_record

UNITS = [Unit(f"unit_{number}", f"U{number}", f"Chi bộ {number}", "cell", None) for number in range(5)]


def invented_records() -> list[Record]:
    """Every unit at every level in every lifecycle, three times over."""
    facts = [(unit, level, lifecycle) for unit in UNITS for level in AccessLevel for lifecycle in Lifecycle] * 3
    plain = [a_record(number, unit=unit.id, level=level, files=()) for number, (unit, level, _) in enumerate(facts, 1)]
    return [
        replace(record, description=replace(record.description, lifecycle=lifecycle, date=day, period=period))
        for record, (_, _, lifecycle), (day, period) in zip(plain, facts, itertools.cycle(WHEN), strict=False)
    ]


WHEN: list[tuple[date | None, str | None]] = [
    (date(2022, 2, 7), "2022-02"),
    (date(2022, 3, 31), "2020"),
    (date(2021, 12, 31), None),
    (None, "2022-03"),
    (None, "2022-12"),
    (None, "2022-Q1"),
    (None, "2021-Q4"),
    (None, "2022"),
    (None, "9999-12"),
    (None, "0000-01"),
    (None, None),
]
DAYS = some.sampled_from(
    [date(2021, 12, 1), date(2021, 12, 31), date(2022, 1, 1), date(2022, 2, 7), date(2022, 3, 1), date(2022, 3, 31),
     date(2022, 12, 31), date.min, date.max]
)  # fmt: skip
RECORDS = invented_records()
ACTORS = some.builds(
    Actor,
    user_id=some.just("usr_1"),
    name=some.just("Người đọc"),
    moment=some.just(START),
    reach=some.sampled_from(Reach),
    grants=some.lists(
        some.builds(
            Grant,
            role=some.sampled_from(Role),
            unit_id=some.just("unit_0"),
            unit_ids=some.frozensets(some.sampled_from([*(unit.id for unit in UNITS), "unit_gone"])),
            levels=some.none() | some.frozensets(some.sampled_from(AccessLevel), min_size=1),
            records_from=some.none() | DAYS,
            records_to=some.none() | DAYS,
            holds_from=some.sampled_from([None, date(2026, 3, 3), date(2026, 3, 4)]),
            holds_to=some.sampled_from([None, date(2026, 3, 2), date(2026, 3, 3)]),
        ),
        max_size=4,
    ).map(tuple),
)


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlCatalog]:
    catalog = SqlCatalog(f"sqlite:///{tmp_path_factory.mktemp('visibility') / 'catalog.sqlite3'}", ManualClock())
    catalog.upgrade()
    with catalog.write() as tx:
        tx.units.replace_all(UNITS, version=1)
        for record in RECORDS:
            tx.records.add(record)
    yield catalog
    catalog.close()


def readable(actor: Actor) -> list[str]:
    return [record.id for record in RECORDS if may(actor, Act.READ, RecordFacts.of(record.description))]


@settings(deadline=None, max_examples=40)
@given(actor=ACTORS)
def test_the_catalog_shows_what_the_rights_say(catalog: SqlCatalog, actor: Actor) -> None:
    scopes, expected = visible_scopes(actor), readable(actor)
    with catalog.read() as tx:
        assert listed(tx.records.list(scopes, limit=1000).entries) == expected
        assert listed(tx.records.list(scopes, limit=1000, newest_first=True).entries) == expected[::-1]
        assert list(tx.records.get_many([record.id for record in RECORDS], scopes)) == expected
        assert tx.records.coverage(scopes).records == len(expected)
        for record in RECORDS[::11]:
            assert (tx.records.get(record.id, scopes) is not None) == (record.id in expected)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> WhooshIndex:
    index = WhooshIndex(tmp_path_factory.mktemp("index"))
    index.rebuild(as_indexed(record) for record in RECORDS)
    return index


def as_indexed(record: Record) -> IndexDocument:
    about = record.description
    return IndexDocument(
        record_id=record.id, record_class=about.record_class.value, type_code=about.type_code, title=about.title,
        unit_id=about.unit_id, lifecycle=about.lifecycle.value, access_level=about.access_level.value,
        date=about.date, period=about.period,
    )  # fmt: skip


@settings(deadline=None, max_examples=80)
@given(actor=ACTORS)
def test_search_finds_what_the_rights_say(index: WhooshIndex, actor: Actor) -> None:
    answer = index.search(SearchRequest(visible=visibility(actor), limit=len(RECORDS), extracts=False))
    assert sorted(hit.record_id for hit in answer.hits) == readable(actor)
    assert answer.total == len(readable(actor))
    assert sum(count for _, count in answer.facets["unit"]) == len(readable(actor))


@settings(deadline=None, max_examples=30)
@given(actor=ACTORS, limit=some.integers(1, 40))
def test_pages_hold_all_that_may_be_read_and_nothing_else(catalog: SqlCatalog, actor: Actor, limit: int) -> None:
    scopes, seen = visible_scopes(actor), []
    after, more = None, True
    with catalog.read() as tx:
        while more:
            page = tx.records.list(scopes, after=after, limit=limit)
            seen += listed(page.entries)
            after, more = (seen[-1] if seen else None), page.more
    assert seen == readable(actor)


def test_what_is_rare_is_found_beyond_the_rows_that_are_looked_at_first(tmp_path: Path) -> None:
    few, many = UNITS[0].id, UNITS[1].id
    places = [few if number in {1, WINDOW, 2 * WINDOW, 3 * WINDOW} else many for number in range(1, 3 * WINDOW + 1)]
    found = [a_record(number, unit=unit, files=()) for number, unit in enumerate(places, 1)]
    catalog = SqlCatalog(f"sqlite:///{tmp_path / 'catalog.sqlite3'}", ManualClock())
    catalog.upgrade()
    with catalog.write() as tx:
        tx.units.replace_all(UNITS, version=1)
    engine = create_engine(f"sqlite:///{tmp_path / 'catalog.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(
            insert(records), [{**record_values(record), **text_values(TextStatus())} for record in found]
        )
    engine.dispose()
    scopes = [VisibleScope(frozenset({few, UNITS[2].id}), frozenset(AccessLevel))]
    expected = [record.id for record in found if record.description.unit_id == few]
    with catalog.read() as tx:
        assert listed(tx.records.list(scopes).entries) == expected
        assert listed(tx.records.list(scopes, newest_first=True).entries) == expected[::-1]
        assert listed(tx.records.list(scopes, after=expected[1], limit=1).entries) == expected[2:3]
    catalog.close()


def listed(entries: Sequence[RecordEntry]) -> list[str]:
    return [entry.record.id for entry in entries]
