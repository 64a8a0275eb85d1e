"""What is given to people, as it is asked for, as it stands on a day, and as the log tells it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from archive_service.domain.access import Role
from archive_service.domain.audit import UNIT_FACT
from archive_service.domain.errors import BadField
from archive_service.domain.local_time import local_day
from archive_service.domain.records import AccessLevel
from archive_service.ports import StoredGrant

_ASSIGNED_LEVELS = frozenset({AccessLevel.PUBLIC, AccessLevel.INTERNAL})
_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class GrantTerms:
    """What is to be given. `unit` is a code or id; what is None does not narrow; days are the first and the last."""

    role: Role
    unit: str
    levels: frozenset[AccessLevel] | None = None
    records_from: date | None = None
    records_to: date | None = None
    holds_from: date | None = None
    holds_to: date | None = None
    reason: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What an auditor is sent to see: papers of these units and days, on these days, with or without named opinions.

    `document` is the decision by which the auditor was sent.
    """

    units: tuple[str, ...]
    records_from: date
    records_to: date
    holds_from: date
    holds_to: date
    named_opinions: bool
    document: str
    reason: str = ""

    def terms(self) -> tuple[GrantTerms, ...]:
        """One grant for each unit. Raises BadField for an assignment without units or without its decision."""
        if not self.document.strip():
            raise BadField(field="document", value="")
        if not self.units:
            raise BadField(field="unit", value="")
        levels = _ASSIGNED_LEVELS | ({AccessLevel.RESTRICTED} if self.named_opinions else set())
        common = GrantTerms(
            Role.AUDITOR, "", levels, self.records_from, self.records_to, self.holds_from, self.holds_to, self.reason,
            self.document,
        )  # fmt: skip
        return tuple(replace(common, unit=unit) for unit in dict.fromkeys(self.units))


class Standing(StrEnum):
    """Where a grant stands at a moment."""

    HELD = "held"
    TO_COME = "to_come"
    OVER = "over"


def standing(grant: StoredGrant, now: datetime) -> Standing:
    """Whether the grant holds, is still to come, or is over: taken back, or its last day or moment is past."""
    day = local_day(now)
    if grant.revoked_at is not None or (grant.ends_at is not None and grant.ends_at <= now):
        return Standing.OVER
    if grant.holds_to is not None and grant.holds_to < day:
        return Standing.OVER
    return Standing.TO_COME if grant.holds_from is not None and day < grant.holds_from else Standing.HELD


def check_days(first: date | None, last: date | None, name: str) -> None:
    if first is not None and last is not None and last < first:
        raise BadField(field=name, value=last.isoformat())


def words_of(text: str, name: str) -> str:
    """What somebody wrote, without blanks around it. Raises BadField when it is too long."""
    written = text.strip()
    if len(written) > _LONGEST_REASON:
        raise BadField(field=name, value=written[:60])
    return written


def told_of(grant: StoredGrant) -> dict[str, object]:
    """The grant as facts of the log; what is not set is left out."""
    facts = {
        "grant": grant.id, "role": grant.role.value, UNIT_FACT: grant.unit_id,
        "levels": sorted(grant.levels) if grant.levels is not None else None,
        "records_from": grant.records_from, "records_to": grant.records_to,
        "holds_from": grant.holds_from, "holds_to": grant.holds_to, "ends_at": grant.ends_at,
        "document": grant.document,
    }  # fmt: skip
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items() if value}
