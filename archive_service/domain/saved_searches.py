"""Searches that a person keeps: what they ask, never what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

MOST_SAVED = 50
"""How many searches one person may keep."""
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name of its owner's choice.

    `filters` are those that were set, as the receipt of a search tells them. The unit stands apart in `unit_id`,
    because what belongs to it (with `lineage` also what came before and after it) is looked up at each run. Records
    handed in after `seen_until` are new to the owner.
    """

    id: str
    owner: str
    name: str
    query: str
    filters: Mapping[str, object]
    unit_id: str | None
    lineage: bool
    sort: str
    created_at: datetime
    seen_until: datetime
