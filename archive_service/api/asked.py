"""What clients may ask: query parameters and bodies as models, each with its limits.

Numbers and dates are taken in one spelling only, so that the document says exactly what is accepted.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from archive_service.domain.records import Lifecycle, RecordClass
from archive_service.domain.retention_clock import RetentionStanding
from archive_service.services.dossiers import KINDS
from archive_service.services.result_lists import Separator
from indexer.model import Sort
from indexer.query import LONGEST_QUERY

ID_BODY = "[0-9a-hjkmnp-tv-z]{26}"
RECORD_ID = f"^rec_{ID_BODY}$"
DOSSIER_ID = f"^dos_{ID_BODY}$"
SAVED_SEARCH_ID = f"^qry_{ID_BODY}$"
UNIT_ID = f"^unit_{ID_BODY}$"
PERIOD = "^[0-9]{4}(-(0[1-9]|1[0-2])|-Q[1-4])?$"
MONTH = "^[0-9]{4}-(0[1-9]|1[0-2])$"
PLAIN = r"^[^\x00-\x1f\x7f-\x9f]*$"
TITLE = r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"
FILE_NAME = r"^[^/\x00-\x1f]{1,255}$"
EVENT_NUMBER = "^[1-9][0-9]{0,14}$"
PAGE_NUMBER = "^[1-9][0-9]{0,5}$"
IDEMPOTENCY_KEY = r"^[\x21-\x7e]{1,200}$"


def _plain_number(value: object) -> object:
    """Digits only: no sign, blank, underscore or fraction that Python would take."""
    if isinstance(value, str) and re.fullmatch("[0-9]{1,15}", value, re.ASCII) is None:
        raise ValueError("not a whole number")
    return value


def _plain_date(value: object) -> object:
    """YYYY-MM-DD only: no time, no seconds since 1970."""
    if value is not None and not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII)):
        raise ValueError("not a date")
    return value


# They stand after the limits of a field: before them, the document would not show the limits.
DIGITS = BeforeValidator(_plain_number)


def _one_line(text: str) -> str:
    """A query is never an error: what cannot be printed parts words; one letter more than is read tells of a rest."""
    return "".join(letter if letter.isprintable() else " " for letter in text[: LONGEST_QUERY + 1])


ONE_LINE = AfterValidator(_one_line)
ISO_DAY = BeforeValidator(_plain_date)
Limit = Annotated[int, Field(ge=1, le=200, description="How many to answer at the most."), DIGITS]


UnitAndBelow = Annotated[
    str,
    Field(
        min_length=1, max_length=64, description="Code or id of a unit: with what stood below it then.", pattern=PLAIN
    ),
]


class Asked(BaseModel):
    """Something a client sends; names that are not known are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Nothing(Asked):
    """No parameters."""


class RecordListQuery(Asked):
    after: Annotated[str, Field(pattern=RECORD_ID, description="The id of the last record seen.")] | None = None
    limit: Limit = 50
    dossier: Annotated[str, Field(pattern=DOSSIER_ID, description="Only records of this dossier.")] | None = None


class SimilarQuery(Asked):
    limit: Annotated[int, Field(ge=1, le=50, description="How many to answer at the most."), DIGITS] = 8


class RecognitionQuery(Asked):
    after: Annotated[str, Field(pattern=RECORD_ID, description="The id of the last record seen.")] | None = None
    limit: Limit = 50


class MetadataQuery(Asked):
    version: (
        Annotated[int, Field(ge=1, le=1_000_000, description="A version; the newest by default."), DIGITS] | None
    ) = None


class PageImageQuery(Asked):
    width: Annotated[int, Field(ge=1, le=4_000, description="Pixels; the nearest kept width is answered."), DIGITS] = (
        900
    )
    q: Annotated[str, ONE_LINE, Field(description="A query whose words are marked.")] = ""


class FoundQuery(Asked):
    """What to find and in which order."""

    q: Annotated[str, ONE_LINE, Field(description="The query, anything; empty finds everything.")] = ""
    unit: UnitAndBelow | None = None
    lineage: Annotated[
        Literal["yes", "no"], Field(description="Whether units that came before and after are taken along.")
    ] = "yes"
    date_from: Annotated[date, Field(description="First day of the papers' own date."), ISO_DAY] | None = None
    date_to: Annotated[date, Field(description="Last day of the papers' own date."), ISO_DAY] | None = None
    period_from: (
        Annotated[str, Field(pattern=PERIOD, description="First month, quarter or year they are for.")] | None
    ) = None
    period_to: Annotated[str, Field(pattern=PERIOD, description="Last month, quarter or year they are for.")] | None = (
        None
    )
    year: Annotated[
        tuple[Annotated[str, Field(pattern="^[0-9]{4}$")], ...],
        Field(max_length=50, description="Only these years: of the date, or of the period of a record without one."),
    ] = ()
    record_class: Annotated[
        tuple[RecordClass, ...], Field(validation_alias="class", max_length=3, description="Only these classes.")
    ] = ()
    type: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=40, pattern=PLAIN)], ...],
        Field(max_length=50, description="Only these types: code or name of a type of paper, such as NQ."),
    ] = ()
    number: Annotated[int, Field(ge=1, le=99_999, description="The running number."), DIGITS] | None = None
    lifecycle: Annotated[tuple[Lifecycle, ...], Field(max_length=3, description="Only these stages.")] = ()
    dossier: Annotated[str, Field(pattern=DOSSIER_ID, description="Only records of this dossier.")] | None = None
    retention: (
        Annotated[
            RetentionStanding, Field(description="Only records that stand so in retention, for who may see that.")
        ]
        | None
    ) = None
    sort: Annotated[Sort, Field(description="The order of what is found.")] = Sort.RELEVANCE


