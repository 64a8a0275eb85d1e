"""metadata.json of a link between records."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from archive_service.domain.links import LinkKind, RecordLink

LINK_PREFIX = "urn:cell-records:link:"


class LinkDocument(BaseModel):
    """A link at one version: made, then perhaps taken back."""

    model_config = ConfigDict(extra="forbid")

    schema_version: Literal[1] = 1
    kind: Literal["link"] = "link"
    id: str
    link_kind: LinkKind
    from_id: str
    to_id: str
    made_by: str
    made_at: datetime
    removed_by: str | None
    removed_at: datetime | None


def link_to_json(link: RecordLink) -> bytes:
    document = LinkDocument(
        id=link.id,
        link_kind=link.kind,
        from_id=link.from_id,
        to_id=link.to_id,
        made_by=link.made_by,
        made_at=link.made_at,
        removed_by=link.removed_by,
        removed_at=link.removed_at,
    )
    return (document.model_dump_json(indent=2) + "\n").encode()


def link_from_json(content: bytes, version: int) -> RecordLink:
    """Raises pydantic.ValidationError for what is not ours."""
    document = LinkDocument.model_validate_json(content)
    facts = document.model_dump(exclude={"schema_version", "kind", "link_kind"})
    return RecordLink(**facts, kind=document.link_kind, version=version)
