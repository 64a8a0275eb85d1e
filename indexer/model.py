"""The words the indexer speaks: extracted text, documents of the index, searches and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from indexer.query_tree import EVERYTHING, Query


class NoTextReason(StrEnum):
    """Why a file has no text. The value is stable: it is stored, counted and shown."""

    NEEDS_OCR = "needs_ocr"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    EMPTY = "empty"
    UNSUPPORTED = "unsupported"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    SIZE_LIMIT = "size_limit"
    CRASHED = "crashed"


class TextSource(StrEnum):
    """Where the text of a page came from."""

    LAYER = "layer"
    OCR = "ocr"


class ImageForm(StrEnum):
    """How a page is drawn: whole and exact, or small for slow lines."""

    PNG = "png"
    WEBP = "webp"


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of one page (NFC). `number` counts from 1; `confidence` is 0..1, for OCR only."""

    number: int
    text: str
    source: TextSource = TextSource.LAYER
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """What a file proves of one digital signature in it. Names are as the certificate calls itself: nobody vouches.

    `time` is UTC (YYYY-MM-DDTHH:MM:SSZ, "" when not stated), of a time stamp authority when `stamped`, else of the
    signer's own clock. `covers_whole_file` and `intact` are None when that cannot be told; `detail` then says why.
    """

    signer: str
    issuer: str
    time: str
    stamped: bool
    covers_whole_file: bool | None
    intact: bool | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ExtractedText:
    """What a file had to say.

    `no_text` is set when there is nothing to search, and only then; `page_count` may exceed
    `len(pages)` where pages are empty. `conversion` names a legacy encoding the text was
    converted from ("tcvn3", "vni"), with its confidence 0..1.
    """

    media_type: str
    pages: tuple[PageText, ...] = ()
    page_count: int = 0
    no_text: NoTextReason | None = None
    detail: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    conversion: tuple[str, float] | None = None


def page_numbers(ranges: str) -> tuple[int, ...]:
    """The pages of a list of ranges ("1-3,7"), as the property `needs_ocr` of an extraction has them."""
    found: list[int] = []
    for part in filter(None, ranges.split(",")):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """How far a scan is: pages read of those wanted, and those that could not be read."""

    wanted: int
    read: int
    failed: tuple[tuple[int, NoTextReason], ...] = ()


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """A file being recognised: where it lies, its media type, and the folder that keeps its pages."""

    path: Path
    media_type: str
    folder: Path


@dataclass(frozen=True, slots=True)
class UnpackedFile:
    """One file of a zip: its name as stated there (with folders), and where its content was put."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Limits:
    """What one extraction may use. Times in seconds, sizes in bytes."""

    cpu_seconds: int = 120
    wall_seconds: int = 180
    memory_bytes: int = 1 << 30
    file_bytes: int = 1 << 30
    processes: int = 32
    text_bytes: int = 64 << 20
    pages: int = 20_000


@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One record as the index sees it. Rights are not in here: only the facts they are decided on.

    `symbol` is the printed number ("12-NQ/CB"); `period` is "YYYY-MM", "YYYY-Qn" or "YYYY";
    `unit_names` are the names a user may search the issuing unit by.
    """

    record_id: str
    record_class: str
    type_code: str
    title: str
    unit_id: str
    lifecycle: str
    access_level: str
    number: int | None = None
    symbol: str | None = None
    unit_names: tuple[str, ...] = ()
    issuer_printed: str = ""
    date: date | None = None
    period: str | None = None
    dossier_id: str | None = None
    pages: tuple[PageText, ...] = ()


@dataclass(frozen=True, slots=True)
class VisibilityClause:
    """One way in which records are visible: all conditions hold together; None does not restrict.

    A record without a date lies between the days when the whole of its period does.
    """

    unit_ids: frozenset[str] | None = frozenset()
    access_levels: frozenset[str] | None = frozenset()
    lifecycles: frozenset[str] | None = None
    date_from: date | None = None
    date_to: date | None = None


@dataclass(frozen=True, slots=True)
class Visibility:
    """What a searcher may see: a record is visible when any clause admits it. Empty: nothing."""

    clauses: tuple[VisibilityClause, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """What the user narrowed the search to. Empty means no restriction; ranges are closed.

    `years` are the values of the facet: of the date of a record, and of its period where it has no date.
    """

    unit_ids: frozenset[str] | None = None
    date_from: date | None = None
    date_to: date | None = None
    period_from: str | None = None
    period_to: str | None = None
    years: frozenset[str] = frozenset()
    record_classes: frozenset[str] = frozenset()
    type_codes: frozenset[str] = frozenset()
    lifecycles: frozenset[str] = frozenset()
    access_levels: frozenset[str] = frozenset()
    number: int | None = None
    dossier_id: str | None = None
    record_ids: frozenset[str] | None = None


class Sort(StrEnum):
    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


FACETS = ("unit", "year", "type", "class", "lifecycle")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search. `visible` has no default on purpose: no caller can forget it.

    Without `extracts` hits carry neither pages nor snippet and cost no reading of their texts.
    """

    visible: Visibility
    query: Query = EVERYTHING
    filters: Filters = Filters()
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] = FACETS
    extracts: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found. `pages` are the pages with hits, from 1; `snippet` is HTML-escaped text
    in which the found words stand between <mark> and </mark>."""

    record_id: str
    score: float
    pages: tuple[int, ...] = ()
    snippet: str = ""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """`total` counts every visible match, `all_words` those that hold all the plain words.

    `facets` maps a facet name to (value, count) pairs, most frequent first.
    """

    total: int
    all_words: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    as_of: datetime | None


class IndexState(StrEnum):
    """`READY` answers in full; `DEGRADED` answers from an older generation; others cannot answer."""

    READY = "ready"
    DEGRADED = "degraded"
    MISSING = "missing"
    OUTDATED = "outdated"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class IndexStatus:
    state: IndexState
    documents: int
    fingerprint: str
    committed_at: datetime | None
    bytes_on_disk: int = 0
    detail: str = ""
