"""A record of the demonstration before it is drawn: its description and its papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from archive_service.demo.paper import Paper
from archive_service.domain.records import AccessLevel, Lifecycle, RecordClass, Source


class Form(StrEnum):
    """What a paper becomes: a PDF with text, a Word file, or a PDF of page images without text."""

    PDF = "pdf"
    WORD = "docx"
    SCAN = "scan"

    @property
    def ending(self) -> str:
        return "docx" if self is Form.WORD else "pdf"


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: one row of the manifest for each of its papers, all in the same form.

    `key` names the record in the manifest and in tests: "CB-YT-08/2022-02/NQ".
    """

    key: str
    unit_code: str
    record_class: RecordClass
    type_code: str
    title: str
    issuer_printed: str
    papers: tuple[Paper, ...]
    form: Form
    number: int | None = None
    symbol: str | None = None
    day: date | None = None
    period: str | None = None
    lifecycle: Lifecycle = Lifecycle.ISSUED
    access_level: AccessLevel = AccessLevel.INTERNAL
    dossier_key: str | None = None
    source: Source = Source.DIGITAL


@dataclass(frozen=True, slots=True)
class DemoDossier:
    """One row of dossiers.csv."""

    key: str
    unit_code: str
    title: str
    kind: str
    opened_at: date
    closed_at: date | None


def title_of(paper: Paper) -> str:
    """Type and trích yếu as a register lists them; a letter has its trích yếu alone."""
    title = f"{paper.type_line} {paper.abstract}".strip()
    return title[0].upper() + title[1:]
