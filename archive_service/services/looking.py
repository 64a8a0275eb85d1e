"""A look at a paper before it is handed in: what it says, each value with its line. Nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from archive_service.domain.access import Act, Actor, may_anywhere
from archive_service.domain.errors import NotPermitted, Refused
from archive_service.services.deposit import DepositService
from archive_service.services.proposals import evidence_of, proposals_of
from archive_service.services.spool import SpooledFile
from archive_service.services.trace import trace_refusal
from indexer.text.evidence_model import EvidencePaper


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


@dataclass(frozen=True, slots=True)
class Look:
    """What a paper says: values for the form, in its order, and what a supporting paper says beyond its head."""

    values: Sequence[SeenValue] = ()
    evidence: EvidencePaper | None = None


def look_at(service: DepositService, actor: Actor, file: SpooledFile) -> Look:
    """Every value that the head of the paper gives, and the facts of a supporting paper.

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
    values = [
        SeenValue(name, written(each.value), each.evidence, round(each.confidence, 2), each.sure)
        for name, each in found.items()
    ]
    return Look(values, evidence_of(texts))


def written(value: object) -> str:
    """A value as people here write it: days as 05/02/2022."""
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
