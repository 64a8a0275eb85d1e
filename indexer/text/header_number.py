"""Number and symbol in the head of a paper: `Số 12-NQ/CB`, `Số: 15/QĐ-UBND`, `QC-01/CB-LH`, `Số      -NQ/CB`.

The Party writes number-type/organ without a colon after Số, the state number/type-organ with one;
real papers mix them, and web copies add signs (Quy định 399-QĐ/TW and Hướng dẫn 05-HD/VPTW for the
Party, Nghị định 30/2020/NĐ-CP for the state).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.text.header_lines import Kind, Line, flatten
from indexer.text.header_model import Field
from indexer.text.header_types import PRINTED_TYPES, PrintedType

_LABEL = re.compile(r"\W{0,3}(?P<law>luat\s+|lenh\s+)?s[o0](?![a-z])\s*[:.;,]*\s*(?!/)")
_LOOSE_LABEL = re.compile(r"\W{0,3}s[o0]\s*[:.;,]*\s*(?!/)")
_BLANK = r"[\s._…]*"
_ORG = r"(?P<org>[^\W\d_][\wĐđ]*(?:\s?[-./&]\s?[\wĐđ]+)*)"
_TYPE = r"(?P<type>[^\W\d_]{2,5})"
_NO = r"(?P<no>[^/]{0,14}?)"
_PARTY = re.compile(_NO + r"\s*-\s*" + _TYPE + r"\s*/\s*" + _ORG)
_UNTYPED = re.compile(r"(?P<no>[\d\s._…]*)-[\s._…]*/\s*" + _ORG)
_REVERSED = re.compile(_TYPE + r"\s*-\s*(?P<no>\d{1,4})\s*/\s*" + _ORG)
_STATE = re.compile(
    r"(?P<no>.{0,14}?)\s*/+\s*(?:(?P<year>(?:19|20)\d\d)\s*/\s*)?(?P<notation>[^\W\d_][\wĐđ]+(?:\s?[-/.&]\s?[^\W_][\wĐđ]*)+)"
)
_LAW = re.compile(r"(?P<no>\d{1,3})\s*/\s*(?P<year>(?:19|20)\d\d)\s*/\s*(?P<notation>QH\d{1,2}|PL-UBTVQH\d{1,2})")
_BARE = re.compile(r"(?P<no>\d{1,4})\s*$")
_DIGITS = re.compile(r"\d{1,5}[a-zA-Z]?$")
_DIGITS_AND_UNIT = re.compile(r"\d{1,5}[a-zA-Z]?(?:-[^\W\d_]{1,5})?$")
_LETTERS_OF_A_TYPE = 2
_BY_HAND = 0.48
_LOOKALIKES = str.maketrans("OolI|", "00111")
_CITED = re.compile(r"^\W*(?:ngay|cua|ve)\b")
_DRAFT_MARK = re.compile(r"\(\s*(?:dt|du thao)\s*\)")
_IN_TITLE = re.compile(r"\bso\s*:?\s*(?=\d)")
_TITLE_NUMBER = re.compile(r"\W*(?:cua\b|so\b)")
_DATED = re.compile(r"^\W{0,3}(?:ngay\b|\d{1,2}[/-]\d)")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """What the number line says. `blank` is a place left empty for the number; `symbol_type` is the
    type's abbreviation in its usual spelling; `marked_draft` is a (DT) behind the symbol."""

    number: Field[int] | None
    symbol: Field[str] | None
    org_code: Field[str] | None
    symbol_type: str | None
    blank: bool
    marked_draft: bool
    line: Line


def read_number(head: Sequence[Line], types: Sequence[PrintedType] = PRINTED_TYPES) -> NumberReading | None:
    """The first number line among the lines of the head, or None."""
    symbols = {flatten(each.symbol): each.symbol for each in types if each.symbol}
    bare = None
    for line in head:
        if line.kind is not Kind.TEXT:
            continue
        label = (_LOOSE_LABEL if line.recognised and "/" in line.text else _LABEL).match(line.flat)
        rest = line.text[label.end() :] if label else line.text
        reading = _read(rest, line, symbols, labelled=label is not None)
        if reading:
            return reading
        if label and bare is None and (found := _BARE.match(rest)):
            number = Field(int(found["no"]), line.printed, 0.5 if line.recognised else 0.75, line.page)
            bare = NumberReading(number, None, None, None, blank=False, marked_draft=False, line=line)
    return bare