class PageQuery(Asked):
    offset: Annotated[int, Field(ge=0, le=10_000, description="How many to leave out at the start."), DIGITS] = 0
    limit: Limit = 20


class SearchQuery(FoundQuery, PageQuery):
    """A search and which part of its answer."""


class SavedSearchRequest(Asked):
    """The name under which a search is kept."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=TITLE)]


class SearchHoldRequest(Asked):
    """Why what a saved search finds must be kept, who ordered it, and by which document."""

    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=TITLE)]
    authority: Annotated[str, Field(min_length=1, max_length=500, pattern=TITLE)]
    document: Annotated[str, Field(min_length=1, max_length=500, pattern=TITLE)]


class ExportQuery(FoundQuery):
    format: Annotated[str, Field(pattern="^(csv|jsonl)$", description="csv for Excel, or jsonl.")] = "csv"
    separator: Annotated[
        Separator, Field(description="Between the cells of csv: semicolon for Excel on a machine set to Vietnam.")
    ] = Separator.COMMA


class CompletenessQuery(Asked):
    unit: Annotated[
        str | None,
        Field(min_length=1, max_length=64, description="Code or id of a unit: the cells below it.", pattern=PLAIN),
    ] = None
    first_month: Annotated[str, Field(alias="from", pattern=MONTH, description="First month.")]
    last_month: Annotated[str, Field(alias="to", pattern=MONTH, description="Last month; at most 72 in all.")]
    after: Annotated[str, Field(pattern=UNIT_ID, description="The id of the last cell seen.")] | None = None
    limit: Annotated[int, Field(ge=1, le=100, description="How many cells to answer at the most."), DIGITS] = 40


class SlotQuery(Asked):
    unit: Annotated[str, Field(min_length=1, max_length=64, description="Code or id of a cell.", pattern=PLAIN)]
    period: Annotated[str, Field(pattern=PERIOD, description="A month, quarter or year.")]


class DossierListQuery(Asked):
    after: Annotated[str, Field(pattern=DOSSIER_ID, description="The id of the last dossier seen.")] | None = None
    limit: Limit = 50


class UnitListQuery(Asked):
    after: Annotated[str, Field(pattern=UNIT_ID, description="The id of the last unit seen.")] | None = None
    limit: Annotated[int, Field(ge=1, le=1_000, description="How many to answer at the most."), DIGITS] = 200


class AuditSheetQuery(Asked):
    subject: Annotated[str, Field(max_length=64, description="Only events about this id.", pattern=PLAIN)] | None = None
    person: (
        Annotated[str, Field(max_length=64, description="Only acts of this person: id or login name.", pattern=PLAIN)]
        | None
    ) = None
    act: Annotated[str, Field(pattern="^[a-z_]{1,40}$", description="Only acts of this kind.")] | None = None
    unit: UnitAndBelow | None = None
    since: Annotated[date, Field(description="First day (UTC)."), ISO_DAY] | None = None
    until: Annotated[date, Field(description="Last day (UTC)."), ISO_DAY] | None = None


class AuditQuery(AuditSheetQuery):
    before: Annotated[int, Field(ge=1, description="Only events before this number."), DIGITS] | None = None
    limit: Limit = 50


class EvidenceQuery(Asked):
    record: Annotated[
        tuple[Annotated[str, Field(pattern=RECORD_ID)], ...], Field(max_length=200, description="These records.")
    ] = ()
    dossier: Annotated[str, Field(pattern=DOSSIER_ID, description="All records of this dossier.")] | None = None


class ReceiptQuery(Asked):
    again: Annotated[Literal["yes"], Field(description="Search for the same again, with your rights.")] | None = None


class DossierRequest(Asked):
    """A dossier to be opened. `unit` is the code or id of its unit."""

    unit: Annotated[str, Field(min_length=1, max_length=64, pattern=PLAIN)]
    title: Annotated[str, Field(min_length=1, max_length=500, pattern=TITLE)]
    code: Annotated[str, Field(min_length=1, max_length=60, pattern=PLAIN)] | None = None
    kind: Annotated[str, Field(json_schema_extra={"enum": list(KINDS)})] = "general"
    opened_at: Annotated[date, ISO_DAY] | None = None
    closed_at: Annotated[date, ISO_DAY] | None = None


class AcceptRequest(Asked):
    """Proposals to be taken over, as they were shown, by field. `version` is the version that was read."""

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    values: Annotated[dict[str, Annotated[str, Field(max_length=500, pattern=PLAIN)]], Field(max_length=14)]


class CorrectionRequest(Asked):
    """Fields of a record to be set; an empty text clears one. `version` is the version that was read."""

    version: Annotated[int, Field(ge=1, le=1_000_000)]
    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=TITLE)]
    fields: Annotated[dict[str, Annotated[str, Field(max_length=500, pattern=PLAIN)]], Field(max_length=14)]
