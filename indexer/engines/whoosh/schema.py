"""How a record lies in the index: fields, and the values of a document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import whoosh
from whoosh.fields import FieldType, Schema

from indexer.engines.whoosh.fields import Folded, Keyword, Number, Pairs, Stored, Tokens
from indexer.model import IndexDocument, PageText, TextSource
from indexer.text.analysis import ANALYSIS_VERSION, folded_term, record_terms, tone_terms
from indexer.text.misread import misread_terms
from indexer.text.normalise import nfc
from indexer.text.numbers import find_numbers, own_terms, whole_term
from indexer.text.scanned_number import scanned_number_terms

SCHEMA_VERSION = 3
_MANY_TERMS = 100_000
NONE = 2**31 - 1
"""The greatest number of a column; it stands for "no value"."""

FACET_FIELDS = {"unit": "unit_id", "year": "year", "type": "type", "class": "class", "lifecycle": "lifecycle"}


def new_schema() -> Schema:
    """The fields of the index. Text, title and unit name each have the four streams of the analysis."""
    streams: dict[str, FieldType] = {}
    for name in ("text", "title", "unit_name"):
        streams[name] = Tokens()
        streams[f"{name}_pairs"] = Pairs(name)
        streams[f"{name}_folded"] = Folded(name, folded_term)
        streams[f"{name}_folded_pairs"] = Pairs(f"{name}_folded")
    return Schema(
        record_id=Keyword(unique=True, stored=True),
        **streams,
        symbol=Tokens(),
        mentions=Tokens(),
        scanned_number=Tokens(),
        misread=Tokens(),
        number=Number(),
        unit_id=Keyword(),
        type=Keyword(),
        **{"class": Keyword()},
        lifecycle=Keyword(),
        access=Keyword(),
        dossier=Keyword(),
        year=Keyword(),
        date=Number(),
        period_first=Number(),
        period_last=Number(),
        order=Number(),
        pages=Stored(),
    )


@cache
def fingerprint() -> str:
    """Changes whenever an index built earlier would answer otherwise: schema, analysis or engine version."""
    fields = sorted((name, type(field).__name__) for name, field in new_schema().items())
    facts = [SCHEMA_VERSION, ANALYSIS_VERSION, whoosh.versionstring(), fields]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def document_fields(document: IndexDocument) -> dict[str, Any]:
    """The values of one record's document, by field; None where it has none."""
    symbol = document.symbol or ""
    text = "\n".join(page.text for page in document.pages)
    first, last = period_months(document.period) if document.period else (None, None)
    return {
        "record_id": document.record_id,
        "text": _joined(record_terms([document.title, symbol, *document.unit_names, document.issuer_printed, text])),
        "title": _joined(tone_terms(document.title)),
        "unit_name": _joined(record_terms(document.unit_names)),
        "symbol": own_terms(nfc(symbol), document.number, document.type_code),
        "mentions": _mentions(document.title, text),
        "scanned_number": [] if symbol else scanned_number_terms(document.pages),
        "misread": misread_terms(document.pages),
        "number": document.number,
        "unit_id": document.unit_id,
        "type": document.type_code,
        "class": document.record_class,
        "lifecycle": document.lifecycle,
        "access": document.access_level,
        "dossier": document.dossier_id,
        "year": _year(document),
        "date": day_number(document.date) if document.date else None,
        "period_first": first,
        "period_last": last,
        "order": _order(document.record_id),
        "pages": stored_pages(document.pages),
    }


def _joined(terms: list[str]) -> str | list[str]:
    # One string is what the engine takes fastest; an empty term between two blanks is a gap.
    # Cut up again it would take ten times the memory of the remembered terms, so not for a very long text.
    return " ".join(terms) if len(terms) < _MANY_TERMS else terms


def _mentions(*texts: str) -> list[str]:
    return list(dict.fromkeys(whole_term(number) for text in texts for number in find_numbers(nfc(text))))


def period_months(period: str) -> tuple[int | None, int | None]:
    """First and last month of a period (`2022-03`, `2022-Q1`, `2022`), counted from year 0; None when unreadable."""
    year, _, part = period.partition("-")
    if not (year.isdecimal() and len(year) == 4):
        return None, None
    start = int(year) * 12
    if not part:
        return start, start + 11
    if part[:1] in "Qq" and part[1:] in ("1", "2", "3", "4"):
        return start + 3 * int(part[1:]) - 3, start + 3 * int(part[1:]) - 1
    if part.isdecimal() and 1 <= int(part) <= 12:
        return start + int(part) - 1, start + int(part) - 1
    return None, None


def day_number(day: date) -> int:
    """A date as the date column holds it."""
    return day.toordinal()


def stored_pages(pages: Sequence[PageText]) -> list[tuple[int, str, str, float | None]]:
    """The pages as they are kept beside the index entry (the engine compresses them)."""
    return [(page.number, _storable(page.text), page.source.value, page.confidence) for page in pages]


def pages_from(stored: Sequence[tuple[int, str, str, float | None]]) -> tuple[PageText, ...]:
    """The pages as they were given."""
    return tuple(PageText(number, text, TextSource(source), confidence) for number, text, source, confidence in stored)


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _year(document: IndexDocument) -> str | None:
    if document.date:
        return f"{document.date.year:04d}"
    return document.period[:4] if document.period else None


def _order(record_id: str) -> int:
    # Breaks ties alike in every index, whatever order the records came in.
    return int.from_bytes(hashlib.sha256(record_id.encode()).digest()[:4], "big") & 0x7FFFFFFE
