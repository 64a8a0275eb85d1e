"""What somebody may see, as SQL: inside the query, for one unit or for thousands.

The ids of the units travel as one value (a JSON array on SQLite, an array on PostgreSQL), so that no
number of units meets a limit on parameters and every question stays one prepared statement.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Text,
    and_,
    any_,
    bindparam,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from archive_service.catalog.column_types import storable
from archive_service.domain.access import VisibleScope
from archive_service.domain.records import AccessLevel

_EVERY_LEVEL = frozenset(AccessLevel)


def one_of(connection: Connection, column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """Whether the column holds one of the values, however many there are."""
    listed = sorted(storable(value) for value in values)
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, listed, ARRAY(Text)))
    members = func.json_each(json.dumps(listed)).table_valued("value")
    return column.in_(select(members.c.value))


def units_in(scopes: Sequence[VisibleScope]) -> frozenset[str]:
    """Every unit of which the scopes show anything."""
    return frozenset[str]().union(*(scope.unit_ids for scope in scopes if scope.access_levels))


def within(connection: Connection, table: FromClause, scopes: Sequence[VisibleScope] | None) -> ColumnElement[bool]:
    """Whether a row with `unit_id` and `access_level` lies in one of the scopes; None means every row does."""
    if scopes is None:
        return true()
    return or_(false(), *(_in_scope(connection, table, levels, units) for levels, units in _by_levels(scopes).items()))


def _by_levels(scopes: Sequence[VisibleScope]) -> dict[frozenset[AccessLevel], frozenset[str]]:
    """Scopes with the same levels are one scope: many grants make few conditions."""
    merged: dict[frozenset[AccessLevel], frozenset[str]] = {}
    for scope in scopes:
        if scope.access_levels and scope.unit_ids:
            merged[scope.access_levels] = merged.get(scope.access_levels, frozenset()) | scope.unit_ids
    return merged


def _in_scope(
    connection: Connection, table: FromClause, levels: Collection[AccessLevel], units: Collection[str]
) -> ColumnElement[bool]:
    in_units = one_of(connection, table.c.unit_id, units)
    if levels == _EVERY_LEVEL:
        return in_units
    return and_(in_units, table.c.access_level.in_(sorted(level.value for level in levels)))
