"""How an operation, a page or a verb is asked about what is hidden. See the head of the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class About:
    """One thing of a kind, by its id. `file` is the name of the field in which a file is sent."""

    kind: str
    how: str
    json: Mapping[str, Any] | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    file: str = ""
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Listing:
    """Whatever there is for who asks."""

    how: str


@dataclass(frozen=True, slots=True)
class Unasked:
    """Not asked here, and why."""

    why: str


Question: TypeAlias = About | Listing | Unasked
Table: TypeAlias = Mapping[str, Question | tuple[Question, ...]]


def lines(table: Table) -> dict[str, tuple[Question, ...]]:
    return {name: asked if isinstance(asked, tuple) else (asked,) for name, asked in table.items()}
