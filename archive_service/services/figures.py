"""The archive in figures, for who looks after it: growth, text, retention, disk, backups, what protects the store."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive_service.domain.access import Act, Actor, may_anywhere
from archive_service.domain.errors import NotPermitted
from archive_service.domain.local_time import local_day
from archive_service.domain.logged_acts import LoggedAct
from archive_service.domain.periods import months_between
from archive_service.ports import AuditFilter, Catalog, Clock, TextCoverage

MONTHS_BACK = 24
BACKUP: LoggedAct = "back_up"


@dataclass(frozen=True, slots=True)
class StoreProof:
    """What keeps records from being deleted: `lock_mode` as set; `proven_at` when a probe of the store last showed it,
    None where nothing was probed; `failed` are the promises that it could not show.
    """

    kind: str
    lock_mode: str
    proven_at: datetime | None
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The last backup that was written to its end. `damaged` counts objects that had to be left out."""

    at: datetime
    age_days: int
    keys: int
    damaged: int


@dataclass(frozen=True, slots=True)
class ArchiveFigures:
    """`deposits` by month, `reviews` by the year in which records may be reviewed first; disk in bytes."""

    deposits: tuple[tuple[str, int], ...]
    coverage: TextCoverage
    reviews: tuple[tuple[int, int], ...]
    without_review: Mapping[str, int]
    disk_total: int
    disk_free: int
    backup: LastBackup | None
    proof: StoreProof


@dataclass(frozen=True, slots=True)
class FiguresService:
    catalog: Catalog
    clock: Clock
    data_dir: Path
    proof: Callable[[], StoreProof]

    def all(self, actor: Actor) -> ArchiveFigures:
        """Raises NotPermitted for who does not look after the archive."""
        if not may_anywhere(actor, Act.OPERATE):
            raise NotPermitted
        today = local_day(self.clock.now())
        months = months_between(f"{today.year - MONTHS_BACK // 12}-{today.month:02d}", f"{today:%Y-%m}")
        with self.catalog.read() as tx:
            counted = tx.figures.deposits(months)
            coverage = tx.records.coverage(None)
            reviews, without = tx.figures.reviews(), tx.figures.without_review()
            backups = tx.audit.page(AuditFilter(act=BACKUP), limit=1)
        disk = shutil.disk_usage(self.data_dir)
        return ArchiveFigures(
            deposits=tuple((month, counted.get(month, 0)) for month in months),
            coverage=coverage,
            reviews=tuple(reviews.items()),
            without_review=without,
            disk_total=disk.total,
            disk_free=disk.free,
            backup=self._told(backups[0].entry.at, backups[0].entry.details) if backups else None,
            proof=self.proof(),
        )

    def _told(self, at: datetime, facts: Mapping[str, object]) -> LastBackup:
        keys, damaged = facts.get("keys"), facts.get("damaged")
        return LastBackup(
            at, (self.clock.now() - at).days, keys if isinstance(keys, int) else 0,
            damaged if isinstance(damaged, int) else 0,
        )  # fmt: skip
