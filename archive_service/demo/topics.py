"""What cells talk about: the invented matters, and how one month of one cell chooses among them.

A sentence may hold places in braces, filled by `Facts`: {pct} {n} {few} {households} {money} {spot}
{person} {place} {committee} {total} {office}.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from archive_service.demo.organisation import DemoCell
from archive_service.demo.people import Cast


@dataclass(frozen=True, slots=True)
class Topic:
    """One matter. `when` are months ("03") or periods ("2021-05"), none for any time of the year."""

    title: str
    done: tuple[str, ...]
    todo: tuple[str, ...]
    said: tuple[str, ...]
    task: str
    when: tuple[str, ...] = ()
    where: str = ""

    def fits(self, period: str, *, village: bool) -> bool:
        """Whether a cell may speak of it in this month ("2022-03")."""
        if self.where and (self.where == "village") is not village:
            return False
        return not self.when or period in self.when or period[5:] in self.when

    @property
    def seasonal(self) -> bool:
        return bool(self.when)


class Facts(Mapping[str, str]):
    """Values for the places in a sentence, drawn anew each time one is asked for."""

    def __init__(self, cell: DemoCell, cast: Cast, rng: random.Random) -> None:
        self._drawn: dict[str, Callable[[], str]] = {
            "pct": lambda: f"{rng.randint(880, 1000) / 10:g}%".replace(".", ","),
            "n": lambda: str(rng.randint(11, 64)),
            "few": lambda: f"{rng.randint(2, 9):02d}",
            "households": lambda: str(rng.randint(cell.households // 3, cell.households - 6)),
            "money": lambda: f"{rng.randint(12, 480) * 100_000:,} đồng".replace(",", "."),
            "spot": lambda: rng.choice(cell.landmarks),
            "person": lambda: rng.choice(cast.members),
        }
        self._fixed = {
            "place": cell.locality,
            "committee": cell.committee,
            "total": str(cell.households),
            "office": cell.head_of_people.lower(),
        }

    def __getitem__(self, key: str) -> str:
        draw = self._drawn.get(key)
        return draw() if draw else self._fixed[key]

    def __iter__(self) -> Iterator[str]:
        return iter((*self._drawn, *self._fixed))

    def __len__(self) -> int:
        return len(self._drawn) + len(self._fixed)

    def fill(self, words: str) -> str:
        """The words with their places filled."""
        return words.format_map(self)

    def sentence(self, words: str) -> str:
        """The words filled, as a sentence: a capital first."""
        filled = self.fill(words)
        return filled[0].upper() + filled[1:]


def matters_of(topics: tuple[Topic, ...], cell: DemoCell, period: str, seed: int, count: int = 4) -> tuple[Topic, ...]:
    """The matters of a month: those of the season first, then some of every season, never one twice."""
    rng = random.Random(f"{seed}:matters:{cell.code}:{period}")
    fitting = [topic for topic in topics if topic.fits(period, village=cell.village)]
    seasonal = [topic for topic in fitting if topic.seasonal]
    lasting = [topic for topic in fitting if not topic.seasonal]
    rng.shuffle(seasonal)
    rng.shuffle(lasting)
    return tuple([*seasonal[: count // 2 + 1], *lasting][:count])
