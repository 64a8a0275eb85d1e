"""How retention grows: what is due, a hold on a unit and its years, what a changed rule would move; and the figures of
the status page, which count whole indexes.

Usage: python -m benchmarks.retention sqlite|postgres [SIZE ...]   (10000 100000 1000000 unless said otherwise)

The world is that of the catalog's benchmark; how the database found the answers is told with them, and the status page
is asked of SQLite only. Until when each record is kept is written by one statement, as
if a rule of ten years spoke about all of them.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import event

from archive_service.bootstrap import SystemClock
from archive_service.catalog.sql import SqlCatalog
from archive_service.domain.access import VisibleScope
from archive_service.domain.holds import Hold, HoldTarget, HoldTargetKind
from archive_service.domain.periods import months_between
from archive_service.domain.records import AccessLevel
from archive_service.domain.retention import AppliesTo
from archive_service.domain.retention_clock import decide
from archive_service.ports import Transaction
from archive_service.retention_profile import load_profile
from benchmarks.catalog import new_catalog
from benchmarks.catalog_rows import invented_units, load_records

Answer = TypeVar("Answer")
RUNS = 15
PAGE = 500
DAY = date(2036, 6, 1)
DECIDED = """
INSERT INTO retention_states (record_id, unit_id, state, rule_id, base_year, review_from)
SELECT id, unit_id, 'running', 'rul_1', CAST(substr(date, 1, 4) AS INTEGER),
       (CAST(substr(date, 1, 4) AS INTEGER) + 11) || '-01-01'
FROM records WHERE date IS NOT NULL
"""
DECIDED_IN_POSTGRES = """
INSERT INTO retention_states (record_id, unit_id, state, rule_id, base_year, review_from)
SELECT id, unit_id, 'running', 'rul_1', extract(year FROM date)::integer,
       make_date(extract(year FROM date)::integer + 11, 1, 1)
