"""Terms of a unit's committee, from one congress to the next, as the papers of its congresses tell.

Running numbers of papers start again with each term (Hướng dẫn 36-HD/VPTW, mục 1.3.1.a, and its successor of 2026, as
reported), so a number alone means one paper a term. When a congress was held is not a rule but a fact: the papers it
left in the archive bear its body, "01-NQ/ĐH", and its day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

CONGRESS_BODY = "ĐH"
# Papers of one congress are written within months; two congresses of a unit are years apart.
ONE_CONGRESS = timedelta(days=365)
_PRINTED = re.compile(r"nhiệm k[ỳì]\s+(\d{4})\s*[-–—]\s*(\d{4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CongressPaper:
    """A paper of a congress of a unit: its day and its title."""

    unit_id: str
    date: date
    title: str


@dataclass(frozen=True, slots=True)
class Term:
    """`begins` is the first day of the congress, None for the time before the first that is known; `ends` the day
    before the next, None while it lasts. `printed` is what papers of the congress call it: "2022 – 2025"."""

    begins: date | None
    ends: date | None
    printed: str | None = None


def terms_by_unit(papers: Iterable[CongressPaper]) -> Mapping[str, tuple[Term, ...]]:
    """The terms of every unit that has papers of a congress, oldest first, with the time before the first."""
    by_unit: dict[str, list[CongressPaper]] = {}
    for paper in papers:
        by_unit.setdefault(paper.unit_id, []).append(paper)
    return {unit_id: _terms(_congresses(held)) for unit_id, held in by_unit.items()}


def term_on(terms: Sequence[Term], day: date | None) -> Term | None:
    """The term a day lies in; None for no day, and where no congress is known."""
    if day is None:
        return None
    return next((term for term in reversed(terms) if term.begins is None or term.begins <= day), None)


def _congresses(papers: Iterable[CongressPaper]) -> list[list[CongressPaper]]:
    congresses: list[list[CongressPaper]] = []
    for paper in sorted(papers, key=lambda paper: paper.date):
        if not congresses or paper.date - congresses[-1][0].date >= ONE_CONGRESS:
            congresses.append([])
        congresses[-1].append(paper)
    return congresses


def _terms(congresses: Sequence[Sequence[CongressPaper]]) -> tuple[Term, ...]:
    begins = [papers[0].date for papers in congresses]
    days_before = [day - timedelta(days=1) for day in begins]
    ends = (*days_before[1:], None)
    known = (Term(*facts) for facts in zip(begins, ends, map(_printed, congresses), strict=True))
    return (Term(None, days_before[0]), *known)


def _printed(papers: Iterable[CongressPaper]) -> str | None:
    found = (_PRINTED.search(paper.title) for paper in papers)
    return next((f"{years[1]} – {years[2]}" for years in found if years), None)
