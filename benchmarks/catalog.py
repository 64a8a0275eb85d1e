"""How the catalog grows: the same questions over 10,000 to 1,000,000 invented records, events and jobs.

    python -m benchmarks.catalog sqlite --records 10000 100000 1000000
    python -m benchmarks.catalog postgres --records 1000000

Prints medians in milliseconds: on the clock / of this process's processor time (on SQLite that is all the
work there is; the difference is waiting for the disk and for other programs). Everything is made in a
temporary folder and removed; PostgreSQL is started there with its own defaults (fsync on).
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from archive_service.catalog.sql import SqlCatalog
from archive_service.domain.access import VisibleScope
from archive_service.domain.audit import AuditEntry, verify
from archive_service.domain.jobs import JobKind
from archive_service.domain.records import AccessLevel
from archive_service.ports import AuditFilter, Transaction
from benchmarks.catalog_rows import invented_record, invented_units, load_events, load_jobs, load_records
from tests.servers.postgres import running_postgres

LEVELS = frozenset({AccessLevel.PUBLIC, AccessLevel.INTERNAL})
SECONDS_FOR_EACH = 1.5
MOST_RUNS = 300
UNIT_COUNTS = (1, 50, 500, 5000)


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def random_bytes(self, size: int) -> bytes:
        return random.randbytes(size)


@contextmanager
def new_catalog(engine: str) -> Iterator[SqlCatalog]:
    if engine == "postgres":
        with running_postgres(settings=()) as server:
            yield from _upgraded(server.url(server.new_database()))
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield from _upgraded(f"sqlite:///{Path(folder) / 'catalog.sqlite3'}")


def _upgraded(url: str) -> Iterator[SqlCatalog]:
    catalog = SqlCatalog(url, SystemClock(), patience_seconds=60)
    catalog.upgrade()
    yield catalog
    catalog.close()


def fill(catalog: SqlCatalog, size: int) -> None:
    with catalog.write() as tx:
        tx.units.replace_all(invented_units(), version=1)
    for loader in (load_records, load_events, load_jobs):
        with catalog._connection(writing=True) as connection:
            loader(connection, size)
    if catalog._engine.dialect.name == "postgresql":
        with catalog._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def timed(work: Callable[[], object]) -> str:
    """Median of the time on the clock in milliseconds, after one run that warms up; beside it that of the processor."""
    work()
    clock: list[float] = []
    processor: list[float] = []
    end = time.perf_counter() + SECONDS_FOR_EACH
    while time.perf_counter() < end and len(clock) < MOST_RUNS:
        start, start_working = time.perf_counter(), time.thread_time()
        work()
        clock.append((time.perf_counter() - start) * 1000)
        processor.append((time.thread_time() - start_working) * 1000)
    return f"{statistics.median(clock):.1f} / {statistics.median(processor):.1f}"


def rate(work: Callable[[], int]) -> str:
    start, start_working = time.perf_counter(), time.thread_time()
    done = work()
    clock, processor = time.perf_counter() - start, time.thread_time() - start_working
    return f"{done / clock:,.0f} / {done / processor:,.0f} a second"


class Questions:
    """What is asked of a filled catalog."""

    def __init__(self, catalog: SqlCatalog, size: int) -> None:
        self.catalog = catalog
        self.chance = random.Random(1)
        self.units = [unit.id for unit in invented_units()]
        self.numbers = count(size)
        with catalog.read() as tx:
            self.middle = self._middle(tx)

    def _middle(self, tx: Transaction) -> str:
        first = tx.records.list(None, limit=1).entries[0].record.id
        last = tx.records.list(None, limit=1, newest_first=True).entries[0].record.id
        shared = next(place for place, pair in enumerate(zip(first, last, strict=True)) if pair[0] != pair[1])
        alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
        between = alphabet[(alphabet.index(first[shared]) + alphabet.index(last[shared])) // 2]
        return first[:shared] + between + "z"

    def scope(self, units: int) -> list[VisibleScope]:
        return [VisibleScope(frozenset(self.chance.sample(self.units, units)), LEVELS)]

    def reading(self, question: Callable[[Transaction], object]) -> str:
        def ask() -> None:
            with self.catalog.read() as tx:
                question(tx)

        return timed(ask)

    def writing(self, change: Callable[[Transaction], object]) -> str:
        def apply() -> None:
            with self.catalog.write() as tx:
                change(tx)

        return timed(apply)

    def answers(self) -> Iterator[tuple[str, str]]:
        with self.catalog.read() as tx:
            known = [entry.record for entry in tx.records.list(None, after=self.middle, limit=1000).entries]
        ids = [record.id for record in known[::20]]
        digests = [record.files[0].sha512 for record in known]
        for units in UNIT_COUNTS:
            yield from self._of_units(units, self.scope(units))
        everything = self.scope(5000)
        yield "get_many, 50 records, 5000 units", self.reading(lambda tx: tx.records.get_many(ids, everything))
        yield "get, 5000 units", self.reading(lambda tx: tx.records.get(ids[0], everything))
        yield "with_digest", self.reading(lambda tx: tx.records.with_digest(self.chance.choice(digests)))
        two_grants = [*self.scope(2500), VisibleScope(frozenset(self.units[:50]), frozenset(AccessLevel))]
        yield "coverage, two grants, 2500 units", self.reading(lambda tx: tx.records.coverage(two_grants))
        yield "coverage, everything", self.reading(lambda tx: tx.records.coverage(None))
        yield "register of 5000 units", self.reading(lambda tx: tx.units.register())
        yield "audit page of a person", self.reading(lambda tx: tx.audit.page(AuditFilter(actor="usr_7")))
        yield "queue: counts", self.reading(lambda tx: tx.jobs.counts())
        yield "queue: claim one, durable", self.writing(lambda tx: tx.jobs.claim(600))
        yield "queue: claim one and done, durable", self.writing(self._work)
        yield "audit append, durable", self.writing(lambda tx: tx.audit.append(an_entry()))
        yield "deposit (record, file, event, job), durable", self.writing(self._deposit)
        yield "audit events streamed", rate(self._stream)
        yield "audit chain verified", rate(self._verify)

    def _of_units(self, units: int, scopes: list[VisibleScope]) -> Iterator[tuple[str, str]]:
        yield f"list, newest 50, {units} units", self.reading(lambda tx: tx.records.list(scopes, newest_first=True))
        yield (
            f"list, 50 from the middle, {units} units",
            self.reading(lambda tx: tx.records.list(scopes, after=self.middle)),
        )
        yield f"coverage, {units} units", self.reading(lambda tx: tx.records.coverage(scopes))

    def _work(self, tx: Transaction) -> None:
        for job in tx.jobs.claim(600):
            tx.jobs.done(job.id)

    def _deposit(self, tx: Transaction) -> None:
        record = invented_record(next(self.numbers), self.chance.choice(self.units), self.chance)
        tx.records.add(record)
        tx.audit.append(an_entry())
        tx.jobs.enqueue(JobKind.INDEX_RECORD, record.id)

    def _stream(self) -> int:
        with self.catalog.read() as tx:
            return sum(1 for _ in tx.audit.events())

    def _verify(self) -> int:
        with self.catalog.read() as tx:
            head = tx.audit.head()
            assert head is not None
            assert list(verify(tx.audit.events(), head=head)) == []
            return head[0]


def an_entry() -> AuditEntry:
    return AuditEntry(datetime.now(UTC), "usr_7", "read", "rec_7", "done", "web", {"file": "Nghị quyết.pdf"})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", choices=["sqlite", "postgres"])
    parser.add_argument("--records", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    arguments = parser.parse_args()
    columns: list[dict[str, str]] = []
    for size in arguments.records:
        with new_catalog(arguments.engine) as catalog:
            start = time.perf_counter()
            fill(catalog, size)
            filled = f"{time.perf_counter() - start:.0f} s"
            columns.append({"(filling)": filled, **dict(Questions(catalog, size).answers())})
    print("| | " + " | ".join(f"{size:,}" for size in arguments.records) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for name in columns[0]:
        print(f"| {name} | " + " | ".join(column[name] for column in columns) + " |")


if __name__ == "__main__":
    main()
