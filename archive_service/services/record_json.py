"""metadata.json: how a record and a dossier are written into the store.

The schema carries a version and is documented in docs/formats.md; old versions are read for ever.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

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
)

RECORD_PREFIX = "urn:cell-records:record:"
DOSSIER_PREFIX = "urn:cell-records:dossier:"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FileDocument(_Document):
    name: str
    sha512: str
    size: int
    media_type: str


class EndOfForceDocument(_Document):
    on: date
    document: str


class RecordDocument(_Document):
    """A record at one version."""

    schema_version: Literal[1] = 1
    kind: Literal["record"] = "record"
    id: str
    record_class: RecordClass
    type_code: str
    title: str
    unit_id: str
    lifecycle: Lifecycle
    access_level: AccessLevel
    number: int | None
    symbol: str | None
    issuer_printed: str
    date: date | None
    period: str | None
    dossier_id: str | None
    language: str
    source: Source
    files: list[FileDocument]
    deposited_at: datetime
    deposited_by: str
    end_of_force: EndOfForceDocument | None = None


class DossierDocument(_Document):
    schema_version: Literal[1] = 1
    kind: Literal["dossier"] = "dossier"
    id: str
    unit_id: str
    title: str
    code: str | None
    dossier_kind: str
    opened_at: date | None
    closed_at: date | None
    incomplete_because: str = ""


def record_to_json(record: Record) -> bytes:
    """The metadata.json of this version of the record."""
    about, end = record.description, record.end_of_force
    return _dump(
        RecordDocument(
            id=record.id,
            record_class=about.record_class,
            type_code=about.type_code,
            title=about.title,
            unit_id=about.unit_id,
            lifecycle=about.lifecycle,
            access_level=about.access_level,
            number=about.number,
            symbol=about.symbol,
            issuer_printed=about.issuer_printed,
            date=about.date,
            period=about.period,
            dossier_id=about.dossier_id,
            language=about.language,
            source=about.source,
            files=[
                FileDocument(name=file.name, sha512=file.sha512, size=file.size, media_type=file.media_type)
                for file in record.files
            ],
            deposited_at=record.deposited_at,
            deposited_by=record.deposited_by,
            end_of_force=EndOfForceDocument(on=end.on, document=end.document) if end else None,
        )
    )


def record_from_json(content: bytes, version: int) -> Record:
    """The record at this OCFL version. Raises pydantic.ValidationError for what is not ours."""
    document = RecordDocument.model_validate_json(content)
    end = document.end_of_force
    return Record(
        id=document.id,
        description=Description(
            record_class=document.record_class,
            type_code=document.type_code,
            title=document.title,
            unit_id=document.unit_id,
            lifecycle=document.lifecycle,
            access_level=document.access_level,
            number=document.number,
            symbol=document.symbol,
            issuer_printed=document.issuer_printed,
            date=document.date,
            period=document.period,
            dossier_id=document.dossier_id,
            language=document.language,
            source=document.source,
        ),
        files=tuple(RecordFile(file.name, file.sha512, file.size, file.media_type) for file in document.files),
        version=version,
        deposited_at=document.deposited_at,
        deposited_by=document.deposited_by,
        end_of_force=EndOfForce(end.on, end.document) if end else None,
    )


def dossier_to_json(dossier: Dossier) -> bytes:
    return _dump(
        DossierDocument(
            id=dossier.id,
            unit_id=dossier.unit_id,
            title=dossier.title,
            code=dossier.code,
            dossier_kind=dossier.kind,
            opened_at=dossier.opened_at,
            closed_at=dossier.closed_at,
            incomplete_because=dossier.incomplete_because,
        )
    )


def dossier_from_json(content: bytes, version: int) -> Dossier:
    document = DossierDocument.model_validate_json(content)
    return Dossier(
        id=document.id,
        unit_id=document.unit_id,
        title=document.title,
        code=document.code,
        kind=document.dossier_kind,
        opened_at=document.opened_at,
        closed_at=document.closed_at,
        incomplete_because=document.incomplete_because,
        version=version,
    )


def _dump(document: BaseModel) -> bytes:
    return (document.model_dump_json(indent=2) + "\n").encode()
