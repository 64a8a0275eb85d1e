"""What a supporting paper says: an award, a list of gifts, a report, a photo, a chat captured, a state paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from indexer.model import PageText, TextSource
from indexer.text.header_lines import flatten
from indexer.text.header_model import Field

RECOGNISED_TRUST = 0.7
"""No value read from recognised text is surer than this by itself."""
_MOST_ROWS, _LONGEST_ROW = 20_000, 500


class EvidenceKind(StrEnum):
    """The kinds of supporting papers that are read beyond their head."""

    AWARD = "award"
    GIFTS = "gifts"
    REPORT = "report"
    PHOTO = "photo"
    CHAT = "chat"
    STATE_PAPER = "state_paper"


@dataclass(frozen=True, slots=True)
class Gift:
    """A row of a list of gifts: who gave, how much in đồng, on which day; with the printed row."""

    name: str
    amount: int
    day: date | None
    line: str
    page: int
    confidence: float


@dataclass(frozen=True, slots=True)
class EvidencePaper:
    """What was read of one paper. The names of the facts are those of its kind:

    award        issuer, recipient, achievement, decision, decision_date, book_number, date
    gifts        campaign, givers, sum, total, difference (total minus sum, where they differ), rows_unread
    report       span: an ISO 8601 month, quarter ("2022-Q3"), year, or two of them with a solidus between
    photo        taken_at (local time of the camera), place ("21.7167, 104.8986": degrees north and east)
    chat         group, span (days), captured_by, captured_at
    state_paper  none of its own; `family` stands with any kind whose head is that of a state paper
    """

    kind: EvidenceKind
    facts: Mapping[str, Field[object]] = field(default_factory=dict)
    gifts: Sequence[Gift] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row with text: `flat` is `text` without marks in lower case, character for character."""

    text: str
    flat: str
    page: int
    gap: bool
    recognised: bool

    def trust(self, typed: float) -> float:
        """The confidence of a value on this row, `typed` being that of typed text."""
        return min(typed, RECOGNISED_TRUST) if self.recognised else typed


def rows_of(pages: Sequence[PageText]) -> Iterator[Row]:
    """The rows of all pages, bars and wide gaps made one blank; `gap` says that an empty row stands before."""
    seen, gap = 0, False
    for page in pages:
        for raw in page.text.splitlines():
            text = unicodedata.normalize("NFC", " ".join(raw[:_LONGEST_ROW].replace("|", " ").split()))
            if not text:
                gap = True
                continue
            seen += 1
            if seen > _MOST_ROWS:
                return
            yield Row(text, flatten(text), page.number, gap, page.source is TextSource.OCR)
            gap = False
