"""Who may do what. One pure function decides; the search filter is made from the same grants.

A role in a unit reaches that unit and everything below it. A technical administrator runs the system
and sees no content.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from archive_service.domain.records import AccessLevel, Description, Lifecycle


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


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in a scope. `unit_ids` is the unit of the grant with everything below it."""

    role: Role
    unit_id: str
    unit_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. `grants` are those that hold now; `door` is the way in (web, api, cli, worker)."""

    user_id: str
    name: str
    grants: tuple[Grant, ...]
    door: str = "cli"


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What a decision about a record depends on."""

    unit_id: str
    access_level: AccessLevel
    lifecycle: Lifecycle

    @classmethod
    def of(cls, description: Description) -> RecordFacts:
        return cls(description.unit_id, description.access_level, description.lifecycle)


@dataclass(frozen=True, slots=True)
class VisibleScope:
    """One way in which an actor sees records: these units, at these levels."""

    unit_ids: frozenset[str]
    access_levels: frozenset[AccessLevel]


_EVERY_LEVEL = frozenset(AccessLevel)
READ_LEVELS: dict[Role, frozenset[AccessLevel]] = {
    Role.ARCHIVIST: _EVERY_LEVEL,
    Role.SECRETARY: _EVERY_LEVEL,
    Role.LEADER: _EVERY_LEVEL,
    Role.AUDITOR: frozenset({AccessLevel.PUBLIC, AccessLevel.INTERNAL}),
    Role.ADMINISTRATOR: frozenset(),
}
_ON_RECORDS: dict[Act, frozenset[Role]] = {
    Act.DEPOSIT: frozenset({Role.ARCHIVIST, Role.SECRETARY}),
    Act.DESCRIBE: frozenset({Role.ARCHIVIST}),
    Act.RETRY_EXTRACTION: frozenset({Role.ARCHIVIST}),
    Act.APPROVE_EXCUSE: frozenset({Role.ARCHIVIST, Role.LEADER}),
}
_ON_THE_SYSTEM: dict[Act, frozenset[Role]] = {
    Act.READ_AUDIT: frozenset({Role.AUDITOR, Role.LEADER, Role.ADMINISTRATOR}),
    Act.MANAGE_USERS: frozenset({Role.ADMINISTRATOR}),
    Act.MANAGE_UNITS: frozenset({Role.ARCHIVIST, Role.ADMINISTRATOR}),
    Act.OPERATE: frozenset({Role.ADMINISTRATOR}),
}


def may(actor: Actor, act: Act, facts: RecordFacts) -> bool:
    """Whether the actor may do this to a record with these facts. Pure."""
    if act is Act.READ:
        return any(
            facts.unit_id in grant.unit_ids and facts.access_level in READ_LEVELS[grant.role] for grant in actor.grants
        )
    roles = _ON_RECORDS.get(act, frozenset())
    return any(grant.role in roles and facts.unit_id in grant.unit_ids for grant in actor.grants)


def may_anywhere(actor: Actor, act: Act) -> bool:
    """Whether the actor holds a role that allows the act at all, in some unit. Pure."""
    roles = _ON_RECORDS.get(act) or _ON_THE_SYSTEM.get(act, frozenset())
    return any(grant.role in roles for grant in actor.grants)


def visible_scopes(actor: Actor) -> tuple[VisibleScope, ...]:
    """The records the actor may read, as scopes: exactly those for which `may(READ)` holds."""
    return tuple(
        VisibleScope(grant.unit_ids, READ_LEVELS[grant.role]) for grant in actor.grants if READ_LEVELS[grant.role]
    )
