"""Approved reasons for a gap: why a cell has no paper for a period, with the document that says so.

One person proposes, another approves; nothing is edited afterwards, a wrong one is withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ExcuseState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class ExcusedGap:
    """A reason for what is missing of one unit in one period. `document_id` is the record that shows it.

    `decided_by` approved, refused or withdrew it; never the person who proposed it, but for a withdrawal.
    """

    id: str
    unit_id: str
    period: str
    reason: str
    document_id: str
    proposed_by: str
    proposed_at: datetime
    state: ExcuseState = ExcuseState.PROPOSED
    decided_by: str | None = None
    decided_at: datetime | None = None
    version: int = 1
