"""What the catalog tells of rules, clocks, holds and dispositions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from archive_service.domain.access import VisibleScope
from archive_service.domain.disposition import Disposition, Tombstone
from archive_service.domain.holds import Hold
from archive_service.domain.retention import AppliesTo, HoldFacts, RetentionFacts, RetentionRule
from archive_service.domain.retention_clock import RetentionDecision, RetentionStanding


@dataclass(frozen=True, slots=True)
class DueEntry:
    """A record whose period is over: where it lies, by which rule, since when."""

    record_id: str
    unit_id: str
    title: str
    rule_id: str | None
    review_from: date


class Retention(Protocol):
    """Rules, and until when each record is kept. Eligibility is decided from these rows, never from the index."""

    def guard(self) -> None:
        """Wait for whoever places a hold, moves a clock or destroys, and keep others waiting until this transaction
        ends. What is read afterwards is what they left behind. Called before anything is locked.
        """
        ...

    def rules(self) -> Sequence[RetentionRule]:
        """Every rule of the register, whatever its state, by code and id."""
        ...

    def keep_rule(self, rule: RetentionRule) -> None:
        """Insert or replace, as it stands in the store. Raises SamePerson, Conflict for a second approved of a code."""
        ...

    def facts(self, record_ids: Collection[str]) -> Mapping[str, RetentionFacts]:
        """What decides about these records, with all members of their dossiers; in a few queries, however many."""
        ...

    def members(self, dossier_id: str) -> Sequence[str]:
        """The records of a dossier in order of id."""
        ...

    def keep_decisions(self, decisions: Collection[RetentionDecision]) -> None:
        """Note what was decided, so that lists are answered from an index."""
        ...

    def due(
        self,
        scopes: Sequence[VisibleScope] | None,
        until: date,
        *,
        since: date | None = None,
        unit_ids: Collection[str] | None = None,
        after: tuple[date, str] | None = None,
        limit: int = 50,
    ) -> Sequence[DueEntry]:
        """Records that may be reviewed on the day `until`, not only before `since`, the longest overdue first; at most
        1,000, after the given day and id.
        """
        ...

    def noted(
        self, record_ids: Collection[str], scopes: Sequence[VisibleScope] | None = None
    ) -> Mapping[str, tuple[str, date | None]]:
        """State and day of review as last noted, of the records that lie in the scopes (None: of all)."""
        ...

    def touched_by(self, wanted: Sequence[AppliesTo], *, after: str | None, limit: int) -> Sequence[str]:
        """Records that one of these might speak about, by class and type alone, in order of id."""
        ...

    def note_outcome(self, record_id: str, not_before: date | None, permanent: bool) -> None:
        """A review kept it. Only ever lengthens what was noted before."""
        ...


class Standings(Protocol):
    """Which records stand how on a day, as last noted; holds count from the moment they are committed."""

    def ids(
        self,
        standing: RetentionStanding,
        scopes: Sequence[VisibleScope],
        today: date,
        *,
        unit_ids: Collection[str] | None = None,
        limit: int,
    ) -> Sequence[str]:
        """The records in the scopes, and in the units where such are given, that stand so; in order of id."""
        ...

    def counts(
        self, record_ids: Collection[str], scopes: Sequence[VisibleScope], today: date
    ) -> Mapping[RetentionStanding, int]:
        """How many of these records stand how, as far as they lie in the scopes; in two queries, however many."""
        ...


class Holds(Protocol):
    def keep(self, hold: Hold) -> None:
        """Insert or replace, as it stands in the store; its targets hold from the end of this transaction on.
        Those of a lifted hold go on holding until `release`.

        Raises SamePerson for one that was lifted by who asked for it.
        """
        ...

    def get(self, hold_id: str) -> Hold | None: ...

    def list(self, *, standing: bool = True, after: str | None = None, limit: int = 50) -> Sequence[Hold]:
        """Holds in order of id; at most 1,000."""
        ...

    def over(self, record_ids: Collection[str]) -> Mapping[str, tuple[HoldFacts, ...]]:
        """The holds that stand over each of these records, in one query; a record without one is left out."""
        ...

    def touches(
        self,
        record_ids: Collection[str],
        dossier_ids: Collection[str],
        scopes: Sequence[VisibleScope] | None,
        *,
        dossier_units: Collection[str],
    ) -> bool:
        """Whether one of the records lies in the scopes, or one of the dossiers in the units; in one query."""
        ...

    def release(self, hold_id: str) -> None:
        """Let go of what lay under a lifted hold, once the store has let go of it. A standing one is left alone."""
        ...

    def records_under(self, hold_id: str, *, after: str | None, limit: int) -> Sequence[str]:
        """The records a hold lies over now, in order of id."""
        ...


class Dispositions(Protocol):
    def keep(self, disposition: Disposition) -> None:
        """Insert or replace with its items and steps, as it stands in the store.

        Raises SamePerson when who proposed decided; Conflict (record) when a record is on another open list.
        """
        ...

    def get(self, disposition_id: str, unit_ids: Collection[str] | None = None) -> Disposition | None:
        """With its items; only when it is of one of the units, where such are given."""
        ...

    def list(
        self, unit_ids: Collection[str] | None, *, after: str | None = None, limit: int = 50
    ) -> Sequence[Disposition]:
        """Dispositions of these units (None: of all), newest first, without their items; at most 1,000."""
        ...

    def bury(self, tombstone: Tombstone) -> None:
        """Take the record out of the catalog with everything noted about it, and leave the tombstone. Repeatable."""
        ...

    def tombstone(self, record_id: str, scopes: Sequence[VisibleScope] | None) -> Tombstone | None: ...

    def tombstones(
        self,
        scopes: Sequence[VisibleScope] | None,
        *,
        words: str = "",
        unit_ids: Collection[str] | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Sequence[Tombstone]:
        """In order of record, of these units where they are given; at most 1,000.

        Their kind, number and title hold every one of the words, whole, with marks or without; what is typed without
        a blank, as 12-NQ/CB, stands so in them. Of a longer question the first 32 words are asked for.
        """
        ...

    def listed(self, record_ids: Collection[str]) -> Mapping[str, str]:
        """The disposition on whose list each of the records stands and may still go; the others are left out."""
        ...

    def buried(self, record_ids: Collection[str]) -> frozenset[str]:
        """Those of the records that were destroyed."""
        ...
