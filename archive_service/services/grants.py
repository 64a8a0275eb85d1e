"""Who is given which role, where, for how long and why: give, take back, hand over, assign, break the glass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from archive_service.domain.access import (
    CONTENT_ROLES,
    Act,
    Actor,
    Grant,
    Role,
    administered_units,
    audit_units,
    may_anywhere,
)
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
from archive_service.domain.local_time import local_day
from archive_service.domain.records import AccessLevel
from archive_service.domain.units import UnitRegister
from archive_service.ports import Account, Catalog, Clock, StoredGrant, Transaction
from archive_service.services.grant_terms import (
    Assignment,
    GrantTerms,
    Standing,
    check_days,
    standing,
    told_of,
    words_of,
)
from archive_service.services.proof import want_proof
from archive_service.services.trace import traced
from archive_service.services.units import UnitService

_SHORTEST_EMERGENCY = 20


@dataclass(frozen=True, slots=True)
class PersonGrants:
    """A person and what they were ever given, newest first; `standings` by grant, `names` of people by id."""

    account: Account
    grants: tuple[StoredGrant, ...]
    standings: Mapping[str, Standing]
    names: Mapping[str, str]

    def that(self, wanted: Standing) -> tuple[StoredGrant, ...]:
        """The grants that stand so."""
        return tuple(grant for grant in self.grants if self.standings[grant.id] is wanted)


@dataclass(frozen=True, slots=True)
class GrantService:
    catalog: Catalog
    units: UnitService
    clock: Clock
    longest_emergency: timedelta = field(default=timedelta(hours=4))

    def give(self, actor: Actor, login: str, terms: Sequence[GrantTerms]) -> Sequence[StoredGrant]:
        """Give a person roles. Raises NotPermitted, NotFound, SamePerson, UnknownUnit, BadField, PasswordAgain."""
        with self.catalog.write() as tx:
            account = self._other(tx, actor, login)
            want_proof(actor)
            given = [self.prepared(actor, account.id, each) for each in terms]
            for grant in given:
                tx.accounts.add_grant(grant)
                tx.audit.append(traced(self.clock, actor, "give_grant", account.id, "done", **told_of(grant)))
        return given

    def assign(self, actor: Actor, login: str, assignment: Assignment) -> Sequence[StoredGrant]:
        """Send an auditor: one grant for each unit, all or none. Raises as `give` does."""
        return self.give(actor, login, assignment.terms())

    def take_back(self, actor: Actor, grant_id: str, why: str) -> StoredGrant:
        """End a grant at once; it stays in the history. Anybody may end their own broken glass.

        Raises NotPermitted, NotFound, Conflict when it was taken back before, LastAdministrator.
        """
        with self.catalog.write() as tx:
            grant = self._known(tx, actor, grant_id)
            want_proof(actor)
            keep_an_administrator(tx, without_grant=grant.id)
            return self._end(tx, actor, grant, why)

    def _end(self, tx: Transaction, actor: Actor, grant: StoredGrant, why: str) -> StoredGrant:
        ended = replace(grant, revoked_at=self.clock.now(), revoked_by=actor.user_id, revoked_why=words_of(why, "why"))
        tx.accounts.end_grant(ended)
        facts = {"why": ended.revoked_why, **told_of(grant)}
        tx.audit.append(traced(self.clock, actor, "take_grant_back", grant.user_id, "done", **facts))
        return ended

    def hand_over(self, actor: Actor, grant_id: str, to_login: str, day: date, document: str) -> StoredGrant:
        """Pass a role on to another person on a day: one ends and the other begins, in one step.

        `document` names the record of the handover. Raises NotPermitted, NotFound, SamePerson, Conflict, BadField.
        """
        with self.catalog.write() as tx:
            grant, heir = self._known(tx, actor, grant_id), self._other(tx, actor, to_login)
            want_proof(actor)
            if heir.id == grant.user_id:
                raise SamePerson
            if not document.strip():
                raise BadField(field="document", value="")
            if grant.holds_to is not None and day > grant.holds_to:
                raise BadField(field="day", value=day.isoformat())
            now = self.clock.now()
            paper = words_of(document, "document")
            tx.accounts.end_grant(replace(grant, revoked_at=now, revoked_by=actor.user_id, revoked_why=paper))
            begins = day if grant.holds_from is None else max(day, grant.holds_from)
            common = {"granted_by": actor.user_id, "granted_at": now, "document": paper}
            if day > local_day(now):  # until then the one who leaves goes on
                tx.accounts.add_grant(
                    replace(grant, id=self._new_id(), holds_to=day - timedelta(days=1), **common)  # type: ignore[arg-type]
                )
            passed = replace(grant, id=self._new_id(), user_id=heir.id, holds_from=begins, **common)  # type: ignore[arg-type]
            tx.accounts.add_grant(passed)
            keep_an_administrator(tx)
            passing = {"from_person": grant.user_id, "day": day.isoformat(), **told_of(passed)}
            tx.audit.append(traced(self.clock, actor, "hand_over", heir.id, "done", **passing))
        return passed

    def break_glass(self, actor: Actor, unit: str, reason: str, minutes: int) -> StoredGrant:
        """Let a leader read everything of a unit for a short time, for a reason that everybody who watches sees.

        Only below the top of the organisation the leader belongs to. Raises NotPermitted, UnknownUnit, BadField.
        """
        if not may_anywhere(actor, Act.BREAK_GLASS):
            raise NotPermitted
        want_proof(actor)
        why = words_of(reason, "reason")
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
            tx.audit.append(traced(self.clock, actor, "break_glass", known.id, "done", reason=why, **told_of(grant)))
        return grant

    def end_emergencies(self, actor: Actor) -> int:
        """End the emergencies that one began and that still go on. How many that were."""
        with self.catalog.write() as tx:
            account = tx.accounts.by_id(actor.user_id)
            now = self.clock.now()
            own = [g for g in account.grants if g.breaks_glass and standing(g, now) is Standing.HELD] if account else []
            for glass in own:
                self._end(tx, actor, glass, "")
        return len(own)

    def broken_glass(self, actor: Actor) -> tuple[Sequence[StoredGrant], Mapping[str, str]]:
        """The emergencies that are going on or ended within a day, with the names of the people.

        For who reads the log: those in the units whose log they read; and one's own.
        """
        watched = audit_units(actor) if may_anywhere(actor, Act.READ_AUDIT) else frozenset[str]()
        with self.catalog.read() as tx:
            recent = tx.accounts.broken_glass(self.clock.now() - timedelta(days=1))
            seen = [g for g in recent if watched is None or g.unit_id in watched or g.user_id == actor.user_id]
            return seen, tx.accounts.names_of({grant.user_id for grant in seen}) if seen else {}

    def history(self, actor: Actor, login: str) -> Sequence[StoredGrant]:
        """Every grant a person ever had, newest first. One's own, or by who manages people: those in their units.

        Raises NotPermitted, NotFound.
        """
        return self.person(actor, login).grants

    def person(self, actor: Actor, login: str) -> PersonGrants:
        """A person with their grants and the names of whoever gave and took them. Raises as `history` does."""
        with self.catalog.read() as tx:
            account = tx.accounts.by_login(login)
            own = account is not None and account.id == actor.user_id
            if not own and not may_anywhere(actor, Act.MANAGE_USERS):
                raise NotPermitted
            if account is None:
                raise NotFound
            within = None if own else administered_units(actor)
            grants = [g for g in tx.accounts.grants_of(account.id) if within is None or g.unit_id in within]
            names = tx.accounts.names_of({each for g in grants for each in (g.granted_by, g.revoked_by) if each})
        now = self.clock.now()
        return PersonGrants(account, tuple(grants), {g.id: standing(g, now) for g in grants}, names)

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
        check_days(terms.records_from, terms.records_to, "records_to")
        check_days(terms.holds_from, terms.holds_to, "holds_to")
        narrowed = terms.levels is not None or terms.records_from or terms.records_to
        if (narrowed and terms.role not in CONTENT_ROLES) or terms.levels == frozenset():
            raise BadField(field="levels", value=terms.role.value)
        return StoredGrant(
            id=self._new_id(), user_id=user_id, role=terms.role, unit_id=unit.id, granted_by=actor.user_id,
            granted_at=self.clock.now(), levels=terms.levels, records_from=terms.records_from,
            records_to=terms.records_to, holds_from=terms.holds_from, holds_to=terms.holds_to,
            reason=words_of(terms.reason, "reason"), document=words_of(terms.document, "document"),
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
        """A grant that this actor may end. Raises NotPermitted, NotFound, Conflict when it has ended.

        The grants of administration are held first, whatever is ended: so two who end at once never wait in a circle.
        """
        tx.accounts.administrators()
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
