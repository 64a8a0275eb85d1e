"""Memory and time of the complete list of a search, over an archive of invented records.

    python benchmarks/result_list.py --hits 10000 100000

Each size in a process of its own: the archive is opened, one page is searched, then the whole list is written, as CSV
and as JSON lines. "grown" is by how much the peak of the process's own memory exceeds what it held before, in MB.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from archive_service.bootstrap import local_operator, open_archive
from archive_service.domain.records import Record
from archive_service.services import Archive
from archive_service.services.result_lists import csv_lines, json_lines
from archive_service.settings import Settings, load_settings
from archive_service.wire_json import record_line
from benchmarks.catalog_rows import invented_records, invented_units, load_records
from indexer.engines.whoosh.index import WhooshIndex
from indexer.model import Filters, IndexDocument, PageText

ASKED = "nghị quyết"  # stands in every title


def main() -> None:
    """Fill an archive of each size and let a process of its own list it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--hits", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        _measure(Path(options.worker))
        return
    print("| hits | held before, MB | CSV: grown, MB | seconds | JSON lines: grown, MB | seconds |")
    print("|---|---|---|---|---|---|", flush=True)
    for hits in options.hits:
        with tempfile.TemporaryDirectory() as folder:
            _fill(_settings(Path(folder)), hits)
            subprocess.run([sys.executable, __file__, "--worker", folder], check=True)


def _settings(folder: Path) -> Settings:
    return load_settings({"ARCHIVE_DATA_DIR": str(folder)})


def _fill(settings: Settings, count: int) -> None:
    archive = open_archive(settings)
    catalog = archive.search.catalog
    with catalog.write() as tx:
        tx.units.replace_all(invented_units(), version=1)
    with catalog._connection(writing=True) as connection:  # type: ignore[attr-defined]
        load_records(connection, count)
    WhooshIndex(settings.data_dir / "index").rebuild(_documents(record for record, _ in invented_records(count)))
    archive.close()


def _documents(records: Iterable[Record]) -> Iterator[IndexDocument]:
    for record in records:
        about = record.description
        yield IndexDocument(
            record_id=record.id, title=about.title, record_class=about.record_class.value, type_code=about.type_code,
            unit_id=about.unit_id, lifecycle=about.lifecycle.value, access_level=about.access_level.value,
            number=about.number, symbol=about.symbol, date=about.date, period=about.period,
            pages=(PageText(1, about.title),),
        )  # fmt: skip


def _measure(folder: Path) -> None:
    archive = open_archive(_settings(folder))
    total = archive.search.search(local_operator(archive), ASKED).total
    before = _own_megabytes("VmRSS")
    figures = [figure for kind in ("csv", "jsonl") for figure in _listed(archive, kind, before)]
    print(f"| {total:,} | {before:.0f} | " + " | ".join(figures) + " |", flush=True)
    archive.close()


def _listed(archive: Archive, kind: str, before: float) -> tuple[str, str]:
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    start, size = time.process_time(), 0
    found = archive.result_lists.found(local_operator(archive), ASKED, Filters())
    for line in csv_lines(found) if kind == "csv" else json_lines(found, record_line):
        size += len(line)
    return f"{_own_megabytes('VmHWM') - before:.0f}", f"{time.process_time() - start:.1f}"


def _own_megabytes(what: str) -> float:
    return int(Path("/proc/self/status").read_text().split(what + ":")[1].split()[0]) / 1024


if __name__ == "__main__":
    main()
