"""Counts what a request asks of the catalog: statements, and rows that come back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event


@dataclass(slots=True)
class Asked:
    """Statements sent to SQLite and rows fetched from it while counting."""

    statements: int = 0
    rows: int = 0


@contextmanager
def counting() -> Iterator[Asked]:
    """Count on every SQLite engine of this process, in connections taken while the context lasts."""
    asked = Asked()

    def sent(*_: Any) -> None:
        asked.statements += 1

    def fetched(_: Any, row: Any) -> Any:
        asked.rows += 1
        return row

    def taken(connection: Any, *_: Any) -> None:
        connection.row_factory = fetched

    def given_back(connection: Any, *_: Any) -> None:
        connection.row_factory = None

    listeners = (("before_cursor_execute", sent), ("checkout", taken), ("checkin", given_back))
    for name, listener in listeners:
        event.listen(Engine, name, listener)
    try:
        yield asked
    finally:
        for name, listener in listeners:
            event.remove(Engine, name, listener)
