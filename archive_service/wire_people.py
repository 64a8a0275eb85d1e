"""Roles as JSON, for REST and `--json`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from archive_service.domain.access import Role
from archive_service.domain.records import AccessLevel
from archive_service.domain.units import UnitRegister
from archive_service.ports import Account, StoredGrant
from archive_service.services.accounts import FirstPassword
from archive_service.services.grants import PersonGrants
from archive_service.wire_json import unit_name
from archive_service.wire_shapes import Body, UnitName


class GrantBody(Body):
    """A role with its days, its reason, and its end. `levels` is null where the role's own hold."""

    id: str
    role: Role
    unit: UnitName
    levels: tuple[AccessLevel, ...] | None
    records_from: date | None
    records_to: date | None
    holds_from: date | None
    holds_to: date | None
    ends_at: datetime | None
    reason: str
    document: str
    breaks_glass: bool
    granted_by: str
    granted_at: datetime
    revoked_at: datetime | None
    revoked_by: str
    revoked_why: str


class GrantList(Body):
    """Roles; `names` are those of whoever gave and took them, by id, where they are known."""

    grants: tuple[GrantBody, ...]
    names: dict[str, str]


class PersonBody(Body):
    """A person who signs in, with the roles that nobody took back."""

    id: str
    login: str
    name: str
    disabled: bool
    grants: tuple[GrantBody, ...]


class FirstPasswordBody(Body):
    """The password that was made for a person: told this once, good until `ends_at`, changed at the first sign-in."""

    id: str
    login: str
    password: str
    ends_at: datetime


class PersonList(Body):
    """A page of people. `next` is the id to go on after, or null."""

    people: tuple[PersonBody, ...]
    next: str | None


def people_body(accounts: Sequence[Account], register: UnitRegister, *, more: bool) -> PersonList:
    people = tuple(
        PersonBody(
            id=each.id, login=each.login, name=each.name, disabled=each.disabled,
            grants=tuple(grant_body(grant, register) for grant in each.grants),
        )
        for each in accounts
    )  # fmt: skip
    return PersonList(people=people, next=people[-1].id if more else None)


def first_password_body(first: FirstPassword) -> FirstPasswordBody:
    """What `user add --json` and the REST door say, once."""
    account = first.account
    return FirstPasswordBody(id=account.id, login=account.login, password=first.password, ends_at=first.ends_at)


def grants_body(grants: Iterable[StoredGrant], register: UnitRegister) -> GrantList:
    return GrantList(grants=tuple(grant_body(grant, register) for grant in grants), names={})


def person_body(person: PersonGrants, register: UnitRegister) -> GrantList:
    return GrantList(grants=tuple(grant_body(grant, register) for grant in person.grants), names=dict(person.names))


def grant_body(grant: StoredGrant, register: UnitRegister) -> GrantBody:
    """A role as `user history --json` gives it."""
    return GrantBody(
        id=grant.id, role=grant.role, unit=unit_name(grant.unit_id, register),
        levels=None if grant.levels is None else tuple(sorted(grant.levels)),
        records_from=grant.records_from, records_to=grant.records_to, holds_from=grant.holds_from,
        holds_to=grant.holds_to, ends_at=grant.ends_at, reason=grant.reason, document=grant.document,
        breaks_glass=grant.breaks_glass, granted_by=grant.granted_by, granted_at=grant.granted_at,
        revoked_at=grant.revoked_at, revoked_by=grant.revoked_by, revoked_why=grant.revoked_why,
    )  # fmt: skip
