"""Links between records: a draft and what came of it, a resolution and what shows that it was carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class LinkKind(StrEnum):
    """What the second record is to the first."""

    BECAME = "became"
    SHOWN_BY = "shown_by"
    REPLACED_BY = "replaced_by"


@dataclass(frozen=True, slots=True)
class RecordLink:
    """A link at one version, made by a person. One that was taken back stays on paper and is shown no more."""

    id: str
    kind: LinkKind
    from_id: str
    to_id: str
    made_by: str
    made_at: datetime
    removed_by: str | None = None
    removed_at: datetime | None = None
    version: int = 1

    @property
    def stands(self) -> bool:
        return self.removed_at is None
