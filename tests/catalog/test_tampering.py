"""Whoever changes the kept chain with the tools of the database is found, and the place is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive_service.catalog.sql import SqlCatalog
from archive_service.domain.audit import ChainFault, verify
from archive_service.ports import AuditFilter
from tests.contracts.specimens import ManualClock, a_record, an_entry, with_units

CHANGES = {
    "time": "UPDATE audit_events SET at = '2026-03-03T08:00:00.000001+00:00' WHERE number = 5",
    "no time at all": "UPDATE audit_events SET at = 'yesterday' WHERE number = 5",
    "person": "UPDATE audit_events SET actor = 'usr_2' WHERE number = 5",
    "outcome": "UPDATE audit_events SET outcome = 'refused' WHERE number = 5",
    "facts": "UPDATE audit_events SET details = '{}' WHERE number = 5",
    "blanks in the facts": "UPDATE audit_events SET details = details || ' ' WHERE number = 5",
    "no JSON": "UPDATE audit_events SET details = '{' WHERE number = 5",
    "no text": "UPDATE audit_events SET actor = x'00ff', details = x'00ff' WHERE number = 5",
    "no object": "UPDATE audit_events SET details = '[]' WHERE number = 5",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "catalog.sqlite3"


@pytest.fixture
def catalog(file: Path) -> Iterator[SqlCatalog]:
    catalog = SqlCatalog(f"sqlite:///{file}", ManualClock())
    catalog.upgrade()
    with catalog.write() as tx:
        for number in range(1, 11):
            tx.audit.append(an_entry(f"rec_{number}"))
    yield catalog
    catalog.close()


def tamper(file: Path, *statements: str) -> None:
    with sqlite3.connect(file) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def faults(catalog: SqlCatalog, *, head: tuple[int, str] | None = None) -> list[ChainFault]:
    with catalog.read() as tx:
        return list(verify(tx.audit.events(), head=head or tx.audit.head()))


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_event_is_named(catalog: SqlCatalog, file: Path, change: str) -> None:
    assert faults(catalog) == []
    tamper(file, CHANGES[change])
    assert faults(catalog) == [ChainFault(5, "was changed")]


def test_a_missing_event_is_named(catalog: SqlCatalog, file: Path) -> None:
    tamper(file, "DELETE FROM audit_events WHERE number IN (4, 5)")
    assert faults(catalog) == [ChainFault(4, "missing up to 5")]


def test_exchanged_events_are_named(catalog: SqlCatalog, file: Path) -> None:
    exchange = "UPDATE audit_events SET number = {1} WHERE number = {0}"
    tamper(file, *(exchange.format(*pair) for pair in ((5, 99), (6, 5), (99, 6))))
    assert {fault.number for fault in faults(catalog)} >= {5, 6}


def test_a_cut_off_end_is_named_by_whoever_knows_the_head(catalog: SqlCatalog, file: Path) -> None:
    with catalog.read() as tx:
        head = tx.audit.head()
    tamper(file, "DELETE FROM audit_events WHERE number > 8")
    assert faults(catalog) == []
    assert faults(catalog, head=head) == [ChainFault(9, "missing up to 10, the end of the chain")]


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_for_people_shows_what_can_be_shown(catalog: SqlCatalog, file: Path, change: str) -> None:
    tamper(file, CHANGES[change])
    with catalog.read() as tx:
        page = tx.audit.page(limit=100)
    assert [event.number for event in page] == list(range(10, 0, -1))
    assert all(isinstance(dict(event.entry.details), dict) for event in page)


def test_facts_that_are_no_facts_are_told(catalog: SqlCatalog, file: Path) -> None:
    tamper(file, CHANGES["no JSON"])
    with catalog.read() as tx:
        assert dict(tx.audit.page(AuditFilter(before=6), limit=1)[0].entry.details) == {"unreadable": "{"}


def test_an_event_moved_to_another_unit_is_named(catalog: SqlCatalog, file: Path) -> None:
    with_units(catalog)
    with catalog.write() as tx:
        tx.records.add(a_record(1))
        number = tx.audit.append(an_entry(a_record(1).id)).number
    assert faults(catalog) == []
    tamper(file, f"UPDATE audit_events SET unit_id = NULL WHERE number = {number}")
    assert faults(catalog) == [ChainFault(number, "was changed")]
