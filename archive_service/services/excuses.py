"""Reasons for gaps: one person proposes with a document, another approves or refuses; a wrong one is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive_service.domain.access import Act, Actor, RecordFacts, may, visible_scopes
from archive_service.domain.errors import BadField, Conflict, NotFound, NotPermitted, SamePerson
from archive_service.domain.excuses import ExcusedGap, ExcuseState
from archive_service.domain.identifiers import EXCUSE, new_id
from archive_service.domain.logged_acts import LoggedAct
from archive_service.domain.records import AccessLevel, Lifecycle, parse_period
from archive_service.ports import Catalog, Clock, StorageRoot
from archive_service.services.excuse_json import EXCUSE_PREFIX, excuse_to_json
from archive_service.services.trace import traced
from archive_service.services.units import UnitService

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class ExcuseService:
    catalog: Catalog
    storage: StorageRoot
    units: UnitService
    clock: Clock

    def propose(self, actor: Actor, unit: str, period: str, reason: str, document_id: str) -> ExcusedGap:
        """Say why a cell has nothing for a period; the document is a record one may read that shows it.

        Raises UnknownUnit, NotPermitted, BadField (period, reason, document).
        """
        unit_id = self.units.named(actor, unit).id
        if not may(actor, Act.DEPOSIT, _facts(unit_id)):
            raise NotPermitted
        if not reason.strip() or len(reason) > LONGEST_REASON:
            raise BadField(field="reason", value=reason[:60])
        with self.catalog.read() as tx:
            if tx.records.get(document_id, visible_scopes(actor)) is None:
                raise BadField(field="document", value=document_id[:40])
        now = self.clock.now()
        excuse = ExcusedGap(
            id=new_id(EXCUSE, now, self.clock.random_bytes(10)),
            unit_id=unit_id,
            period=parse_period(period),
            reason=reason.strip(),
            document_id=document_id,
            proposed_by=actor.user_id,
            proposed_at=now,
        )
        self._keep(actor, excuse, "propose_excuse")
        return excuse

    def decide(self, actor: Actor, excuse_id: str, *, approve: bool) -> ExcusedGap:
        """Approve or refuse what another person proposed. Raises NotFound, NotPermitted, SamePerson, Conflict."""
        excuse = self._found(actor, excuse_id)
        if not may(actor, Act.APPROVE_EXCUSE, _facts(excuse.unit_id)):
            raise NotPermitted
        if excuse.proposed_by == actor.user_id:
            raise SamePerson
        if excuse.state is not ExcuseState.PROPOSED:
            raise Conflict(state=excuse.state.value)
        state = ExcuseState.APPROVED if approve else ExcuseState.REFUSED
        return self._moved(actor, excuse, state, "approve_excuse" if approve else "refuse_excuse")

    def withdraw(self, actor: Actor, excuse_id: str) -> ExcusedGap:
        """Take a reason back: who proposed it, or who may approve. Raises NotFound, NotPermitted, Conflict."""
        excuse = self._found(actor, excuse_id)
        if excuse.proposed_by != actor.user_id and not may(actor, Act.APPROVE_EXCUSE, _facts(excuse.unit_id)):
            raise NotPermitted
        if excuse.state not in (ExcuseState.PROPOSED, ExcuseState.APPROVED):
            raise Conflict(state=excuse.state.value)
        return self._moved(actor, excuse, ExcuseState.WITHDRAWN, "withdraw_excuse")

    def of_period(self, actor: Actor, unit_id: str, period: str) -> Sequence[ExcusedGap]:
        """The reasons given for a cell and a period, oldest first. Raises NotFound for a cell out of reach."""
        self._check_reach(actor, unit_id)
        with self.catalog.read() as tx:
            return tx.completeness.excuses([unit_id], period, period)

    def _found(self, actor: Actor, excuse_id: str) -> ExcusedGap:
        with self.catalog.read() as tx:
            excuse = tx.completeness.excuse(excuse_id)
        if excuse is None:
            raise NotFound
        self._check_reach(actor, excuse.unit_id)
        return excuse

    def _check_reach(self, actor: Actor, unit_id: str) -> None:
        if not any(unit_id in scope.unit_ids for scope in visible_scopes(actor)):
            raise NotFound

    def _moved(self, actor: Actor, excuse: ExcusedGap, state: ExcuseState, act: LoggedAct) -> ExcusedGap:
        moved = replace(
            excuse, state=state, decided_by=actor.user_id, decided_at=self.clock.now(), version=excuse.version + 1
        )
        self._keep(actor, moved, act)
        return moved

    def _keep(self, actor: Actor, excuse: ExcusedGap, act: LoggedAct) -> None:
        """Into the store, then the catalog. Raises VersionConflict when somebody else was first."""
        self.storage.put_version(
            EXCUSE_PREFIX + excuse.id,
            expected_head=excuse.version - 1,
            metadata=excuse_to_json(excuse),
            user=actor.user_id,
            message=act.replace("_", " "),
            created=self.clock.now(),
        )
        with self.catalog.write() as tx:
            tx.completeness.keep_excuse(excuse)
            tx.audit.append(
                traced(
                    self.clock, actor, act, excuse.id,
                    unit=excuse.unit_id, period=excuse.period, document=excuse.document_id,
                )
            )  # fmt: skip


def _facts(unit_id: str) -> RecordFacts:
    return RecordFacts(unit_id, AccessLevel.INTERNAL, Lifecycle.ISSUED)
