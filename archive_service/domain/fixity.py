"""Fixity: whether what lies in the store is still what came in, and what was found otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Damage(StrEnum):
    """Three things that ask for different help: bring it back, bring it back and ask who, mend the storage."""

    MISSING = "missing"
    CHANGED = "changed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class FileFault:
    """A file of an object that is not as it should be; an empty path means the object as a whole."""

    path: str
    damage: Damage


@dataclass(frozen=True, slots=True)
class Incident:
    """Damage that was found. It is shown until somebody resolves it, also when the file is whole again meanwhile."""

    id: str
    object_id: str
    path: str
    damage: Damage
    found_at: datetime
    seen_at: datetime
    whole_at: datetime | None = None
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FixityOverview:
    """How far the checking has come: `oldest` is when the object that waits longest was checked last."""

    objects: int
    never_checked: int
    oldest: datetime | None
    open_incidents: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A dated result of comparing store, catalog and index: how many records there are, and how many stood wrong."""

    at: datetime
    records: int
    adopted: int
    missing_from_store: int
    missing_from_index: int
    orphans_in_index: int
    swept: int
    wrong_counts: int

    @property
    def clean(self) -> bool:
        """Whether nothing had to be mended or is missing."""
        return not any(getattr(self, name) for name in self.__slots__ if name not in ("at", "records", "swept"))
