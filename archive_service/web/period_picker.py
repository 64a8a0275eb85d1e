"""The time of a search by clicking: a year with its quarters and months, and the years beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from archive_service.domain.errors import BadField
from archive_service.domain.records import parse_span

FIRST_YEAR = 1930


@dataclass(frozen=True, slots=True)
class PickerYear:
    """A year as it is offered: each period as written in an address. `chosen` is the one that is picked, if any."""

    year: int
    quarters: tuple[tuple[str, tuple[str, ...]], ...]
    chosen: str
    earlier: str | None
    later: str | None


def year_offered(span: str, years: tuple[int, ...], today: date) -> PickerYear:
    """The year of the span; without one the newest that was found, else the present one."""
    chosen = ""
    try:
        first, last = parse_span(span)
        year, chosen = int(first[:4]), first if first == last else ""
    except BadField:
        year = max(years, default=today.year)
    quarters = tuple(
        (f"{year}-Q{quarter}", tuple(f"{year}-{month:02d}" for month in range(quarter * 3 - 2, quarter * 3 + 1)))
        for quarter in range(1, 5)
    )
    earlier = str(year - 1) if year > FIRST_YEAR else None
    return PickerYear(year, quarters, chosen, earlier, str(year + 1) if year < today.year else None)
