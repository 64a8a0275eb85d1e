"""The shape of a step that was confirmed with a signed paper, one for dispositions and transfers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from archive_service.domain.signed_steps import SignedStep, State
from archive_service.wire_shapes import Body


class StepBody(Body):
    """A step that was confirmed; `document` is the name of its paper in the store, sha512 in hex."""

    document: str
    sha512: str
    number: str
    day: date
    entered_by: str
    entered_at: datetime

    @classmethod
    def of(cls, step: SignedStep[State]) -> Self:
        """The step in this shape, with the states of its own kind."""
        return cls.model_validate(step, from_attributes=True)
