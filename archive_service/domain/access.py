"""Who may do what. One pure function decides; the search filter is made from the same grants.

A role in a unit reaches that unit and everything below it, from one day to another, for some handling levels and,
where the grant says so, for the papers of some years only. A technical administrator runs the system and sees no
content. Source of the table of roles: nothing but our own reading of the work; no rule prescribes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from archive_service.domain.local_time import local_day
from archive_service.domain.periods import period_end, period_start
from archive_service.domain.records import PERIOD_FORM, AccessLevel, Description, Lifecycle

# Whoever works at the command line of the machine itself; this person has no account.
LOCAL_OPERATOR = "local-operator"


class Role(StrEnum):
    ARCHIVIST = "archivist"
    AUDITOR = "auditor"
    SECRETARY = "secretary"
    LEADER = "leader"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    READ = "read"
    DEPOSIT = "deposit"
    DESCRIBE = "describe"
    RETRY_EXTRACTION = "retry_extraction"
    APPROVE_EXCUSE = "approve_excuse"
    READ_AUDIT = "read_audit"
    MANAGE_USERS = "manage_users"
    MANAGE_UNITS = "manage_units"
    OPERATE = "operate"
    SEE_RETENTION = "see_retention"
    PROPOSE_RETENTION = "propose_retention"
    APPROVE_RETENTION = "approve_retention"
    HOLD_RECORDS = "hold_records"
    DISPOSE = "dispose"
    DECIDE_DISPOSITION = "decide_disposition"
    BREAK_GLASS = "break_glass"


class Reach(StrEnum):
    """What a bearer token may be used for: everything its owner may, reading and handing in, or reading."""

    FULL = "full"
    DEPOSIT = "deposit"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in a scope. `unit_ids` is the unit of the grant with everything below it.

    `levels` narrows the handling levels (None: those of the role); `records_from` and `records_to` the days of the
    papers; `holds_from` and `holds_to` are its first and last day, `ends_at` the moment at which it ends in any case.
    """

    role: Role
    unit_id: str
    unit_ids: frozenset[str]
    levels: frozenset[AccessLevel] | None = None
    records_from: date | None = None
    records_to: date | None = None
    holds_from: date | None = None
    holds_to: date | None = None
    ends_at: datetime | None = None
    breaks_glass: bool = False

    def holds_at(self, moment: datetime | None) -> bool:
        """Whether the grant holds. One with dates does not hold for somebody of whom no moment is known."""
        if self.holds_from is None and self.holds_to is None and self.ends_at is None:
            return True
        if moment is None:
            return False
        day = local_day(moment)
        begun = self.holds_from is None or self.holds_from <= day
        return begun and (self.holds_to is None or day <= self.holds_to) and (not self.ends_at or moment < self.ends_at)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `door` is the way in (web, api, cli, worker); `moment` when; `reach` what the way in allows.

    `proved` is false in a session in which the password was not typed lately. A token is a secret of its own in a
    program that cannot be asked, and the command line is the machine itself: both count as proved.
    """

    user_id: str
    name: str
    grants: tuple[Grant, ...]
    door: str = "cli"
    moment: datetime | None = None
    reach: Reach = Reach.FULL
    proved: bool = True

    def holding(self) -> tuple[Grant, ...]:
        """The grants that hold at the moment of asking."""
        return tuple(grant for grant in self.grants if grant.holds_at(self.moment))

    def units(self) -> frozenset[str]:
        """Every unit in which a grant holds."""
        return frozenset[str]().union(*(grant.unit_ids for grant in self.holding()))


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What a decision about a record depends on."""

    unit_id: str
    access_level: AccessLevel
    lifecycle: Lifecycle
    date: date | None = None
    period: str | None = None

    @classmethod
    def of(cls, description: Description) -> RecordFacts:
        about = description
        return cls(about.unit_id, about.access_level, about.lifecycle, about.date, about.period)


@dataclass(frozen=True, slots=True)
class VisibleScope:
    """One way in which an actor sees records: these units, at these levels, dated between these days."""

    unit_ids: frozenset[str]
    access_levels: frozenset[AccessLevel]
    records_from: date | None = None
    records_to: date | None = None

    def admits(self, facts: RecordFacts) -> bool:
        """Whether a record with these facts lies in the scope."""
        return (
            facts.unit_id in self.unit_ids
            and facts.access_level in self.access_levels
            and in_days(facts.date, facts.period, self.records_from, self.records_to)
        )


