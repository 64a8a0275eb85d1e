"""Plots drawn on the server: bars over one scale, as places in a picture; the numbers stand in a table beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, FOOT = 720, 200, 24
_MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in pixels of the picture. `shown` tells whether its name fits below it."""

    name: str
    value: int
    x: float
    y: float
    width: float
    height: float
    shown: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars side by side, the highest of value `top`."""

    bars: tuple[Bar, ...]
    top: int
    width: int = WIDTH
    height: int = HEIGHT + FOOT

    @property
    def total(self) -> int:
        return sum(bar.value for bar in self.bars)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole, drawn as a piece of one bar. `percent` is rounded for people."""

    name: str
    kind: str
    value: int
    x: float
    width: float
    percent: int


def bars(values: Sequence[tuple[str, int]]) -> Plot:
    """The values in their order; a bar of one stays visible beside thousands."""
    top = max((value for _, value in values), default=0)
    step = WIDTH / max(len(values), 1)
    every = -(-len(values) // _MOST_LABELS) or 1
    drawn = []
    for place, (name, value) in enumerate(values):
        height = max(round(value / top * (HEIGHT - 20), 1), 2) if value else 0
        drawn.append(
            Bar(
                name, value, round(place * step + step * 0.15, 1), HEIGHT - height, round(step * 0.7, 1), height,
                shown=place % every == 0,
            )
        )  # fmt: skip
    return Plot(tuple(drawn), top)


def without_gaps(counts: Sequence[tuple[int, int]]) -> list[tuple[str, int]]:
    """The years in their order, those between them that have nothing too: as far apart as they are."""
    known = dict(counts)
    return [(str(year), known.get(year, 0)) for year in range(min(known), max(known) + 1)] if known else []


def parts(values: Sequence[tuple[str, str, int]]) -> tuple[Part, ...]:
    """Pieces (name, kind, value) of one bar as wide as the picture; pieces of nothing are left out."""
    total, x, drawn = sum(value for _, _, value in values), 0.0, list[Part]()
    for name, kind, value in values:
        if value:
            width = value / total * WIDTH
            drawn.append(Part(name, kind, value, round(x, 1), round(width, 1), round(100 * value / total)))
            x += width
    return tuple(drawn)
