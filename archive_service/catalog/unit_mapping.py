"""Rows of units and their events to domain objects and back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from archive_service.catalog.row_types import AnyRow, Values, json_text
from archive_service.domain.unit_events import DatedCode, FoundingDocument, Unit, UnitEvent
from archive_service.domain.unit_json import event_facts, event_of

# A unit that was stated without a day has been there from ever on.
SINCE_EVER = date.min


def unit_version_values(unit: Unit) -> Values:
    return {
        "unit_id": unit.id,
        "valid_from": unit.since or SINCE_EVER,
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "parent_id": unit.parent_id,
        "short_name": unit.short_name or None,
        "document": unit.document.text or None,
        "document_record": unit.document.record_id,
    }


def unit_code_values(unit: Unit) -> list[Values]:
    return [
        {
            "unit_id": unit.id,
            "position": position,
            "code": each.code,
            "valid_from": each.valid_from,
            "valid_to": each.valid_to,
        }
        for position, each in enumerate(unit.codes)
    ]


def unit_event_values(position: int, event: UnitEvent) -> Values:
    return {"position": position, "day": event.day, "kind": event.kind.value, "facts": json_text(event_facts(event))}


def to_unit_event(row: AnyRow) -> UnitEvent:
    return event_of(json.loads(row.facts))


def unit_alias_values(unit: Unit) -> list[Values]:
    return [{"unit_id": unit.id, "position": position, "alias": alias} for position, alias in enumerate(unit.aliases)]


def to_unit(row: AnyRow, aliases: Iterable[str], codes: Iterable[DatedCode] = ()) -> Unit:
    return Unit(
        id=row.unit_id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        parent_id=row.parent_id,
        aliases=tuple(aliases),
        short_name=row.short_name or "",
        codes=tuple(codes),
        since=None if row.valid_from == SINCE_EVER else row.valid_from,
        document=FoundingDocument(row.document or "", row.document_record),
    )
