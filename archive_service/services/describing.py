"""From what a person (or a manifest row) wrote to a description of a record, field by field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from archive_service.domain.errors import BadField, Refused, UnknownDocumentType, UnknownUnit
from archive_service.domain.records import (
    AccessLevel,
    Description,
    Lifecycle,
    RecordClass,
    Source,
    check_description,
    parse_day,
    parse_period,
)
from archive_service.domain.types import TypeLists
from archive_service.domain.units import UnitRegister
from archive_service.services.spool import TURNING

FIELDS = (
    "class",
    "type",
    "number",
    "symbol",
    "title",
    "unit",
    "issuer_printed",
    "date",
    "period",
    "lifecycle",
    "access_level",
    "dossier",
    "source",
    "language",
)
OTHER_TYPE = "VB"
_SYMBOL_NUMBER = re.compile(r"\s*(\d{1,5})\b")
_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class DescribedFields:
    """The fields as written, by name; empty ones count as not given."""

    values: Mapping[str, str]

    def get(self, name: str) -> str | None:
        value = (self.values.get(name) or "").strip()
        return value or None

    def with_proposals(self, proposals: Mapping[str, str]) -> DescribedFields:
        """The fields with machine proposals where the person left them empty; a person's value always wins.

        The running number belongs to the symbol: where the person wrote one, the paper's number is not put beside it.
        """
        filled = {name: value for name, value in self.values.items() if (value or "").strip()}
        known = {name: value for name, value in proposals.items() if not (name == "number" and "symbol" in filled)}
        return DescribedFields({**known, **filled})


@contextmanager
def _field(name: str) -> Iterator[None]:
    """Let a refusal say which field it is about."""
    try:
        yield
    except Refused as refusal:
        refusal.facts.setdefault("field", name)
        raise


def field_of(refusal: Refused) -> str | None:
    """The field a refusal is about, where it is about one."""
    name = refusal.facts.get("field")
    return str(name) if name else None


def describe(
    fields: DescribedFields,
    register: UnitRegister,
    types: TypeLists,
    today: date,
    *,
    within: frozenset[str] | None = None,
) -> Description:
    """Read every field. Raises a Refused whose facts name the first field that is wrong.

    A unit that is not `within` is a unit that never was.
    """
    unknown = sorted(set(fields.values) - set(FIELDS))
    if unknown:
        raise BadField(field=unknown[0][:40], value="")
    _check_characters(fields.values)
    with _field("unit"):
        unit = register.by_code(fields.get("unit") or "")
        if unit is None or (within is not None and unit.id not in within):
            raise UnknownUnit(unit=fields.get("unit") or "")
    type_code = _type_code(fields, types)
    symbol = fields.get("symbol")
    with _field("date"):
        day = parse_day(text) if (text := fields.get("date")) else None
    with _field("period"):
        period = parse_period(text) if (text := fields.get("period")) else None
    description = Description(
        record_class=_choice(RecordClass, fields, "class", RecordClass.RESOLUTION),
        type_code=type_code,
        title=fields.get("title") or "",
        unit_id=unit.id,
        lifecycle=_choice(Lifecycle, fields, "lifecycle", Lifecycle.ISSUED),
        access_level=_choice(AccessLevel, fields, "access_level", AccessLevel.INTERNAL),
        number=_number(fields, symbol),
        symbol=symbol,
        issuer_printed=fields.get("issuer_printed") or "",
        date=day,
        period=period,
        dossier_id=fields.get("dossier"),
        language=_language(fields),
        source=_choice(Source, fields, "source", Source.DIGITAL),
    )
    check_description(description, today)
    return description


def _check_characters(values: Mapping[str, str]) -> None:
    """No database and no XML takes control characters or halves of a character pair; nothing is to read backwards."""
    for name, value in values.items():
        controls = {letter for letter in value if unicodedata.category(letter) in {"Cc", "Cs"} or letter in TURNING}
        if controls - set("\t\r\n"):
            raise BadField(field=name, value="")


def _type_code(fields: DescribedFields, types: TypeLists) -> str:
    wanted = fields.get("type")
    if wanted is None:
        return OTHER_TYPE
    with _field("type"):
        known = types.document_type(wanted)
        if known is None:
            raise UnknownDocumentType(type=wanted[:40])
        return known.code


def _number(fields: DescribedFields, symbol: str | None) -> int | None:
    """The running number; taken from the symbol when it is not given by itself."""
    written = fields.get("number")
    if written is None:
        found = _SYMBOL_NUMBER.match(symbol or "")
        return int(found[1]) or None if found else None
    if not written.isdecimal() or len(written) > 9:
        raise BadField(field="number", value=written[:40])
    return int(written)


def _language(fields: DescribedFields) -> str:
    code = (fields.get("language") or "vi").lower()
    if re.fullmatch(r"[a-z]{2,3}", code) is None:
        raise BadField(field="language", value=code[:40])
    return code


def _choice(choices: type[_Choice], fields: DescribedFields, name: str, default: _Choice) -> _Choice:
    written = fields.get(name)
    if written is None:
        return default
    try:
        return choices(written.lower())
    except ValueError:
        raise BadField(field=name, value=written[:40]) from None
