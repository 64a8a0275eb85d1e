"""Counts over the whole catalog, for who looks after it: numbers and months, never what a paper says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class Figures(Protocol):
    """Each question walks an index of the whole table: asked for one page of one person, not in a list.

    A million records take about a second in all (benchmarks/RESULTS-retention.md).
    """

    def deposits(self, months: Sequence[str]) -> Mapping[str, int]:
        """How many of the records that are here came in, by month ("2026-11", UTC), for at most 60 months."""
        ...

    def reviews(self) -> Mapping[int, int]:
        """How many records may be reviewed from the first day of each year on."""
        ...

    def without_review(self) -> Mapping[str, int]:
        """How many records have no day of review, by the state of their clock."""
        ...
