"""Rows of records and dossiers to frozen domain objects and back, one explicit pair of functions for each."""

from __future__ import annotations

from collections.abc import Iterable

from archive_service.catalog.row_types import AnyRow, Values
from archive_service.domain.end_of_force import EndOfForce
from archive_service.domain.records import (
    AccessLevel,
    Description,
    Dossier,
    Lifecycle,
    Record,
    RecordClass,
    RecordFile,
    Source,
    TextState,
    TextStatus,
)
from archive_service.ports import RecordEntry


def description_values(description: Description) -> Values:
    return {
        "unit_id": description.unit_id,
        "access_level": description.access_level.value,
        "lifecycle": description.lifecycle.value,
        "record_class": description.record_class.value,
        "type_code": description.type_code,
        "title": description.title,
        "number": description.number,
        "symbol": description.symbol,
        "issuer_printed": description.issuer_printed,
        "date": description.date,
        "period": description.period,
        "dossier_id": description.dossier_id,
        "language": description.language,
        "source": description.source.value,
    }


def version_values(record: Record) -> Values:
    """What a new version of a record may change."""
    end = record.end_of_force
    return {
        "version": record.version,
        "end_of_force_on": end.on if end else None,
        "end_of_force_document": end.document if end else None,
        **description_values(record.description),
    }


def record_values(record: Record) -> Values:
    return {
        "id": record.id,
        "deposited_at": record.deposited_at,
        "deposited_by": record.deposited_by,
        **version_values(record),
    }


def text_values(text: TextStatus) -> Values:
    return {"text_state": text.state.value, "text_reason": text.reason, "text_pages": text.pages}


def file_values(record: Record) -> list[Values]:
    return [
        {
            "record_id": record.id,
            "position": position,
            "name": file.name,
            "sha512": file.sha512,
            "size": file.size,
            "media_type": file.media_type,
        }
        for position, file in enumerate(record.files)
    ]


def to_file(row: AnyRow) -> RecordFile:
    return RecordFile(name=row.name, sha512=row.sha512, size=row.size, media_type=row.media_type)


def to_description(row: AnyRow) -> Description:
    return Description(
        record_class=RecordClass(row.record_class),
        type_code=row.type_code,
        title=row.title,
        unit_id=row.unit_id,
        lifecycle=Lifecycle(row.lifecycle),
        access_level=AccessLevel(row.access_level),
        number=row.number,
        symbol=row.symbol,
        issuer_printed=row.issuer_printed,
        date=row.date,
        period=row.period,
        dossier_id=row.dossier_id,
        language=row.language,
        source=Source(row.source),
    )


def to_record_entry(row: AnyRow, files: Iterable[RecordFile]) -> RecordEntry:
    record = Record(
        id=row.id,
        description=to_description(row),
        files=tuple(files),
        version=row.version,
        deposited_at=row.deposited_at,
        deposited_by=row.deposited_by,
        end_of_force=EndOfForce(row.end_of_force_on, row.end_of_force_document) if row.end_of_force_on else None,
    )
    return RecordEntry(record, TextStatus(TextState(row.text_state), row.text_reason, row.text_pages))


def dossier_values(dossier: Dossier) -> Values:
    return {
        "id": dossier.id,
        "version": dossier.version,
        "unit_id": dossier.unit_id,
        "title": dossier.title,
        "code": dossier.code,
        "kind": dossier.kind,
        "opened_at": dossier.opened_at,
        "closed_at": dossier.closed_at,
        "incomplete_because": dossier.incomplete_because,
    }


def to_dossier(row: AnyRow) -> Dossier:
    return Dossier(
        id=row.id,
        unit_id=row.unit_id,
        title=row.title,
        code=row.code,
        kind=row.kind,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        incomplete_because=row.incomplete_because,
        version=row.version,
    )
