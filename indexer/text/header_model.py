"""What the head and the foot of a paper say: each value with the line it stands on and a confidence."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)

SURE = 0.9
"""From this confidence on a value may be pre-filled; below it is a suggestion to look at."""


@dataclass(frozen=True, slots=True)
class Field(Generic[T_co]):
    """A value read from a paper. `evidence` is the printed line, `confidence` is 0..1, `page` counts from 1."""

    value: T_co
    evidence: str
    confidence: float
    page: int = 1

    @property
    def sure(self) -> bool:
        return self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of one paper; None where the paper does not say, or says it unreadably.

    number      the running number, without leading zeros
    symbol      number and notation in canonical spacing: "12-NQ/CB", "15/QĐ-UBND"; "-NQ/CB" without a number
    org_code    the code of the issuing body in the symbol: "CB", "ĐU", "UBND"
    type_code   a key of the table of document types: "NQ"
    family      "party" or "state"
    issuer      the body that issues, in sentence case: "Chi bộ Tổ dân phố số 8"
    parent      the body printed above it
    term        the term of a congress: "2022-2025"
    period      what the paper is for: "2022-02", "2022-Q1", "2022"
    lifecycle   "draft" or "issued"
    addressees  after Kính gửi or Kính trình; recipients: after Nơi nhận
    signed_at   the time in a digital signature stamp: never the date of the paper
    """

    number: Field[int] | None = None
    symbol: Field[str] | None = None
    org_code: Field[str] | None = None
    type_code: Field[str] | None = None
    family: Field[str] | None = None
    issuer: Field[str] | None = None
    parent: Field[str] | None = None
    term: Field[str] | None = None
    place: Field[str] | None = None
    date: Field[date] | None = None
    period: Field[str] | None = None
    title: Field[str] | None = None
    lifecycle: Field[str] | None = None
    addressees: Field[tuple[str, ...]] | None = None
    recipients: Field[tuple[str, ...]] | None = None
    signer: Field[str] | None = None
    signer_role: Field[str] | None = None
    signed_at: Field[datetime] | None = None

    def found(self) -> dict[str, Field[object]]:
        """The fields that have a value, by name, in the order of the class."""
        named = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: value for name, value in named if value is not None}
