"""Every listing and lookup walks an index, on both engines: a table is never read from end to end.

The questions are asked through the ports; what reaches the database is caught and explained.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, text

from archive_service.catalog.sql import SqlCatalog
from archive_service.domain.access import VisibleScope
from archive_service.domain.jobs import JobKind
from archive_service.domain.records import AccessLevel, TextStatus
from archive_service.domain.retention import AppliesTo
from archive_service.domain.retention_clock import RetentionStanding
from archive_service.ports import AuditFilter, Transaction
from tests.contracts.retention_contract import a_tombstone
from tests.contracts.specimens import CELL_8, CELL_9, START, WARD, ManualClock, a_record, an_entry
from tests.servers.postgres import PostgresImpossible, running_postgres

SOME_LEVELS = frozenset({AccessLevel.PUBLIC, AccessLevel.INTERNAL})
ONE_UNIT = [VisibleScope(frozenset({CELL_8.id}), SOME_LEVELS)]
UNITS = [VisibleScope(frozenset({CELL_8.id, CELL_9.id, WARD.id}), SOME_LEVELS)]
TWO_GRANTS = [*UNITS, VisibleScope(frozenset({CELL_8.id}), frozenset(AccessLevel))]
SCOPES: dict[str, list[VisibleScope] | None] = {
    "everything": None,
    "one unit": ONE_UNIT,
    "units": UNITS,
    "two grants": TWO_GRANTS,
}

Question = Callable[[Transaction], object]
Captured = tuple[str, Any]


def questions_within(name: str, scopes: list[VisibleScope] | None) -> Iterator[tuple[str, Question]]:
    yield f"next page of {name}", lambda tx: tx.records.list(scopes, after="rec_5")
    yield f"page before of {name}", lambda tx: tx.records.list(scopes, after="rec_5", newest_first=True)
    yield f"dossier within {name}", lambda tx: tx.records.list(scopes, dossier_id="dos_1")
    yield f"without text within {name}", lambda tx: tx.records.list(scopes, text_reason="encrypted")
    yield f"one of {name}", lambda tx: tx.records.get("rec_1", scopes)
    yield f"some of {name}", lambda tx: tx.records.get_many(["rec_1", "rec_2"], scopes)
    if scopes is not None:
        yield f"coverage of {name}", lambda tx: tx.records.coverage(scopes)


def _standing(standing: RetentionStanding, day: date, tx: Transaction) -> object:
    return tx.standings.ids(standing, ONE_UNIT, day, limit=50)


def _tombstones(words: str, scopes: list[VisibleScope] | None, tx: Transaction) -> object:
    return tx.dispositions.tombstones(scopes, words=words, unit_ids=frozenset({CELL_8.id}), after="rec_1")


def questions_of_retention() -> Iterator[tuple[str, Question]]:
    day, some = date(2043, 1, 1), ["rec_1", "rec_2"]
    unit = frozenset({CELL_8.id})
    yield "what is due", lambda tx: tx.retention.due(None, day, after=(day, "rec_1"))
    yield "what is due of a unit", lambda tx: tx.retention.due(ONE_UNIT, day, unit_ids=unit)
    for standing in RetentionStanding:
        yield f"records that stand {standing}", partial(_standing, standing, day)
    yield "how records stand", lambda tx: tx.standings.counts(some, ONE_UNIT, day)
    yield "facts of records", lambda tx: tx.retention.facts(some)
    yield (
        "what if, by type",
        lambda tx: tx.retention.touched_by([AppliesTo(type_codes=frozenset({"BB", "NQ"}))], after="rec_1", limit=500),
    )
    yield "holds over records", lambda tx: tx.holds.over(some)
    yield "records under a hold", lambda tx: tx.holds.records_under("hld_1", after="rec_1", limit=500)
    for name, scopes in SCOPES.items():
        for words in ("én", "giấy khen 12-NQ/CB"):
            yield f"tombstones with {words} within {name}", partial(_tombstones, words, scopes)
    yield "buried", lambda tx: tx.dispositions.buried(some)
    yield "transfers due", lambda tx: tx.transfers.due(unit, day, after=(day, "dos_1"), limit=50)
    yield "transfer of a dossier", lambda tx: tx.transfers.of_dossier("dos_1")
    yield "transfers of a unit", lambda tx: tx.transfers.list(unit, after=None, limit=50)


def questions() -> Iterator[tuple[str, Question]]:
    for name, scopes in SCOPES.items():
        yield from questions_within(name, scopes)
    yield "records with a digest", lambda tx: tx.records.with_digest("a" * 128)
    yield "change of text", lambda tx: tx.records.recover(a_record(1), TextStatus())
    yield "dossiers of a unit", lambda tx: tx.dossiers.list(frozenset({CELL_8.id}), after="dos_1")
    yield "dossiers of units", lambda tx: tx.dossiers.list(frozenset({CELL_8.id, WARD.id}), after="dos_1")
    yield "dossiers", lambda tx: tx.dossiers.list(None, after="dos_1")
    yield from questions_of_retention()
    yield "saved searches", lambda tx: tx.saved_searches.of("usr_1")
    yield "audit page", lambda tx: tx.audit.page(AuditFilter(before=9))
    yield "audit page of a record", lambda tx: tx.audit.page(AuditFilter(before=9, subject="rec_1"))
    yield "audit page of a person", lambda tx: tx.audit.page(AuditFilter(before=9, actor="usr_1"))
    yield "audit page of an act", lambda tx: tx.audit.page(AuditFilter(before=9, act="read"))
    for name, unit_ids in (("a unit", frozenset({CELL_8.id})), ("units", frozenset({CELL_8.id, WARD.id}))):
        wanted = AuditFilter(before=9, unit_ids=unit_ids)
        yield f"audit page of {name}", lambda tx, wanted=wanted: tx.audit.page(wanted)  # type: ignore[misc]
    yield "audit page of days", lambda tx: tx.audit.page(AuditFilter(since=START, until=START))
    yield "act on a record", lambda tx: tx.audit.append(an_entry(a_record(1).id))
    yield "objects to be checked", lambda tx: tx.custody.longest_unchecked(START, 20)
    yield "check of an object", lambda tx: tx.custody.checked("urn:x", START, [])
    yield "turn of a chore", lambda tx: tx.custody.take_turn("compare", START, START)
    yield "seal to be stored", lambda tx: tx.seals.not_stored()
    yield "seal over an event", lambda tx: tx.seals.over(7)
    yield "audit of records", lambda tx: list(tx.audit.about(["rec_1", "rec_2"]))
    yield "audit stream", lambda tx: list(tx.audit.events())
    yield "claim", lambda tx: tx.jobs.claim(60)
    yield "fail", lambda tx: tx.jobs.failed("job_1", "no reason")
    yield "done", lambda tx: tx.jobs.done("job_1")
    yield "parked", lambda tx: tx.jobs.parked()
    yield "account of a login", lambda tx: tx.accounts.by_login("bithu")
    yield "account of a token", lambda tx: tx.accounts.token_by_secret("a" * 64)
    yield "tokens of a person", lambda tx: tx.accounts.tokens_of("usr_1")
    yield "answered request", lambda tx: tx.recall("key", "usr_1")
    yield "append", lambda tx: tx.audit.append(an_entry())
    yield "enqueue", lambda tx: tx.jobs.enqueue(JobKind.INDEX_RECORD, "rec_1")


QUESTIONS = dict(questions())
# Walks that stop at the first row: the end of the chain is the last entry of its primary key.
STOPS_AT_ONCE = re.compile(r"FROM audit_events ORDER BY audit_events.number DESC\s+LIMIT")


@contextmanager
def captured() -> Iterator[list[Captured]]:
    """What reaches any database, as (statement, parameters)."""
    caught: list[Captured] = []

    def catch(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if re.match(r"\s*(SELECT|WITH|UPDATE|DELETE|INSERT)", statement) and not STOPS_AT_ONCE.search(statement):
            caught.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", catch)
    try:
        yield caught
    finally:
        event.remove(Engine, "before_cursor_execute", catch)


def ask(catalog: SqlCatalog, name: str) -> list[Captured]:
    with captured() as caught, catalog.write() as tx:
        QUESTIONS[name](tx)
    assert caught
    return caught


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqlCatalog, Engine]]:
    url = f"sqlite:///{tmp_path_factory.mktemp('plans') / 'catalog.sqlite3'}"
    with opened(url) as both:
        yield both


@pytest.fixture(scope="module")
def postgres() -> Iterator[tuple[SqlCatalog, Engine]]:
    try:
        with running_postgres() as server, opened(server.url(server.new_database())) as both:
            yield both
    except PostgresImpossible as reason:
        pytest.skip(f"no PostgreSQL to test on: {reason}")


@contextmanager
def opened(url: str) -> Iterator[tuple[SqlCatalog, Engine]]:
    catalog, explaining = SqlCatalog(url, ManualClock()), create_engine(url)
    catalog.upgrade()
    with catalog.write() as tx:  # words that are nowhere are not looked for further
        tx.dispositions.bury(replace(a_tombstone(a_record(1)), title="Giấy khen chim én", symbol="12-NQ/CB"))
    yield catalog, explaining
    explaining.dispose()
    catalog.close()


def sqlite_scans(engine: Engine, statement: str, parameters: Any) -> list[str]:
    """The steps of the plan that read a table of ours from end to end."""
    with engine.connect() as connection:
        tables = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    steps = [str(row[3]) for row in plan]
    return [step for step in steps if step.startswith("SCAN") and step.split()[1] in tables]


def postgres_scans(engine: Engine, statement: str, parameters: Any) -> list[str]:
    """With sequential scans made dear, one is left in the plan only where no index serves."""
    with engine.connect() as connection:
        connection.exec_driver_sql("SET enable_seqscan = off")
        plan = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).all()
    return [str(row[0]) for row in plan if "Seq Scan" in row[0]]


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_table_is_read_from_end_to_end_on_sqlite(sqlite: tuple[SqlCatalog, Engine], name: str) -> None:
    catalog, engine = sqlite
    for statement, parameters in ask(catalog, name):
        assert sqlite_scans(engine, statement, parameters) == [], statement


@pytest.mark.needs_postgres
@pytest.mark.parametrize("name", QUESTIONS)
def test_no_table_is_read_from_end_to_end_on_postgresql(postgres: tuple[SqlCatalog, Engine], name: str) -> None:
    catalog, engine = postgres
    for statement, parameters in ask(catalog, name):
        assert postgres_scans(engine, statement, parameters) == [], statement


def test_a_scan_would_be_seen(sqlite: tuple[SqlCatalog, Engine]) -> None:
    _, engine = sqlite
    assert sqlite_scans(engine, "SELECT id FROM records WHERE title = ?", ("Nghị quyết",)) == ["SCAN records"]


@pytest.mark.needs_postgres
def test_a_scan_would_be_seen_on_postgresql(postgres: tuple[SqlCatalog, Engine]) -> None:
    _, engine = postgres
    assert len(postgres_scans(engine, "SELECT id FROM records WHERE title = %(t)s", {"t": "Nghị quyết"})) == 1


def _plan_of_words(catalog: SqlCatalog, engine: Engine, explain: str) -> str:
    statement, parameters = ask(catalog, "tombstones with giấy khen 12-NQ/CB within two grants")[-1]
    assert "tombstones.body" in statement
    with engine.connect() as connection:
        if explain == "EXPLAIN":
            connection.exec_driver_sql("SET enable_seqscan = off")
        return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters))


def test_words_of_tombstones_are_read_from_their_index(sqlite: tuple[SqlCatalog, Engine]) -> None:
    plan = _plan_of_words(*sqlite, "EXPLAIN QUERY PLAN")
    assert re.search(r"SEARCH entry USING PRIMARY KEY \(word=\?", plan), plan
    assert len(re.findall(r"SEARCH tombstone_words_\d USING PRIMARY KEY \(word=\? AND record_id=\?\)", plan)) == 3
    assert re.search(
        r"SEARCH tombstones USING INDEX \w+ \(id=\?|SEARCH tombstones USING INDEX tombstones_by_unit", plan
    )
    assert "TEMP B-TREE" not in plan


@pytest.mark.needs_postgres
def test_words_of_tombstones_are_read_from_their_index_on_postgresql(postgres: tuple[SqlCatalog, Engine]) -> None:
    plan = _plan_of_words(*postgres, "EXPLAIN")
    assert len(re.findall(r"tombstone_words_pk", plan)) == 4, plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize("scopes", SCOPES.values(), ids=SCOPES)
def test_coverage_never_looks_at_the_records(
    sqlite: tuple[SqlCatalog, Engine], scopes: list[VisibleScope] | None
) -> None:
    """It is told with every answer to a search: its cost follows the number of units, not of records."""
    catalog, _ = sqlite
    with captured() as caught, catalog.read() as tx:
        tx.records.coverage(scopes)
    assert len(caught) == 1
    assert re.findall(r"FROM (\w+)", caught[0][0])[0] == "text_counts"
    assert " FROM records" not in caught[0][0]


@pytest.mark.parametrize("scopes", SCOPES.values(), ids=SCOPES)
def test_records_come_with_their_files_in_one_query(
    sqlite: tuple[SqlCatalog, Engine], scopes: list[VisibleScope] | None
) -> None:
    catalog, _ = sqlite
    with captured() as caught, catalog.read() as tx:
        tx.records.get_many([f"rec_{number}" for number in range(3000)], scopes)
    assert len(caught) == 1
