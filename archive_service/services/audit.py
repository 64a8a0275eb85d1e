"""The log: reading it and proving it whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from archive_service.domain.access import Act, Actor, audit_units, may_anywhere, visible_scopes
from archive_service.domain.audit import AuditEvent, ChainFault, verify
from archive_service.domain.errors import NotPermitted
from archive_service.domain.identifiers import RECORD, USER, is_id
from archive_service.domain.local_time import LOCAL_TIME
from archive_service.domain.seals import ChainHead
from archive_service.ports import AuditFilter, Catalog, Clock
from archive_service.services.act_words import NOBODY_WORDS
from archive_service.services.sealing import SealService
from archive_service.services.trace import traced
from archive_service.services.units import UnitService

_EXPORTED_AT_ONCE = 1000
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class Verification:
    """`faults` is empty for a whole chain; `head` is the number and digest it ends in."""

    events: int
    head: tuple[int, str] | None
    faults: tuple[ChainFault, ...]


@dataclass(frozen=True, slots=True)
class AuditQuestion:
    """What is asked of the log; what is None does not narrow.

    `person` is an id or a login name. A unit stands for itself with everything below it. `since` and `until` are the
    first and the last day.
    """

    subject: str | None = None
    person: str | None = None
    act: str | None = None
    unit_id: str | None = None
    since: date | None = None
    until: date | None = None

    def told(self) -> dict[str, object]:
        """What narrows, by name."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True)
class NamedEvent:
    """An event with the name that its person bears today; their id where nobody has it any more, empty for nobody."""

    event: AuditEvent
    person: str


EVERYTHING = AuditQuestion()


@dataclass(frozen=True, slots=True)
class AuditService:
    catalog: Catalog
    units: UnitService
    seals: SealService
    clock: Clock

    def page(
        self,
        actor: Actor,
        question: AuditQuestion = EVERYTHING,
        *,
        before: int | None = None,
        limit: int = 50,
    ) -> Sequence[AuditEvent]:
        """Events newest first. Raises NotPermitted for who may read only their own acts.

        An auditor or a leader reads what was done in their units, to papers they may see.
        """
        if not may_anywhere(actor, Act.READ_AUDIT):
            raise NotPermitted
        wanted, size = replace(self._filter(actor, question), before=before), max(1, min(limit, 200))
        with self.catalog.read() as tx:
            if audit_units(actor) is None:
                return tx.audit.page(wanted, limit=size)
        return list(islice(self._seen_by(actor, wanted), size))

    def names(self, actor: Actor, events: Sequence[AuditEvent]) -> Mapping[str, str]:
        """The names of the people who acted in these events or whom they are about, by id. Raises NotPermitted."""
        if not may_anywhere(actor, Act.READ_AUDIT):
            raise NotPermitted
        ids = {each for event in events for each in (event.entry.actor, event.entry.subject) if is_id(USER, each)}
        with self.catalog.read() as tx:
            return tx.accounts.names_of(ids)

    def rows(self, actor: Actor, question: AuditQuestion = EVERYTHING) -> Iterator[NamedEvent]:
        """Every event that is asked for, newest first, in parts: nothing is held open between them.

        Raises NotPermitted before the first; the export is itself an event.
        """
        if not may_anywhere(actor, Act.READ_AUDIT):
            raise NotPermitted
        wanted = self._filter(actor, question)
        with self.catalog.write() as tx:
            facts = {name: str(value) for name, value in question.told().items()}
            event = tx.audit.append(traced(self.clock, actor, "export_audit", "", asked=facts))
        wanted = replace(wanted, before=event.number)
        return self.named(self._from(wanted) if audit_units(actor) is None else self._seen_by(actor, wanted))

    def named(self, events: Iterable[AuditEvent]) -> Iterator[NamedEvent]:
        """Events that somebody was given, each with the name of its person; names are read in parts."""
        left = iter(events)
        names: dict[str, str] = {"": ""}
        while part := list(islice(left, _EXPORTED_AT_ONCE)):
            if new := {event.entry.actor for event in part} - names.keys():
                with self.catalog.read() as tx:
                    names |= {each: NOBODY_WORDS.get(each, each) for each in new} | dict(tx.accounts.names_of(new))
            yield from (NamedEvent(event, names[event.entry.actor]) for event in part)

    def _from(self, wanted: AuditFilter) -> Iterator[AuditEvent]:
        while True:
            with self.catalog.read() as tx:
                part = tx.audit.page(wanted, limit=_EXPORTED_AT_ONCE)
            yield from part
            if len(part) < _EXPORTED_AT_ONCE:
                return
            wanted = replace(wanted, before=part[-1].number)

    def _seen_by(self, actor: Actor, wanted: AuditFilter) -> Iterator[AuditEvent]:
        """The events without those about records that the actor may not see: their ids alone would tell of them."""
        scopes = visible_scopes(actor)
        while True:
            with self.catalog.read() as tx:
                part = tx.audit.page(wanted, limit=_EXPORTED_AT_ONCE)
                about = {event.entry.subject for event in part if event.entry.subject.startswith(f"{RECORD}_")}
                visible = tx.records.get_many(sorted(about), scopes)
            yield from (event for event in part if event.entry.subject not in about or event.entry.subject in visible)
            if len(part) < _EXPORTED_AT_ONCE:
                return
            wanted = replace(wanted, before=part[-1].number)

    def _filter(self, actor: Actor, question: AuditQuestion) -> AuditFilter:
        own = audit_units(actor)
        asked = None if question.unit_id is None else self.units.register().below(question.unit_id)
        return AuditFilter(
            subject=question.subject,
            actor=self._person(question.person),
            act=question.act,
            unit_ids=own if asked is None else asked if own is None else asked & own,
            since=None if question.since is None else _midnight(question.since),
            until=None if question.until is None else _midnight(question.until) + timedelta(days=1),
        )

    def _person(self, person: str | None) -> str | None:
        """The id of whoever is meant by an id or a login name."""
        if person is None or is_id(USER, person):
            return person
        with self.catalog.read() as tx:
            account = tx.accounts.by_login(person)
        return account.id if account else person

    def seal_now(self, actor: Actor) -> ChainHead:
        """Seal the log up to its end. Raises NotPermitted."""
        if not may_anywhere(actor, Act.OPERATE):
            raise NotPermitted
        return self.seals.seal()

    def verify(self, actor: Actor, *, most: int = 100) -> Verification:
        """Walk the whole chain in constant memory and name the first faults."""
        if not may_anywhere(actor, Act.READ_AUDIT):
            raise NotPermitted
        with self.catalog.read() as tx:
            head = tx.audit.head()
            faults = []
            for fault in verify(tx.audit.events(), head=head, sealed={seal.last: seal.head for seal in tx.seals.all()}):
                faults.append(fault)
                if len(faults) >= most:
                    break
        with self.catalog.write() as tx:
            tx.audit.append(
                traced(self.clock, actor, "verify_audit", "", "failed" if faults else "done", faults=len(faults))
            )
        return Verification(head[0] if head else 0, head, tuple(faults))


def _midnight(day: date) -> datetime:
    """The start of the day; days that no log can have are brought near."""
    return datetime.combine(min(max(day, _FIRST_DAY), _LAST_DAY), time(tzinfo=LOCAL_TIME))
