"""The shapes of the JSON that leaves the archive: what REST answers and what `--json` prints.

Scripts rely on these names. A member may be added; none is renamed, removed or given another meaning.
Times are UTC and end in Z; dates are YYYY-MM-DD; what is not known is null.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from archive_service.domain.jobs import JobKind, JobState
from archive_service.domain.records import AccessLevel, Lifecycle, RecordClass, Source, TextState


class Body(BaseModel):
    """Something that is answered. Names that Python keeps for itself end in an underscore here only."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def plain(self) -> dict[str, Any]:
        """As JSON values, under the names that leave the archive."""
        return self.model_dump(mode="json", by_alias=True)


class UnitName(Body):
    """A unit as others point at it: `name` is today's, `name_then` the one it bore on the day of what points at it."""

    id: str
    code: str
    name: str
    name_then: str


class UnitBody(Body):
    """A unit; `parent` is the id of the one above it."""

    id: str
    code: str
    name: str
    kind: str
    parent: str | None
    aliases: tuple[str, ...]


class FileBody(Body):
    """An original file; sha512 in hex, size in bytes."""

    name: str
    sha512: str
    size: int
    media_type: str


class TextBody(Body):
    """Whether the words of a record can be searched; `reason` says why not."""

    state: TextState
    reason: str | None
    pages: int


class RecordBody(Body):
    """A record. `number` is the running number, `symbol` what is printed, `period` the time it is for."""

    id: str
    version: int
    class_: RecordClass = Field(serialization_alias="class")
    type: str
    number: int | None
    symbol: str | None
    title: str
    unit: UnitName
    issuer_printed: str
    date: date | None
    period: str | None
    lifecycle: Lifecycle
    access_level: AccessLevel
    dossier: str | None
    language: str
    source: Source
    files: tuple[FileBody, ...]
    text: TextBody
    deposited_at: datetime
    deposited_by: str


class RecordList(Body):
    """Records in order of deposit; ask again with `after` set to `next` until it is null."""

    records: tuple[RecordBody, ...]
    next: str | None


class VersionFile(Body):
    name: str
    sha512: str
    size: int


class VersionBody(Body):
    """One version of a record: when, by whom and why; `files` are the originals it holds."""

    number: int
    created: datetime
    user: str
    message: str
    files: tuple[VersionFile, ...]


class VersionList(Body):
    """All versions, oldest first."""

    versions: tuple[VersionBody, ...]


class SearchHit(Body):
    """A record found. `pages` count from 1; `snippet` is escaped HTML with <mark> around the words."""

    id: str
    title: str
    class_: RecordClass = Field(serialization_alias="class")
    type: str
    number: int | None
    symbol: str | None
    unit: UnitName
    date: date | None
    period: str | None
    score: float
    pages: tuple[int, ...]
    snippet: str


class FacetValue(Body):
    """A value to narrow down by, what people call it, and how many records have it."""

    value: str
    label: str
    count: int


class ReasonCount(Body):
    reason: str
    count: int


class Completeness(Body):
    """How much was searched: records the reader may see, with text, without and why, still to be read."""

    records: int
    with_text: int
    without_text: tuple[ReasonCount, ...]
    pending: int
    as_of: datetime


class TermBody(Body):
    """A term of a committee: from the first day of a congress to the day before the next, null where that is not known.

    `printed` is what papers of the congress call it.
    """

    begins: date | None
    ends: date | None
    printed: str | None


class TermGroupBody(Body):
    """Hits that stand together: their ids, the unit whose papers bear the number, and the term they were written in.

    `unit` is null for records that only speak of the number, `term` where none is known.
    """

    unit: UnitName | None
    term: TermBody | None
    ids: tuple[str, ...]


class QueryNoteBody(Body):
    """A piece of the query that was not understood, and was searched as words or left out; `code` says why."""

    code: str
    text: str


class SearchBody(Body):
    """`total` counts every match, `all_words` those that hold all the words. `groups` sort the hits by unit and term
    where nothing but a document number was asked for. `notes` tell what of the query was not understood.

    `degraded` is true while an older state of the index answers.
    """

    total: int
    all_words: int
    hits: tuple[SearchHit, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    completeness: Completeness
    notes: tuple[QueryNoteBody, ...]
    suggestions: tuple[str, ...]
    degraded: bool
    groups: tuple[TermGroupBody, ...]


class SimilarRecord(Body):
    """A record about the same; a greater score is nearer."""

    id: str
    title: str
    type: str
    symbol: str | None
    unit: UnitName
    date: date | None
    score: float


class SimilarList(Body):
    """The nearest first."""

    records: tuple[SimilarRecord, ...]


class DossierBody(Body):
    """A dossier; an open one has no `closed_at`."""

    id: str
    unit: UnitName
    title: str
    code: str | None
    kind: str
    opened_at: date | None
    closed_at: date | None
    version: int


class DossierList(Body):
    dossiers: tuple[DossierBody, ...]
    next: str | None


class UnitList(Body):
    units: tuple[UnitBody, ...]
    next: str | None


class AuditBody(Body):
    """An event of the chain; `digest` is over the event with `previous` inside, `unit` the id of what it is about."""

    number: int
    at: datetime
    actor: str
    act: str
    subject: str
    outcome: str
    door: str
    details: dict[str, object]
    previous: str
    digest: str
    unit: str | None


class AuditList(Body):
    """Events, newest first; ask again with `before` set to `next` until it is null."""

    events: tuple[AuditBody, ...]
    next: int | None


class JobBody(Body):
    """A job that was given up, with the reason."""

    id: str
    kind: JobKind
    subject: str
    state: JobState
    attempts: int
    reason: str


class JobList(Body):
    """How many jobs are in each state, and the parked ones."""

    counts: dict[str, int]
    parked: tuple[JobBody, ...]


class QueuedBody(Body):
    """Work that was queued for a record."""

    id: str
    status: str
