"""What somebody may see, as SQL: inside the query, for one unit or for thousands.

The ids of the units travel as one value (a JSON array on SQLite, an array on PostgreSQL), so that no
number of units meets a limit on parameters and every question stays one prepared statement.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    Text,
    all_,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.types import UserDefinedType

from archive_service.catalog.column_types import storable
from archive_service.catalog.tables import records
from archive_service.domain.access import VisibleScope
from archive_service.domain.periods import first_whole_month, last_whole_month
from archive_service.domain.records import LOCKED_AWAY, AccessLevel, TextState

_EVERY_LEVEL = frozenset(AccessLevel)


class _ArrayLiteral(UserDefinedType[str]):
    """An array of PostgreSQL in its written form, so that thousands of ids are written once and not for each query."""

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_: object) -> str:
        return "TEXT[]"


def one_of(connection: Connection, column: ColumnElement[str], values: Collection[str]) -> ColumnElement[bool]:
    """Whether the column holds one of the values, however many there are; an index on the column finds the rows."""
    return column.in_(_members(connection, values))


def _checked(connection: Connection, column: ColumnElement[str], values: Collection[str]) -> ColumnElement[bool]:
    """The same, asked of rows that something else found: never a reason to read the table by this column."""
    return column.in_(_members(connection, values, counted=False)).is_(true())


def _members(connection: Connection, values: Collection[str], *, counted: bool = True) -> Select[*tuple[str, ...]]:
    # PostgreSQL, given the array as such, weighs every id of it while planning: longer than the query takes.
    on_postgresql = connection.dialect.name == "postgresql"
    write = _postgresql_array if on_postgresql else _json_array
    listed = _written_scope(write, values) if isinstance(values, frozenset) else write(values)
    if on_postgresql:
        # It reads the ids once a query, yet thinks of them as read again with each row of a walk, and reads the
        # whole table instead where they are thousands: an array it has not looked into is one of ten to it.
        array = bindparam(None, listed, _ArrayLiteral())
        return select(func.unnest(array if counted else select(array).scalar_subquery(), type_=Text))
    return select(func.json_each(listed).table_valued("value").c.value)


@lru_cache(maxsize=64)
def _written_scope(write: Callable[[Iterable[str]], str], values: frozenset[str]) -> str:
    """The same few scopes are asked with again and again; writing their ids takes longer than many a query."""
    return write(values)


def _json_array(values: Iterable[str]) -> str:
    return json.dumps([storable(value) for value in values])


def _postgresql_array(values: Iterable[str]) -> str:
    escaped = (storable(value).replace("\\", r"\\").replace('"', r"\"") for value in values)
    return "{" + ",".join(f'"{value}"' for value in escaped) + "}"


def units_in(scopes: Sequence[VisibleScope]) -> frozenset[str]:
    """Every unit of which the scopes show anything."""
    groups = _by_kind(tuple(scopes))
    return groups[0][1] if len(groups) == 1 else frozenset[str]().union(*(units for _, units in groups))


def ends_at_days(scopes: Sequence[VisibleScope] | None) -> bool:
    """Whether any of the scopes shows only the papers of some days."""
    return any(scope.records_from or scope.records_to for scope in scopes or ())


def within(connection: Connection, table: FromClause, scopes: Sequence[VisibleScope] | None) -> ColumnElement[bool]:
    """Whether a row lies in one of the scopes; None means every row does.

    The table has `unit_id` and `access_level`, and `date` and `period` where a scope ends at days.
    """
    if scopes is None:
        return true()
    in_groups = (
        and_(_checked(connection, table.c.unit_id, units), _as_narrow_as(table, kind))
        for kind, units in _by_kind(tuple(scopes))
    )
    return and_(or_(false(), *in_groups), _not_locked(connection, table))


def found_within(
    connection: Connection, table: FromClause, scopes: Sequence[VisibleScope] | None
) -> ColumnElement[bool]:
    """The same for rows that are found by their unit, through an index that begins with it."""
    groups = _by_kind(tuple(scopes)) if scopes is not None else ()
    if len(groups) == 1:
        kind, units = groups[0]
        return and_(
            one_of(connection, table.c.unit_id, units), _as_narrow_as(table, kind), _not_locked(connection, table)
        )
    visible = within(connection, table, scopes)
    return visible if scopes is None else and_(one_of(connection, table.c.unit_id, units_in(scopes)), visible)


def _not_locked(connection: Connection, table: FromClause) -> ColumnElement[bool]:
    """Papers with a mark of secrecy are in nobody's scope: rows are none of those few, counts leave them out.

    Asked by id, so that listings still need no row: there are next to none, found through an index once a query.
    """
    if "id" not in table.c:
        return table.c.text_reason != LOCKED_AWAY
    locked = records.alias("locked")
    is_locked = and_(locked.c.text_state == TextState.NO_TEXT.value, locked.c.text_reason == LOCKED_AWAY)
    ids = select(locked.c.id).where(is_locked)
    if connection.dialect.name != "postgresql":
        return table.c.id.not_in(ids)
    # An array is gathered once a query; of a query PostgreSQL thinks that each row of a walk asks it anew.
    return table.c.id != all_(func.array(ids.scalar_subquery(), type_=ARRAY(Text)))


class _Kind(NamedTuple):
    """What scopes have in common that are one but for their units."""

    access_levels: frozenset[AccessLevel]
    records_from: date | None
    records_to: date | None


@lru_cache(maxsize=64)
def _by_kind(scopes: tuple[VisibleScope, ...]) -> tuple[tuple[_Kind, frozenset[str]], ...]:
    """Scopes of the same kind are one scope: many grants make few conditions."""
    merged: dict[_Kind, frozenset[str]] = {}
    for scope in scopes:
        if scope.access_levels and scope.unit_ids:
            kind = _Kind(scope.access_levels, scope.records_from, scope.records_to)
            known = merged.get(kind)
            merged[kind] = scope.unit_ids if known is None else known | scope.unit_ids
    return tuple(merged.items())


def _as_narrow_as(table: FromClause, kind: _Kind) -> ColumnElement[bool]:
    levels = kind.access_levels
    named = table.c.access_level.in_(sorted(level.value for level in levels)) if levels != _EVERY_LEVEL else true()
    return and_(named, _in_days(table, kind.records_from, kind.records_to))


def _in_days(table: FromClause, first: date | None, last: date | None) -> ColumnElement[bool]:
    """The rule of `access.in_days`: the date of a paper, and without one the whole of its period."""
    if first is None and last is None:
        return true()
    year = cast(func.substr(table.c.period, 1, 4), Integer) * 12
    part = func.substr(table.c.period, 6)
    in_quarter = cast(func.substr(table.c.period, 7, 1), Integer) * 3
    dated: list[ColumnElement[bool]] = [table.c.date.is_not(None)]
    for_period: list[ColumnElement[bool]] = [table.c.date.is_(None), table.c.period >= "0001"]
    if first is not None:
        begins = case((part == "", 0), (part.like("Q%"), in_quarter - 3), else_=_month(part) - 1)
        dated.append(table.c.date >= first)
        for_period.append(year + begins >= first_whole_month(first))
    if last is not None:
        ends = case((part == "", 11), (part.like("Q%"), in_quarter - 1), else_=_month(part) - 1)
        dated.append(table.c.date <= last)
        for_period.append(year + ends <= last_whole_month(last))
    return or_(and_(*dated), and_(*for_period))


def _month(part: ColumnElement[str]) -> ColumnElement[int]:
    """The number of a month; nothing that is none is cast, for PostgreSQL refuses that."""
    return cast(case((part.like("Q%"), "0"), (part == "", "0"), else_=part), Integer)
