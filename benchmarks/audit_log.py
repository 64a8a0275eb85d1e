"""In processor time: how fast the log is appended to and verified, in the catalog and as sealed lines.

Beside it, in the same run and over the same events, the least that any verification must do: read the JSON of each and
hash it. The rates tell of the machine, the shares of that bare work tell of the code.

python -m benchmarks.audit_log [EVENTS]
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive_service.bootstrap import SystemClock
from archive_service.catalog.sql import SqlCatalog
from archive_service.checker.verify_bundle import Chain
from archive_service.domain.audit import AuditEntry, verify
from archive_service.domain.seals import event_line

ENTRY = AuditEntry(
    datetime(2026, 1, 1, tzinfo=UTC), "usr_0000000000000000000000000a", "search", "", "done", "web",
    {"query": "nghị quyết tháng 3 năm 2022", "filters": {"unit": "unit_1"}, "total": 17, "list_sha256": "a" * 64},
)  # fmt: skip
BATCH = 5_000


def main(events: int) -> None:
    """Append, verify from the catalog, verify as lines; one row for each size."""
    with tempfile.TemporaryDirectory() as folder:
        catalog = SqlCatalog(f"sqlite:///{Path(folder) / 'catalog.sqlite3'}", SystemClock())
        catalog.upgrade()
        print("| events | append, µs each | catalog, events/s | lines (checker), events/s | bare work, events/s |")
        print("|---|---|---|---|---|")
        there = 0
        for size in (events // 100, events // 10, events):
            started = time.process_time()
            for start in range(there, size, BATCH):
                with catalog.write() as tx:
                    for number in range(start, min(start + BATCH, size)):
                        tx.audit.append(replace(ENTRY, at=ENTRY.at + timedelta(seconds=number)))
            appending = (time.process_time() - started) / (size - there)
            there = size
            started = time.process_time()
            with catalog.read() as tx:
                assert list(verify(tx.audit.events(), head=tx.audit.head())) == []
            in_catalog = size / (time.process_time() - started)
            file = Path(folder) / "events.txt"
            with catalog.read() as tx, file.open("wb") as lines:
                lines.writelines(event_line(event) for event in tx.audit.events())
            started = time.process_time()
            walk = Chain()
            with file.open("rb") as stored:
                for line in stored:
                    walk.feed(line)
            assert walk.end() == []
            as_lines = size / (time.process_time() - started)
            bare = _bare(file, size)
            shares = [f"{rate:,.0f} ({rate / bare:.0%})" for rate in (in_catalog, as_lines)]
            print(f"| {size:,} | {appending * 1e6:.0f} | {shares[0]} | {shares[1]} | {bare:,.0f} |")
        catalog.close()


def _bare(file: Path, events: int) -> float:
    """Events a second when each line is only read as JSON and hashed, and nothing is compared."""
    started = time.process_time()
    with file.open("rb") as stored:
        for line in stored:
            json.loads(line[65:])
            hashlib.sha256(line).hexdigest()
    return events / (time.process_time() - started)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
