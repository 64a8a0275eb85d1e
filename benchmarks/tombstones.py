"""What it takes to find a destroyed record by words: rare and common ones, two that hardly meet, a number, none.

Usage: python -m benchmarks.tombstones sqlite|postgres [SIZE ...]   (10000 100000 unless said otherwise)

The world is that of the catalog's benchmark, every record of it destroyed. SQLite has no figures about its tables, as
in an archive that runs; PostgreSQL gathers them by itself there, here it is told to.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice

from archive_service.catalog.retention_tables import tombstones
from archive_service.catalog.sql import SqlCatalog
from archive_service.catalog.tombstone_words import keep_words, words_of
from archive_service.domain.access import VisibleScope
from archive_service.domain.disposition import Tombstone
from archive_service.domain.records import AccessLevel
from archive_service.ports import Transaction
from archive_service.services.retention_json import TOMBSTONES
from benchmarks.catalog import new_catalog
from benchmarks.catalog_rows import invented_records, invented_units, load
from benchmarks.retention import milliseconds, steps_of

ASKED = {
    "a rare word": "7777",
    "a word of all": "nghi quyet",
    "a number": "12-NQ/CB",
    "two of many, hardly ever together": "2020 2021",
    "a word that is nowhere": "voi",
    "no word": "",
}
_AT_ONCE = 1_000


def main() -> None:
    engine, sizes = sys.argv[1], [int(each) for each in sys.argv[2:]] or [10_000, 100_000]
    for size in sizes:
        print(f"## {size:,} tombstones on {engine}")
        with new_catalog(engine) as catalog:
            for name, told in measured(catalog, size):
                print(f"| {name} | {told} |", flush=True)


def measured(catalog: SqlCatalog, size: int) -> Iterator[tuple[str, str]]:
    units = [unit.id for unit in invented_units()]
    with catalog.write() as tx:
        tx.units.replace_all(invented_units(), version=1)
    yield "words of all noted, s", f"{_filled(catalog, size):.1f}"
    every_level = frozenset(AccessLevel)
    all_units, one_cell = VisibleScope(frozenset(units), every_level), VisibleScope(frozenset(units[-1:]), every_level)
    for name, words in ASKED.items():
        for who, scope in (("all 5,000 units", all_units), ("one cell", one_cell)):
            yield f"{name}, reader of {who}, ms", milliseconds(partial(_asked, catalog, words, [scope]))
        within = milliseconds(partial(_asked, catalog, words, [all_units], one_cell.unit_ids))
        yield f"{name}, in one cell, reader of all 5,000 units, ms", within
        found = partial(_found, words, [all_units], None)
        yield f"how {name} is found", "; ".join(steps_of(catalog, found))


def _found(
    words: str, scopes: Sequence[VisibleScope], unit_ids: frozenset[str] | None, tx: Transaction
) -> Sequence[Tombstone]:
    return tx.dispositions.tombstones(scopes, words=words, unit_ids=unit_ids)


def _asked(
    catalog: SqlCatalog, words: str, scopes: Sequence[VisibleScope], unit_ids: frozenset[str] | None = None
) -> Sequence[Tombstone]:
    with catalog.read() as tx:
        return _found(words, scopes, unit_ids, tx)


def _filled(catalog: SqlCatalog, size: int) -> float:
    """Seconds that noting the words took, as a migration does it: 1,000 at a time."""
    took, world = 0.0, _invented_stones(size)
    with catalog._connection(writing=True) as connection:
        while page := list(islice(world, _AT_ONCE)):
            rows = [
                {
                    "id": each.record_id, "unit_id": each.unit_id, "access_level": each.access_level.value,
                    "body": TOMBSTONES.to_json(each).decode(),
                }
                for each in page
            ]  # fmt: skip
            load(connection, tombstones, iter(rows))
            start = time.perf_counter()
            keep_words(connection, [(it.record_id, words_of(it.type_code, it.symbol, it.title)) for it in page])
            took += time.perf_counter() - start
    if catalog._engine.dialect.name == "postgresql":
        with catalog._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    return took


def _invented_stones(size: int) -> Iterator[Tombstone]:
    for record, _ in invented_records(size):
        about = record.description
        yield Tombstone(
            record.id, about.title, about.type_code, about.symbol, about.unit_id, about.access_level, about.date,
            tuple(file.sha512 for file in record.files), "dsp_1", "9-QĐ/ĐU", "usr_c", datetime(2043, 2, 1, tzinfo=UTC),
        )  # fmt: skip


if __name__ == "__main__":
    main()
