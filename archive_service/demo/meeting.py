"""The monthly meeting behind a cell's papers, so that minutes and resolution tell the same story."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date

from archive_service.demo.organisation import DemoCell
from archive_service.demo.people import Cast
from archive_service.demo.topics import Facts, Topic, matters_of
from archive_service.demo.topics_covid import COVID_TOPICS
from archive_service.demo.topics_life import LIFE_TOPICS
from archive_service.demo.topics_party import PARTY_TOPICS
from archive_service.demo.topics_season import SEASON_TOPICS
from archive_service.demo.writing import month_before

TOPICS: tuple[Topic, ...] = (*PARTY_TOPICS, *COVID_TOPICS, *SEASON_TOPICS, *LIFE_TOPICS)
_USUAL_DAYS = {"CB-YT-08": 5, "CB-YT-03": 3, "CB-YT-05": 4, "CB-AL-CG": 3, "CB-AL-NM": 27, "CB-AL-DC": 6}


@dataclass(frozen=True, slots=True)
class Meeting:
    """One regular meeting. `period` is the month it is for, `day` when it was held."""

    cell: DemoCell
    cast: Cast
    period: str
    day: date
    absent: tuple[str, ...]
    matters: tuple[Topic, ...]
    last_matters: tuple[Topic, ...]
    score: int
    seed: int

    @property
    def present(self) -> int:
        return self.cell.members - len(self.absent)

    @property
    def rating(self) -> str:
        return "Tốt" if self.score >= 90 else "Khá"

    def facts(self, paper: str) -> Facts:
        """Values for one paper of the meeting, always the same; only who was there speaks or is charged."""
        there = tuple(name for name in self.cast.members if name not in self.absent)
        return Facts(self.cell, replace(self.cast, members=there), self.rng(paper))

    def rng(self, paper: str) -> random.Random:
        return random.Random(f"{self.seed}:{self.cell.code}:{self.period}:{paper}")


def meeting_of(cell: DemoCell, cast: Cast, period: str, seed: int) -> Meeting:
    """The meeting of a cell for a month."""
    rng = random.Random(f"{seed}:meeting:{cell.code}:{period}")
    usual = _USUAL_DAYS.get(cell.code, 4)
    held_in = month_before(period) if cell.habits.month_before else period
    shift = 0 if cell.code == "CB-YT-08" else rng.randint(-1, 1)
    ordinary = cast.members[5:]
    return Meeting(
        cell=cell,
        cast=cast,
        period=period,
        day=date(int(held_in[:4]), int(held_in[5:]), usual + shift),
        absent=tuple(rng.sample(ordinary, rng.randint(0, min(4, len(ordinary))))),
        matters=matters_of(TOPICS, cell, period, seed),
        last_matters=matters_of(TOPICS, cell, month_before(period), seed),
        score=rng.randint(82, 98),
        seed=seed,
    )
