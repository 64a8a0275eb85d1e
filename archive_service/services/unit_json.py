"""metadata.json of the register of units: what was stated and everything that happened since.

Schema version 1 knew units only, as they stood; it is read for ever.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from archive_service.domain.unit_events import EventKind, UnitHistory
from archive_service.domain.unit_json import event_facts, event_of, unit_facts, unit_of

UNIT_REGISTER_ID = "urn:cell-records:register:units"


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DatedCodeDocument(_Document):
    code: str
    valid_from: date | None = None
    valid_to: date | None = None


class FoundingDocumentDocument(_Document):
    text: str = ""
    record_id: str | None = None


class UnitDocument(_Document):
    """A unit as it was stated, or as an event made it."""

    id: str
    code: str
    name: str
    kind: str
    parent_id: str | None = None
    aliases: list[str] = []
    short_name: str = ""
    codes: list[DatedCodeDocument] = []
    since: date | None = None
    document: FoundingDocumentDocument | None = None


class UnitEventDocument(_Document):
    kind: EventKind
    day: date
    unit_ids: list[str] = []
    into: list[str] = []
    made: list[UnitDocument] = []
    name: str | None = None
    short_name: str | None = None
    code: str | None = None
    unit_kind: str | None = None
    parent_id: str | None = None
    survives: bool = False
    document: FoundingDocumentDocument | None = None


class UnitRegisterDocument(_Document):
    schema_version: Literal[1, 2]
    kind: Literal["unit_register"]
    units: list[UnitDocument]
    events: list[UnitEventDocument] = []


def units_to_json(history: UnitHistory) -> bytes:
    """The register, units in the order of codes so that versions can be compared, events as they were recorded."""
    document = {
        "schema_version": 2,
        "kind": "unit_register",
        "units": [unit_facts(unit) for unit in sorted(history.stated, key=lambda unit: unit.code)],
        "events": [event_facts(event) for event in history.events],
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def units_from_json(content: bytes) -> UnitHistory:
    """The history in the document. Raises pydantic.ValidationError for what is not ours."""
    document = UnitRegisterDocument.model_validate_json(content)
    return UnitHistory(
        tuple(unit_of(unit.model_dump(mode="json")) for unit in document.units),
        tuple(event_of(event.model_dump(mode="json")) for event in document.events),
    )
