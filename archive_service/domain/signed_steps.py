"""A step that people confirmed with a paper they signed: the same for a destruction and for a transfer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

State = TypeVar("State", bound=StrEnum)


# Without slots: a frozen class that is generic cannot be made by the name of one of its kinds otherwise.
@dataclass(frozen=True)
class SignedStep(Generic[State]):
    """A step that was taken: the paper that shows it, with its number and day, and who entered it.

    `document` is the name of the paper in the object it belongs to; sha512 in hex.
    """

    state: State
    document: str
    sha512: str
    number: str
    day: date
    entered_by: str
    entered_at: datetime
