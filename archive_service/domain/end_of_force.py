"""The day on which a paper ceased to be in force: what the clock of a rule "until no longer in force" waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from archive_service.domain.errors import BadField, EndOutOfRange

LONGEST_DOCUMENT = 300
_OLDEST = date(1930, 1, 1)
"""Nothing is older than the Party itself."""


@dataclass(frozen=True, slots=True)
class EndOfForce:
    """`on` is the first day on which the paper no longer holds; `document` names the paper that says so."""

    on: date
    document: str


def check_end_of_force(end: EndOfForce, paper_day: date | None, today: date) -> None:
    """Raise EndOutOfRange for a day before the paper's own or yet to come, BadField for no document or a long one."""
    first = paper_day or _OLDEST
    if not first <= end.on <= today:
        raise EndOutOfRange(day=end.on, first=first, last=today)
    if not end.document.strip() or len(end.document) > LONGEST_DOCUMENT or not end.document.isprintable():
        raise BadField(field="document", value=end.document[:60])
