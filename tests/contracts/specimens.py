"""Things to keep in a catalog, defaults spelled once, and a clock that tests can set."""

from __future__ import annotations

import hashlib
import itertools
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from archive_service.domain.access import Role
from archive_service.domain.audit import AuditEntry
from archive_service.domain.records import (
    AccessLevel,
    Description,
    Dossier,
    Record,
    RecordClass,
    RecordFile,
)
from archive_service.domain.unit_events import Unit
from archive_service.ports import Account, Catalog, StoredGrant

START = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


@dataclass
class ManualClock:
    """A clock that stands still until it is told; its random bytes count upwards, safely for threads."""

    time: datetime = START
    _bytes: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def now(self) -> datetime:
        return self.time

    def random_bytes(self, count: int) -> bytes:
        with self._turn:
            return next(self._bytes).to_bytes(count, "big")

    def pass_seconds(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


WARD = Unit("unit_ward", "YT", "Đảng bộ phường Yên Thịnh", "committee", None)
CELL_8 = Unit("unit_cell8", "YT-08", "Chi bộ Tổ dân phố số 8", "cell", WARD.id, ("Chi bộ 8", "TDP 8"))
CELL_9 = Unit("unit_cell9", "YT-09", "Chi bộ Tổ dân phố số 9", "cell", WARD.id)
UNITS = (WARD, CELL_8, CELL_9)


def with_units(catalog: Catalog) -> None:
    """Set the register to the three units above."""
    with catalog.write() as tx:
        tx.units.replace_all(UNITS, version=1)


def digest_of(text: str) -> str:
    return hashlib.sha512(text.encode()).hexdigest()


def a_file(name: str = "Nghị quyết tháng 3.pdf", content: str = "") -> RecordFile:
    return RecordFile(name, digest_of(content or name), 10_000_000_000, "application/pdf")


def a_record(
    number: int = 1,
    *,
    unit: str = CELL_8.id,
    level: AccessLevel = AccessLevel.INTERNAL,
    dossier: str | None = None,
    files: tuple[RecordFile, ...] | None = None,
) -> Record:
    """A record whose id sorts by its number and whose optional fields are all filled."""
    description = Description(
        record_class=RecordClass.RESOLUTION,
        type_code="NQ",
        title=f"Nghị quyết số {number} (mẫu)",
        unit_id=unit,
        access_level=level,
        number=number,
        symbol=f"{number}-NQ/CB",
        issuer_printed="CHI BỘ TỔ DÂN PHỐ SỐ 8",
        date=date(2022, 2, 7),
        period="2022-02",
        dossier_id=dossier,
    )
    record_id = f"rec_{number:026d}"
    own_files = files if files is not None else (a_file(content=record_id),)
    return Record(record_id, description, own_files, 1, START + timedelta(microseconds=number), "usr_depositor")


def next_version(record: Record, **changes: object) -> Record:
    """The record one version on, with these fields of its description changed."""
    return replace(record, version=record.version + 1, description=replace(record.description, **changes))  # type: ignore[arg-type]


def a_dossier(number: int = 1, unit: str = CELL_8.id) -> Dossier:
    return Dossier(f"dos_{number:026d}", unit, f"Xin ý kiến {number} (mẫu)", "HS-01", "consultation", date(2022, 1, 3))


def an_account(number: int = 1, login: str = "") -> Account:
    return Account(f"usr_{number:026d}", login or f"bithu{number}", f"Bí thư {number}", "$argon2id$…")


def a_grant(number: int, role: Role, unit: str, user: int = 1) -> StoredGrant:
    return StoredGrant(f"grt_{number:026d}", f"usr_{user:026d}", role, unit, "usr_admin", START)


def an_entry(subject: str = "rec_1", act: str = "read", actor: str = "usr_1") -> AuditEntry:
    return AuditEntry(START, actor, act, subject, "done", "web", {"file": "Nghị quyết.pdf", "pages": [1, 2]})
