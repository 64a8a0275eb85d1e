"""Rules and clocks: facts gathered in a few queries, decisions noted where an index finds them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    true,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.retention_tables import retention_notes, retention_rules, retention_states
from archive_service.catalog.row_types import AnyRow
from archive_service.catalog.tables import dossiers, records, unit_versions
from archive_service.catalog.visibility import one_of, within
from archive_service.domain.access import VisibleScope
from archive_service.domain.errors import Conflict, SamePerson
from archive_service.domain.records import RecordClass
from archive_service.domain.retention import (
    AppliesTo,
    DossierFacts,
    PaperFacts,
    RetentionFacts,
    RetentionRule,
    RuleState,
)
from archive_service.domain.retention_clock import ClockState, RetentionDecision
from archive_service.ports.retention import DueEntry

_RULE = TypeAdapter(RetentionRule)
# Any number, as long as nothing else in the database takes an advisory lock under it.
_GUARD = 0x72657465


@dataclass(frozen=True, slots=True)
class SqlRetention:
    """Implements ports.Retention."""

    connection: Connection

    def guard(self) -> None:
        # SQLite has one writer anyway.
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(select(func.pg_advisory_xact_lock(cast(literal(_GUARD), BigInteger))))

    def rules(self) -> Sequence[RetentionRule]:
        query = select(retention_rules.c.body).order_by(retention_rules.c.code, retention_rules.c.id)
        return [_RULE.validate_json(body) for body in self.connection.scalars(query)]

    def keep_rule(self, rule: RetentionRule) -> None:
        if rule.state is RuleState.RULE_APPROVED and rule.decided_by == rule.proposed_by:
            raise SamePerson
        values = {
            "code": rule.code, "state": rule.state.value, "proposed_by": rule.proposed_by,
            "decided_by": rule.decided_by, "body": _RULE.dump_json(rule).decode(),
        }  # fmt: skip
        statement = update(retention_rules).where(retention_rules.c.id == rule.id).values(values)
        try:
            with self.connection.begin_nested():
                if self.connection.execute(statement).rowcount == 0:
                    self.connection.execute(insert(retention_rules).values(id=rule.id, **values))
        except IntegrityError as error:
            raise Conflict(rule=rule.code) from error

    # ------------------------------------------------------------------------ facts

    def facts(self, record_ids: Collection[str]) -> Mapping[str, RetentionFacts]:
        if not record_ids:
            return {}
        asked = self._papers(one_of(self.connection, records.c.id, record_ids))
        dossier_ids = {row.dossier_id for row, _ in asked.values() if row.dossier_id is not None}
        members = self._papers(one_of(self.connection, records.c.dossier_id, dossier_ids)) if dossier_ids else {}
        by_dossier: dict[str, list[PaperFacts]] = {}
        for row, paper in members.values():
            by_dossier.setdefault(row.dossier_id, []).append(paper)
        known = self._dossiers(dossier_ids, by_dossier)
        return {
            record_id: RetentionFacts(paper, known.get(row.dossier_id)) for record_id, (row, paper) in asked.items()
        }

    def _papers(self, wanted: Any) -> dict[str, tuple[AnyRow, PaperFacts]]:
        query: Select[Any] = (
            select(
                records.c.id, records.c.record_class, records.c.type_code, records.c.date, records.c.period,
                records.c.dossier_id, records.c.unit_id, unit_versions.c.kind, retention_notes.c.not_before,
                retention_notes.c.permanent, records.c.end_of_force_on,
            )
            .select_from(
                records.outerjoin(unit_versions, unit_versions.c.unit_id == records.c.unit_id)
                .outerjoin(retention_notes, retention_notes.c.record_id == records.c.id)
            )
            .where(wanted)
            .order_by(records.c.id, unit_versions.c.valid_from)
        )  # fmt: skip
        return {row.id: (row, _paper(row)) for row in self.connection.execute(query)}

    def _dossiers(
        self, dossier_ids: Collection[str], members: Mapping[str, Sequence[PaperFacts]]
    ) -> dict[str, DossierFacts]:
        """A dossier that the catalog has lost counts as open: nothing of it goes."""
        known = {dossier_id: DossierFacts(dossier_id, "", None, ()) for dossier_id in dossier_ids}
        if dossier_ids:
            query = select(dossiers.c.id, dossiers.c.kind, dossiers.c.closed_at)
            for row in self.connection.execute(query.where(one_of(self.connection, dossiers.c.id, dossier_ids))):
                known[row.id] = DossierFacts(row.id, row.kind, row.closed_at, tuple(members.get(row.id, ())))
        return known

    def members(self, dossier_id: str) -> Sequence[str]:
        query = select(records.c.id).where(records.c.dossier_id == dossier_id).order_by(records.c.id)
        return list(self.connection.scalars(query))

    # ------------------------------------------------------------------------ decisions

    def keep_decisions(self, decisions: Collection[RetentionDecision]) -> None:
        if not decisions:
            return
        ids = [decision.record_id for decision in decisions]
        units = {
            row.id: row.unit_id
            for row in self.connection.execute(
                select(records.c.id, records.c.unit_id).where(one_of(self.connection, records.c.id, ids))
            )
        }
        self.connection.execute(
            delete(retention_states).where(one_of(self.connection, retention_states.c.record_id, ids))
        )
        rows = [
            _state_values(decision, units[decision.record_id]) for decision in decisions if decision.record_id in units
        ]
        if rows:
            self.connection.execute(insert(retention_states), rows)

    def due(
        self,
        scopes: Sequence[VisibleScope] | None,
        until: date,
        *,
        since: date | None = None,
        unit_ids: Collection[str] | None = None,
        after: tuple[date, str] | None = None,
        limit: int = 50,
    ) -> Sequence[DueEntry]:
        day, key = retention_states.c.review_from, retention_states.c.record_id
        query = (
            select(key, retention_states.c.unit_id, records.c.title, retention_states.c.rule_id, day)
            .select_from(retention_states.join(records, records.c.id == key))
            .where(day <= until, within(self.connection, records, scopes))
            .order_by(day, key)
            .limit(max(1, min(limit, MAX_PAGE)))
        )
        if since is not None:
            query = query.where(day >= since)
        if unit_ids is not None:
            query = query.where(one_of(self.connection, retention_states.c.unit_id, unit_ids))
        if after is not None:
            query = query.where(tuple_(day, key) > after)
        return [DueEntry(*row) for row in self.connection.execute(query)]

    def noted(
        self, record_ids: Collection[str], scopes: Sequence[VisibleScope] | None = None
    ) -> Mapping[str, tuple[str, date | None]]:
        key = retention_states.c.record_id
        query = (
            select(key, retention_states.c.state, retention_states.c.review_from)
            .select_from(retention_states.join(records, records.c.id == key))
            .where(one_of(self.connection, key, record_ids), within(self.connection, records, scopes))
        )
        return {row.record_id: (row.state, row.review_from) for row in self.connection.execute(query)}

    def touched_by(self, wanted: Sequence[AppliesTo], *, after: str | None, limit: int) -> Sequence[str]:
        size = max(1, min(limit, MAX_PAGE))
        beyond = records.c.id > after if after is not None else true()
        walks = []
        for each in wanted:
            if each.type_codes:
                walks += [records.c.type_code == code for code in sorted(each.type_codes)]
            elif each.record_classes:
                walks += [records.c.record_class == one.value for one in sorted(each.record_classes)]
            else:
                walks = [true()]
                break
        # Each walk stops after a page of its own index: together they hold the next page.
        parts = [
            select(select(records.c.id).where(walk, beyond).order_by(records.c.id).limit(size).subquery().c.id)
            for walk in walks
        ]
        found = union_all(*parts).subquery()
        return list(self.connection.scalars(select(found.c.id).distinct().order_by(found.c.id).limit(size)))

    # ------------------------------------------------------------------------ what reviews said

    def note_outcome(self, record_id: str, not_before: date | None, permanent: bool) -> None:
        held = self._note(record_id)
        if held.not_before is not None and (not_before is None or held.not_before > not_before):
            not_before = held.not_before
        self._set_note(record_id, not_before=not_before, permanent=held.permanent or permanent)

    def _note(self, record_id: str) -> AnyRow:
        query = select(retention_notes).where(retention_notes.c.record_id == record_id).with_for_update()
        row = self.connection.execute(query).first()
        if row is None:
            self.connection.execute(insert(retention_notes).values(record_id=record_id, permanent=False))
            row = self.connection.execute(query).one()
        return row

    def _set_note(self, record_id: str, **values: object) -> None:
        self.connection.execute(
            update(retention_notes).where(retention_notes.c.record_id == record_id).values(**values)
        )


def _paper(row: AnyRow) -> PaperFacts:
    return PaperFacts(
        record_id=row.id,
        record_class=RecordClass(row.record_class),
        type_code=row.type_code,
        day=row.date,
        period=row.period,
        unit_kind=row.kind or "",
        event_on=row.end_of_force_on,
        not_before=row.not_before,
        made_permanent=bool(row.permanent),
    )


def _state_values(decision: RetentionDecision, unit_id: str) -> dict[str, object]:
    """A day that has come or not is for the question to say: what is noted stays true tomorrow."""
    state = ClockState.RUNNING_CLOCK if decision.state is ClockState.REVIEW_DUE else decision.state
    deciding = decision.deciding
    return {
        "record_id": decision.record_id,
        "unit_id": unit_id,
        "state": state.value,
        "rule_id": deciding.rule.id if deciding.rule else None,
        "base_year": deciding.base_year,
        "review_from": deciding.review_from,
    }
