"""An invented world for the benchmark of the catalog: 5,000 units, and as many records, events and jobs as wanted."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table

from archive_service.catalog.log_mapping import event_values, job_values
from archive_service.catalog.mapping import file_values, record_values, text_values
from archive_service.catalog.tables import audit_events, jobs, record_files, records
from archive_service.catalog.text_counts import TextCounts
from archive_service.domain.audit import GENESIS, AuditEntry, chain
from archive_service.domain.identifiers import JOB, RECORD, new_id
from archive_service.domain.jobs import Job, JobKind, JobState
from archive_service.domain.records import (
    AccessLevel,
    Description,
    Record,
    RecordClass,
    RecordFile,
    TextState,
    TextStatus,
)
from archive_service.domain.unit_events import Unit

START = datetime(2024, 1, 1, tzinfo=UTC)
WARDS = 200
CELLS = 4799
_ROWS_AT_ONCE = 20_000
_LEVELS = (AccessLevel.PUBLIC, *[AccessLevel.INTERNAL] * 8, AccessLevel.RESTRICTED)
_TEXTS = (
    *[TextStatus(TextState.SEARCHABLE, None, 2)] * 17,
    TextStatus(TextState.PENDING),
    TextStatus(TextState.NO_TEXT, "no_text_layer"),
    TextStatus(TextState.NO_TEXT, "encrypted"),
)


def invented_units() -> list[Unit]:
    """A province, its wards, and their cells: 5,000 in all."""
    province = Unit("unit_province", "P", "Đảng bộ tỉnh (mẫu)", "committee", None)
    wards = [
        Unit(f"unit_w{n:04d}", f"W{n}", f"Đảng bộ phường {n} (mẫu)", "committee", province.id) for n in range(WARDS)
    ]
    cells = [
        Unit(f"unit_c{n:05d}", f"C{n}", f"Chi bộ {n} (mẫu)", "cell", wards[n % WARDS].id, (f"Tổ {n}",))
        for n in range(CELLS)
    ]
    return [province, *wards, *cells]


def invented_record(number: int, unit_id: str, chance: random.Random) -> Record:
    """One record a second: a month's resolution of the unit with one file of its own."""
    at = START + timedelta(seconds=number)
    record_id = new_id(RECORD, at, chance.randbytes(10))
    day = date(2020, 1, 1) + timedelta(days=number % 2000)
    description = Description(
        record_class=RecordClass.RESOLUTION,
        type_code="NQ",
        title=f"Nghị quyết lãnh đạo thực hiện nhiệm vụ tháng {day.month} năm {day.year} (mẫu {number})",
        unit_id=unit_id,
        access_level=chance.choice(_LEVELS),
        number=number % 99 + 1,
        symbol=f"{number % 99 + 1}-NQ/CB",
        issuer_printed="CHI BỘ TỔ DÂN PHỐ",
        date=day,
        period=f"{day.year}-{day.month:02d}",
    )
    file = RecordFile(
        f"NQ tháng {day.month}-{day.year}.pdf",
        hashlib.sha512(record_id.encode()).hexdigest(),
        123_456,
        "application/pdf",
    )
    return Record(record_id, description, (file,), 1, at, "usr_archivist")


def invented_records(count: int) -> Iterator[tuple[Record, TextStatus]]:
    """Records spread over all units by chance, the same in every run."""
    chance = random.Random(42)
    unit_ids = [unit.id for unit in invented_units()]
    for number in range(count):
        yield invented_record(number, chance.choice(unit_ids), chance), chance.choice(_TEXTS)


def load_records(connection: Connection, size: int) -> None:
    world = invented_records(size)
    with without_indexes(connection, records), without_indexes(connection, record_files):
        while part := list(islice(world, _ROWS_AT_ONCE)):
            load(connection, records, ({**record_values(record), **text_values(text)} for record, text in part))
            load(connection, record_files, (row for record, _ in part for row in file_values(record)))
    TextCounts(connection).recount()


def load_events(connection: Connection, count: int) -> None:
    def rows() -> Iterator[dict[str, Any]]:
        previous = GENESIS
        for number in range(1, count + 1):
            at = START + timedelta(milliseconds=number)
            details = {"query": "nghị quyết chi bộ", "filters": {"unit": f"unit_c{number % CELLS:05d}"}, "total": 17}
            act = ("read", "search", "deposit")[number % 3]
            entry = AuditEntry(at, f"usr_{number % 300}", act, f"rec_{number}", "done", "web", details)
            event = chain(entry, number, previous)
            previous = event.digest
            yield event_values(event)

    with without_indexes(connection, audit_events):
        load(connection, audit_events, rows())


def load_jobs(connection: Connection, count: int) -> None:
    chance = random.Random(43)
    waiting = Job("", JobKind.INDEX_RECORD, "", {}, JobState.WAITING, 0, START)

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(count):
            due = START + timedelta(seconds=number)
            job_id = new_id(JOB, due, chance.randbytes(10))
            yield job_values(replace(waiting, id=job_id, subject=f"rec_{number}", due_at=due))

    with without_indexes(connection, jobs):
        load(connection, jobs, rows())


@contextmanager
def without_indexes(connection: Connection, table: Table) -> Iterator[None]:
    """Build the indexes of the table afterwards: sorting once is quicker than a million places to look for."""
    for index in table.indexes:
        index.drop(connection)
    yield
    for index in table.indexes:
        index.create(connection)


def load(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Write the rows by the fastest way the engine has."""
    names = [column.name for column in table.columns]
    tuples = (tuple(row[name] for name in names) for row in rows)
    cursor: Any = connection.connection.cursor()
    if connection.dialect.name == "postgresql":
        with cursor.copy(f"COPY {table.name} ({', '.join(names)}) FROM STDIN") as copy:
            for row in tuples:
                copy.write_row(row)
        return
    statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    while part := [tuple(map(_for_sqlite, row)) for row in islice(tuples, _ROWS_AT_ONCE)]:
        cursor.executemany(statement, part)


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value
