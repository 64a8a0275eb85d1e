"""What the catalog knows of records, dossiers and units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from archive_service.domain.access import VisibleScope
from archive_service.domain.records import Dossier, Record, TextStatus
from archive_service.domain.unit_events import Unit, UnitEvent, UnitHistory
from archive_service.domain.units import UnitRegister


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """A record with what the archive knows about its text."""

    record: Record
    text: TextStatus


@dataclass(frozen=True, slots=True)
class TextCoverage:
    """Of the records somebody may see: how many, how many with text, without (by reason), still to come."""

    records: int
    with_text: int
    without_text: tuple[tuple[str, int], ...]
    pending: int


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One page of a listing, and whether more follow."""

    entries: tuple[RecordEntry, ...]
    more: bool


class Records(Protocol):
    """Rows of records. `scopes` restricts to what somebody may see; None means everything."""

    def add(self, record: Record) -> None:
        """Insert a new record. Raises Conflict when the id is taken, UnknownUnit, BadField for words with a NUL."""
        ...

    def update(self, record: Record, *, expected_version: int) -> None:
        """Replace the row, but not its text status, if it is at that version. Raises VersionConflict, NotFound."""
        ...

    def get(self, record_id: str, scopes: Sequence[VisibleScope] | None) -> RecordEntry | None:
        """The record if it exists within the scopes."""
        ...

    def get_many(self, record_ids: Sequence[str], scopes: Sequence[VisibleScope] | None) -> Mapping[str, RecordEntry]:
        """Those of the records that exist within the scopes, in one query."""
        ...

    def with_digest(self, sha512: str) -> Sequence[Record]:
        """Records one of whose files has this digest, oldest first."""
        ...

    def list(
        self,
        scopes: Sequence[VisibleScope] | None,
        *,
        after: str | None = None,
        limit: int = 50,
        dossier_id: str | None = None,
        text_reason: str | None = None,
        newest_first: bool = False,
    ) -> RecordPage:
        """Records in order of id (which is order of deposit), after the given id; never more than 1,000.

        `text_reason` keeps the records without text for this reason.
        """
        ...

    def in_dossier(
        self, dossier_id: str, scopes: Sequence[VisibleScope] | None, *, offset: int = 0, limit: int = 100
    ) -> RecordPage:
        """The records of a dossier as its list of contents has them: by the day of the paper, then its number, then
        the order of deposit; papers without a day last. Never more than 1,000.
        """
        ...

    def set_text(self, record_id: str, text: TextStatus) -> None:
        """Note what extraction found; a record locked away stays so. Raises NotFound."""
        ...

    def lock_away(self, record_id: str) -> None:
        """Take a record with a mark of secrecy out of every scope, for good: only questions without scopes see it.

        Listed by the reason `secrecy_mark`. Raises NotFound.
        """
        ...

    def coverage(self, scopes: Sequence[VisibleScope] | None) -> TextCoverage:
        """How many records are in which state of their text: as quick for a million records as for a thousand."""
        ...

    def recount(self) -> int:
        """Count every record again and mend what `coverage` tells; how many counts were wrong (none, but for a bug)."""
        ...

    def recover(self, record: Record, text: TextStatus) -> None:
        """Insert or replace a row from the store, for rebuild; even when its unit is in no register."""
        ...


class Dossiers(Protocol):
    def add(self, dossier: Dossier) -> None: ...

    def update(self, dossier: Dossier, *, expected_version: int) -> None:
        """Raises VersionConflict."""
        ...

    def get(self, dossier_id: str, unit_ids: frozenset[str] | None) -> Dossier | None: ...

    def list(
        self, unit_ids: frozenset[str] | None, *, after: str | None = None, limit: int = 50
    ) -> tuple[Sequence[Dossier], bool]:
        """Dossiers in order of id and whether more follow."""
        ...

    def recover(self, dossier: Dossier) -> None: ...


class Units(Protocol):
    def register(self) -> UnitRegister:
        """The whole register at its current version."""
        ...

    def version(self) -> int:
        """The version of the register alone: cheap, so that readers can keep the register they built."""
        ...

    def replace_all(self, units: Iterable[Unit], version: int, events: Sequence[UnitEvent] = ()) -> None:
        """Set the register to these units and what happened to them since, whatever it held before.

        Raises BadUnitRegister.
        """
        ...

    def advance(self, history: UnitHistory, version: int) -> bool:
        """The same, unless the register is at that version or a newer one already: whether it was set.

        Of writers at once the newest version stays, in whatever order they come. Raises BadUnitRegister.
        """
        ...
