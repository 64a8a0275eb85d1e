"""Who may see what, and what a search was narrowed to, as queries over columns."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from whoosh import query as q

from indexer.engines.whoosh.filters import ColumnBetween, ColumnIn
from indexer.engines.whoosh.schema import NONE, day_number, period_months
from indexer.model import Filters, Visibility, VisibilityClause

NOTHING = ColumnIn("unit_id", frozenset())


def visible_to(visibility: Visibility) -> q.Query:
    """The records that any of the clauses admits; without clauses none."""
    clauses = [_clause(clause) for clause in visibility.clauses]
    return clauses[0] if len(clauses) == 1 else q.Or(clauses) if clauses else NOTHING


def narrowed_to(filters: Filters) -> list[q.Query]:
    """One query for each restriction; all of them hold together."""
    conditions = between_days(filters.date_from, filters.date_to)
    if filters.unit_ids is not None:
        conditions.append(ColumnIn("unit_id", filters.unit_ids))
    for column, values in (
        ("year", filters.years),
        ("class", filters.record_classes),
        ("type", filters.type_codes),
        ("lifecycle", filters.lifecycles),
        ("access", filters.access_levels),
    ):
        if values:
            conditions.append(ColumnIn(column, values))
    if filters.dossier_id is not None:
        conditions.append(ColumnIn("dossier", frozenset({filters.dossier_id})))
    if filters.record_ids is not None:
        conditions.append(ColumnIn("record_id", filters.record_ids))
    if filters.number is not None:
        conditions.append(ColumnBetween("number", filters.number, filters.number))
    return conditions + between_months(filters.period_from, filters.period_to)


def between_days(first: date | None, last: date | None) -> list[q.Query]:
    """Records dated in the closed range; a record without a date is in no range."""
    if first is None and last is None:
        return []
    low = day_number(first) if first else 0
    return [ColumnBetween("date", low, day_number(last) if last else NONE - 1)]


def between_months(first: str | None, last: str | None) -> list[q.Query]:
    """Records for a period that reaches into the closed range of months; none without a period."""
    conditions: list[q.Query] = []
    if first is not None:
        conditions.append(ColumnBetween("period_last", period_months(first)[0], NONE - 1))
    if last is not None:
        conditions.append(ColumnBetween("period_first", 0, period_months(last)[1]))
    return conditions


def _clause(clause: VisibilityClause) -> q.Query:
    conditions: list[q.Query] = [
        ColumnIn(column, values)
        for column, values in (
            ("unit_id", clause.unit_ids),
            ("access", clause.access_levels),
            ("lifecycle", clause.lifecycles),
        )
        if values is not None
    ]
    return both_of(conditions + _belonging_to(clause.date_from, clause.date_to))


def _belonging_to(first: date | None, last: date | None) -> list[q.Query]:
    """Records dated in the closed range, and those without a date whose whole period lies in it."""
    dated = between_days(first, last)
    if not dated:
        return []
    # Months counted from year 0, as `period_months` counts them; the months of year 0 are in no range.
    low = 12 if first is None else first.year * 12 + first.month - (1 if first.day == 1 else 0)
    high = NONE - 1
    if last is not None:
        high = last.year * 12 + last.month - (1 if last.day == monthrange(last.year, last.month)[1] else 2)
    undated = [
        q.Not(ColumnBetween("date", None, None)),
        ColumnBetween("period_first", low, NONE - 1),
        ColumnBetween("period_last", low, high),
    ]
    return [q.Or([*dated, q.And(undated)])] if low <= high else dated


def both_of(conditions: Iterable[q.Query]) -> q.Query:
    """All conditions together; every record when there is none."""
    found = list(conditions)
    return found[0] if len(found) == 1 else q.And(found) if found else q.Every()
