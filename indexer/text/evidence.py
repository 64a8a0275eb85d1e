"""The reader of supporting papers: what kind one is, and what it says beyond its head.

Nothing is decided here and nothing is filled in: the facts are shown with their lines, for a person who compares.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from indexer.model import PageText
from indexer.text.evidence_award import is_award, read_award
from indexer.text.evidence_chat import is_chat, read_chat
from indexer.text.evidence_dates import span_of
from indexer.text.evidence_gifts import is_gift_list, read_gifts
from indexer.text.evidence_model import EvidenceKind, EvidencePaper, Gift, Row, rows_of
from indexer.text.header import read_header
from indexer.text.header_model import Field, Header

PHOTO_TIME, PHOTO_NORTH, PHOTO_EAST = "photo_taken_at", "photo_north", "photo_east"
"""Properties of a photo, as extraction reads them from EXIF."""
_CAMERA_TRUST = 0.8  # a clock that nobody set, a place that was changed: for a person to look at


def read_evidence(pages: Sequence[PageText], properties: Mapping[str, str]) -> EvidencePaper | None:
    """The facts of a supporting paper; None for one that is none of these kinds.

    `properties` are those of its file: they tell what a camera noted.
    """
    rows, header, photo = list(rows_of(pages)), read_header(pages), _photo(properties)
    state = header.family is not None and header.family.value == "state"
    family = {"family": header.family} if state and header.family else {}
    kind, facts, gifts = _kind_and_facts(rows, header, photo)
    if kind is None:
        return EvidencePaper(EvidenceKind.STATE_PAPER, family) if family else None
    return EvidencePaper(kind, {**facts, **family}, gifts)


def _kind_and_facts(
    rows: Sequence[Row], header: Header, photo: Mapping[str, Field[object]]
) -> tuple[EvidenceKind | None, Mapping[str, Field[object]], Sequence[Gift]]:
    if is_award(rows):
        dated = {"date": header.date} if header.date else {}
        return EvidenceKind.AWARD, {**read_award(rows), **dated}, ()
    if is_gift_list(rows):
        return EvidenceKind.GIFTS, *read_gifts(rows, header.date.value if header.date else None)
    if header.type_code is not None and header.type_code.value == "BC":
        return EvidenceKind.REPORT, _report(header), ()
    if is_chat(rows):
        return EvidenceKind.CHAT, {**photo, **read_chat(rows)}, ()
    if photo and not header.found():
        return EvidenceKind.PHOTO, photo, ()
    return None, {}, ()


def _report(header: Header) -> dict[str, Field[object]]:
    if header.title is None:
        return {}
    span = span_of(header.title) or header.period
    return {"span": span} if span else {}


def _photo(properties: Mapping[str, str]) -> dict[str, Field[object]]:
    facts: dict[str, Field[object]] = {}
    if (taken := properties.get(PHOTO_TIME)) is not None:
        with contextlib.suppress(ValueError):  # the properties come from a file, by way of a child
            facts["taken_at"] = Field(datetime.fromisoformat(taken), f"EXIF DateTimeOriginal {taken}", _CAMERA_TRUST)
    north, east = properties.get(PHOTO_NORTH), properties.get(PHOTO_EAST)
    if north and east:
        facts["place"] = Field(f"{north}, {east}", f"EXIF GPS {north}, {east}", _CAMERA_TRUST)
    return facts
