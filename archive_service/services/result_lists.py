"""The complete list of what a search found, to take along: CSV for Excel and JSON lines, each with its head.

The list is made from one answer of the index, and each record is looked up again before it leaves, a few hundred at a
time: memory does not grow with the records, only by about a kilobyte for each hit (`benchmarks/result_list.py`).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from archive_service.domain.access import Actor, visible_scopes
from archive_service.domain.errors import IndexNotReady
from archive_service.domain.local_time import local_day, local_time
from archive_service.domain.records import AccessLevel, Lifecycle, RecordClass
from archive_service.domain.retention_clock import RetentionStanding
from archive_service.domain.units import UnitRegister
from archive_service.ports import Catalog, Clock, RecordEntry
from archive_service.services.search import told, units_meant, visibility
from archive_service.services.standings import narrowed
from archive_service.services.table_cells import cell as as_text
from archive_service.services.trace import traced
from archive_service.services.units import UnitService
from indexer.errors import IndexUnavailable
from indexer.model import Filters, SearchRequest, Sort
from indexer.ports import Index
from indexer.query import parse

MOST_LISTED = 200_000
_AT_ONCE = 500
_HEADS = (
    "Mã", "Loại", "Số", "Số ký hiệu", "Trích yếu", "Chi bộ", "Mã chi bộ", "Ngày", "Kỳ", "Nhóm", "Trạng thái",
    "Mức sử dụng", "Số trang", "SHA-512 của bản gốc",
)  # fmt: skip
# The table is read by people; JSON lines keep the codes.
_WORDS: dict[StrEnum, str] = {
    RecordClass.RESOLUTION: "Nghị quyết, kết luận, biên bản",
    RecordClass.CONSULTATION: "Xin ý kiến",
    RecordClass.EVIDENCE: "Minh chứng",
    Lifecycle.DRAFT: "Dự thảo",
    Lifecycle.ISSUED: "Đã ban hành",
    Lifecycle.SUPERSEDED: "Đã thay thế",
    AccessLevel.PUBLIC: "Công khai",
    AccessLevel.INTERNAL: "Nội bộ",
    AccessLevel.RESTRICTED: "Hạn chế",
}
CSV, JSON_LINES = "csv", "jsonl"
MEDIA_TYPES = {CSV: "text/csv", JSON_LINES: "application/x-ndjson"}


class Separator(StrEnum):
    """What stands between the cells of a table. Excel cuts a line where the region of its machine says: at a semicolon
    in Vietnam, where numbers have a decimal comma, at a comma in English ones."""

    COMMA = "comma"
    SEMICOLON = "semicolon"

    @property
    def sign(self) -> str:
        return "," if self is Separator.COMMA else ";"


BodyOf = Callable[[RecordEntry, UnitRegister], str]


@dataclass(frozen=True, slots=True)
class ResultList:
    """What was asked, by whom and when, under which receipt, and the records; `listed` is less than `total` only past
    200,000 hits. `list_sha256`, which the receipt carries, is over the ids, one to a line. `entries` is walked once.
    """

    query: str
    filters: dict[str, object]
    asked_by: str
    at: datetime
    receipt: int
    total: int
    listed: int
    list_sha256: str
    entries: Iterator[RecordEntry]
    register: UnitRegister

    def head(self) -> dict[str, Any]:
        """What stands above the list, as JSON values."""
        return {
            "query": self.query, "filters": self.filters, "asked_by": self.asked_by,
            "at": f"{self.at:%Y-%m-%dT%H:%M:%SZ}", "receipt": self.receipt, "total": self.total, "listed": self.listed,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResultListService:
    catalog: Catalog
    index: Index
    units: UnitService
    clock: Clock

    def found(
        self,
        actor: Actor,
        text: str,
        filters: Filters,
        *,
        unit_id: str | None = None,
        lineage: bool = True,
        retention: RetentionStanding | None = None,
        sort: Sort = Sort.RELEVANCE,
    ) -> ResultList:
        """Everything this actor may see of what they ask for, in order. The receipt is written before the first line.

        Raises IndexNotReady, NotPermitted, TooManyStandSo.
        """
        now = self.clock.now()
        register = self.units.register()
        if unit_id is not None:
            filters = replace(filters, unit_ids=units_meant(register, unit_id, filters, lineage=lineage))
        asked = parse(text, local_day(now))
        request = SearchRequest(
            visible=visibility(actor), query=asked, sort=sort,
            filters=narrowed(self.catalog, actor, filters, retention, local_day(now)), limit=MOST_LISTED, facets=(),
            extracts=False,
        )  # fmt: skip
        try:
            answer = self.index.search(request)
        except IndexUnavailable as error:
            raise IndexNotReady from error
        ids = [hit.record_id for hit in answer.hits]
        facts = told(filters, retention)
        digest = hashlib.sha256("\n".join(ids).encode()).hexdigest()
        with self.catalog.write() as tx:
            receipt = tx.audit.append(
                traced(
                    self.clock, actor, "export_search", "", query=asked.text[:500], filters=facts, total=answer.total,
                    listed=len(ids), list_sha256=digest,
                )
            )  # fmt: skip
        entries = self._entries(actor, ids)
        return ResultList(
            asked.text, facts, actor.name, now, receipt.number, answer.total, len(ids), digest, entries, register
        )

    def _entries(self, actor: Actor, ids: list[str]) -> Iterator[RecordEntry]:
        """The records as the catalog knows them now; one that went out of sight meanwhile is left out."""
        scopes = visible_scopes(actor)
        for start in range(0, len(ids), _AT_ONCE):
            wanted = ids[start : start + _AT_ONCE]
            with self.catalog.read() as tx:
                entries = tx.records.get_many(wanted, scopes)
            yield from (entries[record_id] for record_id in wanted if record_id in entries)


def csv_lines(found: ResultList, separator: Separator = Separator.COMMA) -> Iterator[bytes]:
    """A table for Excel: UTF-8 with a byte order mark, and no cell that Excel would take for a formula.

    The last line counts the records, so that a list that broke off can be told.
    """
    yield b"\xef\xbb\xbf"
    local = local_time(found.at)
    filters = json.dumps(found.filters, ensure_ascii=False) if found.filters else ""
    for line in (
        ("Câu tìm", found.query),
        ("Điều kiện", filters),
        ("Lập lúc", f"{local:%H:%M:%S %d/%m/%Y}"),
        ("Người lập", found.asked_by),
        ("Biên nhận số", found.receipt),
        ("Số tài liệu tìm thấy", found.total),
        (),
        _HEADS,
    ):
        yield _csv_line(line, separator)
    count = 0
    for count, entry in enumerate(found.entries, start=1):  # noqa: B007 - told in the last line
        yield _csv_line(_cells(entry, found.register), separator)
    yield _csv_line(("Hết danh sách", count), separator)


def json_lines(found: ResultList, body_of: BodyOf) -> Iterator[bytes]:
    """The head on the first line, a record on each line, and the count on the last."""
    yield _json_line({"head": found.head()})
    count = 0
    for count, entry in enumerate(found.entries, start=1):  # noqa: B007 - told in the last line
        yield body_of(entry, found.register).encode() + b"\n"
    yield _json_line({"end": count})


def _json_line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"


def _cells(entry: RecordEntry, register: UnitRegister) -> tuple[object, ...]:
    record, about = entry.record, entry.record.description
    unit = register.units.get(about.unit_id)
    return (
        record.id, about.type_code, about.number, about.symbol, about.title, unit.name if unit else about.unit_id,
        unit.code if unit else "", f"{about.date:%d/%m/%Y}" if about.date else "", _in_words(about.period),
        _WORDS[about.record_class], _WORDS[about.lifecycle], _WORDS[about.access_level], entry.text.pages or "",
        " ".join(file.sha512 for file in record.files),
    )  # fmt: skip


def _in_words(period: str | None) -> str:
    """A period that Excel leaves as it is: of 2022-03 it makes a day in March."""
    year, _, part = (period or "").partition("-")
    if part.startswith("Q"):
        return f"quý {part[1:]}/{year}"
    return f"tháng {part}/{year}" if part else f"năm {year}" if year else ""


def _csv_line(cells: Sequence[object], separator: Separator) -> bytes:
    line = io.StringIO()
    csv.writer(line, delimiter=separator.sign, lineterminator="\r\n").writerow([as_text(cell) for cell in cells])
    return line.getvalue().encode()
