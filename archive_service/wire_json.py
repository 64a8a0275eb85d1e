"""From what the services answer to the JSON that leaves the archive: one builder for REST and `--json`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from archive_service.domain.audit import AuditEvent
from archive_service.domain.jobs import Job
from archive_service.domain.records import Dossier
from archive_service.domain.unit_events import Unit
from archive_service.domain.units import UnitRegister
from archive_service.ports import METADATA_NAME, ObjectVersion, RecordEntry
from archive_service.services.search import FoundRecord, SearchResult
from archive_service.services.term_groups import TermGroup
from archive_service.wire_shapes import (
    AuditBody,
    Completeness,
    DossierBody,
    FacetValue,
    FileBody,
    JobBody,
    QueryNoteBody,
    ReasonCount,
    RecordBody,
    SearchBody,
    SearchHit,
    SimilarList,
    SimilarRecord,
    TermBody,
    TermGroupBody,
    TextBody,
    UnitBody,
    UnitName,
    VersionBody,
    VersionFile,
    VersionList,
)


def record_body(entry: RecordEntry, register: UnitRegister) -> RecordBody:
    """A record as `show --json` and GET /records/{id} answer it."""
    record, about = entry.record, entry.record.description
    return RecordBody(
        id=record.id,
        version=record.version,
        class_=about.record_class,
        type=about.type_code,
        number=about.number,
        symbol=about.symbol,
        title=about.title,
        unit=unit_name(about.unit_id, register, about.day),
        issuer_printed=about.issuer_printed,
        date=about.date,
        period=about.period,
        lifecycle=about.lifecycle,
        access_level=about.access_level,
        dossier=about.dossier_id,
        language=about.language,
        source=about.source,
        files=tuple(
            FileBody(name=file.name, sha512=file.sha512, size=file.size, media_type=file.media_type)
            for file in record.files
        ),
        text=TextBody(state=entry.text.state, reason=entry.text.reason, pages=entry.text.pages),
        deposited_at=record.deposited_at,
        deposited_by=record.deposited_by,
    )


def record_line(entry: RecordEntry, register: UnitRegister) -> str:
    """The same on one line."""
    return record_body(entry, register).model_dump_json(by_alias=True)


def unit_name(unit_id: str, register: UnitRegister, day: date | None = None) -> UnitName:
    """The unit as it is called today and was called on the day; one that the register lost keeps its id."""
    unit, then = register.units.get(unit_id), register.version_on(unit_id, day)
    name = unit.name if unit else ""
    return UnitName(id=unit_id, code=unit.code if unit else "", name=name, name_then=then.name if then else name)


def search_body(result: SearchResult, register: UnitRegister) -> SearchBody:
    """An answer as `search --json` and GET /search give it."""
    coverage = result.coverage
    return SearchBody(
        total=result.total,
        all_words=result.all_words,
        hits=tuple(_hit(found, register) for found in result.found),
        facets={name: _facet(name, values, register) for name, values in result.facets.items()},
        completeness=Completeness(
            records=coverage.records,
            with_text=coverage.with_text,
            without_text=tuple(ReasonCount(reason=reason, count=count) for reason, count in coverage.without_text),
            pending=coverage.pending,
            as_of=result.as_of,
        ),
        notes=tuple(QueryNoteBody(code=code, text=text) for code, text in result.notes),
        suggestions=result.suggestions,
        degraded=result.degraded,
        groups=tuple(_group(group, result, register) for group in result.groups),
    )


def _group(group: TermGroup, result: SearchResult, register: UnitRegister) -> TermGroupBody:
    term = group.term
    return TermGroupBody(
        unit=None if group.unit_id is None else unit_name(group.unit_id, register),
        term=None if term is None else TermBody(begins=term.begins, ends=term.ends, printed=term.printed),
        ids=tuple(result.found[place].hit.record_id for place in group.places),
    )


def _hit(found: FoundRecord, register: UnitRegister) -> SearchHit:
    record, about = found.entry.record, found.entry.record.description
    return SearchHit(
        id=record.id,
        title=about.title,
        class_=about.record_class,
        type=about.type_code,
        number=about.number,
        symbol=about.symbol,
        unit=unit_name(about.unit_id, register, about.day),
        date=about.date,
        period=about.period,
        score=found.hit.score,
        pages=found.hit.pages,
        snippet=found.hit.snippet,
    )


def similar_body(found: Sequence[FoundRecord], register: UnitRegister) -> SimilarList:
    """Similar records as `show --similar --json` and GET /records/{id}/similar answer them."""
    return SimilarList(records=tuple(_similar(each, register) for each in found))


def _similar(found: FoundRecord, register: UnitRegister) -> SimilarRecord:
    about = found.entry.record.description
    return SimilarRecord(
        id=found.hit.record_id,
        title=about.title,
        type=about.type_code,
        symbol=about.symbol,
        unit=unit_name(about.unit_id, register, about.day),
        date=about.date,
        score=found.hit.score,
    )


def _facet(name: str, values: Iterable[tuple[str, int]], register: UnitRegister) -> tuple[FacetValue, ...]:
    return tuple(
        FacetValue(
            value=value,
            label=(unit_name(value, register).name or value) if name == "unit" else value,
            count=count,
        )
        for value, count in values
    )


def versions_body(versions: Sequence[ObjectVersion]) -> VersionList:
    return VersionList(
        versions=tuple(
            VersionBody(
                number=version.number,
                created=version.created,
                user=version.user,
                message=version.message,
                files=tuple(
                    VersionFile(name=file.name, sha512=file.sha512, size=file.size)
                    for file in version.files
                    if file.name != METADATA_NAME
                ),
            )
            for version in versions
        )
    )


def dossier_body(dossier: Dossier, register: UnitRegister) -> DossierBody:
    return DossierBody(
        id=dossier.id,
        unit=unit_name(dossier.unit_id, register, dossier.opened_at),
        title=dossier.title,
        code=dossier.code,
        kind=dossier.kind,
        opened_at=dossier.opened_at,
        closed_at=dossier.closed_at,
        version=dossier.version,
    )


def unit_body(unit: Unit) -> UnitBody:
    return UnitBody(
        id=unit.id,
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        parent=unit.parent_id,
        aliases=unit.aliases,
    )


def audit_body(event: AuditEvent) -> AuditBody:
    entry = event.entry
    return AuditBody(
        number=event.number,
        at=entry.at,
        actor=entry.actor,
        act=entry.act,
        subject=entry.subject,
        outcome=entry.outcome,
        door=entry.door,
        details=dict(entry.details),
        previous=event.previous,
        digest=event.digest,
        unit=event.unit_id,
    )


def job_body(job: Job) -> JobBody:
    return JobBody(
        id=job.id, kind=job.kind, subject=job.subject, state=job.state, attempts=job.attempts, reason=job.reason
    )
