"""A written consultation as a reader may see it, and who is responsible for its steps.

Names of opinions are restricted: without the right to restricted records of the cell a reader sees the counts alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from archive_service.domain.access import Act, Actor, RecordFacts, may, visible_scopes
from archive_service.domain.consultation import Checked, Consultation, Duty, Tally, checklist, next_step, tally
from archive_service.domain.records import AccessLevel, Lifecycle


@dataclass(frozen=True, slots=True)
class Seen:
    """A consultation as this reader may see it: `named` tells whether names of opinions are in it.

    Count, checklist and what comes next are those of the whole, whether names are shown or not.
    """

    consultation: Consultation
    tally: Tally | None
    named: bool
    checklist: tuple[Checked, ...]
    step: Duty | None


def seen_by(actor: Actor, consultation: Consultation, now: datetime) -> Seen:
    """The consultation as the actor may see it: names only for who reads restricted records of its cell."""
    named = may(actor, Act.READ, facts_of(consultation.unit_id, AccessLevel.RESTRICTED))
    current = consultation.round
    counted = tally(current) if current is not None else None
    whole = checklist(consultation), next_step(consultation, now)
    if not named:
        hidden = tuple(replace(each, members=(), opinions=(), reminders=()) for each in consultation.rounds)
        consultation = replace(consultation, rounds=hidden)
    return Seen(consultation, counted, named, *whole)


def responsible(actor: Actor, unit_id: str) -> bool:
    """Whether the actor does the steps of the cell's consultations."""
    return may(actor, Act.DEPOSIT, facts_of(unit_id, AccessLevel.RESTRICTED))


def facts_of(unit_id: str, level: AccessLevel) -> RecordFacts:
    """What rights are asked about for a paper of that cell and level."""
    return RecordFacts(unit_id, level, Lifecycle.ISSUED)


def readable_units(actor: Actor) -> frozenset[str]:
    """The units whose consultations the actor may see."""
    return frozenset[str]().union(*(scope.unit_ids for scope in visible_scopes(actor)))
