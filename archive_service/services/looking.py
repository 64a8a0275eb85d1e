"""A look at a paper before it is handed in: what its head says, each value with its line. Nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from archive_service.domain.access import Act, Actor, may_anywhere
from archive_service.domain.errors import NotPermitted, Refused
from archive_service.services.deposit import DepositService
from archive_service.services.proposals import proposals_of
from archive_service.services.spool import SpooledFile
from archive_service.services.trace import trace_refusal


@dataclass(frozen=True, slots=True)
class SeenValue:
    """What the paper says for a field of its description: as a person would write it, with the printed line.

    `confidence` is 0..1. A `sure` value fills an empty field; the others are for a person to judge.
    """

    field: str
    value: str
    evidence: str
    confidence: float
    sure: bool


def look_at(service: DepositService, actor: Actor, file: SpooledFile) -> list[SeenValue]:
    """Every value that the head of the paper gives, in the order of the form.

    The file passes the same door as a deposit: type, antivirus, marks of secrecy. Raises a Refused, NotPermitted,
    Unavailable.
    """
    try:
        if not may_anywhere(actor, Act.DEPOSIT):
            raise NotPermitted
        texts = service.first_texts([file])
    except (Refused, NotPermitted) as refusal:
        trace_refusal(service.catalog, service.clock, actor, "look", "", refusal)
        raise
    register = service.units.register()
    found = proposals_of(texts, file.name, register)
    unit = register.by_code(str(found["unit"].value)) if "unit" in found else None
    if unit is None or unit.id not in actor.units():  # a unit out of reach is not told of
        found.pop("unit", None)
    return [
        SeenValue(name, written(each.value), each.evidence, round(each.confidence, 2), each.sure)
        for name, each in found.items()
    ]


def written(value: object) -> str:
    """A value as people here write it: days as 05/02/2022."""
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
