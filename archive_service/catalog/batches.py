"""Files handed in together, as rows; where each stands follows from its record and is never written down twice."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Select,
    Table,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.exc import IntegrityError

from archive_service.catalog.column_types import Key, Moment, Words
from archive_service.catalog.recognitions import recognitions
from archive_service.catalog.records import MAX_PAGE
from archive_service.catalog.row_types import AnyRow
from archive_service.catalog.tables import metadata, records
from archive_service.catalog.visibility import one_of, within
from archive_service.domain.batches import Batch, BatchFile, DeskState, Fate, OnDesk
from archive_service.domain.errors import Conflict, NotFound
from archive_service.domain.recognition import RecognitionState
from archive_service.domain.records import TextState
from archive_service.ports import DeskQuestion

batches = Table(
    "batches",
    metadata,
    Column("id", Key, primary_key=True),
    Column("owner", Key, nullable=False),
    Column("name", Words, nullable=False),
    Column("announced", Integer, nullable=False),
    Column("opened_at", Moment, nullable=False),
)
Index("batches_by_owner", batches.c.owner, batches.c.id)

# A destroyed record takes the memory of its file along: not even the name it came under stays behind.
batch_files = Table(
    "batch_files",
    metadata,
    Column("id", Key, primary_key=True),
    Column("batch_id", Key, ForeignKey("batches.id", ondelete="CASCADE"), nullable=False),
    Column("owner", Key, nullable=False),
    Column("name", Words, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha512", Key),
    Column("fate", Key, nullable=False),
    Column("record_id", Key, ForeignKey("records.id", ondelete="CASCADE")),
    Column("at", Moment, nullable=False),
    Column("code", Key),
    Column("facts", Words),
    Column("done", Boolean, nullable=False),
    CheckConstraint("fate IN ('kept', 'exists', 'turned_away')", name="fate"),
    CheckConstraint("(fate = 'turned_away') = (record_id IS NULL)", name="record"),
)
Index("batch_files_by_owner", batch_files.c.owner, batch_files.c.done, batch_files.c.id)
Index("batch_files_by_batch", batch_files.c.batch_id, batch_files.c.id)
Index("batch_files_open", batch_files.c.done, batch_files.c.id)
Index("batch_files_by_record", batch_files.c.record_id)

_BEING_RECOGNISED = (
    select(recognitions.c.record_id)
    .where(recognitions.c.record_id == batch_files.c.record_id, recognitions.c.state != RecognitionState.STOPPED.value)
    .exists()
)
_STATE = case(
    (batch_files.c.done, literal(DeskState.DONE.value)),
    (batch_files.c.fate != Fate.KEPT.value, literal(DeskState.ATTENTION.value)),
    (records.c.text_state == TextState.SEARCHABLE.value, literal(DeskState.READ.value)),
    (or_(records.c.text_state == TextState.PENDING.value, _BEING_RECOGNISED), literal(DeskState.RECEIVED.value)),
    else_=literal(DeskState.ATTENTION.value),
)
_REASON = case(
    (batch_files.c.fate == Fate.TURNED_AWAY.value, batch_files.c.code),
    (batch_files.c.fate == Fate.EXISTS.value, literal(Fate.EXISTS.value)),
    (records.c.text_state == TextState.NO_TEXT.value, records.c.text_reason),
    else_=null(),
)


@dataclass(frozen=True, slots=True)
class SqlBatches:
    """Implements ports.Batches."""

    connection: Connection

    def open(self, batch: Batch) -> None:
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(batches).values(asdict(batch)))
        except IntegrityError as error:
            raise Conflict(batch=batch.id) from error

    def get(self, owner: str, batch_id: str) -> Batch | None:
        row = self.connection.execute(select(batches).where(_own(owner, batch_id))).first()
        return None if row is None else _batch(row)

    def list(self, owner: str, *, before: str | None = None, limit: int = 20) -> Sequence[Batch]:
        query = select(batches).where(batches.c.owner == owner).order_by(batches.c.id.desc())
        if before is not None:
            query = query.where(batches.c.id < before)
        return [_batch(row) for row in self.connection.execute(query.limit(max(1, min(limit, MAX_PAGE))))]

    def announce(self, owner: str, batch_id: str, announced: int) -> None:
        statement = update(batches).where(_own(owner, batch_id)).values(announced=announced)
        if self.connection.execute(statement).rowcount == 0:
            raise NotFound

    def add(self, file: BatchFile) -> None:
        values = {**asdict(file), "fate": file.fate.value, "facts": _written(file.facts)}
        try:
            with self.connection.begin_nested():
                self.connection.execute(insert(batch_files).values(values))
        except IntegrityError as error:
            raise NotFound from error

    def forget(self, file_id: str) -> None:
        turned_away = and_(batch_files.c.id == file_id, batch_files.c.fate == Fate.TURNED_AWAY.value)
        if self.connection.execute(delete(batch_files).where(turned_away)).rowcount == 0:
            raise NotFound

    def known(self, batch_id: str, sha512: str) -> BatchFile | None:
        same = and_(batch_files.c.batch_id == batch_id, batch_files.c.sha512 == sha512)
        row = self.connection.execute(select(batch_files).where(same).order_by(batch_files.c.id).limit(1)).first()
        return None if row is None else _file(row)

    def files(
        self, question: DeskQuestion, *, after: str | None = None, limit: int = 50, backwards: bool = False
    ) -> tuple[Sequence[OnDesk], bool]:
        size = max(1, min(limit, MAX_PAGE))
        query = self._asked(question)
        if after is not None:
            query = query.where(batch_files.c.id < after if backwards else batch_files.c.id > after)
        order = batch_files.c.id.desc() if backwards else batch_files.c.id
        rows = self.connection.execute(query.order_by(order).limit(size + 1)).all()
        return [_on_desk(row) for row in rows[:size]], len(rows) > size

    def some(self, question: DeskQuestion, file_ids: Collection[str]) -> Mapping[str, OnDesk]:
        if not file_ids:
            return {}
        query = self._asked(question).where(one_of(self.connection, batch_files.c.id, list(file_ids)))
        return {row.id: _on_desk(row) for row in self.connection.execute(query)}

    def counts(self, question: DeskQuestion) -> Mapping[DeskState, int]:
        state = self._asked(question).subquery("on_desk").c.state
        rows = self.connection.execute(select(state, func.count()).group_by(state))
        return {DeskState(word): count for word, count in rows}

    def settle(self, file_ids: Collection[str], *, done: bool = True) -> None:
        if file_ids:
            these = one_of(self.connection, batch_files.c.id, list(file_ids))
            self.connection.execute(update(batch_files).where(these).values(done=done))

    def withhold(self, record_id: str) -> None:
        self.connection.execute(
            update(batch_files)
            .where(batch_files.c.record_id == record_id)
            .values(
                name="", size=0, sha512=None, fate=Fate.TURNED_AWAY.value, record_id=None, code="secrecy_mark",
                facts=None, done=False,
            )
        )  # fmt: skip

    def _asked(self, question: DeskQuestion) -> Select[Any]:
        seen = within(self.connection, records, question.scopes)
        joined = batch_files.outerjoin(records, records.c.id == batch_files.c.record_id)
        query = select(batch_files, _STATE.label("state"), _REASON.label("reason")).select_from(joined)
        if question.owner is None:
            refused = and_(batch_files.c.record_id.is_(None), batch_files.c.owner == question.refused_of)
            query = query.where(or_(and_(batch_files.c.record_id.is_not(None), seen), refused))
        else:
            query = query.where(batch_files.c.owner == question.owner, or_(batch_files.c.record_id.is_(None), seen))
        if question.batch_id is not None:
            query = query.where(batch_files.c.batch_id == question.batch_id)
        return query.where(_in_states(question.states))


def _in_states(states: frozenset[DeskState]) -> ColumnElement[bool]:
    """Whether a file is in one of the states; what an index can tell of it (done or not) is said apart."""
    if states == frozenset(DeskState):
        return true()
    if states == {DeskState.DONE}:
        return batch_files.c.done.is_(True)
    named = _STATE.in_(sorted(state.value for state in states))
    return named if DeskState.DONE in states else and_(batch_files.c.done.is_(False), named)


def _own(owner: str, batch_id: str) -> ColumnElement[bool]:
    return and_(batches.c.id == batch_id, batches.c.owner == owner)


def _written(facts: Mapping[str, object] | None) -> str | None:
    return None if facts is None else json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str)


def _batch(row: AnyRow) -> Batch:
    return Batch(row.id, row.owner, row.name, row.announced, row.opened_at)


def _file(row: AnyRow) -> BatchFile:
    return BatchFile(
        id=row.id, batch_id=row.batch_id, owner=row.owner, name=row.name, size=row.size, sha512=row.sha512,
        fate=Fate(row.fate), record_id=row.record_id, at=row.at, code=row.code,
        facts=json.loads(row.facts) if row.facts else None, done=row.done,
    )  # fmt: skip


def _on_desk(row: AnyRow) -> OnDesk:
    return OnDesk(_file(row), DeskState(row.state), row.reason)
