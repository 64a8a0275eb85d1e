"""Tables for spreadsheets, as CSV that Excel opens as UTF-8 and in which no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from archive_service.domain.units import UnitRegister
from archive_service.services.act_words import OUTCOME_WORDS, act_words
from archive_service.services.audit import NamedEvent
from archive_service.services.table_cells import cell

BYTE_ORDER_MARK = "\ufeff"
AUDIT_COLUMNS = (
    "Số", "Lúc (UTC)", "Người", "Mã người", "Việc", "Mã việc", "Kết quả", "Về", "Mã tổ chức", "Tổ chức", "Cửa",
    "Chi tiết", "Mã băm",
)  # fmt: skip


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The table line by line, with a byte order mark in front."""
    yield BYTE_ORDER_MARK + _line(columns)
    for row in rows:
        yield _line([cell(value) for value in row])


def _line(values: Sequence[str]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line).writerow(values)
    return line.getvalue()


def audit_csv(events: Iterable[NamedEvent], register: UnitRegister) -> Iterator[str]:
    """Events of the log as a table, with the names that people and units have today: in words and in codes."""
    return csv_lines(AUDIT_COLUMNS, (_audit_row(each, register) for each in events))


def _audit_row(named: NamedEvent, register: UnitRegister) -> Sequence[object]:
    event, entry = named.event, named.event.entry
    unit = register.units.get(event.unit_id or "")
    return (
        event.number,
        entry.at.isoformat(timespec="seconds"),
        named.person,
        entry.actor,
        act_words(entry.act),
        entry.act,
        OUTCOME_WORDS.get(entry.outcome, entry.outcome),
        entry.subject,
        event.unit_id,
        unit.name if unit else None,
        entry.door,
        json.dumps(dict(entry.details), ensure_ascii=False, sort_keys=True),
        event.digest,
    )
