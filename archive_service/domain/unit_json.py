"""Units and events as plain values, the same in the store and in the catalog. What is not set is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from archive_service.domain.unit_events import (
    NO_DOCUMENT,
    DatedCode,
    EventKind,
    FoundingDocument,
    NewUnit,
    Unit,
    UnitEvent,
)

Facts = Mapping[str, Any]


def event_facts(event: UnitEvent) -> dict[str, Any]:
    """The event as JSON values."""
    return _set(
        kind=event.kind.value,
        day=event.day.isoformat(),
        unit_ids=list(event.unit_ids),
        into=list(event.into),
        made=[_new_unit_facts(unit) for unit in event.made],
        name=event.name,
        short_name=event.short_name,
        code=event.code,
        unit_kind=event.unit_kind,
        parent_id=event.parent_id,
        survives=event.survives or None,
        document=_document_facts(event.document),
    )


def event_of(facts: Facts) -> UnitEvent:
    """The event from its values. Raises KeyError, TypeError or ValueError for what is no event."""
    return UnitEvent(
        EventKind(facts["kind"]),
        date.fromisoformat(facts["day"]),
        tuple(facts.get("unit_ids", ())),
        tuple(facts.get("into", ())),
        tuple(
            NewUnit(
                made["id"], made["code"], made["name"], made["kind"], made.get("parent_id"),
                made.get("short_name", ""), tuple(made.get("aliases", ())), codes_of(made.get("codes", ())),
            )
            for made in facts.get("made", ())
        ),
        facts.get("name"),
        facts.get("short_name"),
        facts.get("code"),
        facts.get("unit_kind"),
        facts.get("parent_id"),
        bool(facts.get("survives", False)),
        _document_of(facts.get("document")),
    )  # fmt: skip


def unit_facts(unit: Unit) -> dict[str, Any]:
    """A unit as it was stated, as JSON values. Its first five members and its aliases are always there."""
    return {
        "id": unit.id,
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "parent_id": unit.parent_id,
        "aliases": list(unit.aliases),
        **_set(
            short_name=unit.short_name or None,
            codes=_codes_facts(unit.codes),
            since=unit.since.isoformat() if unit.since else None,
            document=_document_facts(unit.document),
        ),
    }


def unit_of(facts: Facts) -> Unit:
    """The stated unit from its values. Raises KeyError, TypeError or ValueError for what is no unit."""
    since = facts.get("since")
    return Unit(
        facts["id"], facts["code"], facts["name"], facts["kind"], facts.get("parent_id"),
        tuple(facts.get("aliases", ())), facts.get("short_name", ""), codes_of(facts.get("codes", ())),
        date.fromisoformat(since) if since else None, _document_of(facts.get("document")),
    )  # fmt: skip


def codes_of(listed: Iterable[Facts]) -> tuple[DatedCode, ...]:
    return tuple(DatedCode(each["code"], _day(each.get("valid_from")), _day(each.get("valid_to"))) for each in listed)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _codes_facts(codes: Sequence[DatedCode]) -> list[dict[str, Any]]:
    return [
        _set(
            code=each.code,
            valid_from=each.valid_from.isoformat() if each.valid_from else None,
            valid_to=each.valid_to.isoformat() if each.valid_to else None,
        )
        for each in codes
    ]


def _new_unit_facts(unit: NewUnit) -> dict[str, Any]:
    return _set(
        id=unit.id,
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        parent_id=unit.parent_id,
        short_name=unit.short_name or None,
        aliases=list(unit.aliases),
        codes=_codes_facts(unit.codes),
    )


def _document_facts(document: FoundingDocument) -> dict[str, Any] | None:
    return None if document == NO_DOCUMENT else _set(text=document.text, record_id=document.record_id)


def _document_of(facts: Facts | None) -> FoundingDocument:
    return NO_DOCUMENT if not facts else FoundingDocument(facts.get("text", ""), facts.get("record_id"))


def _set(**values: Any) -> dict[str, Any]:
    """The values that are set: neither None nor an empty list."""
    return {name: value for name, value in values.items() if value is not None and value != []}
