"""The header reader: pages of a paper → number, type, issuer, date, title and the rest, each with its evidence.

Layout and wording follow Hướng dẫn 36-HD/VPTW (2018) and 05-HD/VPTW (2026) for Party papers and Nghị định
30/2020/NĐ-CP for state papers, and what real cells make of them. Nothing is decided here: a person
confirms, and a value a person typed is never replaced.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from indexer.model import PageText
from indexer.text.file_name_hint import hinted_number
from indexer.text.header_date import read_date, read_date_in_title, read_meeting_date, read_stamp
from indexer.text.header_foot import has_signature_block, read_addressees, read_recipients, read_signer
from indexer.text.header_lines import Kind, Line, flatten, foot_lines, head_lines
from indexer.text.header_model import SURE, Field, Header
from indexer.text.header_number import NumberReading, read_number, read_number_in_title
from indexer.text.header_period import read_period
from indexer.text.header_title import title_below, title_of_letter
from indexer.text.header_types import PRINTED_TYPES, PrintedType, TypeReading, read_type
from indexer.text.header_unit import is_party_body, issuer_in_title, read_units

__all__ = ["SURE", "Field", "Header", "read_header"]

_BODY = re.compile(
    r"\W*(?:can cu\b|dieu 1\b|chuong i\b|hom nay\b|vao hoi\b|noi nhan\s*[:.;]|(?:i|1)\s?[.)/]\s?[a-z]|i\s?-\s?[a-z])"
)
_TO = re.compile(r"\bkinh\s*(?:g[uo]i|thua)\b")
_SUBMITTED_TO = re.compile(r"\bkinh\s*trinh\b")
_SUBJECT = re.compile(r"\W*(?:v\s?/\s?v\b|ve viec\b)")
_DRAFT = re.compile(r"\W*du thao\W*(?:\(?lan\W*(?:thu\W*)?\w+\)?|\d+|lan)?\W*(?:ngay.{0,30})?")
_ANNEX = re.compile(r"\W*(?:phu luc|mau\s*(?:so|[\d(])|bieu\s*(?:so|mau|\d)|bieu\b.{0,8}$|muc luc)")
_MOTTOS = {Kind.PARTY_MOTTO, Kind.STATE_MOTTO}
_ROWS_WITHOUT_TYPE = 12
_A_WHOLE_PAPER = 1500
_ANNEX_DAMPING = 0.6
_RECOGNISED, _CONFIRMED = 0.7, 0.93
_NAMED = 0.43  # a notation that is sure but for the number written by hand becomes sure with the name of the file
_PAGES_TO_COMPARE, _CHARACTERS_TO_COMPARE = 3, 20_000


@dataclass(frozen=True, slots=True)
class _Parts:
    """The head cut in two: `zone` above the type line (in a letter: above the salutation), `below` after it."""

    zone: Sequence[Line]
    below: Sequence[Line]
    type_line: TypeReading | None
    letter: bool


def read_header(pages: Sequence[PageText], types: Sequence[PrintedType] = PRINTED_TYPES, file_name: str = "") -> Header:
    """What the paper says about itself. Pure and bounded: looks at the first 40 rows and the outer pages only.

    `file_name` is the name the user gave the file; it confirms or supplies a number that was hard to read.
    """
    head = head_lines(pages)
    if not head:
        return Header()
    parts = _parts(head, types)
    foot = foot_lines(pages)
    number = _number(parts, types)
    units = read_units(_unit_block(parts, number), trust=_trust_in_head(parts, number))
    named = issuer_in_title(number.line) if number else None
    family = _family(head, units.issuer)
    type_code = _type_code(parts, number, family, types)
    issued, place = _date(parts, type_code, foot)
    title = title_of_letter(parts.zone) if parts.letter else None
    if title is None and parts.type_line:
        title = title_below(parts.below, parts.type_line.rest)
    signer, role = read_signer(foot)
    header = Header(
        number=number.number if number else None,
        symbol=number.symbol if number else None,
        org_code=number.org_code if number else None,
        type_code=type_code,
        family=family,
        issuer=named or units.issuer,
        parent=None if named else units.parent,
        term=units.term,
        place=place,
        date=issued,
        period=read_period(title, issued, type_code.value if type_code else None),
        title=title,
        addressees=read_addressees(head),
        recipients=read_recipients(foot),
        signer=signer,
        signer_role=role,
        signed_at=read_stamp([*head, *foot]),
    )
    header = _with_hint(_corroborated(header, pages), file_name)
    header = replace(header, lifecycle=_lifecycle(header, parts, number, pages, foot))
    return _damped(header) if _ANNEX.match(head[0].flat) else header


def _parts(head: Sequence[Line], types: Sequence[PrintedType]) -> _Parts:
    body = next((index for index, line in enumerate(head) if _BODY.match(line.flat)), len(head))
    salutation = next((index for index, line in enumerate(head[:body]) if _TO.search(line.flat)), None)
    found = read_type(head[: salutation if salutation is not None else body], types)
    if found:
        return _Parts(head[: found.index], head[found.index + 1 :], found, letter=False)
    if salutation is not None:
        return _Parts(head[: salutation + 1], head[salutation + 1 :], None, letter=True)
    rows = min(body, next((index for index, line in enumerate(head) if line.row > _ROWS_WITHOUT_TYPE), len(head)))
    letter = any(_SUBJECT.match(line.flat) for line in head[:rows])
    return _Parts(head[:rows], head[rows:], None, letter=letter)


def _number(parts: _Parts, types: Sequence[PrintedType]) -> NumberReading | None:
    found = read_number(parts.zone, types)
    if found is None and parts.type_line:
        found = read_number(parts.below[:2], types) or read_number_in_title(_title_lines(parts), types)
    return found


def _title_lines(parts: _Parts) -> list[Line]:
    first = [_line_with(parts.type_line)] if parts.type_line and parts.type_line.rest else []
    return [*first, *parts.below[:3]]


def _line_with(found: TypeReading) -> Line:
    return Line(found.rest, flatten(found.rest), found.code.evidence, found.code.page, 0)


def _unit_block(parts: _Parts, number: NumberReading | None) -> Sequence[Line]:
    """The lines the issuing bodies stand in: the left block down to the number or to the subject of a letter."""
    block: list[Line] = []
    for line in parts.zone:
        if (number and line is number.line) or _SUBJECT.match(line.flat) or _TO.search(line.flat):
            if any(each.kind is Kind.TEXT for each in block):
                break
            continue
        right = line.kind is Kind.TEXT and line.piece > 0 and line.pieces > 1
        if not right:
            block.append(line)
    return block


def _trust_in_head(parts: _Parts, number: NumberReading | None) -> float:
    """How sure it is that the first lines are a head: a number or a motto makes them one."""
    if number or any(line.kind in _MOTTOS for line in parts.zone):
        return 0.95
    return 0.8 if parts.type_line else 0.6


def _family(head: Sequence[Line], issuer: Field[str] | None) -> Field[str] | None:
    for kind, family in ((Kind.PARTY_MOTTO, "party"), (Kind.STATE_MOTTO, "state")):
        line = next((line for line in head if line.kind is kind), None)
        if line:
            return Field(family, line.printed, 0.97, line.page)
    if issuer and is_party_body(flatten(issuer.value)):
        return Field("party", issuer.evidence, 0.93, issuer.page)
    return None


def _type_code(
    parts: _Parts, number: NumberReading | None, family: Field[str] | None, types: Sequence[PrintedType]
) -> Field[str] | None:
    """The type line decides; without one the salutation makes a letter, else the symbol is believed."""
    if parts.type_line:
        code = parts.type_line.code
        exact = not parts.type_line.rest or _trust_in_head(parts, number) >= SURE
        return code if exact else replace(code, confidence=min(code.confidence, 0.8))
    symbol = number.symbol_type if number else None
    if number and symbol and symbol != "CV":
        state = family is not None and family.value == "state"
        fitting = [each.code for each in types if each.symbol == symbol and (each.party or state)]
        chosen = "TTư" if state and symbol == "TT" else fitting[0] if fitting else None
        if chosen:
            return Field(chosen, number.line.printed, 0.85 if len(fitting) == 1 else 0.7, number.line.page)
    if parts.letter or symbol == "CV":
        line = next((line for line in parts.zone if _TO.search(line.flat)), number.line if number else parts.zone[-1])
        return Field("CV", line.printed, 0.95 if number else 0.75, line.page)
    return None


def _date(
    parts: _Parts, type_code: Field[str] | None, foot: Sequence[Line]
) -> tuple[Field[date] | None, Field[str] | None]:
    issued, place = read_date(parts.zone, 0.97)
    if issued is None and place is None and parts.type_line:
        issued = read_date_in_title(_title_lines(parts))
    if issued is None and place is None and parts.type_line:
        issued, place = read_date(parts.below[:6], 0.85, with_place=True)
    if issued is None and type_code and type_code.value == "BB":
        issued = read_meeting_date([*parts.below, *foot])
    if issued is None and place is None:
        issued, place = read_date(foot, 0.75, with_place=True)
    return issued, place


def _lifecycle(
    header: Header, parts: _Parts, number: NumberReading | None, pages: Sequence[PageText], foot: Sequence[Line]
) -> Field[str] | None:
    draft = _draft(parts, number)
    if draft or not (number or (header.type_code and header.issuer)):
        return draft
    evidence = number.line if number else parts.zone[0]
    whole = sum(len(page.text) for page in pages[:3]) > _A_WHOLE_PAPER
    if whole and not evidence.recognised and not has_signature_block(foot):
        unfinished = header.number is None or header.date is None
        return Field("draft" if unfinished else "issued", evidence.printed, 0.5 if unfinished else 0.85, evidence.page)
    trust = (0.95 if header.date else 0.9) if number else 0.6
    return Field("issued", evidence.printed, trust, evidence.page)


def _draft(parts: _Parts, number: NumberReading | None) -> Field[str] | None:
    label = next((line for line in [*parts.zone, *parts.below[:2]] if _DRAFT.fullmatch(line.flat)), None)
    if label:
        return Field("draft", label.printed, 0.97, label.page)
    if parts.type_line and parts.type_line.draft:
        return Field("draft", parts.type_line.code.evidence, 0.93, parts.type_line.code.page)
    if number and (number.marked_draft or number.blank):
        # OCR may have lost a number written by hand; in typed text the place was left empty.
        trust = 0.95 if number.marked_draft else 0.5 if number.line.recognised else 0.9
        return Field("draft", number.line.printed, trust, number.line.page)
    return None


def _corroborated(header: Header, pages: Sequence[PageText]) -> Header:
    """A name that OCR read twice the same, in the head and again in the paper, was read right."""
    confirmed: dict[str, Any] = {}
    for name in ("issuer", "parent", "place"):
        field: Field[str] | None = getattr(header, name)
        if not field or not _RECOGNISED <= field.confidence < SURE:
            continue
        if _occurs_again(field.value, pages) or (name != "place" and _ends_with_place(field.value, header)):
            confirmed[name] = replace(field, confidence=_CONFIRMED)
    return replace(header, **confirmed)


def _ends_with_place(value: str, header: Header) -> bool:
    """Đảng bộ xã Giới Phiên beside "Giới Phiên, ngày …": the same name read in two places."""
    place = header.place.value.casefold() if header.place else ""
    return " " in place and value.casefold().endswith(f" {place}")


def _occurs_again(value: str, pages: Sequence[PageText]) -> bool:
    text = " ".join(page.text[:_CHARACTERS_TO_COMPARE] for page in pages[:_PAGES_TO_COMPARE])
    return " ".join(text.split()).casefold().count(value.casefold()) > 1


def _with_hint(header: Header, file_name: str) -> Header:
    """The number in the name of the file agrees with the page, or stands in for one that OCR could not read."""
    if not header.symbol or not file_name:
        return header
    hint = hinted_number(file_name, header.symbol.value)
    if hint is None or header.symbol.confidence >= SURE:
        return header
    page = header.symbol.page
    notation = header.symbol.value.lstrip("0123456789")
    agrees = header.number is not None and header.number.value == hint
    evidence = header.symbol.evidence if agrees else file_name
    trust = _CONFIRMED if agrees else SURE
    return replace(
        header,
        number=Field(hint, evidence, trust, page),
        symbol=Field(f"{hint:02}{notation}", evidence, min(trust, round(header.symbol.confidence + _NAMED, 2)), page),
    )


def _damped(header: Header) -> Header:
    """The first page is an annex or an empty form: what it prints is seldom its own."""
    weaker: dict[str, Any] = {
        name: replace(field, confidence=field.confidence * _ANNEX_DAMPING) for name, field in header.found().items()
    }
    return replace(header, **weaker)