_EVERY_LEVEL = frozenset(AccessLevel)
# What each role reads when its grant names no levels.
READ_LEVELS: dict[Role, frozenset[AccessLevel]] = {
    Role.ARCHIVIST: _EVERY_LEVEL,
    Role.SECRETARY: _EVERY_LEVEL,
    Role.LEADER: _EVERY_LEVEL,
    Role.AUDITOR: frozenset({AccessLevel.PUBLIC, AccessLevel.INTERNAL}),
    Role.ADMINISTRATOR: frozenset(),
}
# Roles that read content at all: only to them can a grant open or close a level.
CONTENT_ROLES = frozenset(role for role, levels in READ_LEVELS.items() if levels)
_ON_RECORDS: dict[Act, frozenset[Role]] = {
    Act.READ: CONTENT_ROLES,
    Act.DEPOSIT: frozenset({Role.ARCHIVIST, Role.SECRETARY}),
    Act.DESCRIBE: frozenset({Role.ARCHIVIST}),
    Act.RETRY_EXTRACTION: frozenset({Role.ARCHIVIST}),
    Act.APPROVE_EXCUSE: frozenset({Role.ARCHIVIST, Role.LEADER}),
    Act.HOLD_RECORDS: frozenset({Role.ARCHIVIST, Role.LEADER, Role.AUDITOR}),
    Act.DISPOSE: frozenset({Role.ARCHIVIST}),
    Act.DECIDE_DISPOSITION: frozenset({Role.LEADER}),
}
_ON_THE_SYSTEM: dict[Act, frozenset[Role]] = {
    Act.READ_AUDIT: frozenset({Role.AUDITOR, Role.LEADER, Role.ADMINISTRATOR}),
    Act.MANAGE_USERS: frozenset({Role.ADMINISTRATOR}),
    Act.MANAGE_UNITS: frozenset({Role.ARCHIVIST, Role.ADMINISTRATOR}),
    Act.OPERATE: frozenset({Role.ADMINISTRATOR}),
    Act.SEE_RETENTION: frozenset({Role.ARCHIVIST, Role.LEADER, Role.AUDITOR}),
    Act.PROPOSE_RETENTION: frozenset({Role.ARCHIVIST}),
    Act.APPROVE_RETENTION: frozenset({Role.ARCHIVIST, Role.LEADER}),
    Act.BREAK_GLASS: frozenset({Role.LEADER}),
}
_ROLES_FOR = _ON_RECORDS | _ON_THE_SYSTEM
_WITHIN_REACH: dict[Reach, frozenset[Act]] = {
    Reach.FULL: frozenset(Act),
    Reach.DEPOSIT: frozenset({Act.READ, Act.DEPOSIT}),
    Reach.READ: frozenset({Act.READ, Act.READ_AUDIT, Act.SEE_RETENTION}),
}


def may(actor: Actor, act: Act, facts: RecordFacts) -> bool:
    """Whether the actor may do this to a record with these facts. Pure."""
    if act not in _ON_RECORDS:
        return False
    return any(_scope(grant).admits(facts) for grant in _grants_for(actor, act))


def may_anywhere(actor: Actor, act: Act) -> bool:
    """Whether the actor holds a role that allows the act at all, in some unit. Pure."""
    return bool(_grants_for(actor, act))


def visible_scopes(actor: Actor) -> tuple[VisibleScope, ...]:
    """The records the actor may read, as scopes: exactly those for which `may(READ)` holds."""
    scopes = (_scope(grant) for grant in _grants_for(actor, Act.READ))
    return tuple(scope for scope in scopes if scope.access_levels)


def retention_scopes(actor: Actor) -> tuple[VisibleScope, ...]:
    """The records whose retention the actor may see: those read in a role that sees retention."""
    scopes = (_scope(grant) for grant in _grants_for(actor, Act.SEE_RETENTION))
    return tuple(scope for scope in scopes if scope.access_levels)


def audit_units(actor: Actor) -> frozenset[str] | None:
    """The units whose events the actor may read in the log; None for all there is, those about no unit among them.

    Who looks after the system reads the whole log; an auditor or a leader that of the units in scope.
    """
    readers = _grants_for(actor, Act.READ_AUDIT)
    if any(grant.role is Role.ADMINISTRATOR for grant in readers):
        return None
    return frozenset[str]().union(*(grant.unit_ids for grant in readers))


def administered_units(actor: Actor) -> frozenset[str] | None:
    """The units in which the actor may give roles; None for the operator of the machine: everywhere."""
    held = _grants_for(actor, Act.MANAGE_USERS)
    if any(not grant.unit_id for grant in held):
        return None
    return frozenset[str]().union(*(grant.unit_ids for grant in held))


def kept_below(actor: Actor) -> frozenset[str] | None:
    """The units below which the actor keeps the register, these among them; None for the operator: everywhere."""
    held = {grant.unit_id for grant in _grants_for(actor, Act.MANAGE_UNITS)}
    return None if "" in held else frozenset(held)


def in_days(day: date | None, period: str | None, first: date | None, last: date | None) -> bool:
    """Whether a paper belongs to the closed range of days.

    Its own date decides; one without a date belongs when all of the period it is for does. One with neither belongs
    only where there is no range.
    """
    if first is None and last is None:
        return True
    if day is not None:
        begins = ends = day
    elif period is not None and PERIOD_FORM.fullmatch(period) and not period.startswith("0000"):
        begins, ends = period_start(period), period_end(period)
    else:
        return False
    return (first is None or first <= begins) and (last is None or ends <= last)


def _grants_for(actor: Actor, act: Act) -> tuple[Grant, ...]:
    """The grants that hold and allow the act, wherever that is. A broken glass is for reading and nothing else."""
    if act not in _WITHIN_REACH[actor.reach]:
        return ()
    roles = _ROLES_FOR[act]
    return tuple(
        grant for grant in actor.holding() if grant.role in roles and (act is Act.READ or not grant.breaks_glass)
    )


def _scope(grant: Grant) -> VisibleScope:
    levels = READ_LEVELS[grant.role]
    if grant.levels is not None and grant.role in CONTENT_ROLES:
        levels = grant.levels
    return VisibleScope(grant.unit_ids, levels, grant.records_from, grant.records_to)
