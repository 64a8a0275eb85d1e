"""A capture of a chat group (Zalo): which group, which days, who captured it.

There is no dependable export of a group: what comes is a screenshot, copied text, or a sheet that somebody wrote about
it. A fact is read only where it is labelled, or where the times of the messages say it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.text.evidence_dates import day_in, span_in
from indexer.text.evidence_model import Row
from indexer.text.header_model import Field

_ZALO = re.compile(r"\bzalo\b")
_TIME = r"\d{1,2}\s*[:h]\s*\d{2}(?::\d{2})?"
_MESSAGE = re.compile(
    rf"\[?\s*(?:{_TIME}[,\s-]+(?:ngay )?\d{{1,2}}/\d{{1,2}}/\d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}}[,\s-]+{_TIME})"
)
_GROUP = re.compile(r"\b(?:ten nhom|nhom(?: chat)? zalo|nhom chat|zalo nhom|nhom)\s*[:\-]?\s*(?=[“\"A-Za-z])")
_LABELLED = re.compile(r"\W*(?:ten nhom|nhom(?: chat)?(?: zalo)?|zalo nhom)\s*:\s*")
_MEMBERS = re.compile(r"\W*\d{1,4}\s*thanh vien\b")
_BY = re.compile(r"\b(?:nguoi (?:chup|trich|trich xuat|luu|cung cap|sao chep)|chup boi|do dong chi)\s*:?\s*")
_AT = re.compile(r"\b(?:ngay chup|chup (?:luc|ngay)|thoi gian chup|thoi diem chup|ngay trich|luc chup)\b")
_SPAN = re.compile(r"\b(?:thoi gian|giai doan|tu ngay|noi dung tu)\b")
_FEWEST_MESSAGES = 3
_HEAD_ROWS = 30


def is_chat(rows: Sequence[Row]) -> bool:
    """Whether this is a capture: Zalo is named in the head beside a group, or messages with their times follow."""
    head = rows[:_HEAD_ROWS]
    labelled = any(_LABELLED.match(row.flat) or _MEMBERS.match(row.flat) for row in head)
    messages = sum(bool(_MESSAGE.search(row.flat)) for row in rows)
    named = any(_ZALO.search(row.flat) for row in head)
    return (named and (labelled or messages > 0)) or (labelled and messages > 0) or messages >= _FEWEST_MESSAGES


def read_chat(rows: Sequence[Row]) -> dict[str, Field[object]]:
    """Group, span of days, who captured it and when; what is neither labelled nor dated is missing."""
    head = rows[:_HEAD_ROWS]
    facts: dict[str, Field[object]] = {}
    if (group := _group(head)) is not None:
        facts["group"] = group
    for row in head:
        by, at = _BY.search(row.flat), _AT.search(row.flat)
        if by and "captured_by" not in facts:
            name = re.split(r"[,;(]|\s[-–]\s", row.text[by.end() :])[0].strip(" .:-")
            if name:
                facts["captured_by"] = Field(name, row.text, row.trust(0.92), row.page)
        if at and "captured_at" not in facts and (day := day_in(row.flat, at.end())) is not None:
            facts["captured_at"] = Field(day[0], row.text, row.trust(0.92), row.page)
    if (span := _stated_span(head) or _span_of_messages(rows)) is not None:
        facts["span"] = span
    return facts


def _group(head: Sequence[Row]) -> Field[object] | None:
    for index, row in enumerate(head):
        if (label := _LABELLED.match(row.flat)) is not None:
            name = row.text[label.end() :].strip(' .:“”"')
            if name:
                return Field(name, row.text, row.trust(0.93), row.page)
        if _MEMBERS.match(row.flat) and index:
            return Field(head[index - 1].text.strip(" <‹←"), head[index - 1].text, row.trust(0.8), row.page)
    for row in head:
        found = _GROUP.search(row.flat)
        if found is not None and _ZALO.search(row.flat):
            name = re.split(r"[,;(]", row.text[found.end() :])[0].strip(' .:“”"')
            if name:
                return Field(name, row.text, row.trust(0.75), row.page)
    return None


def _stated_span(head: Sequence[Row]) -> Field[object] | None:
    for row in head:
        if _SPAN.search(row.flat) and not _AT.search(row.flat) and (span := span_in(row.text)) and "/" in span:
            return Field(span, row.text, row.trust(0.92), row.page)
    return None


def _span_of_messages(rows: Sequence[Row]) -> Field[object] | None:
    """From the first to the last day that messages bear."""
    dated = [(day[0], row) for row in rows if _MESSAGE.search(row.flat) and (day := day_in(row.flat)) is not None]
    if not dated:
        return None
    (first, above), (last, below) = min(dated, key=lambda each: each[0]), max(dated, key=lambda each: each[0])
    evidence = above.text if above is below else f"{above.text} … {below.text}"
    return Field(f"{first.isoformat()}/{last.isoformat()}", evidence, above.trust(0.92), above.page)
