"""Query nodes over columns: Whoosh has terms and ranges, rights need sets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from whoosh.matching import ListMatcher, NullMatcher
from whoosh.query import NumericRange, Query


class ColumnIn(Query):
    """Documents whose keyword column holds one of `values`; each scores 1.

    One value or five thousand cost about the same: they are translated to places in the column's
    dictionary once, and the column is looked up in a table of booleans. The table is kept with the
    segment, so keep the frozenset and ask with the same object where you can.
    """

    def __init__(self, fieldname: str, values: Iterable[str]) -> None:
        self.fieldname = fieldname
        self.values = values if isinstance(values, frozenset) else frozenset(values)
        self.boost = 1.0

    def field(self) -> str:
        return self.fieldname

    def is_leaf(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"ColumnIn({self.fieldname!r}, {len(self.values)} values)"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ColumnIn) and (self.fieldname, self.values) == (other.fieldname, other.values)

    def __hash__(self) -> int:
        return hash((self.fieldname, self.values))

    def matcher(self, searcher: Any, context: Any = None) -> ListMatcher | NullMatcher:
        """For stock Whoosh: the documents one by one."""
        reader = searcher.reader()
        if not reader.has_column(self.fieldname):
            return NullMatcher()
        column = reader.column_reader(self.fieldname)
        ids = [n for n in range(reader.doc_count_all()) if column[n] in self.values and not reader.is_deleted(n)]
        return ListMatcher(ids) if ids else NullMatcher()


class ColumnBetween(NumericRange):
    """Documents whose number lies in the closed range; None leaves an end open. Each scores 1."""

    def __init__(self, fieldname: str, low: int | None, high: int | None) -> None:
        super().__init__(fieldname, low, high)
