"""A certificate of merit (giấy khen, bằng khen): who gives it, to whom, what for, by which decision."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.text.evidence_dates import day_in
from indexer.text.evidence_model import Row
from indexer.text.header_model import Field

_NAME = re.compile(r"\W*(?:giay|bang)\s*khen\W*")
_GIVEN = re.compile(r"(?:^|\s)(?:tang(?: thuong)?(?: giay khen| bang khen)?(?: cho)?|khen tang|khen thuong)\b\s*:?\s*")
_WHY = re.compile(
    r"\W*(?:da co|da dat|da hoan thanh|da tich cuc|co nhieu|co thanh tich|dat (?:tieu chuan|danh hieu|thanh tich|giai)|"
    r"hoan thanh|vi da|vi co|thanh tich|ve thanh tich|trong (?:cong tac|phong trao)|ly do)\b\W*"
)
_DECISION = re.compile(
    r"(?P<number>\d{1,5})\s*(?:(?P<party>-\s*q[dđ]\s*/\s*(?P<of>[a-z]+(?:[.-][a-z]+)*))|/\s*(?:(?:19|20)\d\d\s*/\s*)?q[dđ]\s*-\s*(?P<by>[a-z]+))"
)
_BY_DECISION = re.compile(r"\bquyet dinh\b(?: khen thuong)?")
_BOOK = re.compile(
    r"\bvao\s*so(?:\s*(?:vang|luu|khen thuong|theo doi))*\s*(?:so)?\s*[:.]?\s*(?P<number>\d{1,6}(?:\s*/\s*\d{4})?)"
)
_ENDS = re.compile(r"\W*(?:quyet dinh|vao\s*so|so\s*:|t\s?[/.]?\s?m\b|tm\.|k\s?[/.]?\s?t\b|chu tich$|bi thu$)")
_HEAD_ROWS, _LONGEST_PART = 40, 6


def is_award(rows: Sequence[Row]) -> bool:
    """Whether a row of the head is nothing but the name of the certificate."""
    return any(_NAME.fullmatch(row.flat) for row in rows[:_HEAD_ROWS])


def read_award(rows: Sequence[Row]) -> dict[str, Field[object]]:
    """The facts of a certificate; those that are not printed, or left as dots, are missing."""
    start = next(index for index, row in enumerate(rows) if _NAME.fullmatch(row.flat))
    below = rows[start + 1 :][:_HEAD_ROWS]
    facts: dict[str, Field[object]] = {}
    given = ((index, found) for index, row in enumerate(below) if (found := _GIVEN.search(row.flat)) is not None)
    if (first := next(given, None)) is not None:
        _parties(below, *first, facts)
    for index, row in enumerate(below):
        _decision(below, index, row, facts)
        if "book_number" not in facts and (found := _BOOK.search(row.flat)):
            number = "".join(row.text[found.start("number") : found.end("number")].split())
            facts["book_number"] = Field(number, row.text, row.trust(0.95), row.page)
    return facts


def _parties(below: Sequence[Row], given: int, found: re.Match[str], facts: dict[str, Field[object]]) -> None:
    """Issuer above the word of giving, recipient and achievement below it."""
    row = below[given]
    before, after = row.text[: found.start()].strip(), row.text[found.end() :].strip(" :;.,-")
    issuer = [each for each in below[:given] if any(map(str.isalpha, each.text))]
    if issuer or before:
        parts = [*(each.text for each in issuer), before]
        facts["issuer"] = _joined([part for part in parts if part], [*issuer, row], 0.93)
    names: list[Row] = []
    part = [after] if after and not _WHY.match(row.flat, found.end()) else []
    rest = below[given + 1 :]
    index = 0
    while (
        index < len(rest) and len(names) < 3 and not _WHY.match(rest[index].flat) and not _ENDS.match(rest[index].flat)
    ):
        names.append(rest[index])
        index += 1
    if part or names:
        facts["recipient"] = _joined([*part, *(each.text for each in names)], names or [row], 0.93)
    why: list[Row] = []
    while index < len(rest) and len(why) < _LONGEST_PART and not _ENDS.match(rest[index].flat):
        if why and day_in(rest[index].flat) and rest[index].flat.count("ngay"):
            break
        why.append(rest[index])
        index += 1
    if why and _WHY.match(why[0].flat):
        facts["achievement"] = _joined([each.text for each in why], why, 0.93)


def _joined(parts: Sequence[str], rows: Sequence[Row], trust: float) -> Field[object]:
    value = " ".join(" ".join(parts).split()).strip(' .;,:-“”"')
    return Field(value, " / ".join(row.text for row in rows), min(row.trust(trust) for row in rows), rows[0].page)


def _decision(below: Sequence[Row], index: int, row: Row, facts: dict[str, Field[object]]) -> None:
    """`Quyết định số 05-QĐ/ĐU ngày …`: the day may stand on the next row."""
    said = _BY_DECISION.search(row.flat)
    if said is None or "decision" in facts:
        return
    found = _DECISION.search(row.flat, said.end())
    if found is None:
        return
    body = (
        row.text[found.start("of") : found.end("of")] if found["of"] else row.text[found.start("by") : found.end("by")]
    )
    number = int(found["number"])
    symbol = f"{number:02}-QĐ/{body}" if found["of"] else f"{number:02}/QĐ-{body}"
    facts["decision"] = Field(symbol, row.text, row.trust(0.95), row.page)
    following = below[index + 1] if index + 1 < len(below) else None
    for each, start in ((row, found.end()), (following, 0)):
        day = day_in(each.flat, start) if each is not None else None
        if each is not None and day is not None:
            facts["decision_date"] = Field(day[0], each.text, each.trust(0.95 if each is row else 0.85), each.page)
            return
