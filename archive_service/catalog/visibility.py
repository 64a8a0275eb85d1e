"""What somebody may see, as SQL: inside the query, for one unit or for thousands.

The ids of the units travel as one value (a JSON array on SQLite, an array on PostgreSQL), so that no
number of units meets a limit on parameters and every question stays one prepared statement.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
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
    return one_of(connection, column, values).is_(true())


def _members(connection: Connection, values: Collection[str]) -> Select[*tuple[str, ...]]:
    # PostgreSQL, given the array as such, weighs every id of it while planning: longer than the query takes.
    on_postgresql = connection.dialect.name == "postgresql"
    write = _postgresql_array if on_postgresql else _json_array
    listed = _written_scope(write, values) if isinstance(values, frozenset) else write(values)
    if on_postgresql:
        return select(func.unnest(bindparam(None, listed, _ArrayLiteral()), type_=Text))
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
    by_levels = _by_levels(tuple(scopes))
    return by_levels[0][1] if len(by_levels) == 1 else frozenset[str]().union(*(units for _, units in by_levels))


def within(connection: Connection, table: FromClause, scopes: Sequence[VisibleScope] | None) -> ColumnElement[bool]:
    """Whether a row lies in one of the scopes, by its `unit_id` and `access_level`; None means every row does."""
    if scopes is None:
        return true()
    groups = _by_levels(tuple(scopes))
    in_groups = (
        and_(_checked(connection, table.c.unit_id, units), _at_levels(table, levels)) for levels, units in groups
    )
    return and_(or_(false(), *in_groups), _not_locked(table))


def found_within(
    connection: Connection, table: FromClause, scopes: Sequence[VisibleScope] | None
) -> ColumnElement[bool]:
    """The same for rows that are found by their unit, through an index that begins with it."""
    groups = _by_levels(tuple(scopes)) if scopes is not None else ()
    if len(groups) == 1:
        levels, units = groups[0]
        return and_(one_of(connection, table.c.unit_id, units), _at_levels(table, levels), _not_locked(table))
    visible = within(connection, table, scopes)
    return visible if scopes is None else and_(one_of(connection, table.c.unit_id, units_in(scopes)), visible)


def _not_locked(table: FromClause) -> ColumnElement[bool]:
    """Papers with a mark of secrecy are in nobody's scope: rows are none of those few, counts leave them out.

    Asked by id, so that listings still need no row: there are next to none, found through an index once a query.
    """
    if "id" not in table.c:
        return table.c.text_reason != LOCKED_AWAY
    locked = records.alias("locked")
    is_locked = and_(locked.c.text_state == TextState.NO_TEXT.value, locked.c.text_reason == LOCKED_AWAY)
    return table.c.id.not_in(select(locked.c.id).where(is_locked))


@lru_cache(maxsize=64)
def _by_levels(scopes: tuple[VisibleScope, ...]) -> tuple[tuple[frozenset[AccessLevel], frozenset[str]], ...]:
    """Scopes with the same levels are one scope: many grants make few conditions."""
    merged: dict[frozenset[AccessLevel], frozenset[str]] = {}
    for scope in scopes:
        if scope.access_levels and scope.unit_ids:
            known = merged.get(scope.access_levels)
            merged[scope.access_levels] = scope.unit_ids if known is None else known | scope.unit_ids
    return tuple(merged.items())


def _at_levels(table: FromClause, levels: Collection[AccessLevel]) -> ColumnElement[bool]:
    return true() if levels == _EVERY_LEVEL else table.c.access_level.in_(sorted(level.value for level in levels))
