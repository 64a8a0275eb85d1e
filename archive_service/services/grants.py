"""Who is given which role, where, for how long and why: give, take back, hand over, assign, break the glass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from archive_service.domain.access import (
    CONTENT_ROLES,
    LOCAL_TIME,
    Act,
    Actor,
    Grant,
    Role,
    administered_units,
    may_anywhere,
)
from archive_service.domain.audit import UNIT_FACT
from archive_service.domain.errors import (
    BadField,
    Conflict,
    LastAdministrator,
    NotFound,
    NotPermitted,
    SamePerson,
    UnknownUnit,
)
from archive_service.domain.identifiers import GRANT, new_id
from archive_service.domain.records import AccessLevel
from archive_service.domain.units import UnitRegister
from archive_service.ports import Account, Catalog, Clock, StoredGrant, Transaction
from archive_service.services.trace import traced
from archive_service.services.units import UnitService

ASSIGNED_LEVELS = frozenset({AccessLevel.PUBLIC, AccessLevel.INTERNAL})
_LONGEST_REASON = 500
_SHORTEST_EMERGENCY = 20


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


@dataclass(frozen=True, slots=True)
class GrantService:
    catalog: Catalog
    units: UnitService
    clock: Clock
    longest_emergency: timedelta = field(default=timedelta(hours=4))

    def give(self, actor: Actor, login: str, terms: Sequence[GrantTerms]) -> Sequence[StoredGrant]:
        """Give a person roles. Raises NotPermitted, NotFound, SamePerson, UnknownUnit, BadField."""
        with self.catalog.write() as tx:
            account = self._other(tx, actor, login)
            given = [self.prepared(actor, account.id, each) for each in terms]
            for grant in given:
                tx.accounts.add_grant(grant)
                tx.audit.append(traced(self.clock, actor, "give_grant", account.id, "done", **_told(grant)))
        return given

    def assign(self, actor: Actor, login: str, assignment: Assignment) -> Sequence[StoredGrant]:
        """Send an auditor: one grant for each unit, all or none. Raises as `give` does."""
        if not assignment.document.strip():
            raise BadField(field="document", value="")
        levels = ASSIGNED_LEVELS | ({AccessLevel.RESTRICTED} if assignment.named_opinions else set())
        common = GrantTerms(
            Role.AUDITOR,
            "",
            levels,
            assignment.records_from,
            assignment.records_to,
            assignment.holds_from,
            assignment.holds_to,
            assignment.reason,
            assignment.document,
        )
        if not assignment.units:
            raise BadField(field="unit", value="")
        return self.give(actor, login, [replace(common, unit=unit) for unit in dict.fromkeys(assignment.units)])

    def take_back(self, actor: Actor, grant_id: str, why: str) -> StoredGrant:
        """End a grant at once; it stays in the history. Anybody may end their own broken glass.

        Raises NotPermitted, NotFound, Conflict when it was taken back before, LastAdministrator.
        """
        with self.catalog.write() as tx:
            grant = self._known(tx, actor, grant_id)
            ended = replace(
                grant, revoked_at=self.clock.now(), revoked_by=actor.user_id, revoked_why=_words(why, "why")
            )
            keep_an_administrator(tx, without_grant=grant.id)
            tx.accounts.end_grant(ended)
            tx.audit.append(
                traced(
                    self.clock,
                    actor,
                    "take_grant_back",
                    grant.user_id,
                    "done",
                    why=ended.revoked_why,
                    **_told(grant),
                )
            )
        return ended

    def hand_over(self, actor: Actor, grant_id: str, to_login: str, day: date, document: str) -> StoredGrant:
        """Pass a role on to another person on a day: one ends and the other begins, in one step.

        `document` names the record of the handover. Raises NotPermitted, NotFound, SamePerson, Conflict, BadField.
        """
        with self.catalog.write() as tx:
            grant, heir = self._known(tx, actor, grant_id), self._other(tx, actor, to_login)
            if heir.id == grant.user_id:
                raise SamePerson
            if not document.strip():
                raise BadField(field="document", value="")
            if grant.holds_to is not None and day > grant.holds_to:
                raise BadField(field="day", value=day.isoformat())
            now = self.clock.now()
            paper = _words(document, "document")
            tx.accounts.end_grant(replace(grant, revoked_at=now, revoked_by=actor.user_id, revoked_why=paper))
            begins = day if grant.holds_from is None else max(day, grant.holds_from)
            common = {"granted_by": actor.user_id, "granted_at": now, "document": paper}
            if day > _today(now):  # until then the one who leaves goes on
                tx.accounts.add_grant(
                    replace(grant, id=self._new_id(), holds_to=day - timedelta(days=1), **common)  # type: ignore[arg-type]
                )
            passed = replace(grant, id=self._new_id(), user_id=heir.id, holds_from=begins, **common)  # type: ignore[arg-type]
            tx.accounts.add_grant(passed)
            keep_an_administrator(tx)
            passing = {"from_person": grant.user_id, "day": day.isoformat(), **_told(passed)}
            tx.audit.append(traced(self.clock, actor, "hand_over", heir.id, "done", **passing))
        return passed

    def break_glass(self, actor: Actor, unit: str, reason: str, minutes: int) -> StoredGrant:
        """Let a leader read everything of a unit for a short time, for a reason that everybody who watches sees.

        Only below the top of the organisation the leader belongs to. Raises NotPermitted, UnknownUnit, BadField.
        """
        if not may_anywhere(actor, Act.BREAK_GLASS):
            raise NotPermitted
        why = _words(reason, "reason")
        if len(why) < _SHORTEST_EMERGENCY:
            raise BadField(field="reason", value=why)
        if not 0 < minutes * 60 <= self.longest_emergency.total_seconds():
            raise BadField(field="minutes", value=minutes)
        register = self.units.register()
        known = register.by_code(unit)
        led = {_top(register, grant.unit_id) for grant in actor.holding() if grant.role is Role.LEADER}
        if known is None or _top(register, known.id) not in led:
            raise UnknownUnit(unit=unit[:64], field="unit")
        now = self.clock.now()
        grant = StoredGrant(
            id=self._new_id(), user_id=actor.user_id, role=Role.LEADER, unit_id=known.id, granted_by=actor.user_id,
            granted_at=now, levels=frozenset(AccessLevel), ends_at=now + timedelta(minutes=minutes), reason=why,
            breaks_glass=True,
        )  # fmt: skip
        with self.catalog.write() as tx:
            tx.accounts.add_grant(grant)
            tx.audit.append(traced(self.clock, actor, "break_glass", known.id, "done", reason=why, **_told(grant)))
        return grant

    def broken_glass(self, actor: Actor) -> Sequence[StoredGrant]:
        """The emergencies that are going on or began to end within a day; for who reads the log, and one's own."""
        watches = may_anywhere(actor, Act.READ_AUDIT)
        with self.catalog.read() as tx:
            recent = tx.accounts.broken_glass(self.clock.now() - timedelta(days=1))
        return [grant for grant in recent if watches or grant.user_id == actor.user_id]

    def history(self, actor: Actor, login: str) -> Sequence[StoredGrant]:
        """Every grant a person ever had, newest first. One's own, or by who manages people. Raises NotPermitted."""
        with self.catalog.read() as tx:
            account = tx.accounts.by_login(login)
            own = account is not None and account.id == actor.user_id
            if not own and not may_anywhere(actor, Act.MANAGE_USERS):
                raise NotPermitted
            if account is None:
                raise NotFound
            return tx.accounts.grants_of(account.id)

    def of(self, account: Account) -> tuple[Grant, ...]:
        """What the person was given, with everything below each unit as the register stands now."""
        register = self.units.register()
        return tuple(_as_grant(grant, register) for grant in account.grants)

    def prepared(self, actor: Actor, user_id: str, terms: GrantTerms) -> StoredGrant:
        """A grant that may be kept. Raises UnknownUnit also for a unit beyond the administrator's own, BadField."""
        unit = self.units.register().by_code(terms.unit)
        own = administered_units(actor)
        if unit is None or (own is not None and unit.id not in own):
            raise UnknownUnit(unit=terms.unit[:64], field="unit")
        _check_days(terms.records_from, terms.records_to, "records_to")
        _check_days(terms.holds_from, terms.holds_to, "holds_to")
        narrowed = terms.levels is not None or terms.records_from or terms.records_to
        if (narrowed and terms.role not in CONTENT_ROLES) or terms.levels == frozenset():
            raise BadField(field="levels", value=terms.role.value)
        return StoredGrant(
            id=self._new_id(), user_id=user_id, role=terms.role, unit_id=unit.id, granted_by=actor.user_id,
            granted_at=self.clock.now(), levels=terms.levels, records_from=terms.records_from,
            records_to=terms.records_to, holds_from=terms.holds_from, holds_to=terms.holds_to,
            reason=_words(terms.reason, "reason"), document=_words(terms.document, "document"),
        )  # fmt: skip

    def _other(self, tx: Transaction, actor: Actor, login: str) -> Account:
        """The account that somebody else manages. Raises NotPermitted, NotFound, SamePerson."""
        if not may_anywhere(actor, Act.MANAGE_USERS):
            raise NotPermitted
        account = tx.accounts.by_login(login)
        if account is None:
            raise NotFound
        if account.id == actor.user_id:
            raise SamePerson
        return account

    def _known(self, tx: Transaction, actor: Actor, grant_id: str) -> StoredGrant:
        grant = tx.accounts.grant(grant_id)
        own_glass = grant is not None and grant.breaks_glass and grant.user_id == actor.user_id
        if not own_glass and not may_anywhere(actor, Act.MANAGE_USERS):
            raise NotPermitted
        own = administered_units(actor)
        if grant is None or not (own_glass or own is None or grant.unit_id in own):
            raise NotFound
        if grant.revoked_at is not None:
            raise Conflict(grant=grant_id)
        return grant

    def _new_id(self) -> str:
        return new_id(GRANT, self.clock.now(), self.clock.random_bytes(10))


