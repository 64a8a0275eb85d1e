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
from archive_service.domain.access import VisibleScope
from archive_service.domain.records import AccessLevel

_EVERY_LEVEL = frozenset(AccessLevel)


class _ArrayLiteral(UserDefinedType[str]):
    """An array of PostgreSQL in its written form, so that thousands of ids are written once and not for each query."""

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_: object) -> str:
        return "TEXT[]"


def one_of(connection: Connection, column: ColumnElement[str], values: Collection[str]) -> ColumnElement[bool]:
    """Whether the column holds one of the values, however many there are."""
    on_postgresql = connection.dialect.name == "postgresql"
    write = _postgresql_array if on_postgresql else _json_array
    listed = _written_scope(write, values) if isinstance(values, frozenset) else write(values)
    if on_postgresql:
        return column == func.any(bindparam(None, listed, _ArrayLiteral()))
    members = func.json_each(listed).table_valued("value")
    return column.in_(select(members.c.value))


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
    """Whether a row with `unit_id` and `access_level` lies in one of the scopes; None means every row does."""
    if scopes is None:
        return true()
    groups = _by_levels(tuple(scopes))
    return or_(false(), *(_in_scope(connection, table, levels, units) for levels, units in groups))


@lru_cache(maxsize=64)
def _by_levels(scopes: tuple[VisibleScope, ...]) -> tuple[tuple[frozenset[AccessLevel], frozenset[str]], ...]:
    """Scopes with the same levels are one scope: many grants make few conditions."""
    merged: dict[frozenset[AccessLevel], frozenset[str]] = {}
    for scope in scopes:
        if scope.access_levels and scope.unit_ids:
            known = merged.get(scope.access_levels)
            merged[scope.access_levels] = scope.unit_ids if known is None else known | scope.unit_ids
    return tuple(merged.items())


def _in_scope(
    connection: Connection, table: FromClause, levels: Collection[AccessLevel], units: frozenset[str]
) -> ColumnElement[bool]:
    in_units = one_of(connection, table.c.unit_id, units)
    if levels == _EVERY_LEVEL:
        return in_units
    return and_(in_units, table.c.access_level.in_(sorted(level.value for level in levels)))