FROM records WHERE date IS NOT NULL
"""
# For the status page: half of the records are kept for ever, and every object was checked.
HALF_FOR_EVER = """
UPDATE retention_states SET state = 'kept_for_ever', base_year = NULL, review_from = NULL WHERE rowid % 2 = 0
"""
CHECKED = "INSERT INTO fixity_checks SELECT 'urn:record:' || id, '2026-01-01 00:00:00.000000' FROM records"


def main() -> None:
    engine, sizes = sys.argv[1], [int(each) for each in sys.argv[2:]] or [10_000, 100_000, 1_000_000]
    for size in sizes:
        print(f"## {size:,} records on {engine}")
        with new_catalog(engine) as catalog:
            for name, told in measured(catalog, size):
                print(f"| {name} | {told} |", flush=True)


MONTHS = months_between("2024-01", "2026-01")
STATUS_PAGE: dict[str, Callable[[Transaction], object]] = {
    "deposits by month": lambda tx: tx.figures.deposits(MONTHS),
    "reviews by year": lambda tx: tx.figures.reviews(),
    "records without a review, by state": lambda tx: tx.figures.without_review(),
    "records with text": lambda tx: tx.records.coverage(None),
    "objects checked": lambda tx: tx.custody.overview(),
}


def measured(catalog: SqlCatalog, size: int) -> list[tuple[str, str]]:
    on_postgres = catalog._engine.dialect.name == "postgresql"
    with catalog.write() as tx:
        tx.units.replace_all(invented_units(), version=1)
    with catalog._connection(writing=True) as connection:
        load_records(connection, size)
        connection.exec_driver_sql(DECIDED_IN_POSTGRES if on_postgres else DECIDED)
        connection.exec_driver_sql("ANALYZE")
    unit = next(unit.id for unit in invented_units() if unit.kind == "cell")
    scope = [VisibleScope(frozenset({unit}), frozenset(AccessLevel))]
    everywhere = [VisibleScope(frozenset(each.id for each in invented_units()), frozenset(AccessLevel))]
    rules = [replace(rule, id=f"rul_{number}") for number, rule in enumerate(load_profile())]
    wanted = [AppliesTo(type_codes=frozenset({"NQ", "BB"}))]

    def ask(question: Callable[[Transaction], object]) -> str:
        return milliseconds(lambda: _within(catalog, question))

    def what_if(tx: Transaction) -> None:
        page = tx.retention.touched_by(wanted, after="rec_", limit=PAGE)
        for facts in tx.retention.facts(page).values():
            decide(facts, rules, (), DAY)

    told = [
        ("due, first 50 of everything, ms", ask(lambda tx: tx.retention.due(everywhere, DAY))),
        ("due, first 50 of one cell, ms", ask(lambda tx: tx.retention.due(scope, DAY, unit_ids=[unit]))),
        ("what if, a page of 500 decided, ms", ask(what_if)),
    ]
    below = [each.id for each in invented_units() if each.parent_id == "unit_w0000"]
    years = [
        HoldTarget(HoldTargetKind.HELD_UNIT, each, date(2024, 1, 1), date(2026, 12, 31))
        for each in ["unit_w0000", *below]
    ]
    hold = Hold("hld_1", "r", "a", "d", tuple(years), "usr_1", SystemClock().now())
    placed = milliseconds(lambda: _placed(catalog, hold))
    told.append((f"placing a hold on a ward with {len(below)} cells, ms", placed))
    start = time.perf_counter()
    held = _all_under(catalog)
    walked = (time.perf_counter() - start) * 1000
    told.append((f"all {len(held):,} records under it, page by page, ms", f"{walked:.1f}"))
    told.append((f"holds over {len(held[:PAGE])} of them, ms", ask(lambda tx: tx.holds.over(held[:PAGE]))))
    plans: dict[str, Callable[[Transaction], object]] = {
        "due": lambda tx: tx.retention.due(everywhere, DAY),
        "due of one cell": lambda tx: tx.retention.due(scope, DAY, unit_ids=[unit]),
        "what if": lambda tx: tx.retention.touched_by(wanted, after="rec_", limit=PAGE),
        "records under the hold": lambda tx: tx.holds.records_under("hld_1", after=None, limit=PAGE),
    }
    told += [(f"how {name} is found", "; ".join(steps_of(catalog, question))) for name, question in plans.items()]
    if not on_postgres:
        told += _status_page(catalog, ask)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told.append(("largest memory of the process so far, MiB", f"{memory:.0f}"))
    return told


def _status_page(catalog: SqlCatalog, ask: Callable[[Callable[[Transaction], object]], str]) -> list[tuple[str, str]]:
    with catalog._connection(writing=True) as connection:
        for statement in (HALF_FOR_EVER, CHECKED, "ANALYZE"):
            connection.exec_driver_sql(statement)
    return [(f"status page: {name}, ms", ask(question)) for name, question in STATUS_PAGE.items()]


def steps_of(catalog: SqlCatalog, question: Callable[[Transaction], object]) -> list[str]:
    """How the database reads each table for a question, without what it costs."""
    asked: list[tuple[str, Any]] = []

    def catch(_c: object, _u: object, statement: str, parameters: Any, _x: object, _m: bool) -> None:
        asked.append((statement, parameters))

    event.listen(catalog._engine, "before_cursor_execute", catch)
    _within(catalog, question)
    event.remove(catalog._engine, "before_cursor_execute", catch)
    explain = "EXPLAIN (COSTS OFF)" if catalog._engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    with catalog._engine.connect() as connection:
        steps = [
            str(row[-1]).removeprefix("  ->").strip(" ->")
            for statement, parameters in asked
            if statement.startswith(("SELECT", "WITH"))
            for row in connection.exec_driver_sql(f"{explain} {statement}", parameters)
        ]
    return [step for step in steps if "Scan" in step or "SCAN" in step or "SEARCH" in step]


def _within(catalog: SqlCatalog, question: Callable[[Transaction], Answer]) -> Answer:
    with catalog.read() as tx:
        return question(tx)


def _all_under(catalog: SqlCatalog) -> list[str]:
    """As the worker walks it when the store follows."""
    held: list[str] = []
    while True:
        with catalog.read() as tx:
            page = tx.holds.records_under("hld_1", after=held[-1] if held else None, limit=PAGE)
        if not page:
            return held
        held += page


def _placed(catalog: SqlCatalog, hold: Hold) -> None:
    with catalog.write() as tx:
        tx.retention.guard()
        tx.holds.keep(hold)


def milliseconds(work: Callable[[], object]) -> str:
    """The median of several runs on the clock, after one that warms up."""
    work()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return f"{statistics.median(times):.1f}"


if __name__ == "__main__":
    main()