def keep_an_administrator(tx: Transaction, *, without_grant: str = "", without_user: str = "") -> None:
    """Raise LastAdministrator when nobody would be left to manage people."""
    held = tx.accounts.administrators()
    lasting = [grant for grant in held if grant.holds_to is None and grant.ends_at is None]
    left = [grant for grant in lasting or held if grant.id != without_grant and grant.user_id != without_user]
    if held and not left:
        raise LastAdministrator


def _as_grant(grant: StoredGrant, register: UnitRegister) -> Grant:
    return Grant(
        role=grant.role, unit_id=grant.unit_id, unit_ids=register.below(grant.unit_id), levels=grant.levels,
        records_from=grant.records_from, records_to=grant.records_to, holds_from=grant.holds_from,
        holds_to=grant.holds_to, ends_at=grant.ends_at, breaks_glass=grant.breaks_glass,
    )  # fmt: skip


def _top(register: UnitRegister, unit_id: str) -> str:
    known = register.units.get(unit_id)
    while known is not None and known.parent_id is not None:
        known = register.units.get(known.parent_id)
    return known.id if known else ""


def _today(now: datetime) -> date:
    return now.astimezone(LOCAL_TIME).date()


def _check_days(first: date | None, last: date | None, name: str) -> None:
    if first is not None and last is not None and last < first:
        raise BadField(field=name, value=last.isoformat())


def _words(text: str, name: str) -> str:
    """What somebody wrote, without blanks around it. Raises BadField when it is too long."""
    written = text.strip()
    if len(written) > _LONGEST_REASON:
        raise BadField(field=name, value=written[:60])
    return written


def _told(grant: StoredGrant) -> dict[str, object]:
    """The grant as facts of the log; what is not set is left out."""
    facts = {
        "grant": grant.id, "role": grant.role.value, UNIT_FACT: grant.unit_id,
        "levels": sorted(grant.levels) if grant.levels is not None else None,
        "records_from": grant.records_from, "records_to": grant.records_to,
        "holds_from": grant.holds_from, "holds_to": grant.holds_to, "ends_at": grant.ends_at,
        "document": grant.document,
    }  # fmt: skip
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items() if value}
