"""metadata.json of a written consultation: all its rounds, replies and what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict

from archive_service.domain.consultation import Consultation, due_at, named_papers
from archive_service.ports import KeptConsultation

CONSULTATION_PREFIX = "urn:cell-records:consultation:"


class ConsultationDocument(BaseModel):
    """A consultation at one version."""

    model_config = ConfigDict(extra="forbid")

    schema_version: Literal[1] = 1
    kind: Literal["consultation"] = "consultation"
    consultation: Consultation


def consultation_to_json(consultation: Consultation) -> bytes:
    """The version is that of the object in the store and is left out."""
    document = ConsultationDocument(consultation=consultation)
    return (document.model_dump_json(indent=2, exclude={"consultation": {"version"}}) + "\n").encode()


def consultation_from_json(content: bytes | str, version: int) -> Consultation:
    """Raises pydantic.ValidationError for what is not ours."""
    return replace(ConsultationDocument.model_validate_json(content).consultation, version=version)


def kept(consultation: Consultation) -> KeptConsultation:
    """The consultation as the catalog keeps it."""
    return KeptConsultation(
        id=consultation.id,
        version=consultation.version,
        unit_id=consultation.unit_id,
        dossier_id=consultation.dossier_id,
        state=consultation.state,
        body=consultation_to_json(consultation).decode(),
        due_at=due_at(consultation),
        papers=tuple(named_papers(consultation).items()),
    )