def read_number_in_title(lines: Sequence[Line], types: Sequence[PrintedType] = PRINTED_TYPES) -> NumberReading | None:
    """The number of a web copy: `NGHỊ ĐỊNH CỦA CHÍNH PHỦ SỐ 116/2003/NĐ-CP NGÀY 10/10/2003`.

    `lines` begin with the rest of the type line; a line that cites another paper has no "của" or "số" in front.
    """
    symbols = {flatten(each.symbol): each.symbol for each in types if each.symbol}
    for line in lines:
        found = _IN_TITLE.search(line.flat)
        if not _TITLE_NUMBER.match(line.flat):
            return None
        match = (_LAW.match(line.text, found.end()) or _STATE.match(line.text, found.end())) if found else None
        if match and _DATED.match(line.flat[match.end() :] or "ngay"):
            return _state(match, line, symbols, 0.9)
    return None


def _read(rest: str, line: Line, symbols: dict[str, str], *, labelled: bool) -> NumberReading | None:
    trust = 0.98 if labelled else 0.93
    for pattern in (_REVERSED, _PARTY):
        match = pattern.match(rest)
        if match and _plausible(match, rest, symbols, labelled=labelled):
            return _party(match, line, symbols, trust if pattern is _PARTY else 0.93)
    untyped = _UNTYPED.fullmatch(rest.strip()) if labelled else None
    if untyped:
        return _reading(untyped, f"-/{untyped['org']}", untyped["org"], None, line, 0.8)
    match = _LAW.match(rest) or _STATE.match(rest)
    if match and _plausible(match, rest, symbols, labelled=labelled):
        return _state(match, line, symbols, trust)
    return None


def _plausible(match: re.Match[str], rest: str, symbols: dict[str, str], *, labelled: bool) -> bool:
    """Not a citation; without the label Số only a line that is nothing but a known symbol counts."""
    after = flatten(rest[match.end() :])
    if _CITED.match(after) or (labelled and re.search(r"[A-Za-zđ]{3}", match["no"])):
        return False
    groups = match.groupdict()
    type_code = groups.get("type") or re.split(r"[-/.]", groups.get("notation") or "")[0]
    known = flatten(type_code.strip()) in symbols
    if labelled:
        return known or type_code.isupper() or "year" in groups
    no = match["no"].strip()
    return known and bool(_DIGITS.match(no) or not no.strip("._… ")) and not after.strip(" .,;*_-()dt")


def _party(match: re.Match[str], line: Line, symbols: dict[str, str], trust: float) -> NumberReading:
    printed = match["type"]
    known = symbols.get(flatten(printed))
    organ = re.sub(r"\s", "", match["org"])
    if not known:
        trust = min(trust, 0.8)
    return _reading(match, f"-{known or printed}/{organ}", organ, known, line, trust)


def _state(match: re.Match[str], line: Line, symbols: dict[str, str], trust: float) -> NumberReading:
    parts = re.split(r"\s*([-/.])\s*", match["notation"])
    known = symbols.get(flatten(parts[0]))
    organ = "".join(parts[2:]) if known and len(parts) > 2 else parts[0]
    first, *others = parts
    if not known and len(first) == _LETTERS_OF_A_TYPE and len(parts) > 1:
        trust = min(trust, 0.8)
    year = f"{match['year']}/" if match["year"] else ""
    return _reading(match, f"/{year}{known or first}{''.join(others)}", organ, known, line, trust)


def _reading(
    match: re.Match[str], notation: str, organ: str, known: str | None, line: Line, trust: float
) -> NumberReading:
    written = match["no"].strip(" .…_:;,")
    if line.recognised:
        # Numbers are mostly written by hand into the printed form: OCR guesses at them.
        trust, compact = round(trust - _BY_HAND, 2), written.replace(" ", "").translate(_LOOKALIKES)
        written = compact if _DIGITS.match(compact) else written
    readable = bool((_DIGITS if line.recognised else _DIGITS_AND_UNIT).match(written))
    tail = flatten(line.text[-12:])
    return NumberReading(
        number=Field(int(re.split(r"\D", written)[0]), line.printed, trust, line.page) if readable else None,
        symbol=Field((written if readable else "") + notation, line.printed, trust, line.page),
        org_code=Field(organ, line.printed, 0.85 if line.recognised else trust, line.page),
        symbol_type=known,
        blank=not written,
        marked_draft=bool(_DRAFT_MARK.search(tail)),
        line=line,
    )
