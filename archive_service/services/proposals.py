"""What the archive proposes for fields a person left empty: what the paper itself says, where it says it surely."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Any

from archive_service.domain.records import Description
from archive_service.domain.units import UnitRegister
from archive_service.services.admission import CUT_OFF
from archive_service.services.describing import OTHER_TYPE
from archive_service.services.text_json import RecordText
from indexer.model import ExtractedText, PageText, TextSource
from indexer.text.evidence import read_evidence
from indexer.text.evidence_model import EvidencePaper
from indexer.text.header import read_header
from indexer.text.header_model import SURE, Field, Header
from indexer.text.unit_names import UnitName, match_unit

_PLAIN_FIELDS = ("type_code", "symbol", "number", "title", "date", "period", "lifecycle", "issuer")
_NAMES = {"type_code": "type", "issuer": "issuer_printed"}


def propose(texts: Sequence[tuple[str, ExtractedText]], file_name: str, register: UnitRegister) -> dict[str, str]:
    """Fields by name, as a person would write them, from the first file's head.

    Only what was read surely is proposed. The title is never empty: the file's name at the least.
    """
    proposals = {"title": PurePath(file_name).stem.replace("_", " ").strip() or file_name}
    for name, field in proposals_of(texts, file_name, register).items():
        if field.sure:
            proposals[name] = as_written(field.value)
    return proposals


def as_written(value: object) -> str:
    """A proposed value as the fields of a description take it."""
    return value.isoformat() if isinstance(value, date) else str(value)


def proposals_of(
    texts: Sequence[tuple[str, ExtractedText]], file_name: str, register: UnitRegister
) -> dict[str, Field[Any]]:
    """What the first file's head says, sure or not, by the name of the field of the description."""
    return _found_in(read_header(texts[0][1].pages, file_name=file_name) if texts else Header(), register)


def _found_in(header: Header, register: UnitRegister) -> dict[str, Field[Any]]:
    read = ((name, getattr(header, name)) for name in _PLAIN_FIELDS)
    found: dict[str, Field[Any]] = {_NAMES.get(name, name): field for name, field in read if field is not None}
    if (unit := _unit(header, register)) is not None:
        found["unit"] = unit
    return found


def said_by(text: RecordText, register: UnitRegister) -> dict[str, Field[Any]]:
    """Whatever the head of a record's first file says, sure or not, by the name of the field; recognised or not.

    A value that stands on a word recognition doubted is not sure.
    """
    first = text.files[0].name if text.files else ""
    pages = [page for page in text.pages if page.file == first]
    read = [PageText(page.page, page.text, page.source, page.confidence) for page in pages]
    doubtful = {word for page in pages for word in page.doubtful}
    found = _found_in(read_header(read, file_name=first), register)
    return {name: _doubted(field, doubtful) for name, field in found.items()}


def proposals_for(about: Description, text: RecordText) -> dict[str, Field[object]]:
    """What the head of a recognised paper says about fields that its description leaves empty, sure or not, by name.

    Text known from the start was asked when the paper was handed in. A number that recognition doubted is
    proposed without being sure.
    """
    first = text.files[0].name if text.files else ""
    pages = [page for page in text.pages if page.file == first]
    if not any(page.source is TextSource.OCR for page in pages):
        return {}
    read = [PageText(page.page, page.text, page.source, page.confidence) for page in pages]
    doubtful = {word for page in pages for word in page.doubtful}
    stem = PurePath(first).stem.replace("_", " ").strip() or first
    empty = {
        "symbol": not about.symbol,
        "number": about.number is None,
        "date": about.date is None,
        "period": about.period is None,
        "issuer": not about.issuer_printed,
        "title": about.title == stem,
        "type_code": about.type_code == OTHER_TYPE,
    }
    found = read_header(read, file_name=first).found()
    wanted = [name for name, is_empty in empty.items() if is_empty and name in found]
    return {_NAMES.get(name, name): _doubted(found[name], doubtful) for name in wanted}


def evidence_in(text: RecordText) -> EvidencePaper | None:
    """What a supporting paper says beyond its head, over all its files; None for other papers."""
    pages = [PageText(page.number, page.text, page.source, page.confidence) for page in text.pages]
    return read_evidence(pages, text.files[0].properties) if text.files else None


def evidence_of(texts: Sequence[tuple[str, ExtractedText]]) -> EvidencePaper | None:
    """What a supporting paper says that is not to be kept yet; None for other papers, and where reading was cut off.

    Half a list of gifts would be added up to a sum that stands nowhere.
    """
    if not texts or texts[0][1].detail.startswith(CUT_OFF):
        return None
    return read_evidence(texts[0][1].pages, texts[0][1].properties)


def _doubted(field: Field[object], doubtful: Set[str]) -> Field[object]:
    """The field, less sure when a word with digits on its line was."""
    if field.sure and any(word in field.evidence.split() for word in doubtful):
        return replace(field, confidence=SURE - 0.01)
    return field


def _unit(header: Header, register: UnitRegister) -> Field[Any] | None:
    """The code of the unit of the register that issued the paper: the nearest, and how sure that is."""
    if header.issuer is None:
        return None
    units = register.units
    candidates = [
        UnitName(each.unit_id, each.name, each.parent, each.valid_from, each.valid_to, units[each.unit_id].aliases)
        for each in register.dated_names()
    ]
    parent = header.parent.value if header.parent else None
    day = header.date.value if header.date else None
    matches = match_unit(header.issuer.value, parent, candidates, day)
    if not matches:
        return None
    code = units[matches[0].unit.unit_id].code
    return Field(code, header.issuer.evidence, matches[0].confidence, header.issuer.page)
