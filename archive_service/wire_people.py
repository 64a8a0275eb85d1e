"""Roles as JSON, for REST and `--json`."""

from __future__ import annotations

from datetime import date, datetime

from archive_service.domain.access import Role
from archive_service.domain.records import AccessLevel
from archive_service.domain.units import UnitRegister
from archive_service.ports import StoredGrant
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
