"""Spreadsheets (.xlsx, .xls): each sheet a page, each row a line, cells as they are shown."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

import openpyxl
import xlrd

from indexer.errors import ExtractionFailed
from indexer.extraction.archive import BoundedZip
from indexer.extraction.source import Facts, Piece, Source
from indexer.extraction.word import core_properties
from indexer.model import NoTextReason, PageText

_MAX_CELLS = 2_000_000
_MAX_UNPACKED = 1 << 30
_MAX_FILE = 256 << 20


def extract_xlsx(source: Source) -> Iterator[Piece]:
    """Sheets in order, hidden ones too. Values as last calculated; formulas are not evaluated."""
    package = BoundedZip(source.file)
    if package.declared_bytes > _MAX_UNPACKED:
        raise ExtractionFailed(NoTextReason.SIZE_LIMIT, f"{package.declared_bytes} bytes unpacked")
    properties = core_properties(package)
    try:
        book = openpyxl.load_workbook(source.file, read_only=True, data_only=True, keep_links=False)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise ExtractionFailed(NoTextReason.DAMAGED, f"openpyxl: {type(error).__name__}") from error
    budget = _Budget()
    for number, sheet in enumerate(book.worksheets, start=1):
        rows = ((_shown(value) for value in row) for row in sheet.iter_rows(values_only=True))
        yield PageText(number, sheet.title + "\n" + budget.lines(rows))
    yield Facts(page_count=len(book.worksheets), properties=properties)


def extract_xls(source: Source) -> Iterator[Piece]:
    """Sheets of Excel 5 to 2003, in order."""
    try:
        with open(_NOWHERE, "w", encoding="utf-8") as silent:
            book = xlrd.open_workbook(file_contents=source.read(_MAX_FILE), logfile=silent, on_demand=True)
    except xlrd.XLRDError as error:
        locked = "encrypted" in str(error).lower() or "password" in str(error).lower()
        raise ExtractionFailed(NoTextReason.ENCRYPTED if locked else NoTextReason.DAMAGED, "xlrd") from error
    budget = _Budget()
    for index, name in enumerate(book.sheet_names()):
        sheet = book.sheet_by_index(index)
        rows = ((_shown(_xls_value(cell, book.datemode)) for cell in row) for row in sheet.get_rows())
        yield PageText(index + 1, name + "\n" + budget.lines(rows))
        book.unload_sheet(index)
    yield Facts(page_count=book.nsheets)


_NOWHERE = "/dev/null"


class _Budget:
    """Counts cells over all sheets: a sheet of blank cells costs time without giving text."""

    def __init__(self) -> None:
        self._left = _MAX_CELLS

    def lines(self, rows: Iterable[Iterable[str]]) -> str:
        """Rows as lines with tabs between cells; blank rows and blank ends of rows are left out."""
        lines = []
        for row in rows:
            cells = list(row)
            self._left -= len(cells) + 1
            if self._left < 0:
                break
            if line := "\t".join(cells).rstrip("\t"):
                lines.append(line)
        return "\n".join(lines)


def _xls_value(cell: xlrd.sheet.Cell, datemode: int) -> object:
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError):
            return cell.value
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return None
    return cell.value


def _shown(value: object) -> str:
    """A value as people in Vietnam read it: dates day first, whole numbers without a point."""
    match value:
        case None:
            return ""
        case datetime() if value.time() != time():
            return value.strftime("%d/%m/%Y %H:%M")
        case date():
            return value.strftime("%d/%m/%Y")
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case float():
            return f"{value:.10g}"  # as the general format shows it
        case _:
            return " ".join(str(value).split())
