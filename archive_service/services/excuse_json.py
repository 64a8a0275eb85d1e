"""metadata.json of an approved reason for a gap."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from archive_service.domain.excuses import ExcusedGap, ExcuseState

EXCUSE_PREFIX = "urn:cell-records:excused-gap:"


class ExcuseDocument(BaseModel):
    """A reason at one version: proposed, then decided or withdrawn."""

    model_config = ConfigDict(extra="forbid")

    schema_version: Literal[1] = 1
    kind: Literal["excused_gap"] = "excused_gap"
    id: str
    unit_id: str
    period: str
    reason: str
    document_id: str
    proposed_by: str
    proposed_at: datetime
    state: ExcuseState
    decided_by: str | None
    decided_at: datetime | None


def excuse_to_json(excuse: ExcusedGap) -> bytes:
    document = ExcuseDocument(
        id=excuse.id,
        unit_id=excuse.unit_id,
        period=excuse.period,
        reason=excuse.reason,
        document_id=excuse.document_id,
        proposed_by=excuse.proposed_by,
        proposed_at=excuse.proposed_at,
        state=excuse.state,
        decided_by=excuse.decided_by,
        decided_at=excuse.decided_at,
    )
    return (document.model_dump_json(indent=2) + "\n").encode()


def excuse_from_json(content: bytes, version: int) -> ExcusedGap:
    """Raises pydantic.ValidationError for what is not ours."""
    document = ExcuseDocument.model_validate_json(content)
    return ExcusedGap(**document.model_dump(exclude={"schema_version", "kind"}), version=version)
