"""What the archive proposes for fields a person left empty: what the paper itself says, where it says it surely."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import PurePath

from archive_service.domain.records import UnitRegister
from indexer.model import ExtractedText
from indexer.text.header import read_header
from indexer.text.header_model import SURE, Header
from indexer.text.unit_names import UnitName, match_unit

_PLAIN_FIELDS = ("type_code", "symbol", "number", "title", "date", "period", "lifecycle", "issuer")
_NAMES = {"type_code": "type", "issuer": "issuer_printed"}


def propose(texts: Sequence[tuple[str, ExtractedText]], file_name: str, register: UnitRegister) -> dict[str, str]:
    """Fields by name, as a person would write them, from the first file's head.

    Only what was read surely is proposed. The title is never empty: the file's name at the least.
    """
    header = read_header(texts[0][1].pages, file_name=file_name) if texts else Header()
    proposals = {"title": PurePath(file_name).stem.replace("_", " ").strip() or file_name}
    for name in _PLAIN_FIELDS:
        field = getattr(header, name)
        if field is not None and field.sure:
            value = field.value
            proposals[_NAMES.get(name, name)] = value.isoformat() if isinstance(value, date) else str(value)
    if (code := _unit_code(header, register)) is not None:
        proposals["unit"] = code
    return proposals


def _unit_code(header: Header, register: UnitRegister) -> str | None:
    """The code of the unit that issued the paper, when exactly one of the register fits."""
    if header.issuer is None:
        return None
    units = register.units
    candidates = [
        UnitName(
            unit.id,
            unit.name,
            units[unit.parent_id].name if unit.parent_id in units else None,
            aliases=unit.aliases,
        )
        for unit in units.values()
    ]
    parent = header.parent.value if header.parent else None
    day = header.date.value if header.date else None
    matches = match_unit(header.issuer.value, parent, candidates, day)
    return units[matches[0].unit.unit_id].code if matches and matches[0].confidence >= SURE else None
