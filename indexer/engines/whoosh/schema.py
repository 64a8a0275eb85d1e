"""How a record lies in the index: fields, and the values of a document."""

from __future__ import annotations

import hashlib
import json
import zlib
from datetime import date
from typing import Any

import whoosh
from whoosh.fields import Schema

from indexer.engines.whoosh.fields import Keyword, Number, Stored, Tokens
from indexer.model import IndexDocument, PageText, TextSource
from indexer.text.analysis import ANALYSIS_VERSION, folded_term, pairs, record_terms, tone_terms
from indexer.text.normalise import nfc
from indexer.text.numbers import find_numbers, part_terms, parts, symbol_of, whole_term

SCHEMA_VERSION = 1
NONE = 2**31 - 1
"""The greatest number of a column; it stands for "no value"."""

FACET_FIELDS = {"unit": "unit_id", "year": "year", "type": "type", "class": "class", "lifecycle": "lifecycle"}


def new_schema() -> Schema:
    """The fields of the index. Each of text, title and unit_name has the four streams of the analysis."""
    streams = {
        name: Tokens(positions=positions)
        for base in ("text", "title", "unit_name")
        for name, positions in (
            (base, True),
            (f"{base}_pairs", False),
            (f"{base}_folded", True),
            (f"{base}_folded_pairs", False),
        )
    }
    return Schema(
        record_id=Keyword(unique=True, stored=True),
        **streams,
        symbol=Tokens(),
        mentions=Tokens(),
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


def fingerprint() -> str:
    """Changes whenever an index built earlier would answer otherwise: schema, analysis or engine version."""
    fields = sorted((name, type(field).__name__) for name, field in new_schema().items())
    facts = [SCHEMA_VERSION, ANALYSIS_VERSION, whoosh.versionstring(), fields]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def document_fields(document: IndexDocument) -> dict[str, Any]:
    """The values of one record's document, by field."""
    title = nfc(document.title)
    symbol = nfc(document.symbol or "")
    texts = [nfc(page.text) for page in document.pages]
    everything = [title, symbol, *document.unit_names, document.issuer_printed, "\n".join(texts)]
    first, last = period_months(document.period)
    own = _own_number(document, symbol)
    return {
        "record_id": document.record_id,
        **_streams("text", record_terms(everything)),
        **_streams("title", tone_terms(title)),
        **_streams("unit_name", record_terms(document.unit_names)),
        "symbol": " ".join(own),
        "mentions": " ".join(
            dict.fromkeys(whole_term(number) for text in (title, *texts) for number in find_numbers(text))
        ),
        "number": NONE if document.number is None else document.number,
        "unit_id": document.unit_id,
        "type": document.type_code,
        "class": document.record_class,
        "lifecycle": document.lifecycle,
        "access": document.access_level,
        "dossier": document.dossier_id or "",
        "year": _year(document),
        "date": document.date.toordinal() if document.date else NONE,
        "period_first": first,
        "period_last": last,
        "order": _order(document.record_id),
        "pages": pack_pages(document.pages),
    }


def _streams(name: str, tone: list[str]) -> dict[str, str]:
    folded = [folded_term(term) for term in tone]
    return {
        name: " ".join(term or "¶" for term in tone),
        f"{name}_pairs": " ".join(pair.replace(" ", "_") for pair in pairs(tone)),
        f"{name}_folded": " ".join(term or "¶" for term in folded),
        f"{name}_folded_pairs": " ".join(pair.replace(" ", "_") for pair in pairs(folded)),
    }


def _own_number(document: IndexDocument, symbol: str) -> list[str]:
    terms: list[str] = []
    for number in find_numbers(symbol):
        terms += [whole_term(number), *part_terms(number)]
    terms += parts(document.number, symbol_of(document.type_code), None, None)
    return list(dict.fromkeys(terms))


def _mentions(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(whole_term(number) for text in texts for number in find_numbers(text)))


def period_months(period: str | None) -> tuple[int, int]:
    """First and last month of a period (`2022-03`, `2022-Q1`, `2022`) as year * 12 + month - 1; NONE when unknown."""
    year, _, part = (period or "").partition("-")
    if not (year.isdecimal() and len(year) == 4):
        return NONE, NONE
    start = int(year) * 12
    if not part:
        return start, start + 11
    if part[:1] in "Qq" and part[1:] in ("1", "2", "3", "4"):
        return start + 3 * int(part[1:]) - 3, start + 3 * int(part[1:]) - 1
    if part.isdecimal() and 1 <= int(part) <= 12:
        return start + int(part) - 1, start + int(part) - 1
    return NONE, NONE


def day_number(day: date) -> int:
    """A date as the date column holds it."""
    return day.toordinal()


def _year(document: IndexDocument) -> str:
    if document.date:
        return f"{document.date.year:04d}"
    return document.period[:4] if document.period else ""


def _order(record_id: str) -> int:
    # Breaks ties alike in every index, whatever order the records came in.
    return int.from_bytes(hashlib.sha256(record_id.encode()).digest()[:4], "big") & 0x7FFFFFFE


def pack_pages(pages: tuple[PageText, ...]) -> bytes:
    """The pages compressed, as they are kept beside the index entry."""
    rows = [(page.number, page.text, page.source.value, page.confidence) for page in pages]
    return zlib.compress(json.dumps(rows, ensure_ascii=True, separators=(",", ":")).encode("ascii"), 6)


def unpack_pages(packed: bytes) -> tuple[PageText, ...]:
    """The pages as they were given."""
    rows = json.loads(zlib.decompress(packed))
    return tuple(PageText(number, text, TextSource(source), confidence) for number, text, source, confidence in rows)
