"""Running numbers of papers: which are missing between those that are there.

A series is what is printed around the number: "-NQ/CB", "-NQ/CĐ-CB" and "-NQ/ĐH" of one cell count apart.
Numbers run from 01 for each type within one term of the committee (Hướng dẫn 36-HD/VPTW, mục 1.3.1.a, and its
successor of 2026, as reported); many cells start again each year. So a new run begins wherever a later paper
bears a smaller number, and gaps are looked for inside runs only: a hint for the reader, never an accusation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from archive_service.domain.completeness import Paper

MOST_LISTED = 50
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class NumberRun:
    """Papers of one series whose numbers rise: from `first` to `last`, with the numbers nobody handed in.

    `missing` holds at most 50 numbers, `missing_count` says how many there are.
    """

    type_code: str
    series: str
    first: int
    last: int
    begins: date
    ends: date
    present: int
    missing: tuple[int, ...]
    missing_count: int


def number_runs(papers: Iterable[Paper]) -> tuple[NumberRun, ...]:
    """The runs of the issued papers of one unit, series by series, in order of time. Papers without date or number
    are left out.
    """
    by_series: dict[tuple[str, str], list[tuple[date, int]]] = {}
    for paper in papers:
        if paper.number is not None and paper.date is not None and paper.is_final:
            series = _NUMBER.sub("", paper.symbol or "").strip()
            by_series.setdefault((paper.type_code, series), []).append((paper.date, paper.number))
    return tuple(
        _run(type_code, series, run)
        for (type_code, series), numbered in sorted(by_series.items())
        for run in _split(sorted(numbered))
    )


def _split(numbered: Sequence[tuple[date, int]]) -> list[list[tuple[date, int]]]:
    """Cut where a later paper bears a smaller number. Papers of one day stand in the order of their numbers."""
    runs: list[list[tuple[date, int]]] = []
    for item in numbered:
        if not runs or item[1] < runs[-1][-1][1]:
            runs.append([])
        runs[-1].append(item)
    return runs


def _run(type_code: str, series: str, run: Sequence[tuple[date, int]]) -> NumberRun:
    numbers = {number for _, number in run}
    first, last = min(numbers), max(numbers)
    count = last - first + 1 - len(numbers)
    missing: list[int] = []
    for number in range(first, last):
        if len(missing) == MOST_LISTED:
            break
        if number not in numbers:
            missing.append(number)
    return NumberRun(type_code, series, first, last, run[0][0], run[-1][0], len(run), tuple(missing), count)
